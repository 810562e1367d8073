// browser: a query → the first documents in order and how many there are, as they become known.
// Invariant: what is given last is complete; the first documents given before are the first of those known so far.
import { DocumentSet } from '../search/document-set.js';
import { type Evaluation, evaluate } from '../search/evaluate.js';
import type { Query } from '../search/query.js';
import { type Compare, compareBy, firstOf, type Order } from '../search/ranking.js';
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
  await index.loadTimes(evaluation.possible);
  const compare = compareBy(order, evaluation, index);
  const open = evaluation.possible.without(evaluation.sure);
  let left = open.size;
  let documents = evaluation.sure;
  let reported = performance.now();
  const pages = openPages(open, compare, texts);
  for (let start = 0; start < pages.length; start += PAGES_AT_ONCE) {
    const batch = pages.slice(start, start + PAGES_AT_ONCE);
    const confirmed = await confirm(batch, evaluation, texts);
    documents = documents.or(DocumentSet.of(index.total, (add) => confirmed.forEach(add)));
    left -= batch.reduce((sum, page) => sum + page.documents.length, 0);
    const isFirst = start === 0 && documents.size > 0;
    if (left > 0 && (isFirst || performance.now() - reported > REPORT_MS)) {
      reported = performance.now();
      yield { documents, first: firstOf(documents, count, compare), isComplete: false, open: left };
    }
  }
  yield { documents, first: firstOf(documents, count, compare), isComplete: true, open: 0 };
}

interface OpenPage {
  readonly page: number;
  best: number;
  readonly documents: number[];
}

/** The pages of documents that must be looked at, those with the best of them first. */
function openPages(open: DocumentSet, compare: Compare, texts: Texts): OpenPage[] {
  const pages = new Map<number, OpenPage>();
  for (const document of open) {
    const page = texts.pageOf(document);
    const known = pages.get(page);
    if (known === undefined) pages.set(page, { page, best: document, documents: [document] });
    else {
      known.documents.push(document);
      if (compare(document, known.best) < 0) known.best = document;
    }
  }
  return [...pages.values()].sort((a, b) => compare(a.best, b.best));
}

async function confirm(pages: readonly OpenPage[], evaluation: Evaluation, texts: Texts): Promise<number[]> {
  const confirmed = await Promise.all(
    pages.map(async ({ documents }) => {
      const held: number[] = [];
      for (const document of documents) {
        if (evaluation.holds(document, tokensOfDocument(await texts.read(document)))) held.push(document);
      }
      return held;
    }),
  );
  return confirmed.flat();
}
