// render: the reports of the package as pages of the site, with their charts as picture files.
// Invariant: charts are files of their own, shown by <img>: no drawing passes through a template, and none can run a script.

import { isNumeric, valueText } from '../lib/format/value.js';
import { loadReport, type Report } from '../report/catalog.js';
import { renderCharts } from '../report/chart.js';
import { type ReportResult, runReport } from '../report/run.js';
import { withRoom } from '../store/room.js';
import type { RenderContext } from './render-context.js';
import type { Words } from './words.js';

/** The pictures of a report, as names beside its page, with their size in pixels. */
export interface ReportPicture {
  readonly light: string;
  readonly dark: string;
  readonly width: string | undefined;
  readonly height: string | undefined;
}

/** Reports whose charts stand on the first page, in this order. */
export const FEATURED: readonly string[] = [
  'messages-by-month',
  'messages-by-hour-and-weekday',
  'messages-by-kind',
  'after-hours',
  'who-answers-whom',
  'message-length',
  'membership',
  'tasks-by-month',
];

/** Rows that a page shows; the command line gives all of them. */
const SHOWN_ROWS = 200;

/** Runs a report with its default parameters, in the zone of the site, and writes reports/<name>.html with its two pictures. */
export async function renderReport(name: string, context: RenderContext): Promise<ReportPicture | undefined> {
  const { archive, database, templates, writer, site, words } = context;
  const report = await loadReport(name);
  const given = inZone(report, words.zone.name);
  const result = await withRoom(database, archive, (store) => runReport(store, report, given));
  const charts = await renderCharts(result);
  const path = `reports/${name}.html`;
  const frame = { root: '../' as const, path, ...site, isReports: true };
  const picture = charts && pictureOf(name, charts.light);
  const chart = picture && { ...picture, alt: words.texts.reports.chart(report.title) };
  const view = { ...frame, ...reportView(result, given, words), chart, pageTitle: report.title };
  writer.write(path, templates.render('report', view));
  for (const [theme, svg] of Object.entries(charts ?? {})) writer.write(`reports/${name}.${theme}.svg`, svg);
  return picture;
}

/** What stands above the reports. */
interface Glance {
  readonly days: string;
  readonly numbers: readonly object[];
}

/** Writes reports/index.html: what there is in short, some charts, and where all reports are. */
export function renderReportList(
  reports: readonly Report[],
  pictures: ReadonlyMap<string, ReportPicture>,
  glance: Glance,
  { templates, writer, site, words }: RenderContext,
): void {
  const entries = reports.map((report) => ({ ...headOf(report), href: `${report.name}.html` }));
  const featured = FEATURED.flatMap((name) => {
    const entry = entries.find((one) => one.name === name);
    const picture = pictures.get(name);
    if (entry === undefined || picture === undefined) return [];
    return [{ ...entry, chart: { ...picture, alt: words.texts.reports.smallChart(entry.title) } }];
  });
  const path = 'reports/index.html';
  const frame = { root: '../' as const, path, ...site, isReports: true, pageTitle: words.texts.site.reports };
  const view = { ...frame, ...glance, featured, reports: entries };
  writer.write(path, templates.render('reports', view));
}

/** Reports that tell times of day tell them in the zone of the site. */
const inZone = ({ parameters }: Report, zone: string): Readonly<Record<string, string>> =>
  Object.fromEntries(parameters.filter(({ type }) => type === 'timezone').map(({ name }) => [name, zone]));

const headOf = ({ name, title, question }: Report) => ({ name, title, question });

function reportView(result: ReportResult, given: Readonly<Record<string, string>>, words: Words) {
  const { reports } = words.texts;
  const { report, columns, rows } = result;
  const numeric = new Set(columns.filter(({ name }) => isNumeric(name, rows)).map(({ name }) => name));
  const shown = rows.slice(0, SHOWN_ROWS);
  return {
    ...headOf(report),
    // Headers of queries mark code as Markdown does; a page shows plain text.
    description: report.description.replaceAll('`', ''),
    caveats: report.caveats,
    // The values that the page was made with.
    parameters: report.parameters.map(({ name, meaning, defaultText }) => ({
      name,
      meaning,
      value: given[name] ?? defaultText ?? reports.noValue,
    })),
    sql: report.sql,
    columns: columns.map(({ name, meaning }) => ({ label: columnLabel(name), meaning, isNumber: numeric.has(name) })),
    rows: shown.map((row) => ({
      cells: columns.map(({ name }) => ({ text: cellText(row[name]), isNumber: numeric.has(name) })),
    })),
    isCut: rows.length > shown.length,
    rowsNote:
      rows.length > shown.length
        ? reports.cut(words.count(shown.length), words.count(rows.length))
        : reports.total(words.count(rows.length)),
  };
}

function pictureOf(name: string, svgLight: string): ReportPicture {
  const size = /^<svg[^>]*\bwidth="(\d+)[^"]*"[^>]*\bheight="(\d+)/.exec(svgLight);
  return {
    light: `${name}.light.svg`,
    dark: `${name}.dark.svg`,
    width: size?.[1],
    height: size?.[2],
  };
}

const columnLabel = (name: string): string => name.replaceAll('_', ' ');

/** Times without their seconds' zeroes, whole days as days. */
const cellText = (value: unknown): string => {
  const text = valueText(value);
  return value instanceof Date
    ? text
        .replace('T00:00:00Z', '')
        .replace('T', ' ')
        .replace(/(:\d\d)?Z$/, '$1')
    : text;
};
