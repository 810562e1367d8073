// commands: what a watch could not have is left alone for a while. Asking for what always fails takes half a minute each time, and a pass
// comes whenever somebody writes something.
// Invariant: nothing rests for longer than six hours, and what rested has its turn also when nothing is heard.

interface Resting {
  readonly cause: string;
  readonly waitMs: number;
  readonly untilMs: number;
}

const FIRST_WAIT_MS = 5 * 60_000;
const MOST_WAIT_MS = 6 * 3_600_000;

/** What only time changes is asked for when all lists are read; for these a pass of their own is made. */
const MAY_BE_HAD: ReadonlySet<string> = new Set(['fetch failed', 'content differs', 'no progress']);

export class Rest {
  #gaps: ReadonlyMap<string, Resting> = new Map();
  #leftAlone: ReadonlySet<string> = new Set();

  /** A pass begins: the ids of the gaps that it leaves alone. */
  begin(now: Date): ReadonlySet<string> {
    this.#leftAlone = new Set([...this.#gaps].filter(([, { untilMs }]) => untilMs > now.getTime()).map(([id]) => id));
    return this.#leftAlone;
  }

  /** It has ended, and these gaps are open (id → cause): what it tried in vain rests twice as long as before. */
  end(openGaps: ReadonlyMap<string, string>, now: Date): void {
    this.#gaps = new Map(
      [...openGaps].map(([id, cause]) => {
        const before = this.#gaps.get(id);
        if (before !== undefined && this.#leftAlone.has(id)) return [id, before];
        const waitMs = before === undefined ? FIRST_WAIT_MS : Math.min(MOST_WAIT_MS, before.waitMs * 2);
        return [id, { cause, waitMs, untilMs: now.getTime() + waitMs }];
      }),
    );
  }

  /** Whether something has rested enough that may be had by now. */
  isOver(now: Date): boolean {
    return [...this.#gaps.values()].some(({ cause, untilMs }) => MAY_BE_HAD.has(cause) && untilMs <= now.getTime());
  }
}
