// store: opens the tables of an archive for reading, from the DuckDB file or over the Parquet files.
// Invariant: read-only, without network, and the files of the archive are the only ones that SQL can reach.

import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type ArchiveFolder, databasePath, journalPath, parquetPath } from '../journal/archive-folder.js';
import { ArchiveError, noArchiveError, throwAfter } from '../lib/errors.js';
import { shellWord } from '../lib/shell-word.js';
import { damagedTables, isOfTheMachine } from './damage.js';
import { Database } from './database.js';
import { DuckDBInstance } from './duckdb.js';
import { fileInUse, isLockedFile } from './locked-file.js';
import { findManifest, findWrongFile, type Manifest } from './manifest.js';
import { requireReadable } from './old-tables.js';
import { isOfJournal } from './own-journal.js';
import { applyScope, type Scope } from './scope.js';
import { makeSpill } from './spill.js';
import { quoteName, quoteText } from './sql.js';
import { ALL_THREADS, threadsForDatabase, threadsForParquet } from './threads.js';
import { makeViews } from './views.js';

export interface OpenOptions {
  /** Most memory DuckDB may take, as DuckDB writes it ("256MB"). */
  readonly memoryLimit?: string;
  /** As many as the archive is worth unless told. */
  readonly threads?: number;
  /** True when DuckDB may not put into temporary files what its memory cannot hold. */
  readonly isWithoutFiles?: boolean;
  /** The part of the archive that is to be seen; all of it unless told. */
  readonly scope?: Scope | undefined;
}

/** Opens the store of an archive for reading. Throws `noArchive` when nothing was loaded yet, `locked` during a sync, and for tables that are not for this version. */
export async function openStore(archive: ArchiveFolder, options: OpenOptions = {}): Promise<Database> {
  const database = await (archive.info.store === 'parquet'
    ? openParquet(archive, options)
    : openFile(archive, options));
  await requireOwn(database, archive).catch((error: unknown) => throwAfter(error, () => database.close()));
  await requireReadable(database, archive).catch((error: unknown) => throwAfter(error, () => database.close()));
  await prepare(database, options.scope).catch((cause: unknown) =>
    throwAfter(isOfTheMachine(cause) ? cause : damagedTables(archive.path, anew(archive), cause), () =>
      database.close(),
    ),
  );
  // allowed_directories first: it cannot be widened once external access is off.
  await database.run(`SET allowed_directories = [${quoteText(parquetPath(archive.path))}]`);
  await database.run('SET enable_external_access = false');
  await database.run('SET lock_configuration = true');
  return database;
}

/** The same without a look at the journal, which may be damaged: no more of the tables than what they say of it need be whole. */
export const openPositions = (archive: ArchiveFolder): Promise<Database> =>
  archive.info.store === 'parquet' ? openParquet(archive, {}, ['load_position', 'api_calls']) : openFile(archive, {});

async function prepare(database: Database, scope: Scope | undefined): Promise<void> {
  await makeViews(database);
  if (scope === undefined) return;
  // The views of a scope use the macros; those for people are then made once more, over what the scope shows.
  await applyScope(database, scope);
  database.scope = scope;
  await makeViews(database);
}

/** Tables that were put here from another archive would answer as if they were of this one. */
async function requireOwn(database: Database, archive: ArchiveFolder): Promise<void> {
  // Tables may be handed on without their journal; then there is nothing to compare them with.
  if (!existsSync(journalPath(archive.path))) return;
  const isOwn = await isOfJournal(database, archive.path).catch((cause: unknown) => {
    throw cause instanceof ArchiveError ? cause : damagedTables(archive.path, anew(archive), cause);
  });
  if (isOwn) return;
  throw damagedTables(archive.path, anew(archive), new Error('they are not of this journal'));
}

/** A message and all that hangs on it, in a DuckDB file. */
const TYPICAL_MESSAGE_BYTES = 400;

/** About how many messages a store holds, known without opening it; 0 when nothing was loaded yet. */
export async function estimateMessages(archive: ArchiveFolder): Promise<number> {
  if (archive.info.store === 'parquet') {
    // One that is damaged is told by whoever opens the store.
    const manifest = await findManifest(archive.path).catch(() => undefined);
    return (manifest?.tables.messages ?? []).reduce((total, { rows }) => total + rows, 0);
  }
  const { size } = await stat(databasePath(archive.path)).catch(() => ({ size: 0 }));
  return size / TYPICAL_MESSAGE_BYTES;
}

