// commands/shell: what a shell and a script have in common: statements and dot commands in, text out.
// Invariant: a statement that fails is said in one sentence and ends nothing.
import { ArchiveError, reasonOf, usageError } from '../../lib/errors.js';
import { formatRows, ROW_FORMATS, type RowFormat, streamRows } from '../../lib/format/rows.js';
import type { QueryBox } from '../../report/box.js';
import { loadCatalog } from '../../report/catalog.js';
import type { QueryParameters } from '../../report/query-parameters.js';
import { searchCommand } from '../search.js';

export interface Session {
  /** Folder of the archive. */
  readonly archive: string;
  readonly box: QueryBox;
  /** Bound to every statement that names them. */
  readonly parameters: QueryParameters;
  format: RowFormat;
}

const HELP = `Write a SELECT and end it with a semicolon; it may go over several lines.

.tables         the tables and views of the archive
.schema NAME    columns of a table, with their types; of all without a name
.search QUERY   messages, files and titles, as "fleep-archive search" finds them
.reports        the reports of the package, which "fleep-archive report" runs
.mode FORMAT    how rows are shown: ${ROW_FORMATS.join(', ')}
.help           this
.quit           leave, as Ctrl-D does
`;

const TABLES = `SELECT table_name AS "table", table_type = 'VIEW' AS is_view
FROM information_schema.tables WHERE table_schema = 'main' ORDER BY table_name`;

const SCHEMA = `SELECT table_name AS "table", column_name AS "column", data_type AS "type"
FROM information_schema.columns WHERE table_schema = 'main' AND ($name = '' OR lower(table_name) = lower($name)) ORDER BY table_name, ordinal_position`;

/** A dot command needs no semicolon, and may have one. */
const withoutEnd = (line: string): string => line.replace(/[\s;]+$/, '');

/** `.quit` and the like. */
export const isQuit = (line: string): boolean => /^\.(quit|exit|q)$/.test(withoutEnd(line));

/** What to print for a line that begins with a dot. Throws `usage` for one that is not known. */
export async function* dotCommand(session: Session, line: string, width: number | undefined): AsyncGenerator<string> {
  yield await answerOf(session, withoutEnd(line), width);
}

async function answerOf(session: Session, line: string, width: number | undefined): Promise<string> {
  const [command = '', argument = ''] = line.split(/\s+/, 2);
  switch (command) {
    case '.help':
      return HELP;
    case '.tables':
      return formatRows(await session.box.run(TABLES), 'table', { width });
    case '.schema': {
      const columns = await session.box.run(SCHEMA, { name: argument });
      if (columns.rows.length === 0) throw usageError(`There is no table ${argument}: .tables lists what there is.`);
      return formatRows(columns, 'table', { width });
    }
    case '.search':
      return await found(session.archive, line.slice(command.length));
    case '.reports': {
      const rows = (await loadCatalog()).map(({ name, question }) => ({ name, question }));
      return formatRows({ columns: ['name', 'question'], rows }, 'table', { width });
    }
    case '.mode':
      session.format = formatOf(argument);
      return '';
    default:
      throw usageError(`There is no ${command}: .help lists what there is.`);
  }
}

async function found(archive: string, query: string): Promise<string> {
  let text = '';
  const write = (part: string) => {
    text += part;
  };
  await searchCommand({ archive, words: [query], order: 'relevance', limit: '20', quiet: true }, { write });
  return text;
}

function formatOf(name: string): RowFormat {
  const format = ROW_FORMATS.find((known) => known === name);
  if (format === undefined) throw usageError(`.mode takes one of ${ROW_FORMATS.join(', ')}, not "${name}".`);
  return format;
}

/** What to print for a statement, in pieces. */
export async function* answerTo(
  { box, parameters, format }: Session,
  sql: string,
  width: number | undefined,
  signal?: AbortSignal,
): AsyncGenerator<string> {
  yield* streamRows(await box.stream(sql, parameters, signal, true), format, { width });
}

/** What to say of an error that ends nothing. */
export const sentenceOf = (error: unknown): string => (error instanceof ArchiveError ? error.message : reasonOf(error));
