// lib: rows → text in the formats of the command line.
// Invariant: a table, Markdown and HTML are for eyes and may cut or mark what they show; CSV and JSON carry every value whole, and are
// written as the rows come, however many there are. No text of a stranger drives a terminal in any of them.
import { usageError } from '../errors.js';
import { csvHead, csvLines } from './csv.js';
import { htmlPage, htmlTable } from './html.js';
import { jsonElements, ndjsonText } from './json.js';
import { markdownTable } from './markdown.js';
import { terminalTable } from './table.js';
import type { RowSet } from './value.js';
import { visibleJson, visibleLines } from './visible.js';

export const ROW_FORMATS = ['table', 'csv', 'json', 'ndjson', 'md', 'html'] as const;
export type RowFormat = (typeof ROW_FORMATS)[number];
type EyeFormat = 'table' | 'md' | 'html';
type DataFormat = Exclude<RowFormat, EyeFormat>;

export interface FormatOptions {
  /** Columns of the terminal. Absent when it goes to none: then a table is not cut, and CSV and JSON are what programs are to read. */
  readonly width?: number | undefined;
}

/** Rows that come in portions. */
export interface RowStream {
  readonly columns: readonly string[];
  readonly chunks: AsyncIterable<RowSet['rows']>;
}

/** The text around portions of rows, and of each of them. */
interface Shape {
  head(columns: readonly string[]): string;
  rows(set: RowSet, isFirst: boolean): string;
  foot(isEmpty: boolean): string;
  /** The same text for a terminal. */
  visible(text: string): string;
}

const SHAPES: Readonly<Record<DataFormat, Shape>> = {
  csv: { head: csvHead, rows: csvLines, foot: () => '', visible: visibleLines },
  json: {
    head: () => '[',
    rows: (set, isFirst) => (isFirst ? '' : ',') + jsonElements(set),
    foot: (isEmpty) => (isEmpty ? ']\n' : '\n]\n'),
    visible: visibleJson,
  },
  ndjson: { head: () => '', rows: ndjsonText, foot: () => '', visible: visibleJson },
};

function shapeFor(format: DataFormat, { width }: FormatOptions): Shape {
  const shape = SHAPES[format];
  if (width === undefined) return shape;
  const { visible } = shape;
  return {
    ...shape,
    head: (columns) => visible(shape.head(columns)),
    rows: (set, isFirst) => visible(shape.rows(set, isFirst)),
  };
}

/** The rows as text that ends in a line break. */
export function formatRows(set: RowSet, format: RowFormat, options: FormatOptions = {}): string {
  if (isForEyes(format)) return formatForEyes(set, format, options);
  const { head, rows, foot } = shapeFor(format, options);
  return head(set.columns) + rows(set, true) + foot(set.rows.length === 0);
}

/** Values that can be held at once, to measure their columns. */
const MOST_VALUES = 1_000_000;

/** The same text in pieces. Throws `usage` for more rows than eyes could read. */
export async function* streamRows(
  { columns, chunks }: RowStream,
  format: RowFormat,
  options: FormatOptions = {},
): AsyncGenerator<string> {
  if (isForEyes(format)) {
    yield formatForEyes({ columns, rows: await gather(columns.length, chunks) }, format, options);
    return;
  }
  const { head, rows, foot } = shapeFor(format, options);
  let isEmpty = true;
  yield head(columns);
  for await (const chunk of chunks) {
    if (chunk.length === 0) continue;
    yield rows({ columns, rows: chunk }, isEmpty);
    isEmpty = false;
  }
  yield foot(isEmpty);
}

const isForEyes = (format: RowFormat): format is EyeFormat => !Object.hasOwn(SHAPES, format);

async function gather(width: number, chunks: RowStream['chunks']): Promise<RowSet['rows']> {
  const rows: RowSet['rows'][number][] = [];
  for await (const chunk of chunks) {
    rows.push(...chunk);
    if (rows.length * width > MOST_VALUES) throw tooMany(Math.floor(MOST_VALUES / width));
  }
  return rows;
}

const tooMany = (most: number) =>
  usageError(
    `More than ${most} of these rows are no table to read: take fewer with LIMIT, or write them as csv, json or ndjson, which take any number.`,
  );

function formatForEyes(set: RowSet, format: EyeFormat, { width }: FormatOptions): string {
  switch (format) {
    case 'table':
      return terminalTable(set, width);
    case 'md':
      return markdownTable(set);
    case 'html':
      return htmlPage('Rows', htmlTable(set));
  }
}
