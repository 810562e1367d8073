// store: tables that another version made, for readers, who cannot change them.
// Invariant: they are read as long as they have every column that is read here; else one sentence says what to do, and nothing answers in part.
import type { ArchiveFolder } from '../journal/archive-folder.js';
import { ArchiveError, ExitCode } from '../lib/errors.js';
import { shellWord } from '../lib/shell-word.js';
import { Database } from './database.js';
import { DuckDBInstance } from './duckdb.js';
import { newerTables, readOrigin } from './origin.js';
import { listQueries, readQuery } from './sql.js';
import { CHANGES_TABLES } from './views.js';

/** Throws ArchiveError where they are of a newer version, or of one so old that they lack what is read. */
export async function requireReadable(database: Database, { path }: ArchiveFolder): Promise<void> {
  const origin = await readOrigin(database);
  if (origin === 'a newer version') throw newerTables(path);
  if (origin === 'this version') return;
  const found = await columnsOf(database);
  const missing = (await presentColumns()).find((column) => !found.includes(column));
  if (missing === undefined) return;
  throw new ArchiveError(
    `The tables of ${path} were made by an older version of this program and have no ${missing}: run "fleep-archive rebuild --archive ${shellWord(path)}", which makes them anew from the journal.`,
    { exitCode: ExitCode.unexpected },
  );
}

/** What a new database has, without what only the load reads. */
async function presentColumns(): Promise<string[]> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  await using database = new Database(instance, await instance.connect());
  for (const name of await listQueries('schema')) {
    const sql = await readQuery(`schema/${name}`);
    if (CHANGES_TABLES.test(sql)) await database.run(sql);
  }
  return await columnsOf(database, "NOT regexp_matches(table_name, '^(superseded_.*|told_.*|load_position)$')");
}

async function columnsOf(database: Database, where = 'true'): Promise<string[]> {
  const rows = await database.rows<{ name: string }>(
    `SELECT table_name || '.' || column_name AS name FROM duckdb_columns() WHERE NOT internal AND ${where} ORDER BY table_oid, column_index`,
  );
  return rows.map(({ name }) => name);
}
