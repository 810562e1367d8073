// report: runs one report over the tables of an archive.
// Invariant: the rows depend on the tables and the parameters alone, never on the clock, the store or the order of loading.
import type { Database, Table } from '../store/database.js';
import type { Row } from '../store/values.js';
import type { Report, ReportColumn } from './catalog.js';
import { bindParameters } from './parameters.js';
import { bindable, type QueryParameters } from './query-parameters.js';
import { requireTimeZone } from './time-zone.js';

export interface ReportResult {
  readonly report: Report;
  /** DuckDB's types of the columns. */
  readonly types: readonly string[];
  /** In the order of the SELECT. */
  readonly columns: readonly ReportColumn[];
  readonly rows: readonly Row[];
  /** Fewest people that it shows; undefined for a report that has no such parameter. */
  readonly minGroup?: number | undefined;
}

/** What answers SQL: a store, or the process in which a user's own runs. */
export type Ask = (sql: string, parameters: QueryParameters) => Promise<Table>;

/**
 * Runs a report. `given` holds parameters as the user wrote them; the others take their defaults.
 * Throws a usage error for an unknown parameter, a value of the wrong type and a time zone that DuckDB does not know.
 */
export const runReport = (
  database: Database,
  report: Report,
  given: Readonly<Record<string, string>> = {},
): Promise<ReportResult> => runWith((sql, parameters) => database.table(sql, bindable(parameters)), report, given);

/** The same with what answers its SQL. */
export async function runWith(
  ask: Ask,
  report: Report,
  given: Readonly<Record<string, string>>,
): Promise<ReportResult> {
  const bound = bindParameters(report.parameters, given);
  for (const { name, type } of report.parameters) {
    if (type === 'timezone' && bound[name] !== null)
      await requireTimeZone(async (sql) => (await ask(sql, {})).rows, `The parameter ${name}`, String(bound[name]));
  }
  const { columns, types, rows } = await ask(report.sql, bound);
  return {
    report,
    types,
    columns: columns.map((name) => describeColumn(report, name)),
    rows,
    minGroup: findMinGroup(bound),
  };
}

const findMinGroup = ({ min_group }: QueryParameters): number | undefined =>
  typeof min_group === 'number' ? min_group : undefined;

function describeColumn(report: Report, name: string): ReportColumn {
  return report.columns.find((column) => column.name === name) ?? { name, meaning: '' };
}
