// lib: rows → an HTML table, and tables → a page of their own that loads nothing.
// Invariant: every text of the data is escaped, by the same function that templates use.
import Handlebars from 'handlebars';
import { isNumeric, type RowSet, valueText } from './value.js';
import { visibleText } from './visible.js';

/** Text as it may stand between tags and in quoted attributes. */
export const escapeHtml = (text: string): string => Handlebars.escapeExpression(visibleText(text));

export function htmlTable({ columns, rows }: RowSet): string {
  const marks = columns.map((name) => (isNumeric(name, rows) ? ' class="number"' : ''));
  const head = columns.map((name, index) => `<th scope="col"${marks[index]}>${escapeHtml(name)}</th>`);
  const body = rows.map((row) => {
    const cells = columns.map(
      (name, index) => `<td${marks[index]}><bdi>${escapeHtml(valueText(row[name]))}</bdi></td>`,
    );
    return `<tr>${cells.join('')}</tr>\n`;
  });
  return `<table>\n<thead><tr>${head.join('')}</tr></thead>\n<tbody>\n${body.join('')}</tbody>\n</table>\n`;
}

const STYLE =
  'body{font-family:system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}' +
  'table{border-collapse:collapse}th,td{padding:.25rem .75rem;text-align:start;border-bottom:1px solid #8884}' +
  '.number{text-align:end;font-variant-numeric:tabular-nums}img{max-width:100%;background:#fff}';

/** A whole document around markup that is safe already. */
export const htmlPage = (title: string, body: string): string =>
  '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n' +
  `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">\n` +
  `<title>${escapeHtml(title)}</title>\n<style>${STYLE}</style>\n</head>\n<body>\n${body}</body>\n</html>\n`;
