// report: the reports of the package, one for each file of queries/reports/. Adding a file adds a report.
// Invariant: a report whose header is incomplete or does not fit its SQL is refused, with file and line, before it is run.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TopLevelSpec } from 'vega-lite';
import { reasonOf, usageError } from '../lib/errors.js';
import { listQueries, readQuery } from '../store/sql.js';
import { type HeaderEntry, type HeaderKey, headerError, type Place, parseHeader } from './header.js';
import { didYouMean } from './nearest.js';
import { type Parameter, parseParameter } from './parameters.js';

export interface ReportColumn {
  readonly name: string;
  /** What the column says, with its unit. */
  readonly meaning: string;
}

/** One file of queries/reports/. */
export interface Report {
  /** The file's name without .sql. */
  readonly name: string;
  readonly title: string;
  readonly question: string;
  readonly description: string;
  readonly parameters: readonly Parameter[];
  readonly columns: readonly ReportColumn[];
  /** What a reader has to know before trusting the numbers. */
  readonly caveats: readonly string[];
  /** A Vega-Lite specification without data. */
  readonly chart: TopLevelSpec | undefined;
  readonly sql: string;
}

const FOLDER = 'reports';

/** All reports, in the order of their names. Throws a usage error that names file and line for a bad header. */
export async function loadCatalog(): Promise<Report[]> {
  const files = await listQueries(FOLDER);
  return Promise.all(files.map(loadFile));
}

const loadFile = async (file: string): Promise<Report> => parseReport(file, await readQuery(`${FOLDER}/${file}`));

/** One of the reports of the catalog. */
export const loadReport = (name: string): Promise<Report> => loadFile(`${name}.sql`);

/** The reports of a folder of one's own, in the same form. Throws a usage error for a folder that cannot be read or has none. */
export async function loadFolder(folder: string): Promise<Report[]> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw usageError(
      `The folder ${folder} cannot be read (${reasonOf(cause)}): name the folder of your reports with --queries.`,
      cause,
    );
  });
  const files = names.filter((name) => name.endsWith('.sql')).sort();
  if (files.length === 0) throw usageError(`The folder ${folder} has no report: a report is a file NAME.sql.`);
  return Promise.all(files.map(async (file) => parseReport(file, await readFile(join(folder, file), 'utf8'))));
}

/** The report of that name. Throws a usage error that names the nearest when there is none. */
export function getReport(name: string, catalog: readonly Report[]): Report {
  const report = catalog.find((candidate) => candidate.name === name);
  if (report !== undefined) return report;
  const names = catalog.map((candidate) => candidate.name);
  throw usageError(`There is no report "${name}"${didYouMean(name, names)}: "fleep-archive report" lists all.`);
}

/** The content of a .sql file → a report. `file` is its name, for messages and for the name of the report. */
export function parseReport(file: string, text: string): Report {
  const { entries, sql } = parseHeader(file, text);
  const place = { file, line: 1 };
  if (sql === '') throw headerError(place, 'a report needs SQL after its header.');
  const report: Report = {
    name: file.replace(/\.sql$/, ''),
    title: single(entries, 'title', place),
    question: single(entries, 'question', place),
    description: single(entries, 'description', place),
    parameters: parseEach(entries, 'param', file, parseParameter),
    columns: parseEach(entries, 'column', file, parseColumn),
    caveats: entries.filter((entry) => entry.key === 'caveat').map((entry) => entry.value),
    chart: parseChart(entries, file),
    sql,
  };
  checkNames(report, entries, file);
  return report;
}

function single(entries: readonly HeaderEntry[], key: HeaderKey, place: Place): string {
  const [first, second] = entries.filter((entry) => entry.key === key);
  if (first === undefined) throw headerError(place, `the header lacks a ${key}.`);
  if (second !== undefined) throw headerError({ ...place, line: second.line }, `a second ${key}; one is allowed.`);
  return first.value;
}

function parseEach<T extends { readonly name: string }>(
  entries: readonly HeaderEntry[],
  key: HeaderKey,
  file: string,
  parse: (value: string, place: Place) => T,
): T[] {
  const parsed: T[] = [];
  for (const entry of entries.filter((candidate) => candidate.key === key)) {
    const place = { file, line: entry.line };
    const one = parse(entry.value, place);
    if (parsed.some((other) => other.name === one.name)) throw headerError(place, `a second ${key} "${one.name}".`);
    parsed.push(one);
  }
  return parsed;
}

function parseColumn(value: string, place: Place): ReportColumn {
  const [, name, meaning] = /^([a-z][a-z0-9_]*) – (.+)$/.exec(value) ?? [];
  if (name === undefined || meaning === undefined) throw headerError(place, 'a column has the form "name – meaning".');
  return { name, meaning };
}

function parseChart(entries: readonly HeaderEntry[], file: string): TopLevelSpec | undefined {
  const found = entries.find((entry) => entry.key === 'chart');
  if (found === undefined) return undefined;
  const place = { file, line: found.line };
  const chart = parseJson(single(entries, 'chart', place), place);
  if (typeof chart !== 'object' || chart === null || Array.isArray(chart)) {
    throw headerError(place, 'a chart is a JSON object in Vega-Lite.');
  }
  if ('data' in chart) throw headerError(place, 'a chart brings no data of its own: it shows the rows of the report.');
  return chart as TopLevelSpec;
}

function parseJson(text: string, place: Place): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw headerError(place, `the chart is not JSON (${reasonOf(cause)}).`, cause);
  }
}

/** Holds parameters against the $names of the SQL, and the chart's fields against the columns. */
function checkNames(report: Report, entries: readonly HeaderEntry[], file: string): void {
  if (report.columns.length === 0) throw headerError({ file, line: 1 }, 'the header lacks a column.');
  const used = new Set([...withoutTexts(report.sql).matchAll(/\$([a-z_][a-z0-9_]*)/g)].map((match) => match[1] ?? ''));
  const declared = report.parameters.map((parameter) => parameter.name);
  const lineOf = (key: HeaderKey, start: string): number =>
    entries.find((entry) => entry.key === key && entry.value.startsWith(start))?.line ?? 1;
  for (const name of declared.filter((name) => !used.has(name))) {
    throw headerError({ file, line: lineOf('param', `${name} `) }, `the SQL has no $${name}.`);
  }
  for (const name of used) {
    if (!declared.includes(name))
      throw headerError({ file, line: 1 }, `the SQL has $${name}, the header no such param.`);
  }
  for (const field of chartFields(report.chart)) {
    if (!report.columns.some((column) => column.name === field)) {
      throw headerError({ file, line: lineOf('chart', '') }, `the chart shows "${field}", which is no column.`);
    }
  }
}

// In order: a text with escapes, a text, a quoted name, a remark to the end of the line, a remark, a text between dollars.
const TEXT =
  /(?<![\p{L}\p{N}_$])[eE]'(?:[^'\\]|\\[\s\S]|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|\$(\w*)\$[\s\S]*?\$\1\$/gu;

/** The SQL without what only looks like a parameter. */
const withoutTexts = (sql: string): string => sql.replace(TEXT, ' ');

/** Every "field" of the specification that is not made by the specification itself ("as"), at any depth. */
function chartFields(spec: unknown): string[] {
  const made = new Set(namesUnder('as', spec));
  return namesUnder('field', spec).filter((name) => !made.has(name));
}

function namesUnder(key: string, spec: unknown): string[] {
  if (typeof spec !== 'object' || spec === null) return [];
  return Object.entries(spec).flatMap(([name, value]) =>
    name === key ? [value].flat().filter((one) => typeof one === 'string') : namesUnder(key, value),
  );
}
