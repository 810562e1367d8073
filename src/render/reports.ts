// render: the reports of the package as pages of the site, with their charts as picture files.
// Invariant: charts are files of their own, shown by <img>: no drawing passes through a template, and none can run a script.

import type { ArchiveFolder } from '../journal/archive-folder.js';
import { isNumeric, valueText } from '../lib/format/value.js';
import { loadCatalog, type Report } from '../report/catalog.js';
import { renderCharts } from '../report/chart.js';
import { type ReportResult, runReport } from '../report/run.js';
import { type OpenOptions, openStore } from '../store/open.js';
import type { SiteFacts } from './page-frame.js';
import type { PageWriter } from './page-writer.js';
import type { Templates } from './templates.js';
import { count } from './words.js';

/** A finished report and its charts as SVG text. */
export interface ReportView {
  readonly result: ReportResult;
  readonly charts: { readonly light: string; readonly dark: string } | undefined;
}

export interface ReportTargets {
  readonly templates: Templates;
  readonly writer: PageWriter;
  readonly site: SiteFacts;
}

/** Rows that a page shows; the command line gives all of them. */
const SHOWN_ROWS = 200;

/** Reports look at the whole archive at once, so they get a store of their own with more room, closed when they are done. */
const REPORT_STORE: OpenOptions = { memoryLimit: '1GB', threads: 1 };

/** Runs every report with its default parameters and writes its page. */
export async function renderAllReports(archive: ArchiveFolder, targets: ReportTargets): Promise<void> {
  await using database = await openStore(archive, REPORT_STORE);
  const views: ReportView[] = [];
  for (const report of await loadCatalog()) {
    const result = await runReport(database, report);
    views.push({ result, charts: await renderCharts(result) });
  }
  renderReports(views, targets);
}

/** Writes reports/index.html, and for each report reports/<name>.html with its two pictures. */
function renderReports(reports: readonly ReportView[], { templates, writer, site }: ReportTargets): void {
  const frame = { root: '../' as const, ...site, isReports: true };
  const entries = reports.map(({ result }) => ({ ...headOf(result), href: `${result.report.name}.html` }));
  const index = templates.render('reports', { ...frame, pageTitle: 'Reports', reports: entries });
  writer.write('reports/index.html', index);
  for (const report of reports) {
    const { name } = report.result.report;
    const view = { ...frame, ...reportView(report), pageTitle: report.result.report.title };
    writer.write(`reports/${name}.html`, templates.render('report', view));
    for (const [theme, svg] of Object.entries(report.charts ?? {})) writer.write(`reports/${name}.${theme}.svg`, svg);
  }
}

const headOf = ({ report }: ReportResult) => ({
  name: report.name,
  title: report.title,
  question: report.question,
});

function reportView({ result, charts }: ReportView) {
  const { report, columns, rows } = result;
  const numeric = new Set(columns.filter(({ name }) => isNumeric(name, rows)).map(({ name }) => name));
  const shown = rows.slice(0, SHOWN_ROWS);
  return {
    ...headOf(result),
    description: report.description,
    caveats: report.caveats,
    parameters: report.parameters.map(parameterView),
    sql: report.sql,
    chart: charts && chartOf(report.name, charts.light),
    columns: columns.map(({ name, meaning }) => ({ label: columnLabel(name), meaning, isNumber: numeric.has(name) })),
    rows: shown.map((row) => ({
      cells: columns.map(({ name }) => ({ text: cellText(row[name]), isNumber: numeric.has(name) })),
    })),
    rowCount: count(rows.length),
    isCut: rows.length > shown.length,
    shownCount: count(shown.length),
  };
}

/** The value that the page was made with. */
const parameterView = ({ name, meaning, defaultText }: Report['parameters'][number]) => ({
  name,
  meaning,
  value: defaultText ?? 'none',
});

function chartOf(name: string, svgLight: string) {
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
