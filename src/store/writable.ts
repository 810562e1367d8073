// store: a DuckDB file opened for writing, with the functions and settings that a load needs.
import { stat } from 'node:fs/promises';
import { Database } from './database.js';
import { DuckDBInstance } from './duckdb.js';
import { registerMarkupText } from './markup-function.js';
import { migrate } from './migrate.js';
import { instanceSettings } from './open.js';
import { quoteText } from './sql.js';
import { threadsForDatabase } from './threads.js';
import { WRITER_MEMORY } from './writer-settings.js';

// Small row groups are compressed and written as soon as they are full: both cores work, and little waits in memory.
const ROW_GROUP_SIZE = 30720;
// The oldest file format that has the compression of queries/schema: DuckDB 1.2 and later read it.
const STORAGE_VERSION = 'v1.2.0';

/** Opens or makes the database file and brings its schema up to date. Throws ArchiveError for one of a newer version. */
export async function openWritableDatabase(path: string): Promise<Database> {
  const { size } = await stat(path).catch(() => ({ size: 0 }));
  const instance = await DuckDBInstance.create(
    ':memory:',
    instanceSettings({ memoryLimit: WRITER_MEMORY[0], threads: threadsForDatabase(size) }, `${path}.tmp`),
  );
  const database = new Database(instance, await instance.connect());
  try {
    await database.run(
      `ATTACH ${quoteText(path)} AS archive (ROW_GROUP_SIZE ${ROW_GROUP_SIZE}, STORAGE_VERSION '${STORAGE_VERSION}')`,
    );
    await database.run('USE archive');
    await database.run('SET preserve_insertion_order = false');
    // DuckDB cannot know how many lines the journal's files hold and takes them for few; it would then build its hash tables on
    // the messages. The load's joins are written with the small side on the right, and stay as written.
    await database.run("SET disabled_optimizers = 'build_side_probe_side'");
    registerMarkupText(database.connection);
    await migrate(database, path);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}
