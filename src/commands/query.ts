// commands: query "SELECT …" – runs one SELECT over the tables of an archive and prints the rows; without one, a shell.
// Invariant: what is printed is the result and nothing else, so that it can be piped on. SQL runs in a process of its own (report/box.ts),
// which reaches no file: rows come from there in portions, and this process writes them as they come.
import { dirname } from 'node:path';
import { openArchive } from '../journal/archive-folder.js';
import { requireOutside } from '../journal/outside.js';
import { isFolder } from '../lib/durable.js';
import { ExitCode, usageError } from '../lib/errors.js';
import { ROW_FORMATS, streamRows } from '../lib/format/rows.js';
import { writeOutFile, writingOut } from '../lib/out-file.js';
import { QueryBox } from '../report/box.js';
import { isTooLong, tooLongText } from '../report/query.js';
import { valuesOf } from '../report/query-parameters.js';
import type { StreamedTable } from '../store/database.js';
import { writeParquetRows } from '../store/parquet-rows.js';
import { schemaText } from '../store/schema-text.js';
import type { Row } from '../store/values.js';
import { checkSchema } from './clashes.js';
import { type Output, printPieces } from './output.js';
import { parseAssignments } from './report.js';
import { runScript } from './shell/script.js';
import { runShell } from './shell/shell.js';

export const QUERY_FORMATS = [...ROW_FORMATS, 'parquet'] as const;
export type QueryFormat = (typeof QUERY_FORMATS)[number];

export interface QueryOptions {
  /** Folder of the archive. */
  readonly archive: string;
  /** Print what another DuckDB needs for the tables and views of a Parquet archive, and run nothing. */
  readonly schema?: boolean | undefined;
  /** The SELECT; a shell when absent. */
  readonly sql?: string | undefined;
  readonly format: QueryFormat;
  /** File that gets the rows, in the place of one that is there. */
  readonly out?: string | undefined;
  /** Values for `$name` in the SQL, each as `name=value`. */
  readonly params: readonly string[];
  /** How long a query may take. */
  readonly timeLimitSeconds: number;
  /** Most memory that DuckDB may take, as DuckDB writes it. */
  readonly memoryLimit: string;
  readonly signal?: AbortSignal | undefined;
}

/** Throws `usage`, with DuckDB's message, for SQL that is refused, fails or goes beyond its limits; `noArchive` when nothing is there to ask. */
export async function queryCommand(options: QueryOptions, out: Output = process.stdout): Promise<ExitCode> {
  const { sql, format, out: file } = options;
  if (options.schema === true) {
    checkSchema(options);
    out.write(await schemaText(await openArchive(options.archive)));
    return ExitCode.complete;
  }
  const parameters = valuesOf(parseAssignments(options.params));
  if (file !== undefined) await requireFile(file, sql);
  else if (format === 'parquet') throw usageError('Parquet is written into a file: name it with --out.');
  await using box = new QueryBox(options.archive, {
    timeMs: options.timeLimitSeconds * 1000,
    memory: options.memoryLimit,
  });
  if (sql === undefined) {
    // Who has no archive there need not write a query first; and a script without one would end with 0.
    await openArchive(options.archive);
    const session = { archive: options.archive, box, parameters, format: printable(format) };
    return await (process.stdin.isTTY ? runShell(session) : runScript(session, process.stdin, out));
  }
  try {
    return await answer(await box.stream(sql, parameters, options.signal), format, file, out);
  } catch (error) {
    throw isTooLong(error) ? tooLongText(error) : error;
  }
}

async function answer(
  result: StreamedTable,
  format: QueryFormat,
  file: string | undefined,
  out: Output,
): Promise<ExitCode> {
  if (file === undefined) await printPieces(out, streamRows(result, printable(format), { width: out.columns }));
  else {
    const count = await writeRows(result, format, file);
    out.write(`${count === 1 ? '1 row' : `${count} rows`} in ${file}\n`);
  }
  return ExitCode.complete;
}

const printable = (format: QueryFormat) => (format === 'parquet' ? 'table' : format);

/** Before the query runs, which may take its time. */
async function requireFile(file: string, sql: string | undefined): Promise<void> {
  if (sql === undefined) throw usageError('--out takes the rows of one SELECT: name it.');
  await requireOutside(file, '--out');
  if (await isFolder(file)) throw usageError(`${file} is a folder: name a file with --out.`);
  if (!(await isFolder(dirname(file))))
    throw usageError(`There is no folder ${dirname(file)}: make it, or name another file.`);
}

/** How many rows there are in the file. */
async function writeRows(result: StreamedTable, format: QueryFormat, file: string): Promise<number> {
  let count = 0;
  async function* counted(): AsyncGenerator<Row[]> {
    for await (const rows of result.chunks) {
      count += rows.length;
      yield rows;
    }
  }
  const table = { ...result, chunks: counted() };
  await writingOut(file, () =>
    format === 'parquet' ? writeParquetRows(file, table) : writeOutFile(file, streamRows(table, format)),
  );
  return count;
}
