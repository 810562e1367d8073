// emulator/demo: identifiers and small random choices that depend only on names.
// Invariant: the same name gives the same value in every run and on every machine, so the demo world never changes by itself.
import { createHash } from 'node:crypto';
import { shortId } from '../../fleep/ids.js';

const NAMESPACE = 'lehtla.example/demo-world/';

const digest = (name: string) => createHash('sha1').update(NAMESPACE).update(name).digest();

/** UUID of version 5 form for a name such as `account/Kadri`. */
export function uuidFor(name: string): string {
  const bytes = digest(name).subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The 22 characters that stand for a UUID in URLs and as attachment_id (fleep-wire.md section 6). */
export const shortIdFor = (name: string): string => shortId(uuidFor(name));

/** A number in [0, 1) for a name: FNV-1a, mixed once more; good enough for seconds and pauses. */
export function fractionFor(name: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < name.length; index += 1) hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x735a2d97);
  return ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 32;
}

/** A seeded stream of numbers in [0, 1): splitmix32. */
export function randomStream(name: string): () => number {
  let state = digest(name).readUInt32BE(0);
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}

/** Draws items so that each comes once before any comes again, and never the same twice running. */
export function shuffledBag<Item>(items: readonly Item[], random: () => number): () => Item {
  if (items.length === 0) throw new RangeError('A list to draw from is empty.');
  let bag: Item[] = [];
  let last: Item | undefined;
  return () => {
    if (bag.length === 0) bag = shuffle(items, random, last);
    const drawn = bag.pop() as Item;
    last = drawn;
    return drawn;
  };
}

/** A new order; `last` does not come out first (the bag is emptied from its end). */
function shuffle<Item>(items: readonly Item[], random: () => number, last: Item | undefined): Item[] {
  const keyed = items.map((item) => ({ item, key: random() })).sort((a, b) => a.key - b.key);
  const order = keyed.map(({ item }) => item);
  if (order.length > 1 && order.at(-1) === last) order.unshift(order.pop() as Item);
  return order;
}
