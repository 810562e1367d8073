// search: which of the documents that were found come first.
// Invariant: a total order, so that the same query shows the same list each time; no more is sorted than is shown.
import type { DocumentSet } from './document-set.js';
import type { Evaluation } from './evaluate.js';

export type Order = 'relevance' | 'newest' | 'oldest';

/** Less than 0 when document `a` comes before `b`. */
export type Compare = (a: number, b: number) => number;

export interface Ranked {
  /** Documents from this one on are conversations. */
  readonly messages: number;
  minuteOf(document: number): number;
}

/** Rare words count for more, conversations come before messages, newer before older; then by number. */
export function compareBy(order: Order, { wanted }: Evaluation, ranked: Ranked): Compare {
  const byNumber: Compare = (a, b) => a - b;
  const newest: Compare = (a, b) => ranked.minuteOf(b) - ranked.minuteOf(a) || byNumber(a, b);
  if (order === 'newest') return newest;
  if (order === 'oldest') return (a, b) => ranked.minuteOf(a) - ranked.minuteOf(b) || byNumber(a, b);
  const weighed = wanted.map(([, documents]) => ({ documents, weight: weightOf(documents) }));
  const score = (document: number): number =>
    weighed.reduce((sum, { documents, weight }) => sum + (documents.has(document) ? weight : 0), 0);
  const isMessage = (document: number): number => (document < ranked.messages ? 1 : 0);
  const scored = weighed.length > 1;
  return (a, b) => (scored ? score(b) - score(a) : 0) || isMessage(a) - isMessage(b) || newest(a, b);
}

const weightOf = (documents: DocumentSet): number => Math.log(1 + documents.total / (1 + documents.size));

/** The first `count` of the documents, in order. */
export function firstOf(documents: Iterable<number>, count: number, compare: Compare): number[] {
  // A heap of the best so far, the worst of them on top.
  const heap: number[] = [];
  for (const document of documents) {
    if (heap.length < count) {
      heap.push(document);
      rise(heap, compare);
    } else if (count > 0 && compare(document, heap[0] ?? 0) < 0) {
      heap[0] = document;
      sink(heap, compare);
    }
  }
  return heap.sort(compare);
}

function rise(heap: number[], compare: Compare): void {
  let at = heap.length - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (compare(heap[at] ?? 0, heap[parent] ?? 0) <= 0) return;
    swap(heap, at, parent);
    at = parent;
  }
}

function sink(heap: number[], compare: Compare): void {
  for (let at = 0; ; ) {
    const left = 2 * at + 1;
    if (left >= heap.length) return;
    const right = left + 1;
    const worse = right < heap.length && compare(heap[right] ?? 0, heap[left] ?? 0) > 0 ? right : left;
    if (compare(heap[worse] ?? 0, heap[at] ?? 0) <= 0) return;
    swap(heap, at, worse);
    at = worse;
  }
}

function swap(heap: number[], a: number, b: number): void {
  const held = heap[a] ?? 0;
  heap[a] = heap[b] ?? 0;
  heap[b] = held;
}
