// lib: rows → a table for the terminal, fitted to its width; one block a row when the columns cannot stand side by side.
// Invariant: what a cell holds is measured in terminal columns, never in characters, and cannot drive the terminal.
import { cutText, padText, textWidth } from './text-width.js';
import { isNumeric, type RowSet, valueText } from './value.js';
import { visibleText } from './visible.js';

interface Column {
  readonly name: string;
  readonly isNumeric: boolean;
  readonly cells: readonly string[];
  /** Columns of the terminal that the longest cell takes. */
  readonly width: number;
}

const GAP = '  ';
/** A text column is not cut below this many terminal columns. */
const LEAST_WIDTH = 10;

export function terminalTable({ columns, rows }: RowSet, width = Number.POSITIVE_INFINITY): string {
  const measured = columns.map((name) => measure(name, rows));
  const fitted = narrow(measured, width);
  return fitted === undefined ? blocks(measured, rows.length, width) : grid(fitted, rows.length);
}

function measure(name: string, rows: RowSet['rows']): Column {
  const numeric = isNumeric(name, rows);
  const values = rows.map((row) => row[name]);
  const cells = numeric ? numberCells(values) : values.map((value) => visibleText(valueText(value)));
  const shown = visibleText(name);
  const width = cells.reduce((widest, cell) => Math.max(widest, textWidth(cell)), textWidth(shown));
  return { name: shown, isNumeric: numeric, cells, width };
}

/** Most decimals that are written out for a whole column; beyond it, and where there is 1e-7, each number stands as it is. */
const DECIMALS = 3;

/** Numbers as text, with the decimals of the one that has most, so that the points stand below each other. */
function numberCells(values: readonly unknown[]): string[] {
  const cells = values.map(valueText);
  if (cells.some((cell) => cell.includes('e'))) return cells;
  const decimals = cells.reduce((most, cell) => Math.max(most, cell.split('.')[1]?.length ?? 0), 0);
  if (decimals === 0 || decimals > DECIMALS) return cells;
  return values.map((value) => (typeof value === 'number' ? value.toFixed(decimals) : valueText(value)));
}

/** Columns narrowed to a common cap until the line fits; undefined when even the least widths are too wide. */
function narrow(columns: readonly Column[], width: number): Column[] | undefined {
  const room = width - GAP.length * Math.max(columns.length - 1, 0);
  const widest = columns.reduce((most, column) => Math.max(most, column.width), LEAST_WIDTH);
  for (let cap = Math.min(widest, Math.max(room, LEAST_WIDTH)); cap >= LEAST_WIDTH; cap -= 1) {
    const capped = columns.map((column) =>
      column.isNumeric ? column : { ...column, width: Math.min(column.width, cap) },
    );
    if (capped.reduce((sum, column) => sum + column.width, 0) <= room) return capped;
  }
  return undefined;
}

function grid(columns: readonly Column[], count: number): string {
  const head = columns.map((column) => place(column, column.name));
  const rule = columns.map((column) => '─'.repeat(column.width));
  const body = Array.from({ length: count }, (_, index) =>
    columns.map((column) => place(column, column.cells[index] ?? '')),
  );
  const lines = [head, rule, ...body].map((cells) => cells.join(GAP).trimEnd());
  return `${lines.join('\n')}\n${count === 0 ? '(no rows)\n' : ''}`;
}

const place = (column: Column, text: string): string =>
  padText(cutText(text, column.width), column.width, column.isNumeric ? 'right' : 'left');

function blocks(columns: readonly Column[], count: number, width: number): string {
  if (count === 0) return `${columns.map((column) => column.name).join('\n')}\n(no rows)\n`;
  const label = columns.reduce((most, column) => Math.max(most, textWidth(column.name)), 0);
  const room = Math.max(width - label - GAP.length, LEAST_WIDTH);
  const block = (index: number): string => {
    const lines = columns.map((column) => padText(column.name, label) + GAP + cutText(column.cells[index] ?? '', room));
    return `── ${index + 1} ──\n${lines.map((text) => `${text.trimEnd()}\n`).join('')}`;
  };
  return Array.from({ length: count }, (_, index) => block(index)).join('');
}
