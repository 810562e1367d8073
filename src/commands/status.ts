// commands: status – what an archive holds, how much of what the account can see that is, what is missing and why, when it was last
// brought up to date, and what the next sync will do.
import { existsSync } from 'node:fs';
import { type ArchiveFolder, journalPath, openArchive } from '../journal/archive-folder.js';
import { findLastPage } from '../journal/known-position.js';
import { isLocked } from '../journal/lock.js';
import { ExitCode } from '../lib/errors.js';
import { formatRows } from '../lib/format/rows.js';
import type { Database } from '../store/database.js';
import { openStore } from '../store/open.js';
import { readTotals, type Totals } from '../store/plan.js';
import { readPosition } from '../store/position.js';
import { readQuery } from '../store/sql.js';
import type { Row } from '../store/values.js';
import type { Output } from './output.js';

export interface StatusOptions {
  readonly archive: string;
  readonly json: boolean;
}

interface Status {
  readonly totals: Totals;
  readonly coverage: Row;
  readonly holes: readonly Row[];
  /** Of whichever account. */
  readonly last_run: Row | null;
  /** The last one of each account, the latest first. */
  readonly last_runs: readonly Row[];
  /** Why more may be missing than the tables know; null when the last run of each account came to its end, or one is at work. */
  readonly broken_off: string | null;
  readonly next: Row;
  readonly gaps: readonly Row[];
  readonly left_out: readonly Row[];
}

/** Resolves with 3 when something that should be in the archive is not. Throws `noArchive` (exit 10) for a folder that is none. */
export async function statusCommand(
  { archive: path, json }: StatusOptions,
  out: Output = process.stdout,
): Promise<ExitCode> {
  const archive = await openArchive(path);
  await using database = await openStore(archive);
  const runs = await database.rows(await readQuery('status/last-run.sql'));
  const status = { ...(await readStatus(database, runs)), broken_off: await findBreak(archive, database, runs) };
  if (json) out.write(`${JSON.stringify({ archive: path, ...archive.info, ...status }, undefined, 2)}\n`);
  else {
    out.write(`${path}: ${archive.info.store} archive of ${archive.info.server}\n`);
    describe(status, out);
  }
  return status.gaps.length > 0 || status.broken_off !== null ? ExitCode.gaps : ExitCode.complete;
}

/** `lastRuns`: the rows of queries/status/last-run.sql. */
async function readStatus(database: Database, lastRuns: readonly Row[]): Promise<Omit<Status, 'broken_off'>> {
  const runs = lastRuns.map(({ is_listed, ...run }) => run);
  const rows = async (name: string) => database.rows(await readQuery(`status/${name}.sql`));
  const row = async (name: string) => (await rows(name))[0];
  return {
    totals: await readTotals(database),
    coverage: (await row('coverage')) ?? {},
    holes: await rows('holes'),
    last_run: runs[0] ?? null,
    last_runs: runs,
    next: (await row('next')) ?? {},
    gaps: await rows('gaps'),
    left_out: await rows('left-out'),
  };
}

async function findBreak({ path }: ArchiveFolder, database: Database, runs: readonly Row[]): Promise<string | null> {
  // Tables may be handed on without their journal.
  if (!existsSync(journalPath(path)) || (await isLocked(path))) return null;
  const behind = (await findLastPage(path)) - (await readPosition(database)).page;
  if (behind > 0) return `The journal has ${behind} pages that are not in the tables: a run broke off.`;
  const broken = runs.filter(isBrokenOff).map(({ account_id, outcome }) => {
    const whose = runs.length > 1 ? ` of ${account_id}` : '';
    return `The last run${whose} did not come to its end: ${String(outcome ?? 'it was killed').replace(/\.$/, '')}.`;
  });
  return broken.length === 0 ? null : broken.join(' ');
}

/**
 * A run that was refused something, a filter or a session, leaves behind it what the tables know of, where all lists had been read before;
 * what else there is the next run hears of.
 */
function isBrokenOff({ exit_code, is_listed }: Row): boolean {
  if (exit_code === ExitCode.usage || exit_code === ExitCode.signIn) return is_listed !== true;
  return exit_code !== ExitCode.complete && exit_code !== ExitCode.gaps;
}

/** What was left out is as it should be, and may be thousands of files. */
const MOST_LEFT_OUT = 20;

function describe({ totals, coverage, holes, last_runs, broken_off, next, gaps, left_out }: Status, out: Output): void {
  const table = (rows: readonly Row[]) => {
    if (rows.length > 0)
      out.write(formatRows({ columns: Object.keys(rows[0] ?? {}), rows: [...rows] }, 'table', { width: out.columns }));
  };
  const of = (held: unknown, all: unknown) => `${held} of ${all}`;
  out.write('\nCoverage\n');
  table([
    {
      'conversations complete': of(coverage.conversations_complete, coverage.conversations),
      'of them gone from Fleep': coverage.conversations_gone,
      'messages held': of(coverage.messages_held, coverage.messages),
      'files held': of(coverage.files_held, coverage.files),
    },
  ]);
  out.write('\nRows\n');
  table(Object.entries(totals).map(([name, count]) => ({ what: name.replaceAll('_', ' '), count })));
  if (holes.length > 0) out.write('\nNot in the archive\n');
  table(holes);
  if (gaps.length > 0) out.write('\nShould be in the archive\n');
  table(gaps);
  if (left_out.length > 0) out.write('\nLeft out by filters\n');
  table(left_out.slice(0, MOST_LEFT_OUT).map(({ cause, ...row }) => row));
  const others = left_out.length - MOST_LEFT_OUT;
  if (others > 0) out.write(`… and ${others} more: --json names them.\n`);
  out.write('\nLast sync\n');
  if (last_runs.length === 0) out.write('never\n');
  table(last_runs);
  if (broken_off !== null) out.write(`${broken_off}\n`);
  out.write('\nThe next sync\n');
  out.write(`${nextInWords(next)}\n`);
}

function nextInWords({ ranges_to_fetch, gaps_to_try, files_to_fetch, lists_read }: Row): string {
  const lists =
    lists_read instanceof Date
      ? `Reads what Fleep says has changed; all lists were read on ${lists_read.toISOString().slice(0, 10)}.`
      : 'Reads all lists.';
  const work = [
    [ranges_to_fetch, 'ranges of messages to fetch'],
    [gaps_to_try, 'gaps to try again, some only when all lists are read (once a week, or with --full)'],
    [files_to_fetch, 'files to fetch'],
  ].filter(([count]) => Number(count) > 0);
  return [lists, ...work.map(([count, what]) => `${count} ${what}.`)].join(' ');
}
