// test: a copy of an archive in which things were altered, for a comparison to find.
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What stands in another's place in the records of the service that name `of`. */
export interface Alteration {
  readonly of: string;
  readonly from: string;
  readonly to: string;
}

/** Throws when one of the alterations changed no record of the journal. */
export function alterRecords(archive: string, alterations: readonly Alteration[]): void {
  const made = new Set<Alteration>();
  const alter = (record: string): string =>
    alterations.reduce((text, alteration) => {
      const { of, from, to } = alteration;
      if (!text.includes(of) || !text.includes(from)) return text;
      made.add(alteration);
      return text.replaceAll(from, to);
    }, record);
  for (const name of readdirSync(join(archive, 'journal'))) {
    const path = join(archive, 'journal', name);
    if (name.endsWith('.gz')) throw new Error(`${name} is compressed: this is for small archives.`);
    const lines = readFileSync(path, 'utf8').split('\n');
    const altered = lines.map((line) => line.replace(RECORD, (_all, head, record, end) => head + alter(record) + end));
    writeFileSync(path, altered.join('\n'));
  }
  const idle = alterations.filter((alteration) => !made.has(alteration));
  if (idle.length > 0) throw new Error(`Nothing was altered by ${JSON.stringify(idle)}.`);
}

export function alterFile(archive: string, sha256: string, change: (bytes: Buffer) => Buffer): void {
  const path = join(archive, 'files', sha256.slice(0, 2), sha256);
  writeFileSync(path, change(readFileSync(path)));
}

const RECORD = /^(\{"page":\d+,"index":\d+,"salt":"\w+","path":"\w*","record":)(.*)(\})$/s;

/** Copies the parts of an archive that are not made from others. */
export function copyArchive(from: string, to: string): void {
  for (const part of ['archive.json', 'journal', 'files'])
    cpSync(join(from, part), join(to, part), { recursive: true });
}
