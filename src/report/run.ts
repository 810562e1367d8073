// report: runs one report over the tables of an archive.
// Invariant: the rows depend on the tables and the parameters alone, never on the clock, the store or the order of loading.
import { usageError } from '../lib/errors.js';
import type { Database } from '../store/database.js';
import type { Row } from '../store/values.js';
import type { Report, ReportColumn } from './catalog.js';
import { didYouMean } from './nearest.js';
import { bindParameters } from './parameters.js';

export interface ReportResult {
  readonly report: Report;
  /** DuckDB's types of the columns. */
  readonly types: readonly string[];
  /** In the order of the SELECT. */
  readonly columns: readonly ReportColumn[];
  readonly rows: readonly Row[];
}

/**
 * Runs a report. `given` holds parameters as the user wrote them; the others take their defaults.
 * Throws a usage error for an unknown parameter, a value of the wrong type and a time zone that DuckDB does not know.
 */
export async function runReport(
  database: Database,
  report: Report,
  given: Readonly<Record<string, string>> = {},
): Promise<ReportResult> {
  const bound = bindParameters(report.parameters, given);
  for (const { name, type } of report.parameters) {
    if (type === 'timezone' && bound[name] !== null) await requireTimeZone(database, name, String(bound[name]));
  }
  const { columns, types, rows } = await database.table(report.sql, bound);
  return { report, types, columns: columns.map((name) => describeColumn(report, name)), rows };
}

function describeColumn(report: Report, name: string): ReportColumn {
  return report.columns.find((column) => column.name === name) ?? { name, meaning: '' };
}

async function requireTimeZone(database: Database, parameter: string, zone: string): Promise<void> {
  const rows = await database.rows<{ name: string }>('SELECT name FROM pg_timezone_names() ORDER BY name');
  const names = rows.map((row) => row.name);
  if (names.includes(zone)) return;
  throw usageError(
    `The parameter ${parameter} takes the name of a time zone, not "${zone}"${didYouMean(zone, names)}.`,
  );
}
