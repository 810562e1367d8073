// store: brings the tables of a database to the newest schema. queries/schema/*.sql are numbered and run once each, in order.
import type { Database } from './database.js';
import { listQueries, readQuery } from './sql.js';

export async function migrate(database: Database): Promise<void> {
  await database.run('CREATE TABLE IF NOT EXISTS schema_migrations (name VARCHAR NOT NULL)');
  const done = new Set(
    (await database.rows<{ name: string }>('SELECT name FROM schema_migrations')).map(({ name }) => name),
  );
  for (const name of await listQueries('schema')) {
    if (done.has(name)) continue;
    await database.run('BEGIN');
    await database.run(await readQuery(`schema/${name}`));
    await database.run('INSERT INTO schema_migrations VALUES ($name)', { name });
    await database.run('COMMIT');
  }
}
