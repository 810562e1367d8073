// store: the default kind, one DuckDB file that readers open as it is.
import { type ArchiveFolder, databasePath } from '../journal/archive-folder.js';
import { ArchiveError, lockedError, reasonOf, throwAfter } from '../lib/errors.js';
import { damagedTables, isOfTheMachine, setAside } from './damage.js';
import type { Database } from './database.js';
import { loadJournal } from './load.js';
import { isOfJournal } from './own-journal.js';
import type { Store } from './store.js';
import { openWritableDatabase } from './writable.js';

export async function openDuckDbStore(archive: ArchiveFolder): Promise<Store> {
  const path = databasePath(archive.path);
  const database = await openOrRebuild(archive, path);
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
    if (isDamaged) await setDatabaseAside(path);
  };
  return {
    database,
    load: (to) => loadJournal(database, archive.path, to),
    publish: () => database.run('CHECKPOINT archive'),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** A file that cannot be read, or that is not of this journal, is set aside; the journal fills a new one. Throws ArchiveError when it is the journal that is damaged. */
async function openOrRebuild(archive: ArchiveFolder, path: string): Promise<Database> {
  try {
    const database = await openWritableDatabase(path);
    if (await isOwn(database, archive.path)) return database;
    await database.close();
  } catch (cause) {
    if (isOfTheMachine(cause) || cause instanceof ArchiveError) throw cause;
    if (/could not set lock/i.test(reasonOf(cause))) {
      throw lockedError(`${archive.path} is in use by another program: try again when it has ended.`, cause);
    }
  }
  await setDatabaseAside(path);
  return openWritableDatabase(path);
}

async function isOwn(database: Database, archive: string): Promise<boolean> {
  try {
    return await isOfJournal(database, archive);
  } catch (error) {
    return throwAfter(error, () => database.close());
  }
}

async function setDatabaseAside(path: string): Promise<void> {
  await setAside(path);
  // The write-ahead log belongs to the file that was set aside; a new file must not replay it.
  await setAside(`${path}.wal`);
}
