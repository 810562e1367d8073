// test: the common form in which a world and an archive are compared: for each table its rows by key, values as plain JSON, times
// as Unix seconds. It imports nothing of src/, and neither do the two readers.

export type Value = string | number | boolean | null | readonly Value[];
export type CanonicalRow = Readonly<Record<string, Value>>;
export type CanonicalTable = ReadonlyMap<string, CanonicalRow>;
export type Canonical = Readonly<Record<string, CanonicalTable>>;

export interface Differences {
  /** `table key` of rows that only the truth has. */
  readonly missing: readonly string[];
  /** `table key` of rows that only the archive has. */
  readonly extra: readonly string[];
  /** `table key.column: expected … got …`. */
  readonly different: readonly string[];
}

/** Compares every table and every column that the truth names; an archive may know more columns, but never more rows. */
export function compare(truth: Canonical, archive: Canonical): Differences {
  const missing: string[] = [];
  const extra: string[] = [];
  const different: string[] = [];
  for (const [table, expected] of Object.entries(truth)) {
    const actual: CanonicalTable = archive[table] ?? new Map();
    for (const key of actual.keys()) if (!expected.has(key)) extra.push(`${table} ${key}`);
    for (const [key, row] of expected) {
      const found = actual.get(key);
      if (found === undefined) missing.push(`${table} ${key}`);
      else different.push(...columnsThatDiffer(row, found).map((column) => `${table} ${key}.${column}`));
    }
  }
  return { missing, extra, different };
}

function columnsThatDiffer(expected: CanonicalRow, actual: CanonicalRow): string[] {
  return Object.entries(expected)
    .filter(([column, value]) => JSON.stringify(value) !== JSON.stringify(actual[column] ?? null))
    .map(([column, value]) => `${column}: ${JSON.stringify(value)} became ${JSON.stringify(actual[column] ?? null)}`);
}

/** A table from rows; two rows with one key are an error of the side that has them. */
export function tableOf(rows: Iterable<readonly [string, CanonicalRow]>): CanonicalTable {
  const table = new Map<string, CanonicalRow>();
  for (const [key, row] of rows) {
    if (table.has(key)) throw new Error(`Two rows with the key ${key}`);
    table.set(key, row);
  }
  return table;
}
