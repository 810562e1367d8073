// lib: rows → a JSON array of objects, or an object a line.
// Invariant: keys stand in the order of the columns, and a column that a row lacks is null.
import { jsonValue, type RowSet } from './value.js';

/** The elements of an array, without its brackets and the comma before them; '' for none. */
export const jsonElements = (set: RowSet): string =>
  set.rows.length === 0 ? '' : JSON.stringify(objectsOf(set), undefined, 2).slice('['.length, -'\n]'.length);

export const ndjsonText = (set: RowSet): string =>
  objectsOf(set)
    .map((object) => `${JSON.stringify(object)}\n`)
    .join('');

const objectsOf = ({ columns, rows }: RowSet): Record<string, unknown>[] =>
  rows.map((row) => Object.fromEntries(columns.map((name) => [name, jsonValue(row[name])])));
