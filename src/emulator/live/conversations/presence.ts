// emulator/live: who shows up in which conversation: when last, and whether writing (fleep-wire.md 4.7: activity).
// Invariant: this is of the moment and is no part of a conversation's flow.
import type { Seat } from './seat.js';

/** What the others are told of somebody. */
export interface Showing {
  /** Unix seconds. */
  readonly time: number;
  readonly isWriting: boolean;
  /** The message that is being edited; null when there was one before, undefined when there was none. */
  readonly messageNr: number | null | undefined;
}

export class Presence {
  readonly #showings = new WeakMap<Seat, Showing>();

  find(seat: Seat): Showing | undefined {
    return this.#showings.get(seat);
  }

  show(seat: Seat, showing: Showing): void {
    this.#showings.set(seat, showing);
  }

  stopWriting(seat: Seat | undefined): void {
    const showing = seat && this.#showings.get(seat);
    if (seat && showing) this.#showings.set(seat, { ...showing, isWriting: false });
  }
}
