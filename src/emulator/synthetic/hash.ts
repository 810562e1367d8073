// emulator/synthetic: the only source of chance in a synthetic world.
// Invariant: every value is a function of the numbers given, the same on every machine and in every order of asking.

/** A well-mixed unsigned 32-bit number of three (the finaliser of MurmurHash3 over their combination). */
export function mix(a: number, b: number, c: number): number {
  let hash = Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(b + 0x7f4a7c15, 0xc2b2ae35) ^ Math.imul(c, 0x27d4eb2f);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** A number in [0, 1). */
export function fraction(hash: number): number {
  return hash / 4_294_967_296;
}

/** An id in the form of a UUID. */
export function uuidOf(seed: number, kind: number, index: number): string {
  const hex = [0, 1, 2, 3]
    .map((part) =>
      mix(seed, kind * 4 + part, index)
        .toString(16)
        .padStart(8, '0'),
    )
    .join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}

/** A short run of numbers from one seed (xorshift32). */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 1;
  }

  /** An unsigned 32-bit number. */
  next(): number {
    let state = this.#state;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this.#state = state;
    return state >>> 0;
  }

  /** A whole number in [0, below). */
  below(below: number): number {
    return this.next() % below;
  }
}
