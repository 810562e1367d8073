// commands: sync – brings an archive up to date: crawl → load → files → load. Resumes whatever an earlier run left undone.
// Invariant: however a run ends, what the journal has is loaded and published, so that a run that broke off is usable and resumes.

import { pageOf } from '../crawl/answers.js';
import { type CrawlContext, People } from '../crawl/context.js';
import { crawl } from '../crawl/crawl.js';
import { downloadFiles } from '../crawl/files.js';
import { type Answer, ReadingClient } from '../fleep/client.js';
import { FleepError } from '../fleep/errors.js';
import type { StoreKind } from '../journal/archive-folder.js';
import { ownRecord } from '../journal/format.js';
import { ArchiveError, ExitCode, interruptedError, noSpaceError, reasonOf, serverError } from '../lib/errors.js';
import { progressFor, type StartTask } from '../lib/progress.js';
import { version } from '../lib/version.js';
import { readKnowledge, readOpenGaps, readPendingFiles, readTotals, type Totals } from '../store/plan.js';
import type { Credentials } from './credentials.js';
import type { Output } from './output.js';
import { type OpenSync, openSync, takeIn } from './sync-archive.js';
import { describeRun, type RunSummary } from './sync-summary.js';

export interface SyncOptions {
  readonly archive: string;
  readonly server: string;
  readonly store?: StoreKind | undefined;
  /** Conversations, and later files, at a time. */
  readonly concurrency: number;
  /** Read all lists to their ends, whatever the service says has changed. */
  readonly full: boolean;
  readonly quiet: boolean;
  readonly json: boolean;
  readonly credentials: () => Promise<Credentials>;
  readonly signal: AbortSignal;
}

/** Runs one sync. Resolves with 0, or with 3 when something that should be in the archive is not. */
export async function syncCommand(options: SyncOptions, out: Output = process.stdout): Promise<ExitCode> {
  const startTask = progressFor(process.stderr, options.quiet);
  await using client = new ReadingClient({
    server: options.server,
    ...(await options.credentials()),
    connections: options.concurrency + 1,
    signal: options.signal,
  });
  try {
    let login: Answer | undefined;
    await using open = await openSync(
      { path: options.archive, server: options.server, store: options.store },
      async () => {
        login = await client.signIn();
        return login;
      },
    );
    const summary = await runSync(open, login, client, options, startTask);
    out.write(options.json ? `${JSON.stringify(summary, undefined, 2)}\n` : options.quiet ? '' : describeRun(summary));
    return summary.exit_code;
  } catch (error) {
    throw explain(error, options);
  }
}

async function runSync(
  open: OpenSync,
  login: Answer | undefined,
  client: ReadingClient,
  options: SyncOptions,
  startTask: StartTask,
) {
  const { journal, store, runId } = open;
  const started = new Date();
  await takeIn(open);
  const before = await readTotals(store.database);
  await noteRun(open, {
    started_time: started.toISOString(),
    account_id: open.accountId,
    server: options.server,
    version,
  });
  if (login !== undefined) await journal.append(pageOf(login));
  try {
    await fetchAll(open, client, options, startTask);
  } catch (error) {
    const outcome = options.signal.aborted ? 'interrupted' : reasonOf(error);
    await finish(open, error instanceof ArchiveError ? error.exitCode : codeOf(error, options.signal), outcome);
    throw error;
  }
  const totals = await readTotals(store.database);
  const exitCode = (totals.open_gaps ?? 0) > 0 ? ExitCode.gaps : ExitCode.complete;
  await finish(open, exitCode, exitCode === ExitCode.complete ? 'complete' : 'finished with gaps');
  const times = { started: started.toISOString(), ended: new Date().toISOString() };
  return summarise({
    runId,
    accountId: open.accountId,
    archive: options.archive,
    requests: client.requests,
    ...times,
    before,
    totals,
    exitCode,
  });
}

async function fetchAll(open: OpenSync, client: ReadingClient, options: SyncOptions, startTask: StartTask) {
  const { accountId, journal, store, archive } = open;
  const conversations = startTask('Conversations');
  const context: CrawlContext = {
    client,
    journal,
    account: accountId,
    known: await readKnowledge(store.database, accountId),
    people: new People(),
    teams: new Set(),
    dialogs: new Set(),
    isFull: options.full,
    now: () => new Date(),
    concurrency: options.concurrency,
    signal: options.signal,
    progress: { total: conversations.total, conversation: () => conversations.add(1) },
  };
  await crawl(context).finally(conversations.end);
  await takeIn(open);

  const pending = await readPendingFiles(store.database);
  if (pending.length === 0) return;
  const files = startTask('Files', pending.length);
  const openGaps = await readOpenGaps(store.database);
  const { concurrency, signal } = options;
  const fileContext = {
    client,
    journal,
    archive: archive.path,
    concurrency,
    signal,
    openGaps,
    onDone: () => files.add(1),
  };
  await downloadFiles(pending, fileContext).finally(files.end);
  await takeIn(open);
}

async function finish(open: OpenSync, exitCode: ExitCode, outcome: string): Promise<void> {
  await noteRun(open, { ended_time: new Date().toISOString(), exit_code: exitCode, outcome });
  await takeIn(open);
  await open.store.publish();
}

const noteRun = ({ journal, runId }: OpenSync, fields: Record<string, unknown>) =>
  journal.append({
    call: 'archive/run',
    args: {},
    status: 0,
    records: [ownRecord({ mk_rec_type: 'archive_run', run_id: runId, ...fields })],
  });

interface Findings {
  readonly runId: string;
  readonly accountId: string;
  readonly archive: string;
  readonly requests: number;
  readonly started: string;
  readonly ended: string;
  readonly before: Totals;
  readonly totals: Totals;
  readonly exitCode: ExitCode;
}

function summarise(found: Findings): RunSummary {
  const added = Object.entries(found.totals).map(([name, count]) => [name, count - (found.before[name] ?? 0)] as const);
  return {
    run_id: found.runId,
    archive: found.archive,
    account_id: found.accountId,
    started: found.started,
    ended: found.ended,
    requests: found.requests,
    exit_code: found.exitCode,
    totals: found.totals,
    added: Object.fromEntries(added),
  };
}

const NO_SPACE = new Set(['ENOSPC', 'EDQUOT']);

const systemCode = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');

function codeOf(error: unknown, signal: AbortSignal): ExitCode {
  if (signal.aborted) return ExitCode.interrupted;
  if (NO_SPACE.has(systemCode(error))) return ExitCode.noSpace;
  return error instanceof FleepError ? ExitCode.server : ExitCode.unexpected;
}

/** The same failure as a sentence for the user; errors that are one already, and bugs, as they are. */
function explain(error: unknown, { archive, server, signal }: SyncOptions): unknown {
  if (error instanceof ArchiveError) return error;
  switch (codeOf(error, signal)) {
    case ExitCode.interrupted:
      return interruptedError(
        `Stopped; what was fetched is in ${archive}: run the same command again to go on.`,
        error,
      );
    case ExitCode.noSpace:
      return noSpaceError(`No space left for ${archive}: make room and run the same command again to go on.`, error);
    case ExitCode.server:
      return serverError(
        `${server} does not answer as it should (${reasonOf(error)}): check the address and the network, and run the same command again to go on.`,
        error,
      );
    default:
      return error;
  }
}
