// commands: query "SELECT …" – runs one SELECT over the tables of an archive and prints the rows.
// Invariant: what is printed is the result and nothing else, so that it can be piped on.
import { openArchive } from '../journal/archive-folder.js';
import { formatRows, type RowFormat } from '../lib/format/rows.js';
import { runUserQuery } from '../report/query.js';
import { openStore } from '../store/open.js';
import type { Output } from './output.js';

export interface QueryOptions {
  /** Folder of the archive. */
  readonly archive: string;
  readonly sql: string;
  readonly format: RowFormat;
}

/** Throws `usage`, with DuckDB's message, for SQL that is refused or fails; `noArchive` when nothing is there to ask. */
export async function queryCommand(options: QueryOptions, out: Output = process.stdout): Promise<void> {
  await using database = await openStore(await openArchive(options.archive));
  const result = await runUserQuery(database, options.sql);
  out.write(formatRows(result, options.format, { width: out.columns }));
}
