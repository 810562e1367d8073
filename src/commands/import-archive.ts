// commands: what an import works on, opened in the right order and closed in the reverse one: lock → archive.json → journal → tables.
// Invariant: a folder that is not ours is left as it was. Nobody signs in, so pages of an import have no account.
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  type ArchiveFolder,
  createArchive,
  dropLeftovers,
  requireWritablePath,
  type StoreKind,
} from '../journal/archive-folder.js';
import { Journal } from '../journal/journal.js';
import { acquireLock } from '../journal/lock.js';
import { requireOutsideOthers } from '../journal/outside.js';
import { Disposables } from '../lib/disposables.js';
import { makeFolder } from '../lib/durable.js';
import { openWritableStore, type Store } from '../store/store.js';
import { findTablesEnd } from '../store/tables-end.js';
import { tellOlder } from './older-tables.js';
import { requireKind } from './store-kind.js';

export interface OpenImport extends AsyncDisposable {
  readonly runId: string;
  readonly archive: ArchiveFolder;
  readonly journal: Journal;
  readonly store: Store;
}

/** Where Fleep's exports and dumper.py come from; a file does not say it. */
const SERVER = 'https://fleep.io';

export async function openImport(path: string, store: StoreKind | undefined): Promise<OpenImport> {
  await using stack = new Disposables();
  requireWritablePath(path);
  if (!existsSync(join(path, 'archive.json'))) {
    await requireOutsideOthers(path, '--archive');
    await makeFolder(path);
  }
  stack.use(await acquireLock(path));
  const fresh = { store: store ?? 'duckdb', server: SERVER, accounts: [], created: new Date().toISOString() };
  const archive = await createArchive(path, fresh);
  requireKind(archive, store);
  await dropLeftovers(archive);
  const runId = randomUUID();
  const journal = stack.use(await Journal.open(path, { runId, askTables: (hash) => findTablesEnd(archive, hash) }));
  const tables = stack.use(await openWritableStore(archive, () => tellOlder(path)));
  const owned = stack.move();
  return { runId, archive, journal, store: tables, [Symbol.asyncDispose]: () => owned[Symbol.asyncDispose]() };
}
