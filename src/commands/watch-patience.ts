// commands: what a watch waits out, and says so: a service that does not answer, or answers a long poll at once, and a reader that has the
// tables open.
// Invariant: what no waiting mends is thrown at once; what is waited out is tried again until the watch is told to stop.
import { FleepError } from '../fleep/errors.js';
import type { Clock } from '../lib/clock.js';
import { ArchiveError, ExitCode, reasonOf } from '../lib/errors.js';
import type { WatchReport } from './watch-report.js';

const BASE_WAIT_MS = 1000;
/** A service that is down is not to be stormed; a reader harms nobody by being asked after. */
const MOST_OFFLINE_MS = 60_000;
const MOST_LOCKED_MS = 10_000;
/** A long poll that told nothing before was not held. */
const HELD_MS = 2000;

export class Patience {
  readonly #report: WatchReport;
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  #failures = 0;
  /** Long polls in a row that told nothing and were not held. */
  #unheld = 0;

  constructor(report: WatchReport, clock: Clock, signal: AbortSignal) {
    this.#report = report;
    this.#clock = clock;
    this.#signal = signal;
  }

  /** Runs it until the service answers as it should. Throws what is no matter of the service, and anything when told to stop. */
  async throughOutages<T>(attempt: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await attempt();
      } catch (error) {
        if (this.#signal.aborted || !(error instanceof FleepError)) throw error;
        this.#failures += 1;
        const waitMs = Math.max(error.retryAfterMs ?? 0, this.#backOff(this.#failures, MOST_OFFLINE_MS));
        this.#report.turn('offline', reasonOf(error));
        this.#report.say({ event: 'offline', reason: reasonOf(error), retry_in_s: Math.round(waitMs / 1000) });
        await this.#pause(waitMs);
      }
    }
  }

  /** The service has answered as it should. */
  answered(): void {
    this.#report.answered();
    if (this.#failures > 0) this.#report.say({ event: 'online' });
    this.#failures = 0;
  }

  /** A long poll has told something: another may follow at once. */
  told(): void {
    this.#unheld = 0;
  }

  /** A long poll has told nothing after so long. Where the service, or a proxy before it, holds none, the next one has to wait. */
  async toldNothing(afterMs: number): Promise<void> {
    this.#unheld = afterMs < HELD_MS ? this.#unheld + 1 : 0;
    if (this.#unheld > 0) await this.#pause(Math.min(MOST_OFFLINE_MS, BASE_WAIT_MS * 2 ** (this.#unheld - 1)));
  }

  /** Opens the tables when nobody reads them any more. When told to stop it tries once, and throws `locked` then. */
  async untilFree<T>(open: () => Promise<T>): Promise<T> {
    for (let vain = 0; ; vain += 1) {
      try {
        const opened = await open();
        if (vain > 0) this.#free();
        return opened;
      } catch (error) {
        if (this.#signal.aborted || !isLocked(error)) throw error;
        this.#report.turn('locked', reasonOf(error));
        if (vain === 0) this.#report.say({ event: 'locked', reason: reasonOf(error) });
        await this.#pause(this.#backOff(vain + 1, MOST_LOCKED_MS));
      }
    }
  }

  #free(): void {
    this.#report.turn('syncing');
    this.#report.say({ event: 'unlocked' });
  }

  /** From a second up to a ceiling that doubles each time. */
  #backOff(failures: number, mostMs: number): number {
    const ceiling = Math.min(mostMs, BASE_WAIT_MS * 2 ** failures);
    return BASE_WAIT_MS + this.#clock.random() * (ceiling - BASE_WAIT_MS);
  }

  /** Whoever waits looks at the signal then. */
  async #pause(waitMs: number): Promise<void> {
    await this.#clock.sleep(waitMs, this.#signal).catch(() => undefined);
  }
}

/** Somebody else has the tables open. */
export const isLocked = (error: unknown): boolean =>
  error instanceof ArchiveError && error.exitCode === ExitCode.locked;
