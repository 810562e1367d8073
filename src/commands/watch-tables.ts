// commands: the tables of a long-running watch. A DuckDB file is closed between passes, so that readers can open it, and waited for while
// they do; a Parquet store is kept open, since opening it reads all of its files, and is written anew at most once a minute.
import type { Store } from '../store/store.js';
import { type OpenSync, openTables } from './sync-archive.js';
import { isLocked, type Patience } from './watch-patience.js';

const PUBLISH_EVERY_MS = 60_000;

export class WatchTables implements AsyncDisposable {
  readonly #open: OpenSync;
  readonly #patience: Patience;
  readonly #now: () => number;
  #kept: Store | undefined;
  #publishedAt = 0;
  #isPublished = true;

  constructor(open: OpenSync, patience: Patience, now: () => number = Date.now) {
    this.#open = open;
    this.#patience = patience;
    this.#now = now;
  }

  /** Runs one pass over the tables when nobody reads them. What it loaded is published with it, or, for Parquet, soon. */
  use<T>(pass: (store: Store) => Promise<T>): Promise<T> {
    return this.#useOpened(() => this.#patience.untilFree(() => openTables(this.#open)), pass);
  }

  /** The same at the end, when nobody waits any more: what a reader keeps out is in the journal, and the next run loads it. */
  async useIfFree(pass: (store: Store) => Promise<void>): Promise<void> {
    try {
      await this.#useOpened(() => openTables(this.#open), pass);
    } catch (error) {
      if (!isLocked(error)) throw error;
    }
  }

  async #useOpened<T>(open: () => Promise<Store>, pass: (store: Store) => Promise<T>): Promise<T> {
    if (this.#open.archive.info.store === 'duckdb') {
      await using store = await open();
      const result = await pass(store);
      await store.publish();
      return result;
    }
    this.#kept ??= await open();
    this.#isPublished = false;
    const result = await pass(this.#kept);
    await this.publishWhenDue();
    return result;
  }

  async publishWhenDue(): Promise<void> {
    if (this.#now() - this.#publishedAt >= PUBLISH_EVERY_MS) await this.#publish();
  }

  async #publish(): Promise<void> {
    if (this.#isPublished || this.#kept === undefined) return;
    await this.#kept.publish();
    this.#isPublished = true;
    this.#publishedAt = this.#now();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#publish();
    await this.#kept?.close();
  }
}
