// search: how often symbols come → a code that gives frequent ones few bits (Huffman), in its canonical form.
// Invariant: the code follows from the lengths and the order of the symbols alone, so that only these are stored.
import type { BitReader } from './bits.js';

/** Longer codes are shortened: no counts that matter come near it. */
const LONGEST = 24;

/** Symbols in the order of their codes; `sizes[n]` of them have codes of n bits. */
export interface PrefixCode {
  readonly symbols: readonly string[];
  readonly sizes: readonly number[];
}

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
  return { symbols: entries.map(([symbol]) => symbol).reverse(), sizes };
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

/** Reads the next symbol as its place among `symbols`. Throws when there is none. */
export function readSymbol(reader: BitReader, sizes: readonly number[]): number {
  let value = 0;
  let first = 0;
  let before = 0;
  for (let bits = 1; bits < sizes.length; bits += 1) {
    const size = sizes[bits] ?? 0;
    value = value * 2 + reader.read(1);
    first *= 2;
    if (value - first < size) return before + value - first;
    before += size;
    first += size;
  }
  throw new RangeError('The text of the search index is damaged.');
}