/**
 * Settings that every instance of ours starts with. `spill` is the folder for what does not fit into memory: DuckDB makes it when it needs
 * it and removes it in the end; '' for none. Two instances with one folder would read each other's files.
 */
export function instanceSettings(options: OpenOptions, spill: string): Record<string, string> {
  return {
    threads: String(options.threads ?? ALL_THREADS),
    memory_limit: options.memoryLimit ?? '1GB',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    temp_directory: spill,
  };
}

/** An instance for a reader, with a folder for what does not fit into its memory where it may have one. */
async function openReader(path: string, options: OpenOptions, more: Record<string, string> = {}): Promise<Database> {
  const spill = options.isWithoutFiles === true ? undefined : await makeSpill();
  try {
    const instance = await DuckDBInstance.create(path, { ...instanceSettings(options, spill?.path ?? ''), ...more });
    return new Database(instance, await instance.connect(), spill?.remove);
  } catch (error) {
    await spill?.remove();
    throw error;
  }
}

async function openFile(archive: ArchiveFolder, options: OpenOptions): Promise<Database> {
  const path = databasePath(archive.path);
  const { size } = await requireStore(archive, () => stat(path));
  try {
    const database = await openReader(
      path,
      { threads: threadsForDatabase(size), ...options },
      { access_mode: 'READ_ONLY' },
    );
    database.onDamage = (cause) => damagedTables(archive.path, `remove ${path} and ${anew(archive)}`, cause);
    return database;
  } catch (cause) {
    if (isLockedFile(cause)) throw fileInUse(archive.path, cause);
    // A sync cannot open it either, and sets it aside.
    throw isOfTheMachine(cause) ? cause : damagedTables(archive.path, anew(archive), cause);
  }
}

const anew = ({ path }: ArchiveFolder): string =>
  `run "fleep-archive rebuild --archive ${shellWord(path)}", which makes them anew from the journal.`;

async function openParquet(archive: ArchiveFolder, options: OpenOptions, only?: readonly string[]): Promise<Database> {
  const manifest = await getWholeManifest(archive, only);
  const database = await openReader(':memory:', { threads: threadsForParquet(manifest), ...options });
  const views = parquetViews(archive.path, manifest).join(';\n');
  await database.run(views).catch((error: unknown) => throwAfter(error, () => database.close()));
  return database;
}

/** The manifest, when all that it lists (of `only` these tables) is there byte for byte. Nothing in a Parquet file says that a value in it has changed. */
async function getWholeManifest(archive: ArchiveFolder, only?: readonly string[]): Promise<Manifest> {
  const found = await findManifest(archive.path).catch((cause: unknown) => {
    throw isOfTheMachine(cause) ? cause : damagedTables(archive.path, anew(archive), cause);
  });
  if (found === undefined) throw nothingLoaded(archive);
  const manifest = only === undefined ? found : { ...found, tables: pick(found.tables, only) };
  const wrong = await findWrongFile(archive.path, manifest);
  if (wrong === undefined) return manifest;
  // A sync may have put another data set in its place in the meantime.
  const next = await findManifest(archive.path);
  if (next !== undefined && next.pageNr !== manifest.pageNr) return getWholeManifest(archive, only);
  throw damagedTables(archive.path, anew(archive), new Error(`parquet/${wrong} is not as it was written`));
}

const pick = (tables: Manifest['tables'], only: readonly string[]): Manifest['tables'] =>
  Object.fromEntries(Object.entries(tables).filter(([table]) => only.includes(table)));

/** One CREATE VIEW for each table of the manifest. */
export function parquetViews(archive: string, manifest: Manifest): string[] {
  return Object.entries(manifest.tables).map(([table, files]) => {
    const list = files.map((file) => quoteText(join(parquetPath(archive), file.path))).join(', ');
    return `CREATE VIEW ${quoteName(table)} AS SELECT * FROM read_parquet([${list}], hive_partitioning = false)`;
  });
}

async function requireStore<Found>(archive: ArchiveFolder, probe: () => Promise<Found>): Promise<Found> {
  try {
    return await probe();
  } catch (cause) {
    throw nothingLoaded(archive, cause);
  }
}

const nothingLoaded = (archive: ArchiveFolder, cause?: unknown) =>
  noArchiveError(
    `${archive.path} holds no tables: run "fleep-archive sync --archive ${shellWord(archive.path)}", or "rebuild", which makes them from the journal alone.`,
    cause,
  );
