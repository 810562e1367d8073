// store: DuckDB values → plain JavaScript values, one way for every reader.
// Invariant: a BIGINT that fits is a number, one that does not stays a bigint; TIMESTAMP becomes a Date, JSON its text. What
// JavaScript has no value for (a TIME, a DECIMAL of many digits, a day without end) is the text that DuckDB has for it.

import type { DuckDBResult, DuckDBValueConverter, JS } from '@duckdb/node-api';
import {
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTypeId,
  JSDuckDBValueConverter,
  ResultReturnType,
} from './duckdb.js';

/** One row by column name. */
export type Row = Record<string, unknown>;

const MAX = BigInt(Number.MAX_SAFE_INTEGER);

const plain = (value: JS): JS => {
  if (typeof value === 'bigint') return value <= MAX && value >= -MAX ? Number(value) : value;
  return Array.isArray(value) ? value.map(plain) : value;
};

const AS_TEXT: ReadonlySet<DuckDBTypeId> = new Set([
  DuckDBTypeId.TIME,
  DuckDBTypeId.TIME_NS,
  DuckDBTypeId.TIME_TZ,
  DuckDBTypeId.INTERVAL,
  DuckDBTypeId.BIT,
]);

/** JavaScript's numbers carry fifteen decimal digits without loss. */
const MOST_DIGITS = 10n ** 15n;

const isTooLong = (value: unknown): boolean =>
  value instanceof DuckDBDecimalValue && (value.value >= MOST_DIGITS || value.value <= -MOST_DIGITS);

const DATES: ReadonlySet<DuckDBTypeId> = new Set([
  DuckDBTypeId.DATE,
  DuckDBTypeId.TIMESTAMP,
  DuckDBTypeId.TIMESTAMP_S,
  DuckDBTypeId.TIMESTAMP_MS,
  DuckDBTypeId.TIMESTAMP_NS,
  DuckDBTypeId.TIMESTAMP_TZ,
]);

/** The library writes a DATE without end as a day that far off. */
const endless = (value: unknown): string | undefined =>
  value instanceof DuckDBDateValue && !value.isFinite ? `${value.days < 0 ? '-' : ''}infinity` : undefined;

const toPlain: DuckDBValueConverter<JS> = (value, type, converter) => {
  if (value !== null && (AS_TEXT.has(type.typeId) || isTooLong(value))) return String(value);
  try {
    return plain(JSDuckDBValueConverter(value, type, converter));
  } catch (error) {
    // The library throws for what is beyond the days of a Date, as infinity is.
    if (DATES.has(type.typeId)) return endless(value) ?? String(value);
    throw error;
  }
};

const findDayText = (value: unknown): string | undefined =>
  value instanceof DuckDBDateValue && value.isFinite ? String(value) : undefined;

const NANOS_IN_MICRO = 1000n;

/** Nanoseconds since 1970 of a time, in any of DuckDB's types that are finer than a Date. */
function findNanos(value: unknown): bigint | undefined {
  if (value instanceof DuckDBTimestampNanosecondsValue) return value.nanos;
  const isOfMicros = value instanceof DuckDBTimestampValue || value instanceof DuckDBTimestampTZValue;
  return isOfMicros ? value.micros * NANOS_IN_MICRO : undefined;
}

const NANOS_IN_MILLI = 1_000_000n;

/** ISO 8601 for a time that is finer than a Date; undefined for all others. */
function findFineTime(value: unknown): string | undefined {
  const nanos = findNanos(value);
  const rest = nanos === undefined ? 0n : ((nanos % NANOS_IN_MILLI) + NANOS_IN_MILLI) % NANOS_IN_MILLI;
  if (nanos === undefined || rest === 0n) return undefined;
  const time = new Date(Number((nanos - rest) / NANOS_IN_MILLI));
  if (Number.isNaN(time.getTime())) return undefined;
  const digits = String(rest).padStart(6, '0').replace(/000$/, '');
  return time.toISOString().replace('Z', `${digits}Z`);
}

/** The same as `toPlain` for who prints what is there: a day is YYYY-MM-DD, and a time that is finer than a Date is text as well. */
const toWhole: DuckDBValueConverter<JS> = (value, type, converter) =>
  findDayText(value) ?? findFineTime(value) ?? toPlain(value, type, converter);

/** A result that ended before its last row. DuckDB knows why, and its library for Node does not tell. */
export class CutResultError extends Error {
  override readonly name = 'CutResultError';

  constructor() {
    super('DuckDB gave only some of the rows of a result');
  }
}

/** Rows with a column whose name an assignment, as the library makes it, would not take for one. Slower than the library. */
async function* definedRows(result: DuckDBResult, convert: DuckDBValueConverter<JS>): AsyncGenerator<Row[]> {
  const names = result.deduplicatedColumnNames();
  for await (const rows of result.yieldConvertedRows(convert))
    yield rows.map((values) => Object.fromEntries(names.map((name, index) => [name, values[index]])));
}

/**
 * All rows of a result, chunk by chunk (at most 2,048 rows each). Throws `CutResultError` after the last when there should be more.
 * `isWhole`: a day, and a time that no Date holds, are text, so that nothing of them is lost.
 */
export async function* chunksOf<R extends Row>(result: DuckDBResult, isWhole = false): AsyncGenerator<R[]> {
  const convert = isWhole ? toWhole : toPlain;
  const isAssignable = !result.deduplicatedColumnNames().includes('__proto__');
  const chunks = isAssignable ? result.yieldConvertedRowObjects(convert) : definedRows(result, convert);
  for await (const rows of chunks) yield rows as R[];
  // The library takes a failure for the end (its fetchChunk gives null for both), but a result that failed has no kind any more.
  if (result.returnType === ResultReturnType.INVALID) throw new CutResultError();
}

/** The rows of chunks, all at once. */
export async function allRows<R extends Row>(chunks: AsyncIterable<R[]>): Promise<R[]> {
  const rows: R[] = [];
  for await (const chunk of chunks) rows.push(...chunk);
  return rows;
}
