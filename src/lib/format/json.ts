// lib: rows → a JSON array of objects.
// Invariant: keys stand in the order of the columns, and a column that a row lacks is null.
import { jsonValue, type RowSet } from './value.js';

export function jsonText({ columns, rows }: RowSet): string {
  const objects = rows.map((row) => Object.fromEntries(columns.map((name) => [name, jsonValue(row[name])])));
  return `${JSON.stringify(objects, undefined, 2)}\n`;
}
