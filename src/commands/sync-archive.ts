// commands: what a sync works on, opened in the right order and closed in the reverse one: lock → archive.json → journal; then the tables.
// Invariant: a folder that is not ours is left as it was, and so is one for which signing in failed.
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { Answer } from '../fleep/client.js';
import type { AccountId } from '../fleep/ids.js';
import {
  type ArchiveFolder,
  createArchive,
  dropLeftovers,
  infoPath,
  openArchive,
  requireEmpty,
  requireWritablePath,
  type StoreKind,
  writeArchiveInfo,
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

export interface SyncTarget {
  readonly path: string;
  readonly server: string;
  /** Absent: as it is, DuckDB for a new archive. */
  readonly store?: StoreKind | undefined;
}

export interface OpenSync extends AsyncDisposable {
  readonly runId: string;
  readonly accountId: AccountId;
  readonly archive: ArchiveFolder;
  readonly journal: Journal;
  /** What signing in was answered with. */
  readonly login: Answer;
}

/** Signs in and opens everything. An existing archive is locked before the sign-in, a new one is made after it. */
export async function openSync(target: SyncTarget, signIn: () => Promise<Answer>): Promise<OpenSync> {
  await using stack = new Disposables();
  const isNew = !existsSync(infoPath(target.path));
  if (!isNew) stack.use(await acquireLock(target.path));
  await requireTarget(target);
  const login = await signIn();
  const accountId = String(login.body.account_id) as AccountId;
  if (isNew) {
    await makeFolder(target.path);
    stack.use(await acquireLock(target.path));
  }
  const archive = await openFolder(target, accountId);
  await dropLeftovers(archive);
  const runId = randomUUID();
  const journal = stack.use(
    await Journal.open(archive.path, { runId, askTables: (hash) => findTablesEnd(archive, hash) }),
  );
  journal.setAccount(accountId);
  const owned = stack.move();
  return { runId, accountId, archive, journal, login, [Symbol.asyncDispose]: () => owned[Symbol.asyncDispose]() };
}

/** The tables. A reader cannot open a DuckDB file while they are open here. */
export const openTables = ({ archive }: OpenSync): Promise<Store> =>
  openWritableStore(archive, () => tellOlder(archive.path));

/** Throws, before anybody signs in, what is wrong with where a sync is to write to. */
export async function requireTarget(target: SyncTarget): Promise<void> {
  requireWritablePath(target.path);
  if (existsSync(infoPath(target.path))) return requireKind(await openArchive(target.path), target.store);
  await requireOutsideOthers(target.path, '--archive');
  await requireEmpty(target.path);
}

async function openFolder({ path, server, store }: SyncTarget, accountId: string): Promise<ArchiveFolder> {
  const fresh = { store: store ?? 'duckdb', server, accounts: [accountId], created: new Date().toISOString() };
  const archive = await createArchive(path, fresh);
  if (archive.info.accounts.includes(accountId)) return archive;
  const info = { ...archive.info, accounts: [...archive.info.accounts, accountId] };
  await writeArchiveInfo(archive.path, info);
  return { path: archive.path, info };
}
