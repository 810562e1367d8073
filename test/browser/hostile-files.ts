// test support: files that run something when a browser or a desktop opens them as what they are, and names that try to be more than
// names: each content and each name another one, so that what is mixed up shows.

export interface HostileFile {
  readonly name: string;
  /** What the service says that it is. */
  readonly type: string;
  readonly bytes: Buffer;
}

const SCRIPT = '<script>alert(1)</script>';
const HTML = `<!DOCTYPE html><title>x</title>${SCRIPT}<img src=x onerror=alert(1)>`;
const XHTML_NAMESPACE = 'xmlns="http://www.w3.org/1999/xhtml"';
const SVG_NAMESPACE = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"';
const svg = (inner: string, more = '') => `<svg ${SVG_NAMESPACE} ${more}>${inner}</svg>`;
const GIF = Buffer.from('R0lGODlhAQABAIAAAAUEBAAAACwAAAAAAQABAAACAkQBADs=', 'base64');
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const pdf = (action: string) =>
  `%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction ${action}>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n`;

/** Name, type that is claimed, content. */
const CONTENTS: readonly (readonly [string, string, string | Buffer])[] = [
  ['a.svg', 'image/svg+xml', svg('<script>alert(1)</script>')],
  ['b.svg', 'image/png', svg('', 'onload="alert(1)"')],
  [
    'c.svg',
    'image/svg+xml',
    svg('<foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml" src="javascript:alert(1)"/></foreignObject>'),
  ],
  ['d.svg', 'image/svg+xml', svg('<a xlink:href="javascript:alert(1)"><text y="9">x</text></a>')],
  ['e.svg', 'image/svg+xml', svg('<animate onbegin="alert(1)" attributeName="x" dur="1s"/>')],
  ['f.svg', 'text/plain', `<?xml version="1.0"?>\n${svg('<script xlink:href="data:text/javascript,alert(1)"/>')}`],
  [
    'g.svg',
    'image/svg+xml',
    `<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>${svg('<text>&x;</text><script>alert(1)</script>')}`,
  ],
  ['h.svg', 'image/svg+xml', svg('<image href="https://example.org/x.png"/><use href="https://example.org/x.svg#x"/>')],
  ['i.html', 'text/html', HTML],
  ['j.html.png', 'image/png', HTML],
  ['k.png', 'image/png', `\ufeff${HTML}`],
  ['l.htm', 'image/jpeg', Buffer.from(`\ufeff${HTML}`, 'utf16le')],
  ['m.html', 'text/html; charset=utf-7', '+ADw-script+AD4-alert(1)+ADw-/script+AD4-'],
  ['n.html', 'text/html', '<meta http-equiv="refresh" content="0;url=javascript:alert(1)">'],
  ['o.html', 'text/html', '<meta http-equiv="refresh" content="0;url=https://example.org/">'],
  [
    'p.html',
    'text/html',
    '<body onload=alert(1)><form action="https://example.org/" id=f></form><script>f.submit()</script>',
  ],
  ['q.html', 'text/html', `${' '.repeat(5000)}${HTML}`],
  ['r.txt', 'text/plain', HTML],
  ['s', '', HTML],
  ['t.xhtml', 'application/xhtml+xml', `<html ${XHTML_NAMESPACE}><script>alert(1)</script></html>`],
  ['u.xht', 'application/xml', `<?xml version="1.0"?><html ${XHTML_NAMESPACE}><body onload="alert(1)"/></html>`],
  ['v.xml', 'text/xml', `<?xml version="1.0"?><x><script ${XHTML_NAMESPACE}>alert(1)</script></x>`],
  [
    'w.xml',
    'text/xml',
    `<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="#s"?><x><s:stylesheet id="s" version="1.0" xmlns:s="http://www.w3.org/1999/XSL/Transform"><s:template match="/"><script ${XHTML_NAMESPACE}>alert(1)</script></s:template></s:stylesheet></x>`,
  ],
  [
    'x.xsl',
    'text/xsl',
    `<s:stylesheet version="1.0" xmlns:s="http://www.w3.org/1999/XSL/Transform"><s:template match="/"><script>alert(1)</script></s:template></s:stylesheet>`,
  ],
  [
    'y.rdf',
    'application/rdf+xml',
    `<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><script ${XHTML_NAMESPACE}>alert(1)</script></r:RDF>`,
  ],
  [
    'z.atom',
    'application/atom+xml',
    `<feed xmlns="http://www.w3.org/2005/Atom"><title type="html">${SCRIPT}</title><script ${XHTML_NAMESPACE}>alert(1)</script></feed>`,
  ],
  [
    'a.mathml',
    'application/mathml+xml',
    '<math xmlns="http://www.w3.org/1998/Math/MathML"><maction href="javascript:alert(1)">x</maction></math>',
  ],
  ['b.pdf', 'application/pdf', pdf('<</S/JavaScript/JS(app.alert\\(1\\))>>')],
  ['c.pdf', 'application/pdf', pdf('<</S/URI/URI(https://example.org/)>>')],
  ['d.pdf', 'text/html', `${pdf('<</S/JavaScript/JS(app.alert\\(1\\))>>')}${HTML}`],
  ['e.html', 'application/pdf', `%PDF-\n${HTML}`],
  ['f.gif', 'image/gif', Buffer.concat([GIF, Buffer.from(HTML)])],
  ['g.gif', 'text/html', `GIF89a${HTML}`],
  ['h.js', 'text/javascript', 'GIF89a=1;alert(1)'],
  ['i.gif', 'image/gif', Buffer.concat([Buffer.from('GIF89a/*'), GIF.subarray(8), Buffer.from('*/=1;alert(1)')])],
  ['j.png', 'text/html', Buffer.concat([PNG, Buffer.from(HTML)])],
  ['k.html', 'text/html', Buffer.concat([PNG, Buffer.from(SCRIPT)])],
  ['l.jpg', 'text/html', Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xfe]), Buffer.from(HTML)])],
  ['m.webp', 'text/html', `RIFF\u0001\u0001\u0001\u0001WEBP${HTML}`],
  ['n.bmp', 'image/bmp', `BM${HTML}`],
  ['o.ico', 'image/x-icon', Buffer.concat([Buffer.from([0, 0, 1, 0]), Buffer.from(HTML)])],
  ['p.svgz', 'image/svg+xml', Buffer.from('H4sIAAAAAAAAA7PJKEpNVchNzUkBAPo0l9MHAAAA', 'base64')],
  [
    'q.mhtml',
    'multipart/related',
    `MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n${HTML}\r\n--b--\r\n`,
  ],
  ['r.eml', 'message/rfc822', `Content-Type: text/html\r\n\r\n${HTML}`],
  ['s.hta', 'application/hta', `<hta:application/>${SCRIPT}`],
  ['t.url', 'application/internet-shortcut', '[InternetShortcut]\r\nURL=javascript:alert(1)\r\n'],
  ['u.desktop', 'application/x-desktop', '[Desktop Entry]\nType=Application\nExec=sh -c "touch /tmp/x"\n'],
  [
    'v.webloc',
    'text/xml',
    '<?xml version="1.0"?><plist version="1.0"><dict><key>URL</key><string>javascript:alert(1)</string></dict></plist>',
  ],
  ['w.lnk', 'application/x-ms-shortcut', Buffer.from([0x4c, 0, 0, 0, 1, 0x14, 2, 0])],
  ['x.bat', 'text/plain', '@start javascript:alert(1)'],
  ['y.vbs', 'text/vbscript', 'MsgBox 1'],
  ['z.css', 'text/css', '@import "https://example.org/x.css"; * { background: url(https://example.org/x.png) }'],
  ['a.mjs', 'text/javascript', 'alert(1)'],
  ['b.wasm', 'application/wasm', Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0])],
  ['c.swf', 'application/x-shockwave-flash', `FWS${HTML}`],
  ['d.json', 'application/json', `{"x":"${SCRIPT}"}`],
  ['e.ics', 'text/calendar', `BEGIN:VCALENDAR\r\nDESCRIPTION:${SCRIPT}\r\nEND:VCALENDAR\r\n`],
  ['f.shtml', 'text/html', '<!--#exec cmd="ls" --><script>alert(1)</script>'],
  ['g.php', 'application/x-httpd-php', '<?php echo "x" ?><script>alert(1)</script>'],
  ['h.appcache', 'text/cache-manifest', 'CACHE MANIFEST\nhttps://example.org/x\n'],
  ['i.webmanifest', 'application/manifest+json', '{"start_url":"javascript:alert(1)"}'],
  ['j.htc', 'text/x-component', `<public:component>${SCRIPT}</public:component>`],
];

