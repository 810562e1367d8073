// journal: its files. 00000001.ndjson.gz (sealed) … 00000007.ndjson (open). A sealed segment is gzip, which DuckDB reads as it is.
// The newest full segments stay plain for a while: the next load reads them, and plain files are read by all cores.
// Orders in which a crash can happen while sealing: before the rename the .gz is a temporary file that nobody reads; after it
// both names exist and hold the same lines, and the plain one goes at the next opening.
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { constants, createGunzip, createGzip, gunzipSync } from 'node:zlib';
import { replaceFile, syncFolder } from '../lib/durable.js';
import { journalPath } from './archive-folder.js';
import { type Link, parseCommitLine } from './format.js';
import { findWholeEnd } from './whole-end.js';

export interface Segment {
  readonly number: number;
  readonly path: string;
  readonly isSealed: boolean;
}

/** A link of the chain and where its line ends: segment number and offset in bytes of that segment's plain form. */
export interface JournalPosition extends Link {
  readonly segment: number;
  readonly offset: number;
}

export const journalStart: JournalPosition = { page: 0, hash: '', segment: 1, offset: 0 };

/** How many full segments stay plain behind the open one. */
export const PLAIN_SEGMENTS = 4;

const NAME = /^(\d{8})\.ndjson(\.gz)?$/;

export const segmentPath = (archive: string, number: number): string =>
  join(journalPath(archive), `${String(number).padStart(8, '0')}.ndjson`);

/** All segments in order. Where a number has both forms, the sealed one counts. */
export async function listSegments(archive: string): Promise<Segment[]> {
  const found = new Map<number, Segment>();
  for (const name of (await readdir(journalPath(archive))).sort()) {
    const match = NAME.exec(name);
    if (match === null) continue;
    const number = Number(match[1]);
    found.set(number, { number, path: join(journalPath(archive), name), isSealed: match[2] !== undefined });
  }
  return [...found.values()].sort((a, b) => a.number - b.number);
}

/** Compresses a plain segment that will not be written again. */
export async function sealSegment(archive: string, number: number): Promise<void> {
  const plain = segmentPath(archive, number);
  await replaceFile(`${plain}.gz`, async (file) => {
    const gzip = createGzip({ level: constants.Z_BEST_SPEED });
    await pipeline(createReadStream(plain), gzip, async (chunks) => {
      for await (const chunk of chunks) await file.appendFile(chunk);
    });
  });
  await rm(plain);
}

/**
 * Brings the files in order after a crash, cuts a torn tail behind the last whole page, and says where the journal ends.
 * The last segment is the open one.
 */
export async function recoverSegments(archive: string): Promise<{ position: JournalPosition; open: number }> {
  await mkdir(journalPath(archive), { recursive: true, mode: 0o700 });
  // A run that was killed may have begun or compressed a segment whose name is not on disk yet.
  await syncFolder(journalPath(archive));
  await dropLeftovers(archive);
  const segments = await listSegments(archive);
  for (const segment of segments.slice(0, -1 - PLAIN_SEGMENTS)) {
    if (!segment.isSealed) await sealSegment(archive, segment.number);
  }
  const last = segments.at(-1);
  if (last === undefined) return { position: journalStart, open: await makeSegment(archive, 1) };
  if (last.isSealed) return { position: await lastCommit(last), open: await makeSegment(archive, last.number + 1) };
  const position = await cutTornTail(last);
  if (position !== undefined) return { position, open: last.number };
  const before = segments.at(-2);
  return { position: before === undefined ? journalStart : await lastCommit(before), open: last.number };
}

async function makeSegment(archive: string, number: number): Promise<number> {
  await (await open(segmentPath(archive, number), 'a', 0o600)).close();
  await syncFolder(journalPath(archive));
  return number;
}

async function dropLeftovers(archive: string): Promise<void> {
  const names = new Set(await readdir(journalPath(archive)));
  for (const name of names) {
    if (name.endsWith('.tmp') || names.has(`${name}.gz`)) await rm(join(journalPath(archive), name));
  }
}

/** Cuts what stands after the last whole page; undefined when the segment holds none at all. */
async function cutTornTail(segment: Segment): Promise<JournalPosition | undefined> {
  const bytes = await readFile(segment.path);
  const found = findWholeEnd(bytes);
  const length = found?.offset ?? 0;
  if (length < bytes.length) {
    await keepCommitted(segment, bytes, length);
    const file = await open(segment.path, 'r+');
    try {
      await file.truncate(length);
      await file.sync();
    } finally {
      await file.close();
    }
  }
  return found && { ...found, segment: segment.number };
}

/** Whole pages behind one that is not: of a write that the disk did in pieces, or of a disk that lost what it had. Nobody reads them. */
async function keepCommitted(segment: Segment, bytes: Buffer, length: number): Promise<void> {
  const cut = bytes.subarray(length);
  if (findLastCommit(cut, segment.number) === undefined) return;
  await replaceFile(`${segment.path}.cut-at-${length}`, (file) => file.writeFile(cut));
}

async function lastCommit(segment: Segment): Promise<JournalPosition> {
  const bytes = await readFile(segment.path);
  const position = findLastCommit(segment.isSealed ? gunzipSync(bytes) : bytes, segment.number);
  if (position === undefined)
    throw new Error(`${segment.path} holds no commit: the journal is damaged; restore it from a copy.`);
  return position;
}

/** The last commit of the plain form of a segment, or of its beginning. */
export function findLastCommit(bytes: Buffer, segment: number): JournalPosition | undefined {
  let end = bytes.lastIndexOf(0x0a) + 1;
  while (end > 0) {
    const start = end >= 2 ? bytes.lastIndexOf(0x0a, end - 2) + 1 : 0;
    const parsed = parseCommitLine(bytes.toString('utf8', start, end - 1));
    if (parsed !== undefined) return { page: parsed.commit.page, hash: parsed.hash, segment, offset: end };
    end = start;
  }
  return undefined;
}

/** The number of the first page of a segment; undefined when it is empty. */
export async function findFirstPage(segment: Segment): Promise<number | undefined> {
  const file = createReadStream(segment.path, { highWaterMark: 1 << 14 });
  const input = segment.isSealed ? file.pipe(createGunzip()) : file;
  const lines = createInterface({ input });
  try {
    for await (const line of lines) {
      const value: { page?: number; commit?: { page: number } } = JSON.parse(line);
      return value.page ?? value.commit?.page;
    }
    return undefined;
  } finally {
    lines.close();
    file.destroy();
  }
}
