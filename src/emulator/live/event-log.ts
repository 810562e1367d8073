// emulator/live: what each account has still to hear in account/poll.
// Invariant: positions only grow and are the same for every session of an account; who asks from a position that is no longer
// kept, or never was one, must start again (fleep-wire.md 3.2: event_horizon 0).

/** Records that came up together, as JSON texts, and what account/listen says of them. */
export interface LogEntry {
  readonly records: readonly string[];
  readonly notices: readonly string[];
}

const ENTRIES_KEPT = 20_000;
const ENTRIES_AN_ANSWER = 100;

interface AccountLog {
  /** How many entries are no longer kept. */
  dropped: number;
  readonly entries: LogEntry[];
  readonly waiting: Set<() => void>;
}

export interface LogPage {
  readonly entries: readonly LogEntry[];
  /** The position after them. */
  readonly position: number;
}

export class EventLog {
  readonly #logs = new Map<string, AccountLog>();

  /** How many entries there have been for an account. */
  positionOf(accountId: string): number {
    const log = this.#logOf(accountId);
    return log.dropped + log.entries.length;
  }

  append(accountId: string, entry: LogEntry): void {
    const log = this.#logOf(accountId);
    log.entries.push(entry);
    if (log.entries.length > ENTRIES_KEPT) {
      log.entries.shift();
      log.dropped += 1;
    }
    for (const wake of [...log.waiting]) wake();
  }

  /** What came after a position; undefined for a position that is not known. */
  pageAfter(accountId: string, position: number): LogPage | undefined {
    const log = this.#logOf(accountId);
    const start = position - log.dropped;
    if (start < 0 || start > log.entries.length) return undefined;
    const entries = log.entries.slice(start, start + ENTRIES_AN_ANSWER);
    return { entries, position: position + entries.length };
  }

  /** Calls `wake` at the next entry of the account, and at each one after it, until the returned function is called. */
  subscribe(accountId: string, wake: () => void): () => void {
    const { waiting } = this.#logOf(accountId);
    waiting.add(wake);
    return () => void waiting.delete(wake);
  }

  #logOf(accountId: string): AccountLog {
    const known = this.#logs.get(accountId);
    if (known) return known;
    const log: AccountLog = { dropped: 0, entries: [], waiting: new Set() };
    this.#logs.set(accountId, log);
    return log;
  }
}
