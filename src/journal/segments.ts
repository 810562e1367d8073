// journal: its files. 00000001.ndjson.gz (sealed) … 00000007.ndjson (open). A sealed segment is gzip, which DuckDB reads as it is.
// The newest full segments stay plain for a while: the next load reads them, and plain files are read by all cores.
// Orders in which a crash can happen while sealing: before the rename the .gz is a temporary file that nobody reads; after it
// both names exist and hold the same lines, and the plain one goes at the next opening.
import { createReadStream } from 'node:fs';
import { open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { constants, createGzip } from 'node:zlib';
import { replaceFile, syncFolder } from '../lib/durable.js';
import { journalPath } from './archive-folder.js';
import { damagedJournal } from './damage.js';
import { type Link, parseCommitLine, parseRecordLine } from './format.js';
import { linesOf } from './segment-lines.js';

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

/** Begins an empty segment. */
export async function makeSegment(archive: string, number: number): Promise<number> {
  await (await open(segmentPath(archive, number), 'a', 0o600)).close();
  await syncFolder(journalPath(archive));
  return number;
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
  for await (const lines of linesOf(segment)) {
    for (const line of lines) {
      const page = parseRecordLine(line)?.page ?? parseCommitLine(line.toString('utf8'))?.commit.page;
      if (page === undefined) throw damagedJournal(`${segment.path} is damaged at its beginning`);
      return page;
    }
  }
  return undefined;
}

/** The file in which a page stands, or would. */
export async function findSegmentOf(archive: string, page: number): Promise<string> {
  const segments = await listSegments(archive);
  for (const segment of segments.toReversed())
    if (((await findFirstPage(segment)) ?? Number.POSITIVE_INFINITY) <= page) return segment.path;
  return segments[0]?.path ?? segmentPath(archive, 1);
}
