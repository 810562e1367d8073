// commands: report [NAME…] – lists or describes the reports, or runs some over an archive and prints or writes their rows and charts.
// Invariant: what is piped on holds the rows of one report and nothing else; several go into files, one each.
import { join } from 'node:path';
import { openArchive } from '../journal/archive-folder.js';
import { requireOutside } from '../journal/outside.js';
import { makePath } from '../lib/durable.js';
import { usageError } from '../lib/errors.js';
import { formatRows, ROW_FORMATS } from '../lib/format/rows.js';
import type { RowSet } from '../lib/format/value.js';
import { writeOutFile, writingOut } from '../lib/out-file.js';
import { QueryBox } from '../report/box.js';
import { getReport, loadCatalog, loadFolder, type Report } from '../report/catalog.js';
import { renderChart } from '../report/chart.js';
import { describeWithSql } from '../report/describe.js';
import { requireDrawable, runOwnReport } from '../report/own.js';
import { pngOf } from '../report/picture.js';
import { presentReport } from '../report/present.js';
import { type ReportResult, runReport } from '../report/run.js';
import { openStore } from '../store/open.js';
import { writeParquetRows } from '../store/parquet-rows.js';
import { checkReport } from './clashes.js';
import { queryLimits } from './options.js';
import type { Output } from './output.js';

