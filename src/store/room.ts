// store: work that takes little memory in nearly every archive, and much in some.
// Invariant: work is begun anew as a whole, so it must be such that what it did before does not matter.
import type { ArchiveFolder } from '../journal/archive-folder.js';
import { isOutOfMemory } from '../lib/system-errors.js';
import type { Database } from './database.js';
import { type OpenOptions, openStore } from './open.js';

/** Enough for an archive of a million messages. It should not be more than needed: DuckDB keeps what it has read until its room is full. */
export const LITTLE_ROOM: OpenOptions = { memoryLimit: '44MB', threads: 1 };
const MUCH_ROOM: OpenOptions = { memoryLimit: '1GB', threads: 1 };

/** Does the work on a store that is open, or when that has too little room, on one that is opened for it and shows the same part. */
export async function withRoom<T>(
  database: Database,
  archive: ArchiveFolder,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  try {
    return await work(database);
  } catch (error) {
    if (!isOutOfMemory(error)) throw error;
  }
  await using roomy = await openStore(archive, { ...MUCH_ROOM, scope: database.scope });
  return await work(roomy);
}
