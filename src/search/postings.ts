// search: which documents have a term ↔ bits. A shard lists terms in order, each with how many documents have it and how long its
// list is, and then the lists: gaps between numbers that rise.
// Invariant: a list can be read without reading those before it.
import { BitReader, BitWriter } from './bits.js';
import { FrontCoder, frontDecoded } from './front-coding.js';

/** What `search/postings/` holds beside the bits. */
export interface ShardHead {
  /** Front-coded, in order. */
  readonly terms: string;
}

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
  readonly #terms = new FrontCoder();
  #count = 0;

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
    this.#terms.add(term);
    this.#count += 1;
  }

  finish(): { head: ShardHead; units: Uint16Array } {
    this.#head.append(this.#lists);
    return { head: { terms: this.#terms.text }, units: this.#head.finish() };
  }
}

interface Entry {
  readonly length: number;
  readonly position: number;
}

/** The lists of a shard by term. */
export class ShardReader {
  readonly #bits: Uint16Array;
  readonly #documents: number;
  readonly #entries = new Map<string, Entry>();

  constructor(head: ShardHead, bits: Uint16Array, documents: number) {
    this.#bits = bits;
    this.#documents = documents;
    const terms = frontDecoded(head.terms);
    const reader = new BitReader(bits);
    const entries = terms.map(() => ({ length: reader.readGamma(), size: reader.readGamma() }));
    let position = reader.position;
    for (const [index, term] of terms.entries()) {
      const { length, size } = entries[index] ?? { length: 0, size: 0 };
      this.#entries.set(term, { length, position });
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
