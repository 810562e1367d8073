// report: the result of a report → text in one of the formats of the command line.
// Invariant: CSV, JSON and NDJSON hold the rows and nothing else; a title, bars and caveats stand only where people read.
import { escapeHtml, htmlPage, htmlTable } from '../lib/format/html.js';
import { escapeMarkdown } from '../lib/format/markdown.js';
import { formatRows, type RowFormat } from '../lib/format/rows.js';
import { textWidth } from '../lib/format/text-width.js';
import { isNumber, isNumeric, type RowSet } from '../lib/format/value.js';
import type { Report } from './catalog.js';
import { renderChart } from './chart.js';
import type { ReportResult } from './run.js';

const rowsOf = ({ columns, rows }: ReportResult): RowSet => ({ columns: columns.map(({ name }) => name), rows });

/** One report. `width`: columns of the terminal, when it goes to one; it then gets bars, where they fit. */
export async function presentReport(result: ReportResult, format: RowFormat, width?: number): Promise<string> {
  const { title, question } = result.report;
  const set = rowsOf(result);
  switch (format) {
    case 'table':
      return `${title}\n${question}\n\n${tableText(result, set, width)}${hiddenNote(result)}`;
    case 'md':
      return `## ${escapeMarkdown(title)}\n\n${escapeMarkdown(question)}\n\n${formatRows(set, format)}${hiddenNote(result)}`;
    case 'html':
      return htmlPage(title, await section(result, set));
    case 'csv':
    case 'json':
    case 'ndjson':
      return formatRows(set, format, { width });
  }
}

/** Why there may be no row. */
const hiddenNote = ({ rows, minGroup = 1 }: ReportResult): string =>
  rows.length === 0 && minGroup > 1
    ? `\nNo rows: nothing was found, or fewer than ${minGroup} people are left, who are not shown (--min-group).\n`
    : '';

async function section(result: ReportResult, set: RowSet): Promise<string> {
  const { title, question, description, caveats } = result.report;
  const svg = await renderChart(result, 'light');
  const image =
    svg === undefined
      ? ''
      : `<p><img alt="Chart: ${escapeHtml(title)}" src="data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}"></p>\n`;
  const notes = caveats.map((caveat) => `<li>${escapeHtml(caveat)}</li>`).join('');
  return (
    `<h1>${escapeHtml(title)}</h1>\n<p>${escapeHtml(question)}</p>\n<p>${escapeHtml(description)}</p>\n` +
    `${image}${htmlTable(set)}${notes === '' ? '' : `<h2>Before you rely on it</h2>\n<ul>${notes}</ul>\n`}`
  );
}

function tableText({ report }: ReportResult, set: RowSet, width: number | undefined): string {
  const plain = formatRows(set, 'table', { width });
  const field = width === undefined ? undefined : findMeasure(report, set);
  if (field === undefined) return plain;
  // Nothing is cut to make room for bars.
  const barred = formatRows(withBars(set, field), 'table');
  return barred.split('\n').every((line) => textWidth(line) <= (width ?? 0)) ? barred : plain;
}

/** The column that the chart draws as the length of a bar. */
function findMeasure(report: Report, set: RowSet): string | undefined {
  const spec: unknown = report.chart;
  const { encoding } = isObject(spec) ? spec : {};
  const axes = isObject(encoding) ? [encoding.x, encoding.y] : [];
  const field = axes
    .filter(isObject)
    .filter(({ type }) => type === 'quantitative')
    .map((axis) => axis.field)
    .find((name) => typeof name === 'string' && set.columns.includes(name));
  if (typeof field !== 'string' || !isNumeric(field, set.rows)) return undefined;
  return set.rows.every((row) => numberOf(row[field]) >= 0) ? field : undefined;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const numberOf = (value: unknown): number => (isNumber(value) ? Number(value) : 0);

const BAR_COLUMNS = 12;
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
/** A header that is not empty, and not the name of a column. */
const BAR_NAME = ' ';

function withBars({ columns, rows }: RowSet, field: string): RowSet {
  const most = rows.reduce((largest, row) => Math.max(largest, numberOf(row[field])), 0);
  const bar = (value: number): string => {
    const eighths = most === 0 ? 0 : Math.round((value / most) * BAR_COLUMNS * 8);
    return '█'.repeat(Math.floor(eighths / 8)) + EIGHTHS[eighths % 8];
  };
  return {
    columns: [...columns, BAR_NAME],
    rows: rows.map((row) => ({ ...row, [BAR_NAME]: bar(numberOf(row[field])) })),
  };
}
