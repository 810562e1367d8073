// store: the same tables as Parquet files. A scratch database takes in the files that the manifest lists, the load runs on it, and
// only the partitions whose rows changed are written again.
// Orders in which a crash can happen: new files, then the manifest in one step, then old files go. Before the manifest nobody sees
// the new files; after it nobody needs the old ones.
import { existsSync } from 'node:fs';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type ArchiveFolder, parquetPath } from '../journal/archive-folder.js';
import { makeFolder, syncFile, syncFolder } from '../lib/durable.js';
import { ArchiveError, throwAfter } from '../lib/errors.js';
import { isOfTheMachine, setAside } from './damage.js';
import type { Database } from './database.js';
import { loadJournal } from './load.js';
import {
  fileHash,
  findManifest,
  findWrongFile,
  type Manifest,
  manifestPath,
  type ParquetFile,
  writeManifest,
} from './manifest.js';
import { parquetViews } from './open.js';
import { newerTables, readOrigin } from './origin.js';
import { isOfJournal } from './own-journal.js';
import { readPosition } from './position.js';
import { quoteName, quoteText } from './sql.js';
import type { Store } from './store.js';
import { parquetBytes } from './threads.js';
import { openWritableDatabase } from './writable.js';
import { GrowingMemory, growThreads, type MemorySteps, WRITER_MEMORY } from './writer-settings.js';

const SCRATCH = 'scratch.duckdb';
/** Tables that grow with time are cut by the year of posting; all others are one file. */
const BY_YEAR = new Set(['messages', 'message_versions']);
/** In the data set the views hold every version; the load's own tables of superseded ones are made from them. */
const VERSIONS: ReadonlyMap<string, string> = new Map([
  ['superseded_messages', 'message_versions'],
  ['superseded_records', 'record_versions'],
]);
const MIGRATIONS = 'schema_migrations';

