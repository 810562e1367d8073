// store: the views and macros for people (queries/schema/003_views.sql and what follows) where a store does not have them: Parquet holds
// tables only, and a database file may be older than they are.
// Invariant: whatever the kind and age of the store, a reader finds the same views; nothing is written to it.
import type { Database } from './database.js';
import { listQueries, readQuery } from './sql.js';

/** Of a file of queries/schema. */
export const CHANGES_TABLES = /^(CREATE TABLE|ALTER|DROP|INSERT|UPDATE|DELETE)\b/m;

/** What makes one of them, at the beginning of a line. */
export const CREATE = /^CREATE (?:OR REPLACE )?(VIEW|MACRO) /gm;

/** The files of queries/schema that change no table, in order. */
export async function readViewFiles(): Promise<{ readonly name: string; readonly sql: string }[]> {
  const files = await Promise.all(
    (await listQueries('schema')).map(async (name) => ({ name, sql: await readQuery(`schema/${name}`) })),
  );
  return files.filter(({ sql }) => !CHANGES_TABLES.test(sql));
}

/** Makes them for this connection alone, unless the store has them all. */
export async function makeViews(database: Database): Promise<void> {
  const ofViews = await readViewFiles();
  const done = await migrationsOf(database);
  // Those of the store are over its tables, and not over the views that stand before them.
  if (ofViews.every(({ name }) => done.has(name)) && database.scope === undefined) return;
  for (const { sql } of ofViews) await database.run(sql.replace(CREATE, 'CREATE OR REPLACE TEMP $1 '));
}

async function migrationsOf(database: Database): Promise<ReadonlySet<string>> {
  const [found] = await database.rows("SELECT 1 FROM duckdb_tables() WHERE table_name = 'schema_migrations' LIMIT 1");
  if (found === undefined) return new Set();
  return new Set((await database.rows<{ name: string }>('SELECT name FROM schema_migrations')).map(({ name }) => name));
}
