// report: runs a report of a user's own, whose SQL is a stranger's: in a process of its own (box.ts), within limits.
// Invariant: whatever is wrong with it is said with the name of its file, and what it gives is what its header says.
import { ArchiveError, ExitCode, reasonOf, usageError } from '../lib/errors.js';
import type { Table } from '../store/database.js';
import type { Row } from '../store/values.js';
import type { QueryBox } from './box.js';
import type { Report } from './catalog.js';
import { renderChart } from './chart.js';
import type { QueryParameters } from './query-parameters.js';
import { type ReportResult, runWith } from './run.js';

/** Values that a report may have: all of its rows are held at once. */
const MOST_VALUES = 1_000_000;

/** Throws `usage`, with the file's name, for SQL that fails or takes too much, and for columns that are not those of the header. */
export const runOwnReport = (
  box: QueryBox,
  report: Report,
  given: Readonly<Record<string, string>>,
): Promise<ReportResult> => runWith((sql, parameters) => ask(box, report, sql, parameters), report, given);

async function ask(box: QueryBox, report: Report, sql: string, parameters: QueryParameters): Promise<Table> {
  try {
    const { columns, types, chunks } = await box.stream(sql, parameters);
    if (sql === report.sql) requireColumns(report, columns);
    const rows: Row[] = [];
    for await (const chunk of chunks) {
      rows.push(...chunk);
      if (rows.length * columns.length > MOST_VALUES)
        throw usageError('These are too many rows for a report: take fewer with LIMIT, or use "fleep-archive query".');
    }
    return { columns, types, rows };
  } catch (cause) {
    const isOfTheSql = cause instanceof ArchiveError && cause.exitCode === ExitCode.usage;
    throw isOfTheSql ? usageError(`${report.name}.sql: ${cause.message}`, cause) : cause;
  }
}

function requireColumns(report: Report, columns: readonly string[]): void {
  const declared = report.columns.map(({ name }) => name);
  if (JSON.stringify(columns) === JSON.stringify(declared)) return;
  throw usageError(`The SELECT gives the columns ${columns.join(', ')}; the header names ${declared.join(', ')}.`);
}

/** Throws `usage` for a chart that Vega-Lite cannot draw. */
export async function requireDrawable(result: ReportResult): Promise<void> {
  await renderChart(result, 'light').catch((cause: unknown) => {
    throw usageError(`${result.report.name}.sql: the chart cannot be drawn (${reasonOf(cause)}).`, cause);
  });
}
