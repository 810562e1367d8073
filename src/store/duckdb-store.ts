// store: the default kind, one DuckDB file that readers open as it is.
// Orders in which a crash can happen while tables of an older version are made anew: what was is set aside, then the new ones come, then it
// goes. A run after that goes on with the new ones.

import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { type ArchiveFolder, databaseFiles, databasePath } from '../journal/archive-folder.js';
import type { JournalPosition } from '../journal/segments.js';
import { ArchiveError, throwAfter } from '../lib/errors.js';
import { ASIDE, damagedTables, isOfTheMachine, setAside } from './damage.js';
import type { Database } from './database.js';
import { loadJournal } from './load.js';
import { fileInUse, isLockedFile } from './locked-file.js';
import { newerTables, readOrigin } from './origin.js';
import { isOfJournal } from './own-journal.js';
import { readPosition } from './position.js';
import type { Store } from './store.js';
import { openWritableDatabase } from './writable.js';

export async function openDuckDbStore(archive: ArchiveFolder, onOlder: () => void): Promise<Store> {
  const path = databasePath(archive.path);
  const database = await openOrRebuild(archive, path, onOlder);
  let isDamaged = false;
  database.onDamage = (cause) => {
    isDamaged = true;
    return damagedTables(
      archive.path,
      'they are set aside; run the same command again, which makes them anew from the journal.',
      cause,
    );
  };
  // DuckDB is not to be trusted after such an error: the next process begins with a new file.
  const close = async () => {
    await database.close();
    if (isDamaged) await setDatabaseAside(archive.path);
  };
  return {
    database,
    load: (to) => loadJournal(database, archive.path, to),
    publish: () => database.run('CHECKPOINT archive'),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/**
 * A file that cannot be read, or that is not of this journal, is set aside; the journal fills a new one. So it does with one of an older
 * version. Throws ArchiveError when it is the journal that is damaged, and for a file of a newer version.
 */
async function openOrRebuild(archive: ArchiveFolder, path: string, onOlder: () => void): Promise<Database> {
  let end: JournalPosition | undefined;
  try {
    const database = await openWritableDatabase(path);
    const found = await examine(database, archive.path);
    if (found === 'current') return database;
    await database.close();
    if (found !== 'of another journal') end = found;
  } catch (cause) {
    if (isOfTheMachine(cause) || cause instanceof ArchiveError) throw cause;
    if (isLockedFile(cause)) throw fileInUse(archive.path, cause);
  }
  if (end !== undefined) {
    onOlder();
    return makeAnew(archive.path, path, end);
  }
  await setDatabaseAside(archive.path);
  return openWritableDatabase(path);
}

/** Of tables that an older version made of this journal: how far they go. */
async function examine(
  database: Database,
  archive: string,
): Promise<'current' | 'of another journal' | JournalPosition> {
  try {
    const origin = await readOrigin(database);
    if (origin === 'a newer version') throw newerTables(archive);
    if (!(await isOfJournal(database, archive))) return 'of another journal';
    return origin === 'this version' ? 'current' : await readPosition(database);
  } catch (error) {
    return throwAfter(error, () => database.close());
  }
}

/** New tables up to `end` in place of those that are there; where that fails, these stay. */
async function makeAnew(archive: string, path: string, end: JournalPosition): Promise<Database> {
  // A log that was set aside in another year is none of these.
  const moved = databaseFiles(archive).filter((file) => existsSync(file));
  await setDatabaseAside(archive);
  const database = await openWritableDatabase(path);
  try {
    await loadJournal(database, archive, end);
    await database.run('CHECKPOINT archive');
  } catch (error) {
    await throwAfter(error, async () => {
      await database.close();
      await putBack(archive, moved);
    });
  }
  for (const file of moved) await rm(`${file}${ASIDE}`, { force: true });
  return database;
}

/** The log of the file that was begun must not be taken for that of the one that comes back. */
async function putBack(archive: string, moved: readonly string[]): Promise<void> {
  for (const file of databaseFiles(archive)) await rm(file, { force: true });
  for (const file of moved) await rename(`${file}${ASIDE}`, file);
}

async function setDatabaseAside(archive: string): Promise<void> {
  for (const file of databaseFiles(archive)) await setAside(file);
}
