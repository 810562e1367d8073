// lib: things that are opened one after the other and closed in the reverse order. (Node 20 has no AsyncDisposableStack.)

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
    const owned = this.#owned.reverse();
    this.#owned = [];
    for (const thing of owned) await thing[Symbol.asyncDispose]();
  }
}
