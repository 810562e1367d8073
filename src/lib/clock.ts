// lib: time and chance as something that can be handed in, so that tests need not wait.
import { setTimeout as sleep } from 'node:timers/promises';

export interface Clock {
  now(): Date;
  /** Waits; rejects with the signal's reason when it is aborted. */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void>;
  /** A number from 0 up to, not including, 1. */
  random(): number;
}

/** A timer of Node that is set for longer goes off at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export const realClock: Clock = {
  now: () => new Date(),
  sleep: async (delayMs, signal) => {
    for (let leftMs = delayMs; leftMs >= 0; leftMs -= LONGEST_TIMER_MS)
      await sleep(Math.min(leftMs, LONGEST_TIMER_MS), undefined, signal === undefined ? {} : { signal });
  },
  random: () => Math.random(),
};
