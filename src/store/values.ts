// store: DuckDB values → plain JavaScript values, one way for every reader.
// Invariant: a BIGINT that fits is a number, one that does not stays a bigint; TIMESTAMP becomes a Date, JSON its text.

import type { DuckDBResult, DuckDBValueConverter, JS } from '@duckdb/node-api';
import { JSDuckDBValueConverter } from './duckdb.js';

/** One row by column name. */
export type Row = Record<string, unknown>;

const MAX = BigInt(Number.MAX_SAFE_INTEGER);

const plain = (value: JS): JS => {
  if (typeof value === 'bigint') return value <= MAX && value >= -MAX ? Number(value) : value;
  return Array.isArray(value) ? value.map(plain) : value;
};

const toPlain: DuckDBValueConverter<JS> = (value, type, converter) =>
  plain(JSDuckDBValueConverter(value, type, converter));

/** All rows of a result, chunk by chunk (at most 2,048 rows each). */
export async function* chunksOf<R extends Row>(result: DuckDBResult): AsyncGenerator<R[]> {
  for await (const rows of result.yieldConvertedRowObjects(toPlain)) yield rows as R[];
}
