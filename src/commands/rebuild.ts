// commands: rebuild – the tables anew from the journal, as they are or as the other kind of store. Nobody signs in and nothing is fetched.
// Order: lock → journal → new tables, whole → archive.json → what was before goes. Killed at any place, the archive is one that a sync or
// another rebuild goes on with; where the journal cannot be read, the tables stay as they were.
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import {
  type ArchiveFolder,
  databaseFiles,
  dropLeftovers,
  journalPath,
  openArchive,
  requireWritablePath,
  type StoreKind,
  writeArchiveInfo,
} from '../journal/archive-folder.js';
import { Journal } from '../journal/journal.js';
import { acquireLock } from '../journal/lock.js';
import { noArchiveError, throwAfter } from '../lib/errors.js';
import { keepHeapSmall } from '../lib/heap.js';
import { ASIDE, setAside } from '../store/damage.js';
import { manifestPath } from '../store/manifest.js';
import { readTotals } from '../store/plan.js';
import { openWritableStore } from '../store/store.js';
import { findTablesEnd, requireKnownJournal } from '../store/tables-end.js';
import { tellCut } from './journal-cut.js';
import type { Output } from './output.js';

export interface RebuildOptions {
  readonly archive: string;
  /** Absent: as it is. */
  readonly store?: StoreKind | undefined;
  readonly quiet: boolean;
}

/** Throws `noArchive` (exit 10) for a folder that is none, `locked` while another run works on it, and what a load throws. */
export async function rebuildCommand(options: RebuildOptions, out: Output = process.stdout): Promise<void> {
  keepHeapSmall();
  requireWritablePath(options.archive);
  await openArchive(options.archive);
  await using _lock = await acquireLock(options.archive);
  const before = await openArchive(options.archive);
  const { path, info } = before;
  const archive: ArchiveFolder = { path, info: { ...info, store: options.store ?? info.store } };
  if (!existsSync(journalPath(path)))
    throw noArchiveError(`${path} has no journal: there is nothing to make tables from; those that are there stay.`);
  await dropLeftovers(before);
  await using journal = await Journal.open(path, {
    runId: randomUUID(),
    askTables: (hash) => findTablesEnd(before, hash),
  });
  tellCut(journal);
  await requireKnownJournal(before);
  const aside = tablesOf(archive).filter((file) => existsSync(file));
  for (const file of aside) await setAside(file);
  const messages = await load(archive, journal).catch((error: unknown) =>
    throwAfter(error, () => putBack(archive, aside)),
  );
  if (archive.info.store !== info.store) {
    await writeArchiveInfo(path, archive.info);
    await dropLeftovers(archive);
  }
  // Also those of a rebuild that was killed.
  for (const file of tablesOf(archive)) await rm(`${file}${ASIDE}`, { force: true });
  if (!options.quiet)
    out.write(
      `${messages} messages in new tables (${archive.info.store}), from ${journal.position.page} pages of the journal.\n`,
    );
}

async function load(archive: ArchiveFolder, journal: Journal): Promise<number> {
  await journal.settle();
  await using store = await openWritableStore(archive);
  await store.load(journal.position);
  await store.publish();
  return (await readTotals(store.database)).messages ?? 0;
}

/** The files without which a store has no tables. */
const tablesOf = ({ path, info }: ArchiveFolder): string[] =>
  info.store === 'parquet' ? [manifestPath(path)] : databaseFiles(path);

/** The log of the file that was begun must not be taken for that of the one that comes back. */
async function putBack(archive: ArchiveFolder, aside: readonly string[]): Promise<void> {
  for (const file of tablesOf(archive)) await rm(file, { force: true });
  for (const file of aside) await rename(`${file}${ASIDE}`, file);
}
