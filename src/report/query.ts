// report: one SELECT of the user's own over the tables of an archive.
// Invariant: nothing but one SELECT is started (select-only.ts), and that SELECT reaches no file, no network and no setting
// (store/open.ts).
import { ArchiveError, usageError } from '../lib/errors.js';
import { isOutOfMemory } from '../lib/system-errors.js';
import type { Database, Parameters, StreamedTable, Table } from '../store/database.js';
import { allRows, type Row } from '../store/values.js';
import { unknownParameter } from './parameters.js';
import { requireSelect } from './select-only.js';

/** Columns and rows of the query, all at once. Throws a usage error, with DuckDB's own words, for SQL that fails or is refused. */
export async function runUserQuery(database: Database, sql: string, parameters: Parameters = {}): Promise<Table> {
  const { chunks, ...head } = await streamUserQuery(database, sql, parameters);
  return { ...head, rows: await allRows(chunks) };
}

/** The same with the rows as they come. `mayBeSpare`: parameters that the query does not name are left out, and are no error. */
export async function streamUserQuery(
  database: Database,
  sql: string,
  parameters: Parameters,
  mayBeSpare = false,
): Promise<StreamedTable> {
  const names = await requireSelect(database, sql);
  const isNamed = (given: string) => names.some((name) => isSameName(name, given));
  const stranger = mayBeSpare ? undefined : Object.keys(parameters).find((given) => !isNamed(given));
  if (stranger !== undefined) throw unknownParameter(stranger, names.sort(), 'query');
  const bound = Object.fromEntries(Object.entries(parameters).filter(([given]) => isNamed(given)));
  const { chunks, ...head } = await database.streamTable(sql, bound).catch(refuse);
  return { ...head, chunks: named(chunks) };
}

// DuckDB knows them in any case of letters.
const isSameName = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

async function* named(chunks: AsyncGenerator<Row[]>): AsyncGenerator<Row[]> {
  try {
    yield* chunks;
  } catch (cause) {
    refuse(cause);
  }
}

function refuse(cause: unknown): never {
  if (cause instanceof ArchiveError) throw cause;
  if (isOutOfMemory(cause)) throw tooLarge(cause);
  if (isTooLong(cause)) throw tooLongText(cause);
  throw usageError(`The query failed: ${onOneLine(cause)}`, cause);
}

export const tooLarge = (cause?: unknown) =>
  usageError(
    'The query needed more memory than it may take: narrow it down, or allow more with --memory-limit.',
    cause,
  );

/** A text is longer than JavaScript's may be, by itself or with what is put around it to print it. */
export const isTooLong = (cause: unknown): boolean =>
  cause instanceof Error && /^(Cannot create a string longer than|Invalid string length)/.test(cause.message);

export const tooLongText = (cause: unknown) =>
  usageError(
    'The query has a text in its result that is longer than this program can hold (about 500 million characters): select less of it, for example with left().',
    cause,
  );

/** DuckDB's message without the picture of the SQL that it draws below, which only a monospaced terminal could show. */
function onOneLine(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  return message
    .replace(/\n\s*LINE \d+:.*$/s, '')
    .trim()
    .replace(/\s*\n\s*/g, ' ');
}
