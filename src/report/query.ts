// report: one SELECT of the user's own over the tables of an archive.
// Invariant: nothing but one SELECT is started (select-only.ts), and that SELECT reaches no file, no network and no setting
// (store/open.ts).
import { ArchiveError, usageError } from '../lib/errors.js';
import type { Database, Table } from '../store/database.js';
import { requireSelect } from './select-only.js';

/** Column names and rows of the query. Throws a usage error, with DuckDB's own words, for SQL that fails or is refused. */
export async function runUserQuery(database: Database, sql: string): Promise<Table> {
  await requireSelect(database, sql);
  try {
    return await database.table(sql);
  } catch (cause) {
    if (cause instanceof ArchiveError) throw cause;
    throw usageError(`The query failed: ${onOneLine(cause)}`, cause);
  }
}

/** DuckDB's message without the picture of the SQL that it draws below, which only a monospaced terminal could show. */
function onOneLine(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  return message
    .replace(/\n\s*LINE \d+:.*$/s, '')
    .trim()
    .replace(/\s*\n\s*/g, ' ');
}
