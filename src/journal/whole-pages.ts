// journal: whether lines are those of pages as they were written: every record in its place and with its path, and each page with the
// hashes that its commit line names.
// Invariant: a page is whole when no byte of it can have changed since it was hashed; pages that were written without a hash of their
// paths are taken without one.
import { COMMIT_HEAD, type Commit, type Link, parseCommitLine, parseRecordLine, type RecordLine } from './format.js';
import { leafHash, merkleRoot, pathsHash } from './merkle.js';

/** Takes line after line. */
export class WholePages {
  #last: Link | undefined;
  /** The page that the lines are of; undefined when none came before, and so far none of this one. */
  #page: number | undefined;
  #leaves: string[] = [];
  #paths: string[] = [];

  /** `before`: the page before the first line, where it is known. */
  constructor(before?: Link) {
    this.#last = before;
    this.#page = before && before.page + 1;
  }

  /** What the line is: a record in its place, the end of a whole page, which is named, or nothing that was written. */
  take(line: Buffer): 'record' | Link | 'broken' {
    const found = findCommit(line);
    if (found !== undefined) return this.#complete(found.commit, found.hash);
    const record = parseRecordLine(line);
    if (record === undefined || !this.#isInPlace(record)) return 'broken';
    this.#page ??= record.page;
    this.#leaves.push(leafHash(Buffer.from(record.salt, 'hex'), record.bytes));
    this.#paths.push(record.pathText);
    return 'record';
  }

  #isInPlace({ page, index }: RecordLine): boolean {
    return index === this.#leaves.length && page === (this.#page ?? page);
  }

  #complete(commit: Commit, hash: string): Link | 'broken' {
    if (!this.#isWhole(commit)) return 'broken';
    const link = { page: commit.page, hash };
    this.#last = link;
    this.#page = commit.page + 1;
    this.#leaves = [];
    this.#paths = [];
    return link;
  }

  #isWhole({ page, previous, records, root, paths }: Commit): boolean {
    return (
      page === (this.#page ?? page) &&
      previous === (this.#last?.hash ?? previous) &&
      records === this.#leaves.length &&
      root === merkleRoot(this.#leaves) &&
      (paths === undefined || paths === pathsHash(this.#paths))
    );
  }
}

const COMMIT_BEGINNING = Buffer.from(COMMIT_HEAD);

/** Long lines are mostly records, and need not be decoded for this. */
export const findCommit = (line: Buffer) =>
  line.subarray(0, COMMIT_BEGINNING.length).equals(COMMIT_BEGINNING)
    ? parseCommitLine(line.toString('utf8'))
    : undefined;
