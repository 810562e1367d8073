// journal: where the whole pages of a segment end, after a crash. A write that was cut short ends somewhere; one that the disk did in
// pieces may lack any of them, and can still have the commit line at its end.
// Invariant: only pages that one write can have held are doubted; what stands before them was acknowledged, and is left to whoever
// verifies.
import { type Commit, parseCommitLine, parseRecordLine } from './format.js';
import { leafHash, merkleRoot } from './merkle.js';

/** More pages than are ever appended while one fsync goes on. */
const DOUBTED_PAGES = 512;
const LINE_FEED = 0x0a;

/** The last whole page, and where its commit line ends. */
interface End {
  readonly page: number;
  readonly hash: string;
  readonly offset: number;
}

/** The end of the last page up to which all doubted ones are whole; undefined when there is none. */
export function findWholeEnd(bytes: Buffer): End | undefined {
  let end = endBeforeDoubted(bytes);
  let leaves: string[] = [];
  for (const { line, next } of linesFrom(bytes, end?.offset ?? 0)) {
    const page = end === undefined ? undefined : end.page + 1;
    const found = findCommit(line);
    if (found === undefined) {
      const leaf = leafOf(line, page, leaves.length);
      if (leaf === undefined) return end;
      leaves.push(leaf);
    } else {
      if (!isWhole(found.commit, end, leaves)) return end;
      end = { page: found.commit.page, hash: found.hash, offset: next };
      leaves = [];
    }
  }
  return end;
}

function isWhole(commit: Commit, before: End | undefined, leaves: readonly string[]): boolean {
  const follows = before === undefined || (commit.page === before.page + 1 && commit.previous === before.hash);
  return follows && commit.records === leaves.length && commit.root === merkleRoot(leaves);
}

/** The hash of a record line; undefined when it is none, or stands in the wrong place. */
function leafOf(line: Buffer, page: number | undefined, index: number): string | undefined {
  const record = parseRecordLine(line);
  if (record?.index !== index || (page !== undefined && record.page !== page)) return undefined;
  return leafHash(Buffer.from(record.salt, 'hex'), record.bytes);
}

function* linesFrom(bytes: Buffer, offset: number): Generator<{ line: Buffer; next: number }> {
  for (let start = offset; ; ) {
    const stop = bytes.indexOf(LINE_FEED, start);
    if (stop < 0) return;
    yield { line: bytes.subarray(start, stop), next: stop + 1 };
    start = stop + 1;
  }
}

function endBeforeDoubted(bytes: Buffer): End | undefined {
  let left = DOUBTED_PAGES;
  for (let stop = bytes.lastIndexOf(LINE_FEED); stop >= 0; ) {
    const start = stop === 0 ? 0 : bytes.lastIndexOf(LINE_FEED, stop - 1) + 1;
    const found = findCommit(bytes.subarray(start, stop));
    if (found !== undefined) left -= 1;
    if (found !== undefined && left < 0) return { page: found.commit.page, hash: found.hash, offset: stop + 1 };
    stop = start - 1;
  }
  return undefined;
}

const COMMIT_BEGINNING = Buffer.from('{"commit":');

/** Long lines are mostly records, and need not be decoded for this. */
const findCommit = (line: Buffer) =>
  line.subarray(0, COMMIT_BEGINNING.length).equals(COMMIT_BEGINNING)
    ? parseCommitLine(line.toString('utf8'))
    : undefined;
