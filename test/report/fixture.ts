// A small archive with known rows, made by SQL inserts on the schema, as a DuckDB file or as Parquet files, and opened by
// the product's own openStore.
import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { createArchive, databasePath, parquetPath, type StoreKind } from '../../src/journal/archive-folder.js';
import type { Database } from '../../src/store/database.js';
import { fileHash, type ParquetFile, writeManifest } from '../../src/store/manifest.js';
import { openStore } from '../../src/store/open.js';
import { listQueries, quoteName, quoteText, readQuery } from '../../src/store/sql.js';
import { MARK_QUESTIONS } from '../render/small-archive.js';

/** Rows to insert by table; columns that a row leaves out are NULL, or a neutral value where the table allows none. */
export type Tables = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;

export interface Fixture extends AsyncDisposable {
  readonly path: string;
  readonly database: Database;
}

export async function openFixture(store: StoreKind, tables: Tables): Promise<Fixture> {
  const path = await mkdtemp(join(tmpdir(), 'fleep-report-'));
  const archive = await createArchive(path, { store, server: 'http://127.0.0.1', accounts: [], created: '' });
  const file = store === 'duckdb' ? databasePath(path) : ':memory:';
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  await fill(connection, tables);
  if (store === 'parquet') await exportParquet(connection, path);
  connection.closeSync();
  instance.closeSync();
  const database = await openStore(archive, { threads: 2 });
  return {
    path,
    database,
    async [Symbol.asyncDispose]() {
      await database.close();
      await rm(path, { recursive: true });
    },
  };
}

async function fill(connection: DuckDBConnection, tables: Tables): Promise<void> {
  for (const name of await listQueries('schema')) await connection.run(await readQuery(`schema/${name}`));
  await connection.run('BEGIN');
  for (const [table, rows] of Object.entries(tables)) {
    const neutral = await neutralValues(connection, table);
    await insert(
      connection,
      table,
      rows.map((row) => ({ ...neutral, ...row })),
    );
  }
  await connection.run(MARK_QUESTIONS);
  await connection.run('COMMIT');
}

const ROWS_AT_ONCE = 500;

/** In the order of the rows; a run of rows with the same columns is one statement. */
async function insert(connection: DuckDBConnection, table: string, rows: readonly Record<string, unknown>[]) {
  let start = 0;
  while (start < rows.length) {
    const names = Object.keys(rows[start] ?? {});
    const isOther = (row: Record<string, unknown>) => Object.keys(row).join() !== names.join();
    const next = rows.slice(start, start + ROWS_AT_ONCE);
    const end = next.findIndex(isOther);
    const run = end === -1 ? next : next.slice(0, end);
    const values = run.map((row) => `(${Object.values(row).map(literal).join(', ')})`);
    await connection.run(
      `INSERT INTO ${quoteName(table)} (${names.map(quoteName).join(', ')}) VALUES ${values.join(', ')}`,
    );
    start += run.length;
  }
}

function literal(value: unknown): string {
  if (value === null) return 'NULL';
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  return typeof value === 'string' ? quoteText(value) : String(value);
}

async function neutralValues(connection: DuckDBConnection, table: string): Promise<Record<string, unknown>> {
  const columns = await connection.runAndReadAll(
    `SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = ${quoteText(table)} AND NOT is_nullable`,
  );
  return Object.fromEntries(
    columns
      .getRowObjectsJson()
      .map(({ column_name, data_type }) => [String(column_name), NEUTRAL[String(data_type)] ?? 'x']),
  );
}

const NEUTRAL: Record<string, unknown> = { BIGINT: 0, INTEGER: 0, BOOLEAN: false, TIMESTAMP: '2024-01-01' };

async function exportParquet(connection: DuckDBConnection, archive: string): Promise<void> {
  const folder = parquetPath(archive);
  await mkdir(folder, { recursive: true });
  const names = await connection.runAndReadAll(
    `SELECT table_name FROM information_schema.tables
     WHERE table_schema = current_schema() AND NOT starts_with(table_name, 'v_') ORDER BY table_name`,
  );
  const files: Record<string, ParquetFile[]> = {};
  for (const row of names.getRowObjectsJson()) {
    const table = String(row.table_name);
    const path = `${table}.parquet`;
    const file = join(folder, path);
    await connection.run(`COPY (FROM ${quoteName(table)}) TO ${quoteText(file)} (FORMAT parquet)`);
    const [{ size }, sha256] = await Promise.all([stat(file), fileHash(file)]);
    files[table] = [{ path, rows: 0, sizeBytes: size, sha256, partition: '', fingerprint: '' }];
  }
  await writeManifest(archive, { format: 1, pageNr: 1, tables: files });
}
