// render/search: the runs of all units → the shards of postings, the times and the list of senders.
// Invariant: the order of units in the archive decides, never the order in which threads were done, so the bytes are always the same.
import { FILES, type SenderEntry, senderOfTerm, TIMES_A_BLOCK } from '../../search/index-files.js';
import { ShardWriter } from '../../search/postings.js';
import { writeTimes } from '../../search/times.js';
import type { IndexWriter } from './index-writer.js';
import { readBucket, readMinutes, runsIn } from './runs.js';

/** A shard is full when it has so many bits or terms: small enough to be loaded for one rare word. */
const SHARD_BITS = 160_000;
const SHARD_TERMS = 2_000;

/** First term and name of a shard. */
export type ShardEntry = readonly [string, string];

export interface MergedBucket {
  readonly shards: readonly ShardEntry[];
  readonly senders: readonly SenderEntry[];
}

/** Writes the shards of one bucket. */
export function mergeBucket(runs: string, bucket: number, documents: number, writer: IndexWriter): MergedBucket {
  const shards: ShardEntry[] = [];
  const senders: SenderEntry[] = [];
  let shard = new ShardWriter(documents);
  let first = '';
  const flush = (): void => {
    if (shard.count === 0) return;
    const name = `postings/${bucket}-${shards.length}`;
    const { terms, count, units } = shard.finish();
    writer.writeBits(name, { terms, count }, units);
    shards.push([first, name]);
    shard = new ShardWriter(documents);
  };
  for (const { term, documents: list } of readBucket(runsIn(runs), bucket)) {
    if (shard.count === 0) first = term;
    shard.add(term, list);
    const sender = senderOfTerm(term);
    if (sender !== undefined) senders.push(sender);
    if (shard.bits >= SHARD_BITS || shard.count >= SHARD_TERMS) flush();
  }
  flush();
  return { shards, senders };
}

/** Writes the blocks of times. */
export function mergeTimes(runs: string, writer: IndexWriter): void {
  let block = 0;
  let held: number[] = [];
  const flush = (): void => {
    writer.writeBits(FILES.times(block), null, writeTimes(held));
    block += 1;
    held = [];
  };
  for (const path of runsIn(runs)) {
    for (const minute of readMinutes(path)) {
      held.push(minute);
      if (held.length === TIMES_A_BLOCK) flush();
    }
  }
  if (held.length > 0) flush();
}
