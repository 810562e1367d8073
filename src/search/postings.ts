// search: which documents have a term ↔ bits. A shard lists terms in order, each with how many documents have it and how long its
// list is, and then the lists: gaps between numbers that rise.
// Invariant: a list can be read without reading those before it.
import { BitReader, BitWriter } from './bits.js';

/** Terms of a shard in order, front-coded: each begins with one character for how much it shares with the one before. */
export interface PostingsShard {
  readonly terms: string;
  readonly count: number;
  readonly bits: string;
}

const SHARED_FROM = 0x30;
const MOST_SHARED = 40;
const TERM_END = '\n';

/** Bits of the rest of a gap: the gaps of a list vary around the ratio of all documents to those in it. */
function riceBits(documents: number, length: number): number {
  let bits = 0;
  while (length * 2 ** (bits + 1) < documents) bits += 1;
  return bits;
}

/** Puts terms and their lists into a shard. */
export class ShardWriter {
  readonly #documents: number;
  readonly #head = new BitWriter();
  readonly #lists = new BitWriter();
  readonly #list = new BitWriter();
  #terms = '';
  #count = 0;
  #last = '';

  constructor(documents: number) {
    this.#documents = documents;
  }

  get bits(): number {
    return this.#head.bits + this.#lists.bits;
  }

  get count(): number {
    return this.#count;
  }

  /** Terms come in order, and so do the documents of each; no document comes twice. */
  add(term: string, documents: ArrayLike<number>): void {
    const rest = riceBits(this.#documents, documents.length);
    const list = this.#list;
    list.clear();
    let next = 0;
    for (let index = 0; index < documents.length; index += 1) {
      const document = documents[index] ?? 0;
      list.writeRice(document - next, rest);
      next = document + 1;
    }
    this.#head.writeGamma(documents.length);
    this.#head.writeGamma(list.bits);
    this.#lists.append(list);
    const shared = sharedLength(this.#last, term);
    this.#terms += String.fromCharCode(SHARED_FROM + shared) + term.slice(shared) + TERM_END;
    this.#last = term;
    this.#count += 1;
  }

  finish(): { terms: string; count: number; units: Uint16Array } {
    this.#head.append(this.#lists);
    return { terms: this.#terms, count: this.#count, units: this.#head.finish() };
  }
}

function sharedLength(a: string, b: string): number {
  let length = 0;
  while (length < MOST_SHARED && length < a.length && a.charCodeAt(length) === b.charCodeAt(length)) length += 1;
  return length;
}

interface Entry {
  readonly length: number;
  readonly position: number;
}

/** The lists of a shard by term. */
export class ShardReader {
  readonly #bits: string;
  readonly #documents: number;
  readonly #entries = new Map<string, Entry>();

  constructor({ terms, count, bits }: PostingsShard, documents: number) {
    this.#bits = bits;
    this.#documents = documents;
    const reader = new BitReader(bits);
    const heads = Array.from({ length: count }, () => ({ length: reader.readGamma(), size: reader.readGamma() }));
    let position = reader.position;
    let last = '';
    for (const [index, line] of terms.split(TERM_END).slice(0, count).entries()) {
      const { length, size } = heads[index] ?? { length: 0, size: 0 };
      last = last.slice(0, line.charCodeAt(0) - SHARED_FROM) + line.slice(1);
      this.#entries.set(last, { length, position });
      position += size;
    }
  }

  /** Terms in order. */
  get terms(): Iterable<string> {
    return this.#entries.keys();
  }

  /** Calls `visit` with each document that has the term. */
  read(term: string, visit: (document: number) => void): void {
    const entry = this.#entries.get(term);
    if (entry === undefined) return;
    const rest = riceBits(this.#documents, entry.length);
    const reader = new BitReader(this.#bits, entry.position);
    let next = 0;
    for (let left = entry.length; left > 0; left -= 1) {
      const document = next + reader.readRice(rest);
      visit(document);
      next = document + 1;
    }
  }
}