export async function openParquetStore(
  archive: ArchiveFolder,
  onOlder: () => void,
  memory: MemorySteps = WRITER_MEMORY,
): Promise<Store> {
  const folder = parquetPath(archive.path);
  await makeOwnFolder(folder);
  const database = await openOrRebuild(archive.path, folder, onOlder).catch((error: unknown) =>
    throwAfter(error, () => dropScratch(folder)),
  );
  const close = async () => {
    await database.close();
    await dropScratch(folder);
  };
  return {
    database,
    load: (to) => loadJournal(database, archive.path, to),
    publish: () => writeDataSet(database, archive.path, memory),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** A data set that is not as its manifest says, or not of this journal, is set aside; the journal fills a new one. Throws ArchiveError when it is the journal that is damaged, and for one of a newer version. */
async function openOrRebuild(archive: string, folder: string, onOlder: () => void): Promise<Database> {
  const database = await findWhole(archive, folder, onOlder);
  if (database !== undefined) return database;
  await setAside(manifestPath(archive));
  return openScratch(folder);
}

/** The scratch database with all that the manifest lists; undefined when that is not there byte for byte. */
async function findWhole(archive: string, folder: string, onOlder: () => void): Promise<Database | undefined> {
  try {
    const manifest = await findManifest(archive);
    if (manifest === undefined || (await findWrongFile(archive, manifest)) !== undefined) return undefined;
    const database = await openScratch(folder);
    if (await takesIn(database, archive, manifest, onOlder)) return database;
    await database.close();
  } catch (error) {
    if (isOfTheMachine(error) || error instanceof ArchiveError) throw error;
  }
  return undefined;
}

/** Fills the database, from the journal where an older version wrote the data set; whether it is then one of this journal. */
async function takesIn(database: Database, archive: string, manifest: Manifest, onOlder: () => void): Promise<boolean> {
  try {
    await growThreads(database, parquetBytes(manifest));
    await database.run('CREATE SCHEMA memory.stored');
    await database.run('USE memory.stored');
    for (const view of parquetViews(archive, manifest)) await database.run(view);
    const origin = await readOrigin(database);
    if (origin === 'a newer version') throw newerTables(archive);
    const isOwn = await isOfJournal(database, archive);
    const end = await readPosition(database);
    await database.run('USE archive');
    if (isOwn && origin === 'this version') await takeIn(database, manifest);
    else if (isOwn) {
      onOlder();
      await loadJournal(database, archive, end);
    }
    return isOwn;
  } catch (error) {
    return throwAfter(error, () => database.close());
  }
}

async function openScratch(folder: string): Promise<Database> {
  await dropScratch(folder);
  return openWritableDatabase(join(folder, SCRATCH));
}

async function dropScratch(folder: string): Promise<void> {
  for (const name of await readdir(folder))
    if (name.startsWith(SCRATCH)) await rm(join(folder, name), { recursive: true });
}

async function takeIn(database: Database, manifest: Manifest): Promise<void> {
  for (const table of await tablesOf(database)) {
    const source = VERSIONS.get(table) ?? table;
    if (manifest.tables[source] === undefined || table === MIGRATIONS) continue;
    await database.run(`DELETE FROM ${quoteName(table)}`);
    await database.run(
      table === source
        ? `INSERT INTO ${quoteName(table)} BY NAME SELECT * FROM memory.stored.${quoteName(table)}`
        : `INSERT INTO ${table} BY NAME SELECT * EXCLUDE (is_latest) FROM memory.stored.${source} WHERE NOT is_latest`,
    );
  }
}

async function tablesOf(database: Database): Promise<string[]> {
  const rows = await database.rows<{ table_name: string }>(
    `SELECT table_name FROM duckdb_tables() WHERE database_name = 'archive' AND NOT temporary ORDER BY table_name`,
  );
  return rows.map((row) => row.table_name);
}

async function writeDataSet(database: Database, archive: string, memory: MemorySteps): Promise<void> {
  const growing = new GrowingMemory(database, memory);
  const before = await findManifest(archive);
  const tables: Record<string, ParquetFile[]> = {};
  const relations = [
    ...(await tablesOf(database)).filter((table) => !VERSIONS.has(table) && table !== MIGRATIONS),
    ...VERSIONS.values(),
  ].sort();
  for (const table of relations) {
    tables[table] = [];
    for (const partition of await growing.run(() => partitionsOf(database, table))) {
      const known = before?.tables[table]?.find(
        (file) => file.fingerprint === partition.fingerprint && file.partition === partition.name,
      );
      const write = () => writePartition(database, archive, table, partition);
      tables[table].push(known ?? (await growing.run(write)));
    }
  }
  const { page } = await readPosition(database);
  await writeManifest(archive, { format: 1, pageNr: page, tables });
  await dropUnlisted(archive, tables);
}

interface Partition {
  readonly name: string;
  readonly where: string;
  readonly rows: number;
  readonly fingerprint: string;
}

/** The partitions of a table with a fingerprint of their rows, which does not depend on the order of the rows. */
async function partitionsOf(database: Database, table: string): Promise<Partition[]> {
  const name = BY_YEAR.has(table) ? "coalesce(year(posted_time)::VARCHAR, 'unknown')" : "'all'";
  const found = await database.rows<{ name: string; rows: number; fingerprint: string }>(
    `SELECT ${name} AS name, count(*) AS rows, count(*) || ':' || bit_xor(hash(t)) || ':' || sum(hash(t) % 1000003) AS fingerprint
     FROM ${quoteName(table)} AS t GROUP BY ALL ORDER BY ALL`,
  );
  // An empty table still has a file, so that readers find its columns.
  if (found.length === 0) return [{ name: 'all', where: 'true', rows: 0, fingerprint: '0' }];
  return found.map((row) => ({ ...row, where: `${name} = ${quoteText(row.name)}` }));
}

async function writePartition(
  database: Database,
  archive: string,
  table: string,
  partition: Partition,
): Promise<ParquetFile> {
  const folder = join(parquetPath(archive), table);
  await makeOwnFolder(folder);
  const temporary = join(folder, 'writing.tmp');
  await rm(temporary, { recursive: true, force: true });
  const order = BY_YEAR.has(table) ? 'conversation_id, message_nr, page_nr, record_index' : 'ALL';
  await database.run(
    `COPY (SELECT * FROM ${quoteName(table)} WHERE ${partition.where} ORDER BY ${order})
     TO ${quoteText(temporary)} (FORMAT parquet, COMPRESSION zstd)`,
  );
  await syncFile(temporary);
  const [count] = await database.rows<{ rows: number }>(
    `SELECT count(*) AS rows FROM read_parquet(${quoteText(temporary)})`,
  );
  if (count?.rows !== partition.rows) {
    throw new Error(`${temporary} holds ${count?.rows} rows instead of ${partition.rows}: the disk may be failing.`);
  }
  const sha256 = await fileHash(temporary);
  const path = `${table}/${partition.name}-${sha256.slice(0, 16)}.parquet`;
  const { size } = await stat(temporary);
  await makeWay(join(parquetPath(archive), path), 'file');
  await rename(temporary, join(parquetPath(archive), path));
  await syncFolder(folder);
  return {
    path,
    partition: partition.name,
    rows: partition.rows,
    sizeBytes: size,
    sha256,
    fingerprint: partition.fingerprint,
  };
}

async function makeOwnFolder(path: string): Promise<void> {
  await makeWay(path, 'folder');
  await makeFolder(path);
}

/** A folder where a file is to stand, or the other way round, is set aside. */
async function makeWay(path: string, wanted: 'file' | 'folder'): Promise<void> {
  if (!existsSync(path)) return;
  const found = (await stat(path)).isDirectory() ? 'folder' : 'file';
  if (found !== wanted) await setAside(path);
}

async function dropUnlisted(archive: string, tables: Record<string, readonly ParquetFile[]>): Promise<void> {
  const listed = new Set(Object.values(tables).flatMap((files) => files.map((file) => file.path)));
  for (const table of Object.keys(tables)) {
    for (const entry of await readdir(join(parquetPath(archive), table), { withFileTypes: true })) {
      // A folder is nothing of ours.
      if (!listed.has(`${table}/${entry.name}`) && !entry.isDirectory())
        await rm(join(parquetPath(archive), table, entry.name));
    }
  }
}
