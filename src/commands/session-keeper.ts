// commands: a kept session while it is in use: writes the halves back when the service replaces them.
// Invariant: one write at a time; of pairs that come meanwhile only the newest is written, and disposing waits for that.
import type { KeptSession, SessionPair } from '../fleep/session.js';
import { reasonOf } from '../lib/errors.js';
import type { Output } from './output.js';
import type { SessionStore, StoredSession } from './session-store.js';

export class SessionKeeper implements KeptSession {
  readonly #sessions: SessionStore;
  readonly #session: StoredSession;
  readonly #errors: Output;
  #pair: SessionPair;
  #written: SessionPair;
  #writing: Promise<void> | undefined;
  #failure: unknown;

  constructor(sessions: SessionStore, session: StoredSession, pair: SessionPair, errors: Output = process.stderr) {
    this.#sessions = sessions;
    this.#session = session;
    this.#errors = errors;
    this.#pair = pair;
    this.#written = pair;
  }

  get pair(): SessionPair {
    return this.#pair;
  }

  replace(pair: SessionPair): void {
    this.#pair = pair;
    this.#writing ??= this.#write();
  }

  /** Says so when the last pair could not be kept: the run is none the worse, and the next one cannot go on with the session. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writing;
    if (this.#failure === undefined) return;
    const reason = reasonOf(this.#failure);
    this.#failure = undefined;
    this.#errors.write(
      `fleep-archive: the session of ${this.#session.email} has new secrets that could not be kept (${reason}): run fleep-archive login before the next run.\n`,
    );
  }

  async #write(): Promise<void> {
    while (this.#written !== this.#pair) {
      const pair = this.#pair;
      try {
        await this.#sessions.replace(this.#session, pair);
        this.#failure = undefined;
      } catch (error) {
        this.#failure = error;
      }
      this.#written = pair;
    }
    this.#writing = undefined;
  }
}
