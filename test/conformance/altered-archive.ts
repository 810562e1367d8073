// test: a copy of an archive in which one thing was altered, for a comparison to find.
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Copies the journal with `change` done to the text of every record of the service. Throws when no record changed. */
export function alterRecords(from: string, to: string, change: (record: string) => string): void {
  copy(from, to);
  let changed = 0;
  for (const name of readdirSync(join(to, 'journal'))) {
    const path = join(to, 'journal', name);
    if (name.endsWith('.gz')) throw new Error(`${name} is compressed: this is for small archives.`);
    const lines = readFileSync(path, 'utf8').split('\n');
    const altered = lines.map((line) => line.replace(RECORD, (_all, head, record, end) => head + change(record) + end));
    changed += altered.filter((line, index) => line !== lines[index]).length;
    writeFileSync(path, altered.join('\n'));
  }
  if (changed === 0) throw new Error('No record was altered.');
}

/** Copies the archive with `change` done to the bytes of one file. */
export function alterFile(from: string, to: string, sha256: string, change: (bytes: Buffer) => Buffer): void {
  copy(from, to);
  const path = join(to, 'files', sha256.slice(0, 2), sha256);
  writeFileSync(path, change(readFileSync(path)));
}

const RECORD = /^(\{"page":\d+,"index":\d+,"salt":"\w+","path":"\w*","record":)(.*)(\})$/s;

/** The parts of an archive that are not made from others. */
function copy(from: string, to: string): void {
  for (const part of ['archive.json', 'journal', 'files'])
    cpSync(join(from, part), join(to, part), { recursive: true });
}
