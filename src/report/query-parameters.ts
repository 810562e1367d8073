// report: values that a user binds to a query of their own, from the text of the command line.
// Invariant: what is bound is a value, never SQL.
import type { DuckDBValue } from '@duckdb/node-api';
import type { Parameters } from '../store/database.js';
import { DuckDBDateValue } from '../store/duckdb.js';
import { findDay } from './day.js';

/** A value as it can be sent to another process; a day is counted from 1970-01-01. */
export type QueryValue = string | bigint | number | boolean | null | { readonly day: number };

export type QueryParameters = Readonly<Record<string, QueryValue>>;

/** Whole numbers, decimals, `true`, `false`, and days (2024-03-01) are bound as what they are, everything else as text. */
export const valuesOf = (given: Readonly<Record<string, string>>): QueryParameters =>
  Object.fromEntries(Object.entries(given).map(([name, text]) => [name, readValue(text)]));

/** The same as DuckDB takes them. */
export const bindable = (parameters: QueryParameters): Parameters =>
  Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, bindableValue(value)]));

const bindableValue = (value: QueryValue): DuckDBValue =>
  typeof value === 'object' && value !== null ? new DuckDBDateValue(value.day) : value;

function readValue(text: string): QueryValue {
  // What begins with a zero is a code or a number of a telephone, and so is what no BIGINT holds.
  if (/^(0|-?[1-9]\d{0,17})$/.test(text)) return Number.isSafeInteger(Number(text)) ? Number(text) : BigInt(text);
  if (/^-?(0|[1-9]\d*)\.\d+$/.test(text)) return Number(text);
  if (text === 'true' || text === 'false') return text === 'true';
  const day = findDay(text);
  return day === undefined ? text : { day };
}
