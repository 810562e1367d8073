// commands: what a watch says while it runs: one line an event, and a heartbeat file for whoever watches the watcher.
import { describeUnmatched, type Unmatched } from '../crawl/unmatched.js';
import { dropTemporaries, replaceFile } from '../lib/durable.js';
import type { ExitCode } from '../lib/errors.js';
import { type CutNote, describeCut } from './journal-cut.js';
import type { Output } from './output.js';

export type WatchEvent =
  | { readonly event: 'started'; readonly archive: string; readonly account_id: string; readonly run_id: string }
  /** Something was cut off the journal when it was opened, and may have been a page. */
  | ({ readonly event: 'cut' } & CutNote)
  /** A pass ended. added: rows by table that it brought. */
  | {
      readonly event: 'synced';
      readonly added: Readonly<Record<string, number>>;
      readonly open_gaps: number;
      readonly requests: number;
    }
  /** What --conversation and --exclude name and no conversation is: once, and again when that is something else. */
  | ({ readonly event: 'unmatched' } & Unmatched)
  | { readonly event: 'offline'; readonly reason: string; readonly retry_in_s: number }
  | { readonly event: 'online' }
  /** Somebody reads the tables; nothing can be loaded meanwhile. */
  | { readonly event: 'locked'; readonly reason: string }
  | { readonly event: 'unlocked' }
  /** reason: null when it was told to stop. */
  | { readonly event: 'stopped'; readonly exit_code: ExitCode; readonly reason: string | null };

type WatchState = 'syncing' | 'waiting' | 'offline' | 'locked' | 'stopped';

interface Options {
  readonly out: Output;
  readonly form: 'json' | 'text' | 'none';
  /** Path of the heartbeat file; undefined for none. */
  readonly heartbeat: string | undefined;
  readonly now?: () => Date;
}

const BEAT_EVERY_MS = 15_000;

export class WatchReport implements AsyncDisposable {
  readonly #options: Options;
  /** There when the heartbeat file is this watch's to write. */
  #timer: NodeJS.Timeout | undefined;
  #state: WatchState = 'syncing';
  #reason: string | null = null;
  #lastAnswer: string | null = null;
  #lastSynced: string | null = null;
  #writing: Promise<void> = Promise.resolve();
  #failure: unknown;

  constructor(options: Options) {
    this.#options = options;
  }

  /** From now on the heartbeat file is written. Not before the archive is locked: the file may be that of the watch that has it. */
  begin(): void {
    const { heartbeat } = this.#options;
    if (heartbeat === undefined) return;
    this.#then(() => dropTemporaries(heartbeat));
    this.#timer = setInterval(() => this.#beat(), BEAT_EVERY_MS).unref();
    this.#beat();
  }

  /** Says what happened, as JSON on a line or in words. */
  say(event: WatchEvent): void {
    const time = this.#time();
    const { form, out } = this.#options;
    if (form === 'json') out.write(`${JSON.stringify({ time, ...event })}\n`);
    if (form === 'text') out.write(`${time} ${inWords(event)}\n`);
  }

  /** A change of what it is doing. Throws when the heartbeat file cannot be written: then nobody would know that it stopped. */
  turn(state: Exclude<WatchState, 'stopped'>, reason: string | null = null): void {
    if (this.#failure !== undefined) throw this.#failure;
    if (state === 'waiting') this.#lastSynced = this.#time();
    this.#show(state, reason);
  }

  /**
   * The last word. reason: why it ended by itself, null when it was told to. Where the heartbeat file cannot be written any more, its time
   * tells that it stopped: what went wrong before is what to speak of.
   */
  async end(exit_code: ExitCode, reason: string | null): Promise<void> {
    this.say({ event: 'stopped', exit_code, reason });
    this.#show('stopped', reason);
    await this.#writing;
  }

  /** The service has answered, if only that nothing happened. */
  answered(): void {
    this.#lastAnswer = this.#time();
  }

  #time(): string {
    return (this.#options.now?.() ?? new Date()).toISOString();
  }

  #show(state: WatchState, reason: string | null): void {
    this.#state = state;
    this.#reason = reason;
    this.#beat();
  }

  #beat(): void {
    const { heartbeat } = this.#options;
    if (heartbeat === undefined || this.#timer === undefined) return;
    const content = {
      time: this.#time(),
      pid: process.pid,
      state: this.#state,
      reason: this.#reason,
      last_answer: this.#lastAnswer,
      last_synced: this.#lastSynced,
    };
    this.#then(() => replaceFile(heartbeat, async (file) => file.writeFile(`${JSON.stringify(content)}\n`)));
  }

  /** One write after the other. */
  #then(write: () => Promise<void>): void {
    this.#writing = this.#writing.then(write).catch((error: unknown) => {
      this.#failure ??= error;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await this.#writing;
  }
}

function inWords(event: WatchEvent): string {
  switch (event.event) {
    case 'started':
      return `Watching into ${event.archive}.`;
    case 'cut':
      return describeCut(event);
    case 'unmatched':
      return describeUnmatched(event).join(' ');
    case 'synced': {
      const { messages = 0, message_versions = 0, files_stored = 0 } = event.added;
      const gaps = event.open_gaps > 0 ? ` ${event.open_gaps} gaps: "fleep-archive status" names them.` : '';
      return `${messages} new messages, ${message_versions - messages} changed, ${files_stored} files.${gaps}`;
    }
    case 'offline':
      return `Fleep does not answer (${event.reason}); trying again in ${event.retry_in_s} s.`;
    case 'online':
      return 'Fleep answers again.';
    case 'locked':
      return `${event.reason} Waiting for that.`;
    case 'unlocked':
      return 'The tables are free again.';
    case 'stopped':
      return 'Stopped.';
  }
}
