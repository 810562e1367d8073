// store: brings the tables of a database to the newest schema. queries/schema/*.sql are numbered and run once each, in order.
import type { Database } from './database.js';
import { newerTables } from './origin.js';
import { listQueries, readQuery } from './sql.js';

/** Throws for a database of something else, or of a newer version of this program, and changes nothing there. */
export async function migrate(database: Database, path: string): Promise<void> {
  await requireOurs(database);
  await database.run('CREATE TABLE IF NOT EXISTS schema_migrations (name VARCHAR NOT NULL)');
  const done = new Set(
    (await database.rows<{ name: string }>('SELECT name FROM schema_migrations')).map(({ name }) => name),
  );
  const known = await listQueries('schema');
  if (![...done].every((name) => known.includes(name))) throw newerTables(path);
  const missing = known.filter((name) => !done.has(name));
  if (missing.length === 0) return;
  await database.run('BEGIN');
  for (const name of missing) {
    await database.run(await readQuery(`schema/${name}`));
    await database.run('INSERT INTO schema_migrations VALUES ($name)', { name });
  }
  await database.run('COMMIT');
}

async function requireOurs(database: Database): Promise<void> {
  const tables = await database.rows<{ table_name: string }>(
    `SELECT table_name FROM duckdb_tables() WHERE database_name = current_database() AND NOT temporary`,
  );
  if (tables.length > 0 && !tables.some(({ table_name }) => table_name === 'schema_migrations'))
    throw new Error(`The database holds ${tables[0]?.table_name} and nothing of this program.`);
}
