// report: the rows of a report → its chart as SVG text, drawn by Vega-Lite without DOM, script or network.
// Invariant: the same rows give the same bytes on every machine, whatever its time zone, language and fonts.
import type { Loader } from 'vega';
import type { TopLevelSpec } from 'vega-lite';
import { jsonValue } from '../lib/format/value.js';
import { visibleText } from '../lib/format/visible.js';
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

/** The chart as an SVG document, or undefined for a report without one. No rows give a drawing that says so. */
export async function renderChart(result: ReportResult, theme: ChartTheme): Promise<string | undefined> {
  const { chart, title } = result.report;
  if (chart === undefined) return undefined;
  const drawing = result.rows.length === 0 ? NOTHING : { ...sized(chart), data: { values: plotValues(result) } };
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

function sized(chart: TopLevelSpec): object {
  const height = hasNames(chart) ? { step: BAND } : HEIGHT;
  return { width: WIDTH, height, ...chart };
}

/** Whether the vertical axis has one band for each name. */
function hasNames(chart: TopLevelSpec): boolean {
  const y: unknown =
    'encoding' in chart && chart.encoding !== undefined && 'y' in chart.encoding ? chart.encoding.y : {};
  return typeof y === 'object' && y !== null && 'type' in y && (y.type === 'nominal' || y.type === 'ordinal');
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
