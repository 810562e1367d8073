// lib: rows → text in the formats of the command line.
// Invariant: a table, Markdown and HTML are for eyes and may cut or mark what they show; CSV and JSON carry every value whole.
import { csvText } from './csv.js';
import { htmlPage, htmlTable } from './html.js';
import { jsonText, ndjsonText } from './json.js';
import { markdownTable } from './markdown.js';
import { terminalTable } from './table.js';
import type { RowSet } from './value.js';

export const ROW_FORMATS = ['table', 'csv', 'json', 'ndjson', 'md', 'html'] as const;
export type RowFormat = (typeof ROW_FORMATS)[number];

export interface FormatOptions {
  /** Columns of the terminal; a table is not cut when absent. */
  readonly width?: number | undefined;
}

/** The rows as text that ends in a line break. */
export function formatRows(set: RowSet, format: RowFormat, options: FormatOptions = {}): string {
  switch (format) {
    case 'table':
      return terminalTable(set, options.width);
    case 'csv':
      return csvText(set);
    case 'json':
      return jsonText(set);
    case 'ndjson':
      return ndjsonText(set);
    case 'md':
      return markdownTable(set);
    case 'html':
      return htmlPage('Rows', htmlTable(set));
  }
}
