// store: DuckDB values → plain JavaScript values, one way for every reader.
// Invariant: a BIGINT that fits is a number, one that does not stays a bigint; TIMESTAMP becomes a Date, JSON its text.

import type { DuckDBResult, DuckDBValueConverter, JS } from '@duckdb/node-api';
import { JSDuckDBValueConverter, ResultReturnType } from './duckdb.js';

/** One row by column name. */
export type Row = Record<string, unknown>;

const MAX = BigInt(Number.MAX_SAFE_INTEGER);

const plain = (value: JS): JS => {
  if (typeof value === 'bigint') return value <= MAX && value >= -MAX ? Number(value) : value;
  return Array.isArray(value) ? value.map(plain) : value;
};

const toPlain: DuckDBValueConverter<JS> = (value, type, converter) =>
  plain(JSDuckDBValueConverter(value, type, converter));

/** A result that ended before its last row. DuckDB knows why, and its library for Node does not tell. */
export class CutResultError extends Error {
  override readonly name = 'CutResultError';

  constructor() {
    super('DuckDB gave only some of the rows of a result');
  }
}

/** All rows of a result, chunk by chunk (at most 2,048 rows each). Throws `CutResultError` after the last when there should be more. */
export async function* chunksOf<R extends Row>(result: DuckDBResult): AsyncGenerator<R[]> {
  for await (const rows of result.yieldConvertedRowObjects(toPlain)) yield rows as R[];
  // The library takes a failure for the end (its fetchChunk gives null for both), but a result that failed has no kind any more.
  if (result.returnType === ResultReturnType.INVALID) throw new CutResultError();
}

/** The rows of chunks, all at once. */
export async function allRows<R extends Row>(chunks: AsyncIterable<R[]>): Promise<R[]> {
  const rows: R[] = [];
  for await (const chunk of chunks) rows.push(...chunk);
  return rows;
}
