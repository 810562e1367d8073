// commands: watch – keeps an archive up to date: a pass, then the long poll until something happens, then the next pass, until it is told
// to stop. Outages are waited out; only what no waiting mends ends it.
// Invariant: everything that is archived comes from passes, which start from what the journal has; so nothing that happens while it is
// offline, asleep or dead is missed, only later.
import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { findNumber, recordsOf } from '../crawl/answers.js';
import { describeUnmatched, type Unmatched } from '../crawl/unmatched.js';
import type { Answer, ReadingClient } from '../fleep/client.js';
import type { AccountId } from '../fleep/ids.js';
import { requireOutside } from '../journal/outside.js';
import { type Clock, realClock } from '../lib/clock.js';
import { requireWritableFolder } from '../lib/durable.js';
import { ExitCode, firstOf, reasonOf, throwAfter, usageError } from '../lib/errors.js';
import { keepHeapSmall } from '../lib/heap.js';
import { progressFor } from '../lib/progress.js';
import { addedTo, readHorizon, readOpenGaps, readTotals } from '../store/plan.js';
import { cutNote, tellCut } from './journal-cut.js';
import type { Output } from './output.js';
import { beginRun, noteRun, remarkOnServer, remarkOnUnmatched, takeIn } from './run-notes.js';
import { clientFor, exitCodeOf, explain, type SyncOptions } from './sync.js';
import { type OpenSync, openSync } from './sync-archive.js';
import { runPass } from './sync-pass.js';
import { Patience } from './watch-patience.js';
import { WatchReport } from './watch-report.js';
import { Rest } from './watch-rest.js';
import { WatchTables } from './watch-tables.js';

export interface WatchOptions extends Omit<SyncOptions, 'full' | 'dryRun'> {
  /** File that says, every few seconds, that the watch is alive and what it does. */
  readonly heartbeat: string | undefined;
  readonly clock?: Clock;
}

/** Runs until the signal is aborted, and resolves with 0 then. Throws what no waiting mends: a refused sign-in, a full disk. */
export async function watchCommand(
  options: WatchOptions,
  out: Output = process.stdout,
  errors: Output = process.stderr,
): Promise<ExitCode> {
  if (options.heartbeat !== undefined) await requirePlace(options.heartbeat);
  keepHeapSmall();
  const form = options.json ? 'json' : options.quiet ? 'none' : 'text';
  await using report = new WatchReport({ out, form, heartbeat: options.heartbeat });
  try {
    await watchArchive(options, report, errors);
  } catch (failure) {
    const error = explain(failure, options);
    return throwAfter(error, () => report.end(exitCodeOf(error), reasonOf(error)));
  }
  await report.end(ExitCode.complete, null);
  return ExitCode.complete;
}

/** Nobody should sign in for a watch that cannot say that it is alive. */
async function requirePlace(heartbeat: string): Promise<void> {
  await requireOutside(heartbeat, '--heartbeat');
  await requireWritableFolder(dirname(resolve(heartbeat)));
  const found = await stat(heartbeat).catch(() => undefined);
  if (found?.isDirectory()) throw usageError(`${heartbeat} is a folder: name a file with --heartbeat.`);
}

/** Resolves when it was told to stop. */
async function watchArchive(options: WatchOptions, report: WatchReport, errors: Output): Promise<void> {
  const { archive: path, server, signal, clock = realClock } = options;
  await using client = await clientFor(options);
  const patience = new Patience(report, clock, signal);
  await using open = await unlessStopped(signal, () =>
    openSync({ ...options, path }, () => {
      report.begin();
      return patience.throughOutages(() => client.signIn());
    }),
  );
  if (open === undefined) return;
  patience.answered();
  await using tables = new WatchTables(open, patience);
  const started = await unlessStopped(signal, async () => {
    // Tables that know of pages which the journal has not end the run before anything is added.
    await tables.use(async (store) => {
      await takeIn(open, store);
      await remarkOnServer(open, store.database, server, errors);
    });
    return beginRun(open, server);
  });
  if (started === undefined) return;
  report.say({ event: 'started', archive: path, account_id: open.accountId, run_id: open.runId });
  const cut = cutNote(open.journal.cut);
  if (cut !== null) {
    report.say({ event: 'cut', ...cut });
    if (options.quiet) tellCut(open.journal, errors);
  }
  try {
    await new Watch({ open, tables, client, report, patience, errors }, options).run();
  } catch (error) {
    if (!signal.aborted) {
      const exitCode = exitCodeOf(explain(error, options));
      return throwAfter(error, () => finish(open, tables, exitCode, reasonOf(firstOf(error))));
    }
  }
  await finish(open, tables, ExitCode.complete, 'stopped');
}

