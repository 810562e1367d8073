// test support: seeded randomness. A test that uses it prints the seed, and takes one back from the environment variable SEED.

export interface Random {
  /** From 0 up to, not including, 1. */
  next(): number;
  /** A whole number from `least` to `most`, both inclusive. */
  whole(least: number, most: number): number;
  pick<T>(list: readonly T[]): T;
  chance(probability: number): boolean;
}

/** mulberry32: small, and good enough to vary inputs. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const whole = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));
  const pick = <T>(list: readonly T[]): T => {
    const item = list[whole(0, list.length - 1)];
    if (item === undefined) throw new Error('There is nothing to pick from.');
    return item;
  };
  return { next, whole, pick, chance: (probability) => next() < probability };
}

/** In CI the same every time, so that a change is judged by what it changed; elsewhere each run looks somewhere else. */
const CI_SEED = 20230206;

/** The seed to use: SEED from the environment, the fixed one in CI, or a new one. */
export const chooseSeed = (): number =>
  Number(process.env.SEED ?? (process.env.CI ? CI_SEED : Math.floor(Math.random() * 2 ** 31)));
