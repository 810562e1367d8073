// report: the rows of a report → its chart as SVG text, drawn by Vega-Lite without DOM, script or network.
// Invariant: the same rows give the same bytes on every machine, whatever its time zone, language and fonts.
import type { Loader } from 'vega';
import type { TopLevelSpec } from 'vega-lite';
import { jsonValue } from '../lib/format/value.js';
import { visibleText } from '../lib/format/visible.js';
import type { Row } from '../store/values.js';
import { axisOf, hasNames, withNamesApart } from './chart-axes.js';
import { labelWidth } from './chart-text.js';
import { type ChartTheme, chartConfig, darken } from './chart-theme.js';
import type { ReportResult } from './run.js';

export type { ChartTheme } from './chart-theme.js';

/** Width of the plot in pixels, without labels. */
const WIDTH = 560;
/** Height of a plot that is not made of one band for each name. */
const HEIGHT = 260;
/** Pixels that one name takes on a vertical axis. */
const BAND = 22;
/** Pixels that the bar of a month takes where there are few: one alone would fill the plot. */
const MONTH = 80;
/** Pixels for the labels of the first and the last month. */
const TWO_LABELS = 140;

/** The chart as an SVG document, or undefined for a report without one. No rows give a drawing that says so. */
export async function renderChart(result: ReportResult, theme: ChartTheme): Promise<string | undefined> {
  const { chart, title } = result.report;
  if (chart === undefined) return undefined;
  const drawing =
    result.rows.length === 0
      ? NOTHING
      : { ...sized(withNamesApart(chart), result.rows), data: { values: plotValues(result) } };
  return draw({ ...drawing, description: title, config: chartConfig(theme) });
}

/** Both drawings of a chart, or undefined for a report without one. The dark one is what `renderChart` would draw. */
export async function renderCharts(result: ReportResult): Promise<{ light: string; dark: string } | undefined> {
  const light = await renderChart(result, 'light');
  if (light === undefined) return undefined;
  return { light, dark: darken(light) ?? (await renderChart(result, 'dark')) ?? light };
}

/** A chart that stands for no rows. */
const NOTHING = {
  width: WIDTH,
  height: 40,
  data: { values: [{}] },
  mark: 'text',
  encoding: { text: { value: 'No data for this chart.' } },
};

function plotValues({ columns, rows }: ReportResult): Record<string, unknown>[] {
  return rows.map((row) => Object.fromEntries(columns.map(({ name }) => [name, plotValue(row[name])])));
}

// Strings come from strangers: an SVG with a control character in it would not be an XML document any more.
function plotValue(value: unknown): unknown {
  const plain = jsonValue(value);
  return typeof plain === 'string' ? visibleText(plain) : plain;
}

function sized(chart: TopLevelSpec, rows: readonly Row[]): object {
  const height = hasNames(axisOf(chart, 'y')) ? { step: BAND } : HEIGHT;
  const width = Math.min(WIDTH, Math.max(TWO_LABELS, MONTH * monthsOnAxis(chart, rows)));
  return { width, height, ...chart };
}

/** How many months bars have room for on the horizontal axis; Infinity when it has no bars, or tells something else. */
function monthsOnAxis(chart: TopLevelSpec, rows: readonly Row[]): number {
  const { timeUnit, field } = axisOf(chart, 'x');
  const isOfMonths =
    'mark' in chart && chart.mark === 'bar' && timeUnit === 'utcyearmonth' && typeof field === 'string';
  if (!isOfMonths) return Number.POSITIVE_INFINITY;
  const months = [...new Set(rows.map((row) => monthNumber(jsonValue(row[field]))))].filter(Number.isFinite);
  if (months.length === 0) return Number.POSITIVE_INFINITY;
  return Math.max(...months) - Math.min(...months) + 1;
}

/** Months since the year 0; NaN for what is no time. */
function monthNumber(value: unknown): number {
  const [, year, month] = /^(\d{4})-(\d\d)/.exec(String(value)) ?? [];
  return 12 * Number(year) + Number(month);
}

async function draw(spec: object): Promise<string> {
  // Loaded when needed: commands without a chart start faster.
  const [{ compile }, { parse, View, logger, textMetrics, resetSVGDefIds }] = await Promise.all([
    import('vega-lite'),
    import('vega'),
  ]);
  textMetrics.width = labelWidth;
  // Vega numbers gradients over the whole process; the same chart must be the same bytes whenever it is drawn.
  resetSVGDefIds();
  const silent = logger(NO_LOG);
  const { spec: compiled } = compile(spec as TopLevelSpec, { logger: silent });
  const view = new View(parse(compiled), { renderer: 'none', loader: NO_NETWORK, logger: silent });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}

/** Vega's level that prints nothing. */
const NO_LOG = 0;

async function refuse(uri: string): Promise<never> {
  throw new Error(`A chart may not load anything, and asked for ${uri}.`);
}

const NO_NETWORK: Loader = { load: refuse, sanitize: refuse, http: refuse, file: refuse };
