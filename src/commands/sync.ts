// commands: sync – brings an archive up to date: crawl → load → files → load. Resumes whatever an earlier run left undone.
// Invariant: however a run ends, what the journal has is loaded and published, so that a run that broke off is usable and resumes.
import type { Selection } from '../crawl/selection.js';
import type { Unmatched } from '../crawl/unmatched.js';
import { type ConnectionWorld, ReadingClient } from '../fleep/client.js';
import { FleepError } from '../fleep/errors.js';
import type { AccountId } from '../fleep/ids.js';
import type { StoreKind } from '../journal/archive-folder.js';
import {
  ArchiveError,
  ExitCode,
  firstOf,
  interruptedError,
  isNoSpace,
  noSpaceError,
  reasonOf,
  throwAfter,
} from '../lib/errors.js';
import { keepHeapSmall } from '../lib/heap.js';
import { progressFor, type StartTask } from '../lib/progress.js';
import { findSystemError } from '../lib/system-errors.js';
import { addedTo, readTotals, type Totals } from '../store/plan.js';
import type { Store } from '../store/store.js';
import type { Credentials } from './credentials.js';
import { type CutNote, cutNote, tellCut } from './journal-cut.js';
import { noAnswer } from './no-answer.js';
import type { Output } from './output.js';
import { beginRun, noteRun, remarkOnServer, remarkOnUnmatched, takeIn } from './run-notes.js';
import { type OpenSync, openSync, openTables, requireTarget } from './sync-archive.js';
import { runPass } from './sync-pass.js';
import { planSync } from './sync-plan.js';
import { describeRun, type RunSummary } from './sync-summary.js';

export interface SyncOptions {
  readonly archive: string;
  readonly server: string;
  readonly store?: StoreKind | undefined;
  /** Conversations, and later files, at a time. */
  readonly concurrency: number;
  /** Requests a second, at most. */
  readonly rate?: number | undefined;
  /** Read all lists to their ends, whatever the service says has changed. */
  readonly full: boolean;
  readonly selection: Selection;
  /** With the thumbnails of files. */
  readonly thumbnails: boolean;
  /** Say what would be fetched, and write nothing. */
  readonly dryRun: boolean;
  readonly quiet: boolean;
  readonly json: boolean;
  readonly credentials: () => Promise<Credentials>;
  readonly signal: AbortSignal;
  /** What the connection works with; the real world by default. */
  readonly connection?: ConnectionWorld;
}

/** Runs one sync. Resolves with 0, or with 3 when something that should be in the archive is not. */
export async function syncCommand(
  options: SyncOptions,
  out: Output = process.stdout,
  errors: Output = process.stderr,
): Promise<ExitCode> {
  keepHeapSmall();
  const startTask = progressFor(process.stderr, options.quiet);
  await using client = await clientFor(options);
  try {
    if (options.dryRun) return await planOnly(client, options, out, errors);
    await using open = await openSync({ ...options, path: options.archive }, () => client.signIn());
    tellCut(open.journal);
    await using store = await openTables(open);
    const summary = await runSync(open, store, client, options, startTask, errors);
    out.write(options.json ? `${JSON.stringify(summary, undefined, 2)}\n` : options.quiet ? '' : describeRun(summary));
    return summary.exit_code;
  } catch (error) {
    throw explain(error, options);
  }
}

/** A client for a crawl, not signed in yet. */
export async function clientFor(options: Omit<SyncOptions, 'full' | 'dryRun'>): Promise<ReadingClient> {
  return new ReadingClient({
    server: options.server,
    ...(await options.credentials()),
    connections: options.concurrency,
    perSecond: options.rate,
    signal: options.signal,
    ...options.connection,
  });
}

async function planOnly(client: ReadingClient, options: SyncOptions, out: Output, errors: Output): Promise<ExitCode> {
  await requireTarget({ ...options, path: options.archive });
  const login = await client.signIn();
  await planSync(client, String(login.body.account_id) as AccountId, options, out, errors);
  return ExitCode.complete;
}

async function runSync(
  open: OpenSync,
  store: Store,
  client: ReadingClient,
  options: SyncOptions,
  startTask: StartTask,
  errors: Output,
) {
  await takeIn(open, store);
  await remarkOnServer(open, store.database, options.server, errors);
  const before = await readTotals(store.database);
  const started = await beginRun(open, options.server);
  let unmatched: Unmatched;
  try {
    unmatched = await runPass(open, store, { ...options, client, startTask });
  } catch (error) {
    const outcome = options.signal.aborted ? 'interrupted' : reasonOf(error);
    return throwAfter(error, () => finish(open, store, exitCodeOf(explain(error, options)), outcome));
  }
  const totals = await readTotals(store.database);
  const exitCode = (totals.open_gaps ?? 0) > 0 ? ExitCode.gaps : ExitCode.complete;
  await finish(open, store, exitCode, exitCode === ExitCode.complete ? 'complete' : 'finished with gaps');
  remarkOnUnmatched(unmatched, errors);
  const times = { started: started.toISOString(), ended: new Date().toISOString() };
  return summarise({
    runId: open.runId,
    accountId: open.accountId,
    archive: options.archive,
    requests: client.requests,
    journalCut: cutNote(open.journal.cut),
    unmatched,
    ...times,
    before,
    totals,
    exitCode,
  });
}

async function finish(open: OpenSync, store: Store, exitCode: ExitCode, outcome: string): Promise<void> {
  await noteRun(open, { ended_time: new Date().toISOString(), exit_code: exitCode, outcome });
  await takeIn(open, store);
  await store.publish();
}

interface Findings {
  readonly runId: string;
  readonly accountId: string;
  readonly archive: string;
  readonly requests: number;
  readonly journalCut: CutNote | null;
  readonly unmatched: Unmatched;
  readonly started: string;
  readonly ended: string;
  readonly before: Totals;
  readonly totals: Totals;
  readonly exitCode: ExitCode;
}

function summarise(found: Findings): RunSummary {
  return {
    run_id: found.runId,
    archive: found.archive,
    account_id: found.accountId,
    started: found.started,
    ended: found.ended,
    requests: found.requests,
    exit_code: found.exitCode,
    journal_cut: found.journalCut,
    unmatched: found.unmatched,
    totals: found.totals,
    added: addedTo(found.before, found.totals),
  };
}

/** The same failure as a sentence for the user; errors that are one already, and bugs, as they are. */
export function explain(
  failure: unknown,
  { archive, server, signal }: Pick<SyncOptions, 'archive' | 'server' | 'signal'>,
): unknown {
  const error = firstOf(failure);
  if (error instanceof ArchiveError) return error;
  const next = 'run the same command again to go on.';
  if (signal.aborted) return interruptedError(`Stopped; what was fetched is in ${archive}: ${next}`, error);
  if (isNoSpace(error)) return noSpaceError(`No space left for ${archive}: make room and ${next}`, error);
  if (!(error instanceof FleepError)) return findSystemError(error) ?? error;
  return noAnswer(server, error, next);
}

/** What the process ends with, for an error that was explained. */
export const exitCodeOf = (explained: unknown): ExitCode =>
  explained instanceof ArchiveError ? explained.exitCode : ExitCode.unexpected;
