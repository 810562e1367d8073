// lib: one database value → the text or the JSON that stands for it, the same in every output format.
// Invariant: nothing is lost to JavaScript's number type; times are UTC and end in Z.

/** Rows by column name, in the order and with the columns of `columns`. */
export interface RowSet {
  readonly columns: readonly string[];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/** ISO 8601 in UTC, with a fraction only when there is one. A date that is out of range gives ''. */
export function timeText(time: Date): string {
  return Number.isNaN(time.getTime()) ? '' : time.toISOString().replace('.000Z', 'Z');
}

/** A value as text: NULL is '', lists and structs are JSON, bytes are hexadecimal. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return timeText(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  return typeof value === 'object' ? JSON.stringify(jsonValue(value)) : String(value);
}

/** A value as JSON can hold it: a bigint, NaN and the infinities as text, times as in `timeText`, lists stay lists. */
export function jsonValue(value: unknown): unknown {
  if (value instanceof Date || value instanceof Uint8Array) return valueText(value);
  if (Array.isArray(value)) return value.map(jsonValue);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, jsonValue(inner)]));
  }
  return isBeyondJson(value) ? String(value) : (value ?? null);
}

const isBeyondJson = (value: unknown): boolean =>
  typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value));

export const isNumber = (value: unknown): boolean => typeof value === 'number' || typeof value === 'bigint';

const isNumberOrNull = (value: unknown): boolean => value === null || value === undefined || isNumber(value);

/** Whether a column holds numbers and nothing else but NULL: such a column is aligned to the right. */
export function isNumeric(name: string, rows: readonly Record<string, unknown>[]): boolean {
  return rows.some((row) => isNumber(row[name])) && rows.every((row) => isNumberOrNull(row[name]));
}