export const HOSTILE_FILES: readonly HostileFile[] = CONTENTS.map(([name, type, content], index) => ({
  name,
  type,
  bytes: Buffer.concat([Buffer.from(content), Buffer.from(`\n<!-- ${index} -->`)]),
}));

/** Ways out of a folder, names that systems keep for themselves, names that are told apart by some systems and not by others. */
const NAMES = [
  '..',
  '.',
  '../x.txt',
  '../../../../../../../../etc/passwd',
  '..\\..\\x.txt',
  '/etc/passwd',
  '//host/share/x.txt',
  '\\\\host\\share\\x.txt',
  'C:\\Windows\\x.txt',
  'C:x.txt',
  'file:///etc/passwd',
  '~/x.txt',
  '$HOME/x.txt',
  '%2e%2e%2fx.txt',
  '..%c0%af..%c0%afx.txt',
  '..;/x.txt',
  'x.txt\0.png',
  '\0',
  'x\ny.txt',
  'x\r\nSet-Cookie: a=b',
  'x\ty.txt',
  '\u0001\u001b[31m.txt',
  'CON',
  'con.txt',
  'NUL',
  'nul.tar.gz',
  'AUX.h',
  'PRN',
  'COM1',
  'LPT1.txt',
  'CONIN$',
  'x.txt:stream',
  'x.txt::$DATA',
  'x.txt.',
  'x.txt...',
  'x.txt ',
  ' x.txt',
  '.htaccess',
  '.bashrc',
  'desktop.ini',
  'index.html',
  'about.html',
  'search.js',
  'archive.json',
  'caf\u00e9.txt',
  'cafe\u0301.txt',
  'CAF\u00c9.TXT',
  'stra\u00dfe.txt',
  'STRASSE.TXT',
  '\ufb01le.txt',
  'file.txt',
  'FILE.TXT',
  '\u0130.txt',
  'i\u0307.txt',
  '\u202egnp.exe',
  'x\u2066exe.txt\u2069',
  '\u200fx.txt',
  '\u200b.txt',
  'x\u00a0.txt',
  '\ufeffx.txt',
  '\ud800.txt',
  '\u{1f4a9}.txt',
  '-rf',
  '--help',
  '*',
  '?',
  'x|y',
  '`id`',
  '$(id)',
  '; rm x',
  '"x".txt',
  "'x'.txt",
  '<x>.txt',
  '&amp;.txt',
  'x'.repeat(255),
  'x'.repeat(4000),
  '\u00e9'.repeat(200),
  '../'.repeat(400),
];
const MORE = [(name: string) => `${name}.html`, (name: string) => `../${name}`, (name: string) => name.toUpperCase()];

/** More than two hundred, each another one. `canary` is a folder into which none of them may write. */
export const hostileNames = (canary: string): string[] => [
  ...new Set([
    `${canary}/x.txt`,
    `../canary/x.txt`,
    `../../canary/x.txt`,
    `../../../canary/x.txt`,
    ...NAMES,
    ...MORE.flatMap((more) => NAMES.map(more)),
  ]),
];
