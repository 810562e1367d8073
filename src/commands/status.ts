// commands: status – what an archive holds, what is missing and why, and when it was last brought up to date.
import { openArchive } from '../journal/archive-folder.js';
import { formatRows } from '../lib/format/rows.js';
import { openStore } from '../store/open.js';
import { readTotals } from '../store/plan.js';
import { readQuery } from '../store/sql.js';
import type { Output } from './output.js';

export interface StatusOptions {
  readonly archive: string;
  readonly json: boolean;
}

/** Throws `noArchive` (exit 10) for a folder that is none. */
export async function statusCommand(
  { archive: path, json }: StatusOptions,
  out: Output = process.stdout,
): Promise<void> {
  const archive = await openArchive(path);
  await using database = await openStore(archive);
  const totals = await readTotals(database);
  const [lastRun] = await database.rows(await readQuery('status/last-run.sql'));
  const gaps = await database.rows(await readQuery('status/gaps.sql'));
  if (json) {
    const status = { archive: path, ...archive.info, totals, last_run: lastRun ?? null, gaps };
    out.write(`${JSON.stringify(status, undefined, 2)}\n`);
    return;
  }
  const counts = Object.entries(totals).map(([name, count]) => ({ what: name.replaceAll('_', ' '), count }));
  out.write(`${path}: ${archive.info.store} archive of ${archive.info.server}\n`);
  out.write(formatRows({ columns: ['what', 'count'], rows: counts }, 'table', { width: out.columns }));
  if (lastRun !== undefined)
    out.write(formatRows({ columns: Object.keys(lastRun), rows: [lastRun] }, 'table', { width: out.columns }));
  if (gaps.length > 0)
    out.write(formatRows({ columns: Object.keys(gaps[0] ?? {}), rows: gaps }, 'table', { width: out.columns }));
}