export const REPORT_FORMATS = [...ROW_FORMATS, 'parquet'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

type ChartFormat = 'svg' | 'png';

export interface ReportOptions {
  /** Folder of the archive; the list and the descriptions need none. */
  readonly archive?: string | undefined;
  /** Names of the reports; the list of reports when empty. */
  readonly names: readonly string[];
  readonly all?: boolean;
  readonly list?: boolean;
  /** Print what the reports are, with their SQL, and run nothing. */
  readonly describe?: boolean;
  readonly format: ReportFormat;
  /** Draw the charts instead; with `out`, beside the rows. */
  readonly chart?: ChartFormat | undefined;
  /** Folder that gets a file for each report. */
  readonly out?: string | undefined;
  /** Folder with reports of one's own. */
  readonly queries?: string | undefined;
  readonly minGroup?: number | undefined;
  /** Parameters, each as `name=value`. */
  readonly params: readonly string[];
  /** How long a report of one's own may take. */
  readonly timeLimitSeconds?: number;
  /** Most memory that DuckDB may take for one, as DuckDB writes it. */
  readonly memoryLimit?: string;
}

/** A report and whether it is the user's own. */
interface Choice {
  readonly report: Report;
  readonly isOwn: boolean;
}

/** Pictures are bytes. */
interface ReportOutput extends Output {
  write(content: string | Uint8Array): unknown;
}

/** Throws `usage` for an unknown report or parameter, `noArchive` when there is nothing to report on. */
export async function reportCommand(options: ReportOptions, out: ReportOutput = process.stdout): Promise<void> {
  checkReport(options);
  const catalog = await readCatalog(options.queries);
  const chosen = choose(options, catalog);
  if (options.list === true || chosen.length === 0) {
    out.write(
      formatRows(listing(catalog.map(({ report }) => report)), listFormat(options.format), { width: out.columns }),
    );
    return;
  }
  if (options.describe === true) {
    out.write(chosen.map(({ report }) => describeWithSql(report)).join('\n'));
    return;
  }
  requirePlace(options, chosen.length, out);
  const given = givenFor(options, chosen);
  if (options.archive === undefined)
    throw usageError('A report needs --archive, the folder of the archive. See --help.');
  if (options.out !== undefined) {
    await requireOutside(options.out, '--out');
    await makePath(options.out);
  }
  await using database = await openStore(await openArchive(options.archive));
  await using box = new QueryBox(options.archive, {
    timeMs: (options.timeLimitSeconds ?? queryLimits['time-limit'].default) * 1000,
    memory: options.memoryLimit ?? queryLimits['memory-limit'].default,
  });
  for (const [index, { report, isOwn }] of chosen.entries()) {
    const taken = chosen.length === 1 ? given : known(given, report);
    const result = await (isOwn ? runOwnReport(box, report, taken) : runReport(database, report, taken));
    if (isOwn && (options.chart !== undefined || options.format === 'html')) await requireDrawable(result);
    if (options.out !== undefined) await writeFiles(result, options, options.out);
    else {
      if (index > 0) out.write('\n');
      out.write(await printed(result, options, out.columns));
    }
  }
  if (options.out !== undefined)
    out.write(`${chosen.length === 1 ? '1 report' : `${chosen.length} reports`} in ${options.out}\n`);
}

/** The package's reports and the user's own; one of the user's stands for one of ours of the same name. */
async function readCatalog(folder: string | undefined): Promise<Choice[]> {
  const own = folder === undefined ? [] : await loadFolder(folder);
  const ours = (await loadCatalog()).filter(({ name }) => !own.some((report) => report.name === name));
  return [...ours.map((report) => ({ report, isOwn: false })), ...own.map((report) => ({ report, isOwn: true }))];
}

/** In the order of the user. */
function choose({ names, all }: ReportOptions, catalog: readonly Choice[]): Choice[] {
  if (all === true) return [...catalog];
  const reports = catalog.map(({ report }) => report);
  const wanted = new Set(names.map((name) => getReport(name, reports)));
  return [...wanted].flatMap((report) => catalog.filter((choice) => choice.report === report));
}

const listFormat = (format: ReportFormat) => (format === 'parquet' ? 'table' : format);

function listing(catalog: readonly Report[]): RowSet {
  return {
    columns: ['name', 'question', 'parameters'],
    rows: catalog.map(({ name, question, parameters }) => ({
      name,
      question,
      parameters: parameters.map((parameter) => parameter.name).join(', '),
    })),
  };
}

/** What can be printed is one report, or several for people to read. */
function requirePlace({ format, chart, out }: ReportOptions, count: number, { columns }: Output): void {
  if (out !== undefined) return;
  if (format === 'parquet') throw usageError('Parquet is written into files: name their folder with --out.');
  if (chart === 'png' && columns !== undefined)
    throw usageError('A terminal shows no PNG: name a folder with --out, or send it into a file.');
  const isForPeople = chart === undefined && (format === 'table' || format === 'md');
  if (count > 1 && !isForPeople) {
    throw usageError('Several reports in this form go into files: name their folder with --out.');
  }
}

/** Throws `usage` for a parameter that none of the reports has. */
function givenFor({ params, minGroup }: ReportOptions, chosen: readonly Choice[]): Record<string, string> {
  const given = parseAssignments(params);
  const names = new Set(chosen.flatMap(({ report }) => report.parameters.map((parameter) => parameter.name)));
  const stranger = Object.keys(given).find((name) => !names.has(name));
  if (chosen.length > 1 && stranger !== undefined) {
    throw usageError(`None of these reports has a parameter "${stranger}": they take ${[...names].sort().join(', ')}.`);
  }
  if (minGroup === undefined) return given;
  if (!names.has('min_group'))
    throw usageError('--min-group means nothing to these reports, which have no rows about people: leave it out.');
  if (given.min_group !== undefined) throw usageError('--min-group and --param min_group are one: give it once.');
  return { ...given, min_group: String(minGroup) };
}

/** What one report takes of what was given to several. A single one is given all, so that it can name the wrong one. */
function known(given: Readonly<Record<string, string>>, report: Report): Record<string, string> {
  const names = new Set(report.parameters.map((parameter) => parameter.name));
  const taken = Object.entries(given).filter(([name]) => names.has(name));
  return Object.fromEntries(taken);
}

async function printed(
  result: ReportResult,
  { chart, format }: ReportOptions,
  width: number | undefined,
): Promise<string | Uint8Array> {
  if (chart !== undefined) {
    const drawn = await findDrawing(result, chart);
    if (drawn === undefined) throw usageError(`The report ${result.report.name} has no chart.`);
    return drawn;
  }
  return format === 'parquet' ? '' : presentReport(result, format, width);
}

/** The chart of a report; undefined for a report without one. */
async function findDrawing(result: ReportResult, format: ChartFormat): Promise<string | Uint8Array | undefined> {
  const svg = await renderChart(result, 'light');
  return svg !== undefined && format === 'png' ? pngOf(svg) : svg && `${svg}\n`;
}

const EXTENSION: Partial<Record<ReportFormat, string>> = { table: 'txt' };

async function writeFiles(result: ReportResult, { format, chart }: ReportOptions, folder: string): Promise<void> {
  const { name } = result.report;
  const path = join(folder, `${name}.${EXTENSION[format] ?? format}`);
  const columns = result.columns.map((column) => column.name);
  await writingOut(path, async () =>
    format === 'parquet'
      ? writeParquetRows(path, { columns, types: result.types, chunks: [result.rows] })
      : writeOutFile(path, [await presentReport(result, format)]),
  );
  const drawing = chart === undefined ? undefined : await findDrawing(result, chart);
  const picture = join(folder, `${name}.${chart}`);
  if (drawing !== undefined) await writingOut(picture, () => writeOutFile(picture, [drawing]));
}

/** `['since=2024-01-01']` → `{since: '2024-01-01'}`. The value may hold further equals signs. */
export function parseAssignments(params: readonly string[]): Record<string, string> {
  const given = new Map<string, string>();
  for (const param of params) {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(param) ?? [];
    if (name === undefined || value === undefined) {
      throw usageError(`A parameter has the form name=value, not "${param}".`);
    }
    if (given.has(name)) throw usageError(`--param ${name} is given more than once: it takes one value.`);
    given.set(name, value);
  }
  return Object.fromEntries(given);
}
