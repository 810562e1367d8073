// search: which of the documents that were found come first.
// Invariant: a total order, so that the same query shows the same list each time; no more is sorted than is shown, and no more times
// are asked for than decide it.
import type { DocumentSet } from './document-set.js';
import type { Evaluation } from './evaluate.js';
import { firstOf } from './first-of.js';
import { TIMES_A_BLOCK } from './index-files.js';

export type Order = 'relevance' | 'newest' | 'oldest';

/** Less than 0 when document `a` comes before `b`. */
export type Compare = (a: number, b: number) => number;

/** What ranking asks of an index. */
export interface Ranked {
  /** Documents from this one on are conversations. */
  readonly messages: number;
  /** Earliest and latest minute of a block of documents. */
  spanOf(block: number): readonly [number, number];
  /** Makes the times of these blocks known. */
  loadTimes(blocks: readonly number[]): Promise<void>;
  minuteOf(document: number): number;
}

/** Blocks whose times are loaded at the same time. */
const BLOCKS_AT_ONCE = 16;

/** Documents of one block of times, and what is known of them before its times are. */
interface Candidates {
  readonly block: number;
  readonly documents: readonly number[];
  /** The one that comes first whatever its time. */
  readonly best: number;
  /** The time that would come first. */
  readonly minute: number;
}

/** The first `count` of the documents in order. */
export async function rank(
  documents: DocumentSet,
  count: number,
  order: Order,
  evaluation: Evaluation,
  ranked: Ranked,
): Promise<number[]> {
  const byRelevance = order === 'relevance' ? relevance(evaluation, ranked) : () => 0;
  const byMinute: Compare = order === 'oldest' ? (a, b) => a - b : (a, b) => b - a;
  const compare: Compare = (a, b) => byRelevance(a, b) || byMinute(ranked.minuteOf(a), ranked.minuteOf(b)) || a - b;
  const all = candidatesOf(documents, order, byRelevance, ranked);
  all.sort((a, b) => byRelevance(a.best, b.best) || byMinute(a.minute, b.minute) || a.block - b.block);
  let first: number[] = [];
  for (let start = 0; start < all.length; start += BLOCKS_AT_ONCE) {
    const some = all.slice(start, start + BLOCKS_AT_ONCE);
    await ranked.loadTimes(some.map(({ block }) => block));
    first = firstOf([...first, ...some.flatMap((one) => one.documents)], count, compare);
    const last = first[count - 1];
    const next = all[start + BLOCKS_AT_ONCE];
    if (last === undefined || next === undefined) continue;
    if ((byRelevance(last, next.best) || byMinute(ranked.minuteOf(last), next.minute)) < 0) break;
  }
  return first;
}

function candidatesOf(documents: DocumentSet, order: Order, compare: Compare, ranked: Ranked): Candidates[] {
  const all: Candidates[] = [];
  for (let block = 0; block * TIMES_A_BLOCK < documents.total; block += 1) {
    const some = documents.inBlock(block, TIMES_A_BLOCK);
    const [first] = some;
    if (first === undefined) continue;
    const [earliest, latest] = ranked.spanOf(block);
    const best = some.reduce((a, b) => (compare(a, b) <= 0 ? a : b));
    all.push({ block, documents: some, best, minute: order === 'oldest' ? earliest : latest });
  }
  return all;
}

/** Rare words count for more, conversations come before messages. */
function relevance({ wanted }: Evaluation, { messages }: Ranked): Compare {
  const weighed = wanted.map(([, documents]) => ({ documents, weight: weightOf(documents) }));
  const score = (document: number): number =>
    weighed.reduce((sum, { documents, weight }) => sum + (documents.has(document) ? weight : 0), 0);
  const isMessage = (document: number): number => (document < messages ? 1 : 0);
  const scored = weighed.length > 1;
  return (a, b) => (scored ? score(b) - score(a) : 0) || isMessage(a) - isMessage(b);
}

const weightOf = (documents: DocumentSet): number => Math.log(1 + documents.total / (1 + documents.size));
