// test support: a clock that stands still unless somebody sleeps by it, and that remembers for how long.
import type { Clock } from '../../src/lib/clock.js';

export interface FakeClock extends Clock {
  readonly sleeps: readonly number[];
}

export function fakeClock(random = 0.5): FakeClock {
  let nowMs = Date.UTC(2024, 0, 1);
  const sleeps: number[] = [];
  return {
    sleeps,
    now: () => new Date(nowMs),
    random: () => random,
    sleep: async (delayMs, signal) => {
      signal?.throwIfAborted();
      sleeps.push(delayMs);
      nowMs += delayMs;
    },
  };
}
