// lib: rows → CSV as in RFC 4180 (CRLF, quotes doubled), without a byte order mark.
// Invariant: no text of a stranger is taken for a formula by a spreadsheet; numbers stay numbers.
import { stringify } from 'csv-stringify/sync';
import { isNumber, type RowSet, valueText } from './value.js';

// The first characters at which spreadsheets start to calculate, with their full-width forms.
const FORMULA = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

/** What a DECIMAL is that has more digits than JavaScript's numbers. As a formula it is itself. */
const NEGATIVE_NUMBER = /^-\d+(\.\d+)?$/;

/** Text that a spreadsheet would take for a formula, with an apostrophe before it. */
const withoutFormula = (text: string): string =>
  FORMULA.test(text) && !NEGATIVE_NUMBER.test(text) ? `'${text}` : text;

const cell = (value: unknown): string => (isNumber(value) ? String(value) : withoutFormula(valueText(value)));

// A lone CR or LF has to be quoted as well; by itself csv-stringify looks for the whole CRLF only. A line that is empty is no row to
// those who read it: the one cell of such a row is written as "".
const lines = (records: readonly (readonly string[])[]): string =>
  stringify([...records], {
    record_delimiter: '\r\n',
    quoted_match: /[\r\n]/,
    quoted_empty: records[0]?.length === 1,
  });

export const csvHead = (columns: readonly string[]): string => lines([columns.map(withoutFormula)]);

export const csvLines = ({ columns, rows }: RowSet): string =>
  lines(rows.map((row) => columns.map((name) => cell(row[name]))));
