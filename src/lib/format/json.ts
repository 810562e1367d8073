// lib: rows → a JSON array of objects, or an object a line.
// Invariant: keys stand in the order of the columns, also digits, which JavaScript would put first; a column that a row lacks is null.
import { jsonValue, type RowSet } from './value.js';

const indented = (value: unknown): string => JSON.stringify(value, undefined, 2).replaceAll('\n', '\n    ');

/** The elements of an array, without its brackets and the comma before them; '' for none. */
export const jsonElements = (set: RowSet): string =>
  membersOf(set, ': ', indented)
    .map((members) => (members.length === 0 ? '\n  {}' : `\n  {\n    ${members.join(',\n    ')}\n  }`))
    .join(',');

export const ndjsonText = (set: RowSet): string =>
  membersOf(set, ':', (value) => JSON.stringify(value))
    .map((members) => `{${members.join(',')}}\n`)
    .join('');

function membersOf({ columns, rows }: RowSet, colon: string, write: (value: unknown) => string): string[][] {
  const keys = columns.map((name) => JSON.stringify(name) + colon);
  return rows.map((row) => columns.map((name, index) => `${keys[index]}${write(jsonValue(row[name]))}`));
}
