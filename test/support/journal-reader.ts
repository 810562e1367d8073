// test support: reads and verifies a journal by its published format alone (docs/archive-format.md): salts and record bytes → leaves,
// leaves → Merkle root by the definition of RFC 9162, paths → their hash, commits → chain. It imports nothing of src/.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

export interface VerifiedPage {
  readonly page: number;
  readonly call: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly run: string;
  readonly status: number;
  readonly hash: string;
  /** Exact texts of the records, with the path under which each stood. */
  readonly records: readonly { readonly path: string; readonly text: string }[];
}

/** All lines of a journal, segment after segment. Throws when a segment does not end with a line feed. */
export function readLines(archive: string): string[] {
  const folder = join(archive, 'journal');
  const names = readdirSync(folder).sort();
  const plain = names.filter((name) => /^\d{8}\.ndjson(\.gz)?$/.test(name) && !names.includes(`${name}.gz`));
  if (plain.length !== new Set(plain.map((name) => name.slice(0, 8))).size) throw new Error('A segment stands twice');
  return plain.flatMap((name) => {
    const bytes = readFileSync(join(folder, name));
    const text = (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
    if (text !== '' && !text.endsWith('\n')) throw new Error(`${name} ends in the middle of a line`);
    return text.split('\n').slice(0, -1);
  });
}

/** The pages of a journal. Throws with the first thing that is not as the format says. */
export function verifyJournal(archive: string): VerifiedPage[] {
  const pages: VerifiedPage[] = [];
  let records: VerifiedRecord[] = [];
  let previous = '';
  for (const line of readLines(archive)) {
    if (!line.startsWith('{"commit":')) {
      records.push(readRecord(line, pages.length + 1, records.length));
      continue;
    }
    const page = readCommit(line, records, previous, pages.length + 1);
    pages.push(page);
    previous = page.hash;
    records = [];
  }
  if (records.length > 0) throw new Error('The journal ends with records that no commit closes');
  return pages;
}

interface VerifiedRecord {
  readonly path: string;
  /** As it stands in the line. */
  readonly pathText: string;
  readonly text: string;
  readonly leaf: Buffer;
}

const RECORD = /^\{"page":(\d+),"index":(\d+),"salt":"([0-9a-f]{32})","path":("(?:[^"\\]|\\.)*"),"record":(.*)\}$/s;

function readRecord(line: string, page: number, index: number): VerifiedRecord {
  const [, pageText, indexText, salt = '', path = '""', text = ''] = RECORD.exec(line) ?? [];
  if (Number(pageText) !== page || Number(indexText) !== index)
    throw new Error(`Page ${page}: record ${index} is out of place`);
  JSON.parse(text);
  const leaf = sha256(Buffer.concat([Buffer.of(0), Buffer.from(salt, 'hex'), Buffer.from(text, 'utf8')]));
  return { path: JSON.parse(path), pathText: path, text, leaf };
}

function readCommit(line: string, records: readonly VerifiedRecord[], previous: string, number: number): VerifiedPage {
  const match = /^\{"commit":(\{.*\}),"hash":"([0-9a-f]{64})"\}$/s.exec(line);
  const [, text = '', hash = ''] = match ?? [];
  if (sha256(Buffer.from(text)).toString('hex') !== hash)
    throw new Error(`Page ${number}: the hash of its commit is wrong`);
  const commit = JSON.parse(text);
  const root = treeHash(records.map(({ leaf }) => leaf)).toString('hex');
  if (commit.page !== number) throw new Error(`Page ${commit.page} stands where page ${number} belongs`);
  if (commit.records !== records.length)
    throw new Error(`Page ${number}: ${records.length} records, not ${commit.records}`);
  if (commit.root !== root) throw new Error(`Page ${number}: the root is wrong`);
  const paths = sha256(Buffer.from(records.map(({ pathText }) => pathText).join('\n'))).toString('hex');
  if (commit.paths !== paths) throw new Error(`Page ${number}: the hash of the paths is wrong`);
  if (commit.previous !== previous) throw new Error(`Page ${number}: the chain is broken`);
  const { call, args, run, status } = commit;
  return { page: number, call, args, run, status, hash, records: records.map(({ path, text }) => ({ path, text })) };
}

const sha256 = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest();

/** RFC 9162, section 2.1.1, word for word. */
export function treeHash(leaves: readonly Buffer[]): Buffer {
  const [only] = leaves;
  if (only === undefined) return sha256(Buffer.alloc(0));
  if (leaves.length === 1) return only;
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return sha256(Buffer.concat([Buffer.of(1), treeHash(leaves.slice(0, split)), treeHash(leaves.slice(split))]));
}
