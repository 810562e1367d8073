// lib: rows → a Markdown table (GitHub's form).
// Invariant: a value cannot leave its cell, and no markup in it takes effect, so no picture or link of a stranger is made.
import { isNumeric, type RowSet, valueText } from './value.js';
import { visibleText } from './visible.js';

// An underscore inside a word is no markup there, and names of columns are full of them.
const MARKUP = /[\\`*[\]<>|~&]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu;

/** Text with every character that Markdown could act on escaped, on one line. */
export const escapeMarkdown = (text: string): string => visibleText(text).replace(MARKUP, '\\$&');

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;

export function markdownTable({ columns, rows }: RowSet): string {
  if (columns.length === 0) return '\n';
  const marks = columns.map((name) => (isNumeric(name, rows) ? '---:' : '---'));
  const body = rows.map((row) => line(columns.map((name) => escapeMarkdown(valueText(row[name])))));
  return line(columns.map(escapeMarkdown)) + line(marks) + body.join('');
}
