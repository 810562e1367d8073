// search: how often symbols come → a code that gives frequent ones few bits (Huffman), in its canonical form.
// Invariant: the code follows from the lengths and the order of the symbols alone, so that only these are stored.
import type { BitReader } from './bits.js';
import { frontCoded, frontDecoded, WORD_END } from './front-coding.js';

/** Longer codes are shortened: no counts that matter come near it. */
const LONGEST = 24;

/** Symbols in the order of their codes; `sizes[n]` of them have codes of n bits. */
export interface PrefixCode {
  readonly symbols: readonly string[];
  readonly sizes: readonly number[];
}

/** The same as it stands in a file. */
export interface PackedCode {
  readonly symbols: string;
  readonly sizes: readonly number[];
}

export const packed = ({ symbols, sizes }: PrefixCode): PackedCode => ({ symbols: frontCoded(symbols), sizes });

export const unpacked = ({ symbols, sizes }: PackedCode): PrefixCode => ({ symbols: frontDecoded(symbols), sizes });

/** Whether it comes back from a file. */
export const isPackable = (symbol: string): boolean => !symbol.includes(WORD_END);

export interface Code {
  readonly value: number;
  readonly bits: number;
}

/** The code for symbols that come so often, each at least once. At least two symbols. */
export function prefixCodeFor(counts: ReadonlyMap<string, number>): PrefixCode {
  const entries = [...counts].sort(([a, m], [b, n]) => m - n || (a < b ? -1 : 1));
  const lengths = lengthsFor(entries.map(([, count]) => count));
  const sizes = Array.from({ length: LONGEST + 1 }, () => 0);
  for (const length of lengths) sizes[length] = (sizes[length] ?? 0) + 1;
  // Rarest first have the longest codes; frequent symbols come first.
  return { symbols: inGroups(entries.map(([symbol]) => symbol).reverse(), sizes), sizes };
}

/** Codes of one length in order of their symbols, so that neighbours share their beginnings. */
function inGroups(symbols: readonly string[], sizes: readonly number[]): string[] {
  let start = 0;
  return sizes.flatMap((size) => {
    start += size;
    return symbols.slice(start - size, start).sort((a, b) => (a < b ? -1 : 1));
  });
}

/** Bits for each of the counts, which rise. */
function lengthsFor(counts: readonly number[]): number[] {
  const depths = depthsOf(counts);
  const excess = depths.some((depth) => depth > LONGEST);
  // Halving the differences between counts flattens the tree.
  return excess ? lengthsFor(counts.map((count) => 1 + Math.floor(count / 2))) : depths;
}

/** Two queues, one of symbols and one of joined nodes: both rise, so the least two are always in front. */
function depthsOf(counts: readonly number[]): number[] {
  const leaves = counts.length;
  const weights = [...counts];
  const parents: number[] = [];
  let leaf = 0;
  let joined = leaves;
  const least = (): number => {
    const isLeaf = leaf < leaves && (joined >= weights.length || (weights[leaf] ?? 0) <= (weights[joined] ?? 0));
    if (!isLeaf) return joined++;
    leaf += 1;
    return leaf - 1;
  };
  for (let made = 0; made < leaves - 1; made += 1) {
    const [a, b] = [least(), least()];
    parents[a] = weights.length;
    parents[b] = weights.length;
    weights.push((weights[a] ?? 0) + (weights[b] ?? 0));
  }
  const depths = Array.from(weights, () => 0);
  for (let node = weights.length - 2; node >= 0; node -= 1) depths[node] = 1 + (depths[parents[node] ?? 0] ?? 0);
  return depths.slice(0, leaves);
}

/** The code of each symbol. */
export function codesOf({ symbols, sizes }: PrefixCode): ReadonlyMap<string, Code> {
  const codes = new Map<string, Code>();
  let value = 0;
  let at = 0;
  for (const [bits, size] of sizes.entries()) {
    value *= 2;
    for (let left = size; left > 0; left -= 1) {
      codes.set(symbols[at] ?? '', { value, bits });
      at += 1;
      value += 1;
    }
  }
  return codes;
}

/** Codes of so many bits are looked up at once. */
const SHORT = 12;

/** Reads symbols as their places among the symbols of a code. */
export class SymbolReader {
  /** By the next bits: place × 32 + length of the code; 0 for a longer one. */
  readonly #short = new Int32Array(2 ** SHORT);
  /** By length: the first code that is not of it or shorter, and what its place is less than the code. */
  readonly #ends: number[] = [];
  readonly #shifts: number[] = [];

  constructor(sizes: readonly number[]) {
    let code = 0;
    let place = 0;
    for (const [bits, size] of sizes.entries()) {
      code *= 2;
      this.#ends.push(code + size);
      this.#shifts.push(place - code);
      for (let left = size; bits <= SHORT && left > 0; left -= 1) {
        const [at, next] = [(code + size - left) * 2 ** (SHORT - bits), (code + size - left + 1) * 2 ** (SHORT - bits)];
        this.#short.fill((place + size - left) * 32 + bits, at, next);
      }
      code += size;
      place += size;
    }
  }

  /** Throws when there is none. */
  read(reader: BitReader): number {
    const next = reader.peek();
    const entry = this.#short[next >>> (32 - SHORT)] ?? 0;
    if (entry === 0) return this.#readLong(reader, next);
    reader.position += entry & 31;
    return entry >>> 5;
  }

  #readLong(reader: BitReader, next: number): number {
    for (let bits = SHORT + 1; bits < this.#ends.length; bits += 1) {
      const code = next >>> (32 - bits);
      if (code >= (this.#ends[bits] ?? 0)) continue;
      reader.position += bits;
      return code + (this.#shifts[bits] ?? 0);
    }
    throw new RangeError('The text of the search index is damaged.');
  }
}
