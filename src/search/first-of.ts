// search: the first few of many things in an order, without sorting them all.
// Invariant: what sorting them all would give.
import type { Compare } from './ranking.js';

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
