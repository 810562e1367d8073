// store: what DuckDB may take while it writes: memory, more when nothing else helps, and threads.
// Invariant: work is begun anew as a whole, so it must be such that what it did before does not matter.
import { isOutOfMemory } from '../lib/system-errors.js';
import type { Database } from './database.js';
import { quoteText } from './sql.js';
import { ALL_THREADS, isMuch } from './threads.js';

/** As DuckDB writes it, least first. */
export type MemorySteps = readonly [string, ...string[]];

/** What it may take beside the program itself, and what more when that does not do. */
export const WRITER_MEMORY: MemorySteps = ['220MB', '330MB', '500MB', '1GB', '2GB'];

export const setMemory = (database: Database, memory: string): Promise<void> => set(database, 'memory_limit', memory);

/** All threads when there are so many bytes to read that they are worth it; they stay for what comes later. */
export async function growThreads(database: Database, bytes: number): Promise<void> {
  if (isMuch(bytes)) await set(database, 'threads', String(ALL_THREADS));
}

const known = new WeakMap<Database, Map<string, string>>();

/** Says nothing when it said the same before: DuckDB goes through all of its memory each time. */
async function set(database: Database, name: string, value: string): Promise<void> {
  const settings = known.get(database) ?? new Map<string, string>();
  known.set(database, settings);
  if (settings.get(name) === value) return;
  await database.run(`SET ${name} = ${quoteText(value)}`);
  settings.set(name, value);
}

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
