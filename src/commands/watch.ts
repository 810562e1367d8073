// commands: watch – keeps an archive up to date: a pass, then the long poll until something happens, then the next pass, until it is told
// to stop. Outages are waited out; only what no waiting mends ends it.
// Invariant: everything that is archived comes from passes, which start from what the journal has; so nothing that happens while it is
// offline, asleep or dead is missed, only later.
import { findNumber, recordsOf } from '../crawl/answers.js';
import type { Answer, ReadingClient } from '../fleep/client.js';
import { FleepError } from '../fleep/errors.js';
import type { AccountId } from '../fleep/ids.js';
import { requireOutside } from '../journal/outside.js';
import { type Clock, realClock } from '../lib/clock.js';
import { ExitCode, reasonOf, throwAfter } from '../lib/errors.js';
import { keepHeapSmall } from '../lib/heap.js';
import { progressFor } from '../lib/progress.js';
import { readHorizon, readTotals, type Totals } from '../store/plan.js';
import { cutNote } from './journal-cut.js';
import type { Output } from './output.js';
import { beginRun, noteRun } from './run-notes.js';
import { clientFor, explain, type SyncOptions } from './sync.js';
import { type OpenSync, openSync } from './sync-archive.js';
import { runPass, takeIn } from './sync-pass.js';
import { WatchReport } from './watch-report.js';
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
  if (options.heartbeat !== undefined) await requireOutside(options.heartbeat, '--heartbeat');
  keepHeapSmall();
  await using client = await clientFor(options);
  try {
    await using open = await openSync({ ...options, path: options.archive }, () => client.signIn());
    const form = options.json ? 'json' : options.quiet ? 'none' : 'text';
    await using report = new WatchReport({ out, form, heartbeat: options.heartbeat });
    await using tables = new WatchTables(open);
    await tables.use((store) => beginRun(open, store, options.server, errors));
    report.say({ event: 'started', archive: options.archive, account_id: open.accountId, run_id: open.runId });
    const cut = cutNote(open.journal.cut);
    if (cut !== null) report.say({ event: 'cut', ...cut });
    try {
      await new Watch(open, tables, client, report, options).run();
      await finish(open, tables, ExitCode.complete, 'stopped');
    } catch (error) {
      await throwAfter(error, () => finish(open, tables, ExitCode.unexpected, reasonOf(error)));
    }
    report.turn('stopped');
    report.say({ event: 'stopped' });
    return ExitCode.complete;
  } catch (error) {
    throw explain(error, options);
  }
}

async function finish(open: OpenSync, tables: WatchTables, exit_code: ExitCode, outcome: string): Promise<void> {
  await noteRun(open, { ended_time: new Date().toISOString(), exit_code, outcome });
  await tables.use((store) => takeIn(open, store));
}

const BASE_WAIT_MS = 1000;
const MOST_WAIT_MS = 60_000;

class Watch {
  readonly #open: OpenSync;
  readonly #tables: WatchTables;
  readonly #client: ReadingClient;
  readonly #report: WatchReport;
  readonly #options: WatchOptions;
  readonly #clock: Clock;
  #failures = 0;
  #horizon = 0;
  #heard: Answer | undefined;

  constructor(open: OpenSync, tables: WatchTables, client: ReadingClient, report: WatchReport, options: WatchOptions) {
    this.#open = open;
    this.#tables = tables;
    this.#client = client;
    this.#report = report;
    this.#options = options;
    this.#clock = options.clock ?? realClock;
  }

  async run(): Promise<void> {
    const { signal } = this.#options;
    while (!signal.aborted) {
      try {
        await this.#pass();
        this.#heard = await this.#waitForEvents();
      } catch (error) {
        if (signal.aborted) return;
        if (!(error instanceof FleepError)) throw error;
        await this.#waitOut(error);
      }
    }
  }

  async #pass(): Promise<void> {
    const { concurrency, selection, thumbnails, signal } = this.#options;
    this.#report.turn('syncing');
    const requests = this.#client.requests;
    const heard = this.#heard;
    this.#heard = undefined;
    const { before, totals } = await this.#tables.use(async (store) => {
      await takeIn(this.#open, store);
      const counts = await readTotals(store.database);
      const startTask = progressFor(process.stderr, true);
      const pass = { client: this.#client, concurrency, selection, thumbnails, full: false, signal, startTask };
      await runPass(this.#open, store, heard === undefined ? pass : { ...pass, heard });
      this.#horizon = await readHorizon(store.database, this.#open.accountId as AccountId);
      return { before: counts, totals: await readTotals(store.database) };
    });
    this.#online();
    this.#report.say({
      event: 'synced',
      added: difference(totals, before),
      open_gaps: totals.open_gaps ?? 0,
      requests: this.#client.requests - requests,
    });
  }

  /** The first answer of the long poll that says something. The service holds each for a minute or two. */
  async #waitForEvents(): Promise<Answer> {
    for (;;) {
      this.#report.turn('waiting');
      const args = { event_horizon: this.#horizon, wait: true };
      const answer = await this.#client.call('storingConnectionInformation', { args });
      this.#online();
      const isIdle =
        findNumber(answer.body, 'event_horizon') === this.#horizon && recordsOf(answer.body, 'stream').length === 0;
      if (!isIdle) return answer;
      await this.#tables.publishWhenDue();
    }
  }

  #online(): void {
    this.#report.answered();
    if (this.#failures > 0) this.#report.say({ event: 'online' });
    this.#failures = 0;
  }

  async #waitOut(error: FleepError): Promise<void> {
    this.#failures += 1;
    const ceiling = Math.min(MOST_WAIT_MS, BASE_WAIT_MS * 2 ** this.#failures);
    const waitMs = Math.max(error.retryAfterMs ?? 0, BASE_WAIT_MS + this.#clock.random() * (ceiling - BASE_WAIT_MS));
    this.#report.turn('offline');
    this.#report.say({ event: 'offline', reason: reasonOf(error), retry_in_s: Math.round(waitMs / 1000) });
    await this.#clock.sleep(waitMs, this.#options.signal).catch(() => undefined);
  }
}

const difference = (totals: Totals, before: Totals): Record<string, number> =>
  Object.fromEntries(Object.entries(totals).map(([name, count]) => [name, count - (before[name] ?? 0)]));
