// browser: a query → the first documents in order and how many there are, as they become known.
// Invariant: what is given last is complete; the first documents given before are the first of those known so far.
import { DocumentSet } from '../search/document-set.js';
import { type Evaluation, evaluate } from '../search/evaluate.js';
import type { Query } from '../search/query.js';
import { type Order, rank } from '../search/ranking.js';
import type { ArchiveIndex } from './archive-index.js';
import { type Texts, tokensOfDocument } from './texts.js';

export interface Found {
  readonly documents: DocumentSet;
  /** How many first ones were asked for, in order. */
  readonly first: readonly number[];
  readonly isComplete: boolean;
  /** How many documents may still turn out to be asked for. */
  readonly open: number;
}

/** Documents in order that are looked at before all others, for each one that is shown. */
const LOOKED_AT_FIRST = 4;
/** Pages of texts that are read at the same time. */
const PAGES_AT_ONCE = 24;
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
  if (open.size > 0) {
    // What comes first in order is looked at first, so that what is shown soon is what will stay.
    const front = setOf(index.total, await first(evaluation.possible, LOOKED_AT_FIRST * count));
    const confirmed = await confirm(front.and(open), evaluation, texts);
    const shown = await first(documents.and(front).or(confirmed), count);
    documents = documents.or(confirmed);
    open = open.without(front);
    if (open.size > 0 && shown.length > 0) yield found(documents, shown, open.size);
  }
  for await (const part of inParts(open, texts)) {
    documents = documents.or(await confirm(part.looked, evaluation, texts));
    if (part.left > 0 && part.isTime) yield found(documents, await first(documents, count), part.left);
  }
  yield found(documents, await first(documents, count), 0);
}

const setOf = (total: number, documents: readonly number[]): DocumentSet =>
  DocumentSet.of(total, (add) => documents.forEach(add));

interface Part {
  readonly looked: DocumentSet;
  readonly left: number;
  /** Whether it is time to say something. */
  readonly isTime: boolean;
}

/** Documents that must be looked at, some pages at a time. */
function* inParts(open: DocumentSet, texts: Texts): Generator<Part> {
  let left = open.size;
  let reported = performance.now();
  const pages = [...pagesOf(open, texts)];
  for (let start = 0; start < pages.length; start += PAGES_AT_ONCE) {
    const looked = pages.slice(start, start + PAGES_AT_ONCE).flatMap(([, documents]) => documents);
    left -= looked.length;
    const isTime = performance.now() - reported > REPORT_MS;
    if (isTime) reported = performance.now();
    yield { looked: setOf(open.total, looked), left, isTime };
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
