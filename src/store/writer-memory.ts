// store: what DuckDB may take while it writes, and what it may take when nothing else helps.
// Invariant: work is begun anew as a whole, so it must be such that what it did before does not matter.
import { isOutOfMemory } from './damage.js';
import type { Database } from './database.js';
import { quoteText } from './sql.js';

/** As DuckDB writes it, least first. */
export type MemorySteps = readonly [string, ...string[]];

/** What it may take beside the program itself, and what more when that does not do. */
export const WRITER_MEMORY: MemorySteps = ['220MB', '330MB', '500MB', '1GB', '2GB'];

export const setMemory = (database: Database, memory: string): Promise<void> =>
  database.run(`SET memory_limit = ${quoteText(memory)}`);

/** Gives work more memory where it does not do; what comes later begins with that. */
export class GrowingMemory {
  readonly #database: Database;
  #steps: MemorySteps;

  constructor(database: Database, steps: MemorySteps) {
    this.#database = database;
    this.#steps = steps;
  }

  /** Throws DuckDB's error when the last step is not enough either. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    for (;;) {
      const [memory, next, ...rest] = this.#steps;
      await setMemory(this.#database, memory);
      try {
        return await work();
      } catch (error) {
        if (!isOutOfMemory(error) || next === undefined) throw error;
        this.#steps = [next, ...rest];
      }
    }
  }
}