/** undefined when it was told to stop before the run had begun: then there is nothing to close. */
async function unlessStopped<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}

async function finish(open: OpenSync, tables: WatchTables, exit_code: ExitCode, outcome: string): Promise<void> {
  await noteRun(open, { ended_time: new Date().toISOString(), exit_code, outcome });
  await tables.useIfFree((store) => takeIn(open, store));
}

interface Parts {
  readonly open: OpenSync;
  readonly tables: WatchTables;
  readonly client: ReadingClient;
  readonly report: WatchReport;
  readonly patience: Patience;
  readonly errors: Output;
}

class Watch {
  readonly #open: OpenSync;
  readonly #tables: WatchTables;
  readonly #client: ReadingClient;
  readonly #report: WatchReport;
  readonly #patience: Patience;
  readonly #errors: Output;
  readonly #options: WatchOptions;
  readonly #clock: Clock;
  readonly #rest = new Rest();
  #horizon = 0;
  #heard: Answer | undefined;
  /** What was last said of the selection. */
  #remarked = '';

  constructor({ open, tables, client, report, patience, errors }: Parts, options: WatchOptions) {
    this.#open = open;
    this.#tables = tables;
    this.#client = client;
    this.#report = report;
    this.#patience = patience;
    this.#errors = errors;
    this.#options = options;
    this.#clock = options.clock ?? realClock;
  }

  /** Never ends by itself. After an outage a pass comes before the next poll, which may be held for a minute and tell nothing. */
  async run(): Promise<never> {
    for (;;) {
      await this.#patience.throughOutages(async () => {
        await this.#pass();
        this.#heard = await this.#waitForEvents();
      });
    }
  }

  async #pass(): Promise<void> {
    const { concurrency, selection, thumbnails, signal } = this.#options;
    this.#report.turn('syncing');
    const requests = this.#client.requests;
    const heard = this.#heard;
    this.#heard = undefined;
    const resting = this.#rest.begin(this.#clock.now());
    const { before, totals, unmatched } = await this.#tables.use(async (store) => {
      await takeIn(this.#open, store);
      const counts = await readTotals(store.database);
      const startTask = progressFor(process.stderr, true);
      const pass = {
        client: this.#client,
        concurrency,
        selection,
        thumbnails,
        full: false,
        signal,
        startTask,
        resting,
      };
      const vain = await runPass(this.#open, store, heard === undefined ? pass : { ...pass, heard });
      this.#horizon = await readHorizon(store.database, this.#open.accountId as AccountId);
      this.#rest.end(await readOpenGaps(store.database), this.#clock.now());
      return { before: counts, totals: await readTotals(store.database), unmatched: vain };
    });
    this.#patience.answered();
    this.#remarkOn(unmatched);
    this.#report.say({
      event: 'synced',
      added: addedTo(before, totals),
      open_gaps: totals.open_gaps ?? 0,
      requests: this.#client.requests - requests,
    });
  }

  /** Once, and again when it is something else: a pass comes with every message. */
  #remarkOn(unmatched: Unmatched): void {
    const sentences = describeUnmatched(unmatched).join(' ');
    if (sentences !== this.#remarked && sentences !== '') {
      this.#report.say({ event: 'unmatched', ...unmatched });
      if (this.#options.quiet) remarkOnUnmatched(unmatched, this.#errors);
    }
    this.#remarked = sentences;
  }

  /**
   * The first answer of the long poll that says something, or undefined when it is time to try again what could not be had. The service
   * holds each for a minute or two.
   */
  async #waitForEvents(): Promise<Answer | undefined> {
    for (;;) {
      this.#report.turn('waiting');
      const args = { event_horizon: this.#horizon, wait: true };
      const asked = this.#clock.now().getTime();
      const answer = await this.#client.call('storingConnectionInformation', { args });
      this.#patience.answered();
      const isEmpty = recordsOf(answer.body, 'stream').length === 0;
      if (isEmpty) await this.#patience.toldNothing(this.#clock.now().getTime() - asked);
      else this.#patience.told();
      if (!isEmpty || findNumber(answer.body, 'event_horizon') !== this.#horizon) return answer;
      await this.#tables.publishWhenDue();
      if (this.#rest.isOver(this.#clock.now())) return undefined;
    }
  }
}
