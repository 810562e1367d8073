// store: the views for people (queries/schema/003_views.sql) where a store does not have them: Parquet holds tables only, and a
// database file may be older than its views.
// Invariant: whatever the kind and age of the store, a reader finds the same views; nothing is written to it.
import type { Database } from './database.js';
import { readQuery } from './sql.js';

const VIEWS = 'schema/003_views.sql';

/** Makes the views for this connection alone, unless the store has them. */
export async function makeViews(database: Database): Promise<void> {
  const known = await database.rows("SELECT 1 FROM duckdb_views() WHERE view_name = 'v_messages'");
  // Those of the store are over its tables, and not over the views that stand before them.
  if (known.length > 0 && database.scope === undefined) return;
  const sql = (await readQuery(VIEWS)).replace(/^CREATE (VIEW|MACRO) /gm, 'CREATE TEMP $1 ');
  await database.run(sql);
}
