// render/search: which documents of a chunk have which terms.
// Invariant: a document is listed once for each of its terms, in order; memory is bounded by one chunk and by the terms remembered. Work
// is bounded by the terms of the chunk, however many are remembered.
import type { TermDocuments } from './runs.js';

export class TermList {
  #numbers = new Map<string, number>();
  #terms: string[] = [];
  /** By term: the last document listed and one more, how many, and where the last of them goes when they are put together. */
  #last = new Uint32Array(1024);
  #counts = new Uint32Array(1024);
  #ends = new Uint32Array(1024);
  /** Terms of the chunk. */
  #used: number[] = [];
  /** Pairs of term and document in the order in which they came. */
  #pairTerms = new Uint32Array(65_536);
  #pairDocuments = new Uint32Array(65_536);
  #pairs = 0;

  begin(): void {
    this.#pairs = 0;
    for (const term of this.#used) {
      this.#counts[term] = 0;
      this.#last[term] = 0;
    }
    this.#used = [];
  }

  /** How many terms have a number. */
  get size(): number {
    return this.#terms.length;
  }

  /** Numbers that were given out before are of no use any more. */
  forget(): void {
    this.#numbers = new Map();
    this.#terms = [];
  }

  numberOf(term: string): number {
    const known = this.#numbers.get(term);
    if (known !== undefined) return known;
    const number = this.#terms.length;
    this.#terms.push(term);
    this.#numbers.set(term, number);
    if (number >= this.#counts.length) this.#growTerms();
    return number;
  }

  /** `term` is its number. */
  add(term: number, document: number): void {
    if (this.#last[term] === document + 1) return;
    this.#last[term] = document + 1;
    const before = this.#counts[term] ?? 0;
    if (before === 0) this.#used.push(term);
    this.#counts[term] = before + 1;
    if (this.#pairs === this.#pairTerms.length) this.#growPairs();
    this.#pairTerms[this.#pairs] = term;
    this.#pairDocuments[this.#pairs] = document;
    this.#pairs += 1;
  }

  /** All terms of the chunk. */
  end(): TermDocuments[] {
    const ends = this.#ends;
    let total = 0;
    for (const term of this.#used) {
      ends[term] = total;
      total += this.#counts[term] ?? 0;
    }
    const sorted = new Uint32Array(total);
    for (let pair = 0; pair < this.#pairs; pair += 1) {
      const term = this.#pairTerms[pair] ?? 0;
      const at = ends[term] ?? 0;
      sorted[at] = this.#pairDocuments[pair] ?? 0;
      ends[term] = at + 1;
    }
    return this.#used.map((number) => {
      const end = ends[number] ?? 0;
      return { term: this.#terms[number] ?? '', documents: sorted.subarray(end - (this.#counts[number] ?? 0), end) };
    });
  }

  #growTerms(): void {
    const counts = new Uint32Array(2 * this.#counts.length);
    const last = new Uint32Array(counts.length);
    counts.set(this.#counts);
    last.set(this.#last);
    this.#counts = counts;
    this.#last = last;
    this.#ends = new Uint32Array(counts.length);
  }

  #growPairs(): void {
    const terms = new Uint32Array(2 * this.#pairTerms.length);
    const documents = new Uint32Array(terms.length);
    terms.set(this.#pairTerms);
    documents.set(this.#pairDocuments);
    this.#pairTerms = terms;
    this.#pairDocuments = documents;
  }
}
