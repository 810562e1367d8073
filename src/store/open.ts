// store: opens the tables of an archive for reading, from the DuckDB file or over the Parquet files.
// Invariant: read-only, without network, and the files of the archive are the only ones that SQL can reach.

import { access, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { type ArchiveFolder, databasePath, parquetPath } from '../journal/archive-folder.js';
import { lockedError, noArchiveError, reasonOf } from '../lib/errors.js';
import { Database } from './database.js';
import { findManifest, type Manifest } from './manifest.js';
import { quoteName, quoteText } from './sql.js';

export interface OpenOptions {
  /** Most memory DuckDB may take, as DuckDB writes it ("256MB"). */
  readonly memoryLimit?: string;
  readonly threads?: number;
}

/** Opens the store of an archive for reading. Throws `noArchive` when nothing was loaded yet, `locked` during a sync. */
export async function openStore(archive: ArchiveFolder, options: OpenOptions = {}): Promise<Database> {
  const database = await (archive.info.store === 'parquet'
    ? openParquet(archive, options)
    : openFile(archive, options));
  // allowed_directories first: it cannot be widened once external access is off.
  await database.run(`SET allowed_directories = [${quoteText(parquetPath(archive.path))}]`);
  await database.run('SET enable_external_access = false');
  await database.run('SET lock_configuration = true');
  return database;
}

/** A message and all that hangs on it, in a DuckDB file. */
const TYPICAL_MESSAGE_BYTES = 400;

/** About how many messages a store holds, known without opening it; 0 when nothing was loaded yet. */
export async function estimateMessages(archive: ArchiveFolder): Promise<number> {
  if (archive.info.store === 'parquet') {
    const manifest = await findManifest(archive.path);
    return (manifest?.tables.messages ?? []).reduce((total, { rows }) => total + rows, 0);
  }
  const { size } = await stat(databasePath(archive.path)).catch(() => ({ size: 0 }));
  return size / TYPICAL_MESSAGE_BYTES;
}

/** Settings that every instance of ours starts with. */
export function instanceSettings(options: OpenOptions): Record<string, string> {
  return {
    threads: String(options.threads ?? Math.min(availableParallelism(), 8)),
    memory_limit: options.memoryLimit ?? '1GB',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  };
}

async function openFile(archive: ArchiveFolder, options: OpenOptions): Promise<Database> {
  const path = databasePath(archive.path);
  await requireStore(archive, () => access(path));
  try {
    const instance = await DuckDBInstance.create(path, { ...instanceSettings(options), access_mode: 'READ_ONLY' });
    return new Database(instance, await instance.connect());
  } catch (cause) {
    if (/lock/i.test(reasonOf(cause))) {
      throw lockedError(`${archive.path} is in use by another program: try again when it has ended.`, cause);
    }
    throw cause;
  }
}

async function openParquet(archive: ArchiveFolder, options: OpenOptions): Promise<Database> {
  const manifest = await findManifest(archive.path);
  if (manifest === undefined) throw nothingLoaded(archive);
  const instance = await DuckDBInstance.create(':memory:', instanceSettings(options));
  const database = new Database(instance, await instance.connect());
  for (const view of parquetViews(archive.path, manifest)) await database.run(view);
  return database;
}

/** One CREATE VIEW for each table of the manifest. */
export function parquetViews(archive: string, manifest: Manifest): string[] {
  return Object.entries(manifest.tables).map(([table, files]) => {
    const list = files.map((file) => quoteText(join(parquetPath(archive), file.path))).join(', ');
    return `CREATE VIEW ${quoteName(table)} AS SELECT * FROM read_parquet([${list}], hive_partitioning = false)`;
  });
}

async function requireStore(archive: ArchiveFolder, probe: () => Promise<void>): Promise<void> {
  try {
    await probe();
  } catch (cause) {
    throw nothingLoaded(archive, cause);
  }
}

const nothingLoaded = (archive: ArchiveFolder, cause?: unknown) =>
  noArchiveError(`${archive.path} holds no tables yet: run "fleep-archive sync --archive ${archive.path}".`, cause);
