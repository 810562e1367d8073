// report: one SELECT of the user's own over the tables of an archive.
// Invariant: exactly one statement that DuckDB itself calls a SELECT is run; nothing else is even started. That the SELECT
// reaches no file, no network and no setting is the work of store/open.ts.
import { type DuckDBConnection, type DuckDBExtractedStatements, StatementType } from '@duckdb/node-api';
import { type ArchiveError, usageError } from '../lib/errors.js';
import type { Database } from '../store/database.js';
import type { Row } from '../store/values.js';

/** Column names and rows of the query. Throws a usage error, with DuckDB's own words, for SQL that fails or is refused. */
export async function runUserQuery(database: Database, sql: string): Promise<{ columns: string[]; rows: Row[] }> {
  const statement = await requireSelect(database.connection, sql);
  try {
    return await database.table(statement);
  } catch (cause) {
    throw queryFailed(cause);
  }
}

/** The SQL as it was, after it proved to be one SELECT. */
async function requireSelect(connection: DuckDBConnection, sql: string): Promise<string> {
  // A PIVOT without IN (…) and some PRAGMAs come apart into several statements; they are refused like any other list.
  const { count, statements } = await extract(connection, sql);
  if (count !== 1) throw usageError(`A query is one SELECT; this text holds ${count} statements.`);
  const type = await typeOf(statements);
  if (type !== StatementType.SELECT) {
    throw usageError(`A query is one SELECT, not ${StatementType[type]}: the archive is read and never changed.`);
  }
  return sql;
}

async function extract(connection: DuckDBConnection, sql: string) {
  try {
    const statements = await connection.extractStatements(sql);
    return { count: statements.count, statements };
  } catch (cause) {
    throw queryFailed(cause);
  }
}

async function typeOf(statements: DuckDBExtractedStatements): Promise<StatementType> {
  try {
    const prepared = await statements.prepare(0);
    try {
      return prepared.statementType;
    } finally {
      prepared.destroySync();
    }
  } catch (cause) {
    throw queryFailed(cause);
  }
}

function queryFailed(cause: unknown): ArchiveError {
  const words = cause instanceof Error ? cause.message : String(cause);
  return usageError(`The query failed: ${words.trim()}`, cause);
}
