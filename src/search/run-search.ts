// search: a query → the first documents in order and how many there are, as they become known.
// Invariant: what is given last is complete; the first documents given before are the first of those known so far.

import type { ArchiveIndex } from './archive-index.js';
import { DocumentSet } from './document-set.js';
import { type Evaluation, evaluate } from './evaluate.js';
import type { Query } from './query.js';
import { type Order, rank } from './ranking.js';
import { type Texts, tokensOfDocument } from './texts.js';

export interface Found {
  readonly documents: DocumentSet;
  /** How many first ones were asked for, in order. */
  readonly first: readonly number[];
  readonly isComplete: boolean;
  /** How many documents may still turn out to be asked for. */
  readonly open: number;
}

/** Where more texts than this may have to be looked at, those that would come first in order are looked at before all others. */
const MANY = 1_000;
/** How many of those, for each one that is shown. */
const LOOKED_AT_FIRST = 2;
/** Pages of texts that are read at the same time: few at first, so that there is something to show soon. */
const FIRST_PAGES = 8;
const MOST_PAGES = 64;
const REPORT_MS = 250;

export async function* runSearch(
  query: Query,
  { order, count }: { order: Order; count: number },
  index: ArchiveIndex,
  texts: Texts,
): AsyncGenerator<Found> {
  const evaluation = await evaluate(query, index);
  const first = (documents: DocumentSet, most: number) => rank(documents, most, order, evaluation, index);
  const found = (documents: DocumentSet, shown: readonly number[], open: number): Found => ({
    documents,
    first: shown,
    isComplete: open === 0,
    open,
  });
  let open = evaluation.possible.without(evaluation.sure);
  let documents = evaluation.sure;
  if (open.size > MANY) {
    // What comes first in order is looked at first, so that what is shown soon is what will stay.
    const front = setOf(index.total, await first(evaluation.possible, LOOKED_AT_FIRST * count));
    const confirmed = await confirm(front.and(open), evaluation, texts);
    const shown = await first(documents.and(front).or(confirmed), count);
    documents = documents.or(confirmed);
    open = open.without(front);
    if (open.size > 0 && shown.length > 0) yield found(documents, shown, open.size);
  }
  let reported = Number.NEGATIVE_INFINITY;
  for (const looked of inParts(open, texts)) {
    documents = documents.or(await confirm(looked, evaluation, texts));
    open = open.without(looked);
    if (open.size === 0 || documents.size === 0 || performance.now() - reported < REPORT_MS) continue;
    yield found(documents, await first(documents, count), open.size);
    reported = performance.now();
  }
  yield found(documents, await first(documents, count), 0);
}

const setOf = (total: number, documents: readonly number[]): DocumentSet =>
  DocumentSet.of(total, (add) => documents.forEach(add));

/** Documents that must be looked at, those of some pages at a time. */
function* inParts(open: DocumentSet, texts: Texts): Generator<DocumentSet> {
  const pages = [...pagesOf(open, texts).values()];
  let size = FIRST_PAGES;
  for (let start = 0; start < pages.length; start += size, size = Math.min(2 * size, MOST_PAGES)) {
    yield setOf(open.total, pages.slice(start, start + size).flat());
  }
}

function pagesOf(documents: DocumentSet, texts: Texts): Map<number, number[]> {
  const pages = new Map<number, number[]>();
  for (const document of documents) {
    const page = texts.pageOf(document);
    const known = pages.get(page);
    if (known === undefined) pages.set(page, [document]);
    else known.push(document);
  }
  return pages;
}

/** Those of the documents that are asked for. */
async function confirm(documents: DocumentSet, evaluation: Evaluation, texts: Texts): Promise<DocumentSet> {
  const held = await Promise.all(
    [...documents].map(async (document) =>
      evaluation.holds(document, tokensOfDocument(await texts.read(document))) ? [document] : [],
    ),
  );
  return setOf(documents.total, held.flat());
}
