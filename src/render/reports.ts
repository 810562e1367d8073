// render: the reports of the package as pages of the site, with their charts as picture files.
// Invariant: charts are files of their own, shown by <img>: no drawing passes through a template, and none can run a script.

import type { ArchiveFolder } from '../journal/archive-folder.js';
import { isNumeric, valueText } from '../lib/format/value.js';
import { loadCatalog, type Report } from '../report/catalog.js';
import { renderCharts } from '../report/chart.js';
import { type ReportResult, runReport } from '../report/run.js';
import type { Database } from '../store/database.js';
import { withRoom } from '../store/room.js';
import type { SiteFacts } from './page-frame.js';
import type { PageWriter } from './page-writer.js';
import type { Templates } from './templates.js';
import type { Words } from './words.js';

/** A finished report and its charts as SVG text. */
export interface ReportView {
  readonly result: ReportResult;
  readonly charts: { readonly light: string; readonly dark: string } | undefined;
}

export interface ReportTargets {
  readonly templates: Templates;
  readonly writer: PageWriter;
  readonly site: SiteFacts;
  readonly words: Words;
}

interface ReportSources {
  readonly archive: ArchiveFolder;
  readonly database: Database;
}

/** Rows that a page shows; the command line gives all of them. */
const SHOWN_ROWS = 200;

/** Runs every report with its default parameters and writes its page. */
export async function renderAllReports({
  archive,
  database,
  ...targets
}: ReportSources & ReportTargets): Promise<void> {
  const views: ReportView[] = [];
  for (const report of await loadCatalog()) {
    const given = inZone(report, targets.words.zone.name);
    const result = await withRoom(database, archive, (store) => runReport(store, report, given));
    views.push({ result, charts: await renderCharts(result) });
  }
  renderReports(views, targets);
}

/** Writes reports/index.html, and for each report reports/<name>.html with its two pictures. */
function renderReports(reports: readonly ReportView[], { templates, writer, site, words }: ReportTargets): void {
  const frame = (path: string) => ({ root: '../' as const, path, ...site, isReports: true });
  const entries = reports.map(({ result }) => ({ ...headOf(result), href: `${result.report.name}.html` }));
  const path = 'reports/index.html';
  const index = { ...frame(path), pageTitle: words.texts.site.reports, reports: entries };
  writer.write(path, templates.render('reports', index));
  for (const report of reports) {
    const { name } = report.result.report;
    const page = `reports/${name}.html`;
    const view = { ...frame(page), ...reportView(report, words), pageTitle: report.result.report.title };
    writer.write(page, templates.render('report', view));
    for (const [theme, svg] of Object.entries(report.charts ?? {})) writer.write(`reports/${name}.${theme}.svg`, svg);
  }
}

/** Reports that tell times of day tell them in the zone of the site. */
const inZone = ({ parameters }: Report, zone: string): Readonly<Record<string, string>> =>
  Object.fromEntries(parameters.filter(({ type }) => type === 'timezone').map(({ name }) => [name, zone]));

const headOf = ({ report }: ReportResult) => ({
  name: report.name,
  title: report.title,
  question: report.question,
});

function reportView({ result, charts }: ReportView, words: Words) {
  const { reports } = words.texts;
  const { report, columns, rows } = result;
  const numeric = new Set(columns.filter(({ name }) => isNumeric(name, rows)).map(({ name }) => name));
  const shown = rows.slice(0, SHOWN_ROWS);
  return {
    ...headOf(result),
    // Headers of queries mark code as Markdown does; a page shows plain text.
    description: report.description.replaceAll('`', ''),
    caveats: report.caveats,
    parameters: report.parameters.map(parameterView),
    sql: report.sql,
    chart: charts && chartOf(report.name, charts.light),
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
