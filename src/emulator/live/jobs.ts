// emulator/live: work that goes on after the call that began it: fetching, delivering, exporting.
// Invariant: a job tells its own failures to whom they concern; what it changes is heard of when it says so; close() ends all of them.
import { Changes } from './changes.js';
import type { LiveWorld } from './world.js';

/** `tellNow` lets everybody hear of what has changed so far, and gives the changes that come next. */
export interface Job {
  readonly signal: AbortSignal;
  tellNow(change: (changes: Changes) => void): void;
}

export class Jobs {
  readonly #ending = new AbortController();
  readonly #running = new Set<Promise<void>>();

  /** The work begins when the call is over. */
  start(world: LiveWorld, work: (job: Job) => Promise<void>): void {
    const job: Job = { signal: this.#ending.signal, tellNow: (change) => tellNow(world, change) };
    const running = new Promise<void>((resolve) => setImmediate(resolve)).then(() => work(job));
    this.#running.add(running);
    void running.finally(() => this.#running.delete(running));
  }

  async close(): Promise<void> {
    this.#ending.abort();
    await Promise.allSettled(this.#running);
  }
}

function tellNow(world: LiveWorld, change: (changes: Changes) => void): void {
  const changes = new Changes(world);
  change(changes);
  changes.commit();
}
