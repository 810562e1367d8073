// store: the default kind, one DuckDB file that readers open as it is.
import { rename, rm } from 'node:fs/promises';
import { type ArchiveFolder, databasePath } from '../journal/archive-folder.js';
import type { JournalPosition } from '../journal/segments.js';
import { lockedError, reasonOf } from '../lib/errors.js';
import type { Database } from './database.js';
import { loadJournal, readPosition } from './load.js';
import type { Store } from './store.js';
import { openWritableDatabase } from './writable.js';

export async function openDuckDbStore(archive: ArchiveFolder, end: JournalPosition): Promise<Store> {
  const path = databasePath(archive.path);
  const database = await openOrRebuild(archive, path, end);
  return {
    database,
    load: (to) => loadJournal(database, archive.path, to),
    publish: () => database.run('CHECKPOINT archive'),
    close: () => database.close(),
    [Symbol.asyncDispose]: () => database.close(),
  };
}

/** A file that cannot be read, or that is ahead of the journal, is set aside; the journal fills a new one. */
async function openOrRebuild(archive: ArchiveFolder, path: string, end: JournalPosition): Promise<Database> {
  try {
    const database = await openWritableDatabase(path);
    if ((await readPosition(database)).page <= end.page) return database;
    await database.close();
  } catch (cause) {
    if (/could not set lock/i.test(reasonOf(cause))) {
      throw lockedError(`${archive.path} is in use by another program: try again when it has ended.`, cause);
    }
  }
  await setAside(path);
  return openWritableDatabase(path);
}

async function setAside(path: string): Promise<void> {
  await rename(path, `${path}.set-aside`).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  });
  // The write-ahead log belongs to the file that was set aside; a new file must not replay it.
  await rm(`${path}.wal`, { force: true });
}
