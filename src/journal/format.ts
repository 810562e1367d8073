// journal: the lines of the journal (docs/archive-format.md). One page = its record lines, then one commit line.
// Invariant: a record stands in its line byte for byte; the commit line is last, so a page without it was never there.
import { randomBytes } from 'node:crypto';
import type { RecordSlice } from '../lib/json-slices.js';
import { commitHash, leafHash, merkleRoot, pathsHash, SALT_BYTES } from './merkle.js';

/** One answer of the service, or one thing that the archiver itself has to say (calls that begin with `archive/`). */
export interface Page {
  /** Path of the API call (`conversation/sync_backward/<id>`), `GET <path>` for a file, or `archive/…` for our own. */
  readonly call: string;
  /** Arguments of the call, never with ticket, token or password. */
  readonly args: Readonly<Record<string, unknown>>;
  readonly status: number;
  readonly records: readonly RecordSlice[];
  /** How far the walk of `scope` came with this page; the next run goes on from the last one. */
  readonly cursor?: Cursor;
}

export interface Cursor {
  readonly scope: string;
  readonly [name: string]: unknown;
}

/** A link of the chain: a page, and the hash of its commit. */
export interface Link {
  readonly page: number;
  readonly hash: string;
}

/** The `commit` object of a commit line. */
export interface Commit {
  readonly page: number;
  readonly call: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly cursor?: Cursor;
  readonly run: string;
  readonly account: string | null;
  /** UTC, ISO 8601 with milliseconds. */
  readonly time: string;
  readonly status: number;
  readonly records: number;
  /** Merkle root over the page's records, hex. */
  readonly root: string;
  /** Hash over the paths of the page's records, hex. Pages from before it was there have none. */
  readonly paths?: string;
  /** Hash of the commit before this one, '' for the first. */
  readonly previous: string;
}

export interface EncodedPage {
  readonly bytes: Buffer;
  readonly hash: string;
}

/** Who is writing, and what the chain's last link is. */
export interface PageContext {
  readonly page: number;
  readonly run: string;
  readonly account: string | null;
  readonly time: string;
  readonly previous: string;
}

/** The bytes of a page: record lines and the commit line. */
export function encodePage(page: Page, context: PageContext): EncodedPage {
  const salts = randomBytes(SALT_BYTES * page.records.length);
  const saltText = salts.toString('hex');
  const paths = page.records.map(({ path }) => JSON.stringify(path));
  const heads = paths.map((path, index) => {
    const salt = saltText.slice(index * SALT_BYTES * 2, (index + 1) * SALT_BYTES * 2);
    return `{"page":${context.page},"index":${index},"salt":"${salt}","path":${path},"record":`;
  });
  const leaves = page.records.map(({ bytes }, index) =>
    leafHash(salts.subarray(index * SALT_BYTES, (index + 1) * SALT_BYTES), bytes),
  );
  const commit: Commit = {
    page: context.page,
    call: page.call,
    args: page.args,
    ...(page.cursor === undefined ? {} : { cursor: page.cursor }),
    run: context.run,
    account: context.account,
    time: context.time,
    status: page.status,
    records: leaves.length,
    root: merkleRoot(leaves),
    paths: pathsHash(paths),
    previous: context.previous,
  };
  const text = JSON.stringify(commit);
  const hash = commitHash(text);
  return { bytes: joinLines(heads, page.records, `{"commit":${text},"hash":"${hash}"}\n`), hash };
}

const RECORD_TAIL = '}\n';

/** head ‖ record ‖ `}` for each record, then the commit line, in one buffer. */
function joinLines(heads: readonly string[], records: readonly RecordSlice[], commitLine: string): Buffer {
  // A head is ASCII but for its path, which the service names: three bytes a character are always enough.
  const length = records.reduce(
    (sum, { bytes }, index) => sum + 3 * (heads[index]?.length ?? 0) + bytes.length + RECORD_TAIL.length,
    0,
  );
  const page = Buffer.allocUnsafe(length + Buffer.byteLength(commitLine));
  let end = 0;
  for (const [index, { bytes }] of records.entries()) {
    end += page.write(heads[index] ?? '', end);
    page.set(bytes, end);
    end += bytes.length;
    end += page.write(RECORD_TAIL, end, 'latin1');
  }
  end += page.write(commitLine, end);
  return page.subarray(0, end);
}

/** What every commit line begins with, and no record line. */
export const COMMIT_HEAD = '{"commit":';
const HASH_TAIL = /,"hash":"([0-9a-f]{64})"\}$/;

/** Reads a commit line; undefined when the line is none or its hash does not fit its text. */
export function parseCommitLine(line: string): { commit: Commit; hash: string } | undefined {
  if (!line.startsWith(COMMIT_HEAD)) return undefined;
  const hash = HASH_TAIL.exec(line)?.[1];
  if (hash === undefined) return undefined;
  const text = line.slice(COMMIT_HEAD.length, line.length - `,"hash":"${hash}"}`.length);
  if (commitHash(text) !== hash) return undefined;
  return { commit: JSON.parse(text), hash };
}

const RECORD_KEY = Buffer.from('"record":');
const LINE_END = 0x7d;
/** Of the path a string of JSON and no other, so that a damaged one makes no line. */
const RECORD_HEAD =
  /^\{"page":(\d+),"index":(\d+),"salt":"([0-9a-f]{32})","path":("(?:[ !#-[\]-\u{10ffff}]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*"),$/u;

export interface RecordLine extends RecordSlice {
  readonly page: number;
  readonly index: number;
  /** Hex. */
  readonly salt: string;
  /** The path as it stands in the line, quotes and escapes included. */
  readonly pathText: string;
}

/** Reads a record line; undefined when the line is none. Inside the path the key cannot stand: its quotes would be escaped. */
export function parseRecordLine(line: Buffer): RecordLine | undefined {
  const end = line.indexOf(RECORD_KEY);
  const [, page, index, salt, pathText] = (end < 0 ? null : RECORD_HEAD.exec(line.toString('utf8', 0, end))) ?? [];
  if (salt === undefined || pathText === undefined || line.at(-1) !== LINE_END) return undefined;
  const bytes = line.subarray(end + RECORD_KEY.length, line.length - 1);
  return { page: Number(page), index: Number(index), salt, path: JSON.parse(pathText), pathText, bytes };
}

/** A record of our own, for `archive/…` pages. */
export const ownRecord = (record: Readonly<Record<string, unknown>>): RecordSlice => ({
  path: 'archive',
  bytes: Buffer.from(JSON.stringify(record)),
});
