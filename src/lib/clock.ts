// lib: time and chance as something that can be handed in, so that tests need not wait.
import { setTimeout as sleep } from 'node:timers/promises';

export interface Clock {
  now(): Date;
  /** Waits; rejects with the signal's reason when it is aborted. */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void>;
  /** A number from 0 up to, not including, 1. */
  random(): number;
}

export const realClock: Clock = {
  now: () => new Date(),
  sleep: async (delayMs, signal) => {
    await sleep(delayMs, undefined, signal === undefined ? {} : { signal });
  },
  random: () => Math.random(),
};
