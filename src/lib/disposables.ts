// lib: things that are opened one after the other and closed in the reverse order. (Node 20 has no AsyncDisposableStack.)
// Invariant: each is closed, whichever of the others cannot be.

export class Disposables implements AsyncDisposable {
  #owned: AsyncDisposable[] = [];

  /** Owns `thing` from now on, and hands it back. */
  use<T extends AsyncDisposable>(thing: T): T {
    this.#owned.push(thing);
    return thing;
  }

  /** Hands everything over to a new owner; this one then closes nothing. */
  move(): Disposables {
    const next = new Disposables();
    next.#owned = this.#owned;
    this.#owned = [];
    return next;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const owned = this.#owned;
    this.#owned = [];
    await closeAll(owned);
  }
}

/** Failures are told as `await using` tells them: the first one as it is, or as what a later one suppressed (firstOf in errors.ts). */
async function closeAll([first, ...rest]: readonly AsyncDisposable[]): Promise<void> {
  if (first === undefined) return;
  await using _closedLast = first;
  await closeAll(rest);
}
