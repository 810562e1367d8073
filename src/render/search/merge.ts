// render/search: the runs of all chunks → the shards of postings, the times and the list of senders.
// Invariant: the order of chunks in the archive decides, never the order in which threads were done, so the bytes are always the same.
import { DAYS_A_BLOCK, FILES, type SenderEntry, senderOfTerm, TIMES_A_BLOCK } from '../../search/index-files.js';
import { ShardWriter } from '../../search/postings.js';
import { dayNumberOf, writeTimes } from '../../search/times.js';
import type { IndexWriter } from './index-writer.js';
import { BUCKETS, readBuckets, readRun, runsIn, type TermDocuments } from './runs.js';

/** A shard is full when it has so many bits or terms: small enough to be loaded for one rare word. */
const SHARD_BITS = 100_000;
const SHARD_TERMS = 1_500;
/** A term with so many documents has a shard of its own, so that no rare word has to carry it. */
const MANY_DOCUMENTS = 8_000;

/** Buckets that are merged together. */
export interface Buckets {
  readonly from: number;
  readonly count: number;
}

/** Some at a time: few enough that threads share them, and that their terms fit into memory. */
const BUCKETS_TOGETHER = 6;

export const ALL_BUCKETS: readonly Buckets[] = Array.from(
  { length: Math.ceil(BUCKETS / BUCKETS_TOGETHER) },
  (_unused, group) => {
    const from = group * BUCKETS_TOGETHER;
    return { from, count: Math.min(BUCKETS_TOGETHER, BUCKETS - from) };
  },
);

export interface MergedBucket {
  /** First term of each shard. */
  readonly shards: readonly string[];
  readonly senders: readonly SenderEntry[];
}

/** Writes the shards of some buckets. */
export function mergeBuckets(
  runs: string,
  { from, count }: Buckets,
  documents: number,
  writer: IndexWriter,
): MergedBucket[] {
  const buckets = readBuckets(runsIn(runs), from, count);
  return [...buckets].map((terms, place) => mergeBucket(terms, from + place, documents, writer));
}

function mergeBucket(
  terms: Iterable<TermDocuments>,
  bucket: number,
  documents: number,
  writer: IndexWriter,
): MergedBucket {
  const shards: string[] = [];
  const senders: SenderEntry[] = [];
  let shard = new ShardWriter(documents);
  let first = '';
  const flush = (): void => {
    if (shard.count === 0) return;
    const { head, units } = shard.finish();
    writer.writeBits(FILES.postings(bucket, shards.length), head, units);
    shards.push(first);
    shard = new ShardWriter(documents);
  };
  for (const { term, documents: list } of terms) {
    const isLarge = list.length >= MANY_DOCUMENTS;
    if (isLarge) flush();
    if (shard.count === 0) first = term;
    shard.add(term, list);
    const sender = senderOfTerm(term);
    if (sender !== undefined) senders.push(sender);
    if (isLarge || shard.bits >= SHARD_BITS || shard.count >= SHARD_TERMS) flush();
  }
  flush();
  return { shards, senders };
}

/** Writes the blocks of times and of days. Gives how many documents each page of texts holds, of each chunk. */
export function mergeTimes(runs: string, documents: number, writer: IndexWriter): number[][] {
  const pages: number[][] = [];
  const minutes = new Uint32Array(documents);
  for (const { path, firstDocument } of runsIn(runs)) {
    const run = readRun(path);
    pages.push([...run.pages]);
    minutes.set(run.minutes, firstDocument);
  }
  const spans: (readonly [number, number])[] = [];
  for (const [block, some] of blocksOf(minutes, TIMES_A_BLOCK)) {
    writer.writeBits(FILES.times(block), null, writeTimes(some));
    spans.push([Math.min(...some), Math.max(...some)]);
  }
  const ends = [...spans.map(([earliest]) => earliest), ...spans.map(([, latest]) => latest)];
  writer.writeBits(FILES.spans, null, writeTimes(ends));
  for (const [block, some] of blocksOf(minutes, DAYS_A_BLOCK)) {
    writer.writeBits(FILES.days(block), null, writeTimes(some.map(dayNumberOf)));
  }
  return pages;
}

function* blocksOf(all: Uint32Array, size: number): Generator<[number, Uint32Array]> {
  for (let block = 0; block * size < all.length; block += 1) {
    yield [block, all.subarray(block * size, (block + 1) * size)];
  }
}
