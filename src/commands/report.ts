// commands: report [NAME] – lists the reports, or runs one over an archive and prints its rows.
// Invariant: CSV and JSON hold the rows and nothing else; a title is printed only where people read.

import { openArchive } from '../journal/archive-folder.js';
import { usageError } from '../lib/errors.js';
import { escapeMarkdown } from '../lib/format/markdown.js';
import { formatRows, type RowFormat } from '../lib/format/rows.js';
import type { RowSet } from '../lib/format/value.js';
import { getReport, loadCatalog, type Report } from '../report/catalog.js';
import { type ReportResult, runReport } from '../report/run.js';
import { openStore } from '../store/open.js';
import type { Output } from './output.js';

export interface ReportOptions {
  /** Folder of the archive. */
  readonly archive: string;
  /** Name of the report; the list of reports when absent. */
  readonly name?: string | undefined;
  readonly format: RowFormat;
  /** Parameters, each as `name=value`. */
  readonly params: readonly string[];
}

/** Throws `usage` for an unknown report or parameter, `noArchive` when there is nothing to report on. */
export async function reportCommand(options: ReportOptions, out: Output = process.stdout): Promise<void> {
  const catalog = await loadCatalog();
  if (options.name === undefined) {
    out.write(formatRows(listing(catalog), options.format, { width: out.columns }));
    return;
  }
  const report = getReport(options.name, catalog);
  const given = parseAssignments(options.params);
  await using database = await openStore(await openArchive(options.archive));
  out.write(present(await runReport(database, report, given), options.format, out.columns));
}

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

function present({ report, columns, rows }: ReportResult, format: RowFormat, width: number | undefined): string {
  const text = formatRows({ columns: columns.map((column) => column.name), rows }, format, { width });
  switch (format) {
    case 'table':
      return `${report.title}\n${report.question}\n\n${text}`;
    case 'md':
      return `## ${escapeMarkdown(report.title)}\n\n${escapeMarkdown(report.question)}\n\n${text}`;
    case 'csv':
    case 'json':
      return text;
  }
}

/** `['since=2024-01-01']` → `{since: '2024-01-01'}`. The value may hold further equals signs. */
export function parseAssignments(params: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    params.map((param) => {
      const [, name, value] = /^([^=]+)=(.*)$/s.exec(param) ?? [];
      if (name === undefined || value === undefined) {
        throw usageError(`A parameter has the form name=value, not "${param}".`);
      }
      return [name, value];
    }),
  );
}
