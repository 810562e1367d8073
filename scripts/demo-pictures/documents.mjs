// scripts/demo-pictures: small PDF files (ISO 32000-1), written object by object: one page, one font, lines of text.

const PAGE = { width: 595, height: 842, margin: 64 };

const escapePdf = (line) => line.replace(/[\\()]/g, (mark) => `\\${mark}`);
/** WinAnsi has these letters where Latin-1 has them, and the euro sign at 0x80. */
const toBytes = (body) => Buffer.from(body.replaceAll('€', '\u0080').replaceAll('–', '-'), 'latin1');

function contentStream(title, lines) {
  const head = `BT /F2 20 Tf ${PAGE.margin} ${PAGE.height - 90} Td (${escapePdf(title)}) Tj ET`;
  const rows = lines.map((line) => `(${escapePdf(line)}) Tj T*`).join('\n');
  const rule = `0.18 0.56 0.36 RG 2 w ${PAGE.margin} ${PAGE.height - 104} m ${PAGE.width - PAGE.margin} ${PAGE.height - 104} l S`;
  return `${head}\n${rule}\nBT /F1 11 Tf 16 TL ${PAGE.margin} ${PAGE.height - 136} Td\n${rows}\nET`;
}

/** Bytes of a PDF with one page. The cross-reference table holds the byte offset of each object. */
function pdf(title, lines) {
  const content = contentStream(title, lines);
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${PAGE.width} ${PAGE.height}] /Contents 4 0 R /Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>`,
    `<< /Length ${toBytes(content).length} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>',
    `<< /Title (${escapePdf(title)}) /Producer (fleep-archive demo world) >>`,
  ];
  let body = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = toBytes(body).length;
    body += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const start = toBytes(body).length;
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  body += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R /Info 7 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return toBytes(body);
}

const paper = (name, title, body) => ({ name, bytes: pdf(title, body.trim().split('\n')) });

export const documents = [
  paper(
    'angebot-brandt-140.pdf',
    'Angebot 2023-0117',
    `
Lehtla OÜ · Telliskivi 60 · Tallinn
An: Gärtnerei Brandt GmbH & Co. KG, Am Deich 114, Bremen
22. Mai 2023

Pos.  Menge  Artikel                              Einzelpreis        Summe
1       140  Sprig, Fühler für Boden und Luft         52,00 €    7.280,00 €
2         6  Trellis, Funkgerät                      189,00 €    1.134,00 €
3         1  Canopy, ein Jahr                        480,00 €      480,00 €

Summe                                                             8.894,00 €
3 % Skonto bei Zahlung innerhalb von zehn Tagen.
Lieferung frei Haus. Nicht am Donnerstag.

Jonas Becker`,
  ),
  paper(
    'post-mortem-2023-11-14.pdf',
    'Post-mortem: 14 November 2023',
    `
Canopy stored no readings between 05:31 and 07:19 (Tallinn time).
Readings lost: none. 1,302,266 of 1,302,266 were stored by 10:05.
Frost and heat alarms worked throughout: they are made on the gateway.

Cause
A backfill meant for the replica wrote to the main database and filled its disk.
An engineer had a tool that could do what its name said it could not.

What we change
1. The read-only account is read-only.
2. The disk alarm asks how soon, not only how full.
3. Backfills run against a copy and ask twice.
4. Support can change the status page.
5. Gateways keep seven days instead of three.

We are sorry for the morning. Questions: hilfe@lehtla.example`,
  ),
  paper(
    'offer-letter-ines.pdf',
    'Letter of offer',
    `
Tallinn, 12 June 2023

Dear Inês,

we would be glad if you joined Lehtla as product designer on 1 August 2023,
from Lisbon, four days or five as you prefer.

You will be the first person here whose job is to say "this button is grey".

Kadri Tamm`,
  ),
  paper(
    'kolimise-kava.pdf',
    'Kolimise kava, 15. märts 2024',
    `
07:30  Auto 1: ladu (Rasmus, Priit)
08:00  Auto 2: kliimakamber, neli inimest ja rihmad
10:00  Internet tööle (Rasmus)
11:00  Köök: kohvimasin enne kõike muud (Liisa)
13:00  Lõuna, supp
14:00  Töölauad, plaani B järgi
16:30  Võtmed, silt uksele, kook`,
  ),
  paper(
    'recall-notice-en.pdf',
    'Safety notice: Sprig 1 battery door',
    `
Affected: Sprig 1, serial numbers 1-00001 to 1-04380 (sold until August 2023).
Not affected: Sprig 2, Trellis.

The clip of the battery door can break in the cold. The door may fall off
and the cells may fall out. There is no danger of fire.

What to do
1. Keep using the sensor; tape the door if it is loose.
2. We send a new door for every sensor, free of charge.
3. Push it on until it clicks twice. No tools are needed.

Lehtla OÜ, 27 May 2024`,
  ),
];
