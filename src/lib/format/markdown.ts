// lib: rows → a Markdown table (GitHub's form).
// Invariant: a value cannot leave its cell, and no markup in it takes effect, so no picture of a stranger is made, and no link to a page.
// Of an e-mail address GitHub makes a link to it whatever is escaped; only characters that are not in it would keep it from that.
import { isNumeric, type RowSet, valueText } from './value.js';
import { visibleText } from './visible.js';

// An underscore inside a word is no markup there, and names of columns are full of them. An address becomes a link by its "://", or by
// "www." (GitHub's specification, 6.9).
const MARKUP = /[\\`*[\]<>|~&]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|:(?=\/\/)|(?<=www)\./giu;

/** Text with every character that Markdown could act on escaped, on one line. */
export const escapeMarkdown = (text: string): string => visibleText(text).replace(MARKUP, '\\$&');

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;

export function markdownTable({ columns, rows }: RowSet): string {
  if (columns.length === 0) return '\n';
  const marks = columns.map((name) => (isNumeric(name, rows) ? '---:' : '---'));
  const body = rows.map((row) => line(columns.map((name) => escapeMarkdown(valueText(row[name])))));
  return line(columns.map(escapeMarkdown)) + line(marks) + body.join('');
}
