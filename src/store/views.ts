// store: the views and macros for people (queries/schema/003_views.sql and what follows) where a store does not have them: Parquet holds
// tables only, and a database file may be older than they are.
// Invariant: whatever the kind and age of the store, a reader finds the same views; nothing is written to it.
import type { Database } from './database.js';
import { readQuery } from './sql.js';

const FILES = ['003_views.sql', '004_bodies.sql'];

/** Makes them for this connection alone, unless the store has them all. */
export async function makeViews(database: Database): Promise<void> {
  const newest = await database.rows("SELECT 1 FROM duckdb_functions() WHERE function_name = 'bare_body'");
  // Those of the store are over its tables, and not over the views that stand before them.
  if (newest.length > 0 && database.scope === undefined) return;
  for (const file of FILES) {
    const sql = await readQuery(`schema/${file}`);
    await database.run(sql.replace(/^CREATE (VIEW|MACRO) /gm, 'CREATE TEMP $1 '));
  }
}
