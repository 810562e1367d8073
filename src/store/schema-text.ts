// store: what a DuckDB of another program needs to have the tables and views of a Parquet archive, as SQL.
// Invariant: it is what makes them for readers here too, in the same order, and can be run again when a sync has written other files.
import { type ArchiveFolder, databasePath } from '../journal/archive-folder.js';
import { usageError } from '../lib/errors.js';
import { findManifest } from './manifest.js';
import { openStore, parquetViews } from './open.js';
import { CREATE, readViewFiles } from './views.js';

/** Throws `usage` for a DuckDB archive, which needs none, and what opening the tables throws. */
export async function schemaText(archive: ArchiveFolder): Promise<string> {
  if (archive.info.store === 'duckdb')
    throw usageError(`The views are in ${databasePath(archive.path)}: open that with DuckDB, without --schema.`);
  // Tables that are not whole, or too old for the views, are told here and not in the other program.
  await using _tables = await openStore(archive);
  const manifest = await findManifest(archive.path);
  const tables = manifest === undefined ? [] : parquetViews(archive.path, manifest).map((sql) => `${sql};\n`);
  const views = (await readViewFiles()).map(({ sql }) => sql);
  return [...tables, ...views].join('\n').replace(CREATE, 'CREATE OR REPLACE $1 ');
}
