// search: a set of documents, one bit for each of the archive.
// Invariant: sets are never changed once they are made known; each operation makes a new one.

export class DocumentSet {
  readonly #words: Uint32Array;
  /** How many documents there are, in the set or not. */
  readonly total: number;

  private constructor(total: number, words: Uint32Array) {
    this.total = total;
    this.#words = words;
  }

  static of(total: number, fill: (add: (document: number) => void) => void): DocumentSet {
    const words = new Uint32Array((total + 31) >>> 5);
    fill((document) => {
      words[document >>> 5] = (words[document >>> 5] ?? 0) | (1 << (document & 31));
    });
    return new DocumentSet(total, words);
  }

  static none(total: number): DocumentSet {
    return DocumentSet.of(total, () => {});
  }

  static all(total: number): DocumentSet {
    return DocumentSet.none(total).#map((_word, index) => (index === total >>> 5 ? (1 << (total & 31)) - 1 : -1));
  }

  has(document: number): boolean {
    return ((this.#words[document >>> 5] ?? 0) & (1 << (document & 31))) !== 0;
  }

  and(other: DocumentSet): DocumentSet {
    return this.#map((word, index) => word & (other.#words[index] ?? 0));
  }

  or(other: DocumentSet): DocumentSet {
    return this.#map((word, index) => word | (other.#words[index] ?? 0));
  }

  without(other: DocumentSet): DocumentSet {
    return this.#map((word, index) => word & ~(other.#words[index] ?? 0));
  }

  get size(): number {
    let size = 0;
    for (const word of this.#words) size += ones(word);
    return size;
  }

  /** In order. */
  *[Symbol.iterator](): Generator<number> {
    yield* this.inBlock(0, this.total);
  }

  /** Those of one of the blocks of so many documents, a multiple of 32, in order. */
  inBlock(block: number, size: number): number[] {
    const found: number[] = [];
    const end = Math.min(this.#words.length, Math.ceil(((block + 1) * size) / 32));
    for (let index = (block * size) / 32; index < end; index += 1) {
      for (let left = this.#words[index] ?? 0; left !== 0; left &= left - 1) {
        found.push((index << 5) + 31 - Math.clz32(left & -left));
      }
    }
    return found;
  }

  #map(change: (word: number, index: number) => number): DocumentSet {
    return new DocumentSet(this.total, this.#words.map(change));
  }
}

function ones(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
