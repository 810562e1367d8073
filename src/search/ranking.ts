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
  /** Makes the days of all documents known, which are as much to load as the times of some hundred blocks. */
  loadDays(): Promise<void>;
  dayOf(document: number): number;
}

/** Blocks whose times are loaded first, and most that may follow. */
const FIRST_BLOCKS = 16;
const MORE_BLOCKS = 24;
/** Where a block holds fewer than this on average, the first blocks hardly ever decide it. */
const DENSE = 30;

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
  const byTime: Compare = order === 'oldest' ? (a, b) => a - b : (a, b) => b - a;
  const compare: Compare = (a, b) => byRelevance(a, b) || byTime(ranked.minuteOf(a), ranked.minuteOf(b)) || a - b;
  const firstIn = async (blocks: readonly Candidates[], others: readonly number[]): Promise<number[]> => {
    await ranked.loadTimes(blocks.map(({ block }) => block));
    return firstOf([...others, ...blocks.flatMap((one) => one.documents)], count, compare);
  };
  const all = candidatesOf(documents, order, byRelevance, ranked);
  all.sort((a, b) => byRelevance(a.best, b.best) || byTime(a.minute, b.minute) || a.block - b.block);
  if (all.length <= FIRST_BLOCKS + MORE_BLOCKS) return firstIn(all, []);
  if (documents.size >= DENSE * all.length) {
    const first = await firstIn(all.slice(0, FIRST_BLOCKS), []);
    const last = first[count - 1];
    const open = all.slice(FIRST_BLOCKS).filter(({ best, minute }) => {
      if (last === undefined) return true;
      return (byRelevance(last, best) || byTime(ranked.minuteOf(last), minute)) >= 0;
    });
    if (open.length <= MORE_BLOCKS) return firstIn(open, first);
  }
  await ranked.loadDays();
  const byDay: Compare = (a, b) => byRelevance(a, b) || byTime(ranked.dayOf(a), ranked.dayOf(b));
  return firstIn(onFirstDays(all, count, byDay), []);
}

/** What is left of the candidates when those are gone that are behind `count` others by their days. */
function onFirstDays(all: readonly Candidates[], count: number, byDay: Compare): Candidates[] {
  const days = firstOf(
    all.flatMap(({ documents }) => documents),
    count,
    byDay,
  );
  const last = days[count - 1];
  if (last === undefined) return [...all];
  return all.flatMap((one) => {
    const documents = one.documents.filter((document) => byDay(document, last) <= 0);
    return documents.length === 0 ? [] : [{ ...one, documents }];
  });
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
