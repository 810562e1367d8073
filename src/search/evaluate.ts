// search: a query and an index → the documents that it asks for.
// Invariant: exactly those. What an index of words cannot tell, whether words follow each other, is left open for some documents and
// decided by their texts.
import { DocumentSet } from './document-set.js';
import { flagTerm, SYSTEM_TERM } from './index-files.js';
import { stands } from './match.js';
import type { Query, Words } from './query.js';
import { pairsOf, type Token } from './tokens.js';

/** What evaluation asks of an index. */
export interface SearchIndex {
  /** Documents there are. */
  readonly total: number;
  documentsOf(term: string): Promise<DocumentSet>;
  documentsWithPrefix(prefix: string): Promise<DocumentSet>;
  documentsFrom(words: Words): Promise<DocumentSet>;
  documentsIn(words: Words): Promise<DocumentSet>;
  /** Messages posted on these days. */
  documentsBetween(fromDay: number, untilDay: number): Promise<DocumentSet>;
  /** Undefined where the order of words is in the texts alone. */
  readonly order: WordOrder | undefined;
}

/** What knows which words follow each other. */
export interface WordOrder {
  /** Those of the documents in which the words stand as they are asked for. */
  documentsOf(words: Words, possible: DocumentSet): Promise<DocumentSet>;
}

/** A document's texts as tokens: body, subject, names of files. */
export type DocumentTokens = readonly (readonly Token[])[];

export interface Evaluation {
  /** Documents that are certainly asked for. */
  readonly sure: DocumentSet;
  /** Documents that may be, those that are sure among them. */
  readonly possible: DocumentSet;
  /** Whether a document is asked for, going by its texts where need be. */
  holds(document: number, tokens: DocumentTokens): boolean;
  /** The words that are asked for, not those after NOT, each with the documents that the index lists under all of them. */
  readonly wanted: readonly (readonly [Words, DocumentSet])[];
}

interface Bounds {
  readonly sure: DocumentSet;
  readonly possible: DocumentSet;
}

/** Bounds of what is no combination. */
interface LeafBounds extends Bounds {
  /** Of words, the documents that have them in any order: the same for every index, whether it knows the order of words or not. */
  readonly listed: DocumentSet;
}

export async function evaluate(query: Query, index: SearchIndex): Promise<Evaluation> {
  const leaves = new Map<Query, LeafBounds>();
  await Promise.all(leavesOf(query).map(async (leaf) => leaves.set(leaf, await boundsOfLeaf(leaf, index))));
  const all = DocumentSet.all(index.total);
  // Words are not listed for messages of the service, so for most queries it need not be known which those are.
  const everything = mayAskForSystem(query) ? all.without(await index.documentsOf(SYSTEM_TERM)) : all;
  const { sure, possible } = boundsOf(query, leaves, everything);
  return {
    sure,
    possible,
    holds: (document, tokens) => holds(query, { document, tokens, leaves, everything }),
    wanted: wantedOf(query).map((words) => [words, leaves.get(words)?.listed ?? everything]),
  };
}

function mayAskForSystem(query: Query): boolean {
  switch (query.kind) {
    case 'and':
    case 'or':
      return query.items.some(mayAskForSystem);
    case 'words':
    case 'flag':
    case 'person':
      return false;
    default:
      return true;
  }
}

type Leaf = Exclude<Query, { kind: 'and' | 'or' | 'not' }>;

function leavesOf(query: Query): Leaf[] {
  switch (query.kind) {
    case 'and':
    case 'or':
      return query.items.flatMap(leavesOf);
    case 'not':
      return leavesOf(query.item);
    default:
      return [query];
  }
}

/** The words of a query that a document can have, for ranking and for marking them in a text. */
export function wantedOf(query: Query): Words[] {
  switch (query.kind) {
    case 'and':
    case 'or':
      return query.items.flatMap(wantedOf);
    case 'words':
      return [query];
    default:
      return [];
  }
}

async function boundsOfLeaf(leaf: Leaf, index: SearchIndex): Promise<LeafBounds> {
  switch (leaf.kind) {
    case 'words':
      return boundsOfWords(leaf, index);
    case 'flag':
      return exactly(await index.documentsOf(flagTerm(leaf.flag)));
    case 'person':
      return exactly(await index.documentsFrom(leaf.words));
    case 'conversation':
      return exactly(await index.documentsIn(leaf.words));
    case 'days':
      return exactly(await index.documentsBetween(leaf.from, leaf.until));
  }
}

const exactly = (set: DocumentSet): LeafBounds => ({ sure: set, possible: set, listed: set });

async function boundsOfWords(words: Words, index: SearchIndex): Promise<LeafBounds> {
  const { tokens, isPrefix } = words;
  const sets = await Promise.all(
    tokens.map(({ text, isCjk }, at) => {
      if (isCjk) return documentsOfRun(text, index);
      return isPrefix && at === tokens.length - 1 ? index.documentsWithPrefix(text) : index.documentsOf(text);
    }),
  );
  const listed = sets.reduce((all, set) => all.and(set));
  const [first] = tokens;
  const isExact = tokens.length === 1 && first !== undefined && (!first.isCjk || [...first.text].length <= 2);
  if (isExact) return exactly(listed);
  if (index.order !== undefined) return { ...exactly(await index.order.documentsOf(words, listed)), listed };
  return { sure: DocumentSet.none(index.total), possible: listed, listed };
}

async function documentsOfRun(run: string, index: SearchIndex): Promise<DocumentSet> {
  const pairs = pairsOf(run);
  if (pairs.length === 0) return index.documentsWithPrefix(run);
  const sets = await Promise.all(pairs.map((pair) => index.documentsOf(pair)));
  return sets.reduce((all, set) => all.and(set));
}

function boundsOf(query: Query, leaves: ReadonlyMap<Query, Bounds>, everything: DocumentSet): Bounds {
  switch (query.kind) {
    case 'and':
    case 'or': {
      const bounds = query.items.map((item) => boundsOf(item, leaves, everything));
      return bounds.reduce((a, b) => ({
        sure: query.kind === 'and' ? a.sure.and(b.sure) : a.sure.or(b.sure),
        possible: query.kind === 'and' ? a.possible.and(b.possible) : a.possible.or(b.possible),
      }));
    }
    case 'not': {
      const { sure, possible } = boundsOf(query.item, leaves, everything);
      return { sure: everything.without(possible), possible: everything.without(sure) };
    }
    default: {
      const { sure, possible } = leaves.get(query) ?? exactly(everything);
      return { sure: sure.and(everything), possible: possible.and(everything) };
    }
  }
}

interface Candidate {
  readonly document: number;
  readonly tokens: DocumentTokens;
  readonly leaves: ReadonlyMap<Query, Bounds>;
  readonly everything: DocumentSet;
}

function holds(query: Query, candidate: Candidate): boolean {
  switch (query.kind) {
    case 'and':
      return query.items.every((item) => holds(item, candidate));
    case 'or':
      return query.items.some((item) => holds(item, candidate));
    case 'not':
      return candidate.everything.has(candidate.document) && !holds(query.item, candidate);
    default: {
      const { sure, possible } = candidate.leaves.get(query) ?? exactly(candidate.everything);
      if (sure.has(candidate.document)) return true;
      if (query.kind !== 'words' || !possible.has(candidate.document)) return false;
      return candidate.tokens.some((field) => stands(query, field));
    }
  }
}
