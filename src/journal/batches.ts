// journal: which of its files hold the pages after a position, in portions that a load can take one after the other.
// Invariant: the portions cover every page after the position once, in order.
import { createReadStream, createWriteStream } from 'node:fs';
import { open, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { temporaryName } from '../lib/durable.js';
import { damagedJournal } from './damage.js';
import { findFirstPage, type JournalPosition, listSegments, type Segment, segmentPath } from './segments.js';

/** Files of NDJSON lines (plain or gzip) that hold the pages `afterPage` < page ≤ `lastPage`, and perhaps others. */
export interface JournalBatch {
  readonly files: readonly string[];
  readonly afterPage: number;
  readonly lastPage: number;
  /** Of lines, about. */
  readonly bytes: number;
  /** Where the next batch begins. */
  readonly segment: number;
  readonly offset: number;
}

// What a load holds in memory grows with a batch, not with the archive.
export const BATCH_BYTES = 160 * 1024 * 1024;

/** Yields the batches between two positions, of about `batchBytes` of lines, but at least one file each. Files that are made for the purpose are removed when the next batch is asked for. */
export async function* batchesBetween(
  archive: string,
  from: JournalPosition,
  to: JournalPosition,
  batchBytes = BATCH_BYTES,
): AsyncGenerator<JournalBatch> {
  if (to.page <= from.page) return;
  const segments = (await listSegments(archive)).filter((segment) => segment.number >= from.segment);
  requireAll(archive, segments, from.segment, to.segment);
  let afterPage = from.page;
  for (const group of await groupBySize(segments, batchBytes)) {
    const following = segments.find((segment) => segment.number > group.last.number);
    const firstOfNext = following === undefined ? undefined : await findFirstPage(following);
    const lastPage = Math.min(firstOfNext === undefined ? to.page : firstOfNext - 1, to.page);
    if (lastPage <= afterPage) continue;
    const isEnd = lastPage === to.page;
    const next = isEnd ? { segment: to.segment, offset: to.offset } : { segment: group.last.number + 1, offset: 0 };
    const tail = await cutTail(archive, group.segments, from);
    try {
      const files = tail?.files ?? group.segments.map(({ path }) => path);
      const bytes = group.size - (tail === undefined ? 0 : from.offset);
      yield { files, afterPage, lastPage, bytes, ...next };
    } finally {
      if (tail !== undefined) await rm(tail.made, { force: true });
    }
    afterPage = lastPage;
  }
}

function requireAll(archive: string, segments: readonly Segment[], first: number, last: number): void {
  for (let number = first; number <= last; number += 1) {
    if (segments[number - first]?.number === number) continue;
    throw damagedJournal(`${segmentPath(archive, number)}, or its .gz, is missing`);
  }
}

interface Group {
  readonly segments: readonly Segment[];
  readonly last: Segment;
  readonly size: number;
}

async function groupBySize(segments: readonly Segment[], batchBytes: number): Promise<Group[]> {
  const groups: { segments: Segment[]; last: Segment; size: number }[] = [];
  for (const segment of segments) {
    const size = await plainSize(segment);
    const open = groups.at(-1);
    if (open === undefined || open.size + size > batchBytes) groups.push({ segments: [segment], last: segment, size });
    else {
      open.segments.push(segment);
      open.last = segment;
      open.size += size;
    }
  }
  return groups;
}

const LENGTH_BYTES = 4;

/** Bytes of its lines. A gzip file ends with them, as far as four bytes can tell (RFC 1952), which for a segment they can. */
async function plainSize({ path, isSealed }: Segment): Promise<number> {
  const { size } = await stat(path);
  if (!isSealed) return size;
  if (size < LENGTH_BYTES) throw damagedJournal(`${path} is damaged, of ${size} bytes`);
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(LENGTH_BYTES), 0, LENGTH_BYTES, size - LENGTH_BYTES);
    return buffer.readUInt32LE();
  } finally {
    await file.close();
  }
}

/** A first segment that was loaded in part and is still plain is read from there on only: a small sync costs a small load. */
async function cutTail(archive: string, segments: readonly Segment[], from: JournalPosition) {
  const [first, ...rest] = segments;
  if (first === undefined || first.isSealed || first.number !== from.segment || from.offset === 0) return undefined;
  const made = temporaryName(join(archive, 'journal-tail.ndjson'));
  await pipeline(createReadStream(first.path, { start: from.offset }), createWriteStream(made, { mode: 0o600 }));
  return { made, files: [made, ...rest.map(({ path }) => path)] };
}
