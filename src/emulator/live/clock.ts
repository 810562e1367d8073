// emulator/live: the time of the practice server, which a test can set and move.

export class WorldClock {
  #offsetSeconds = 0;

  /** Whole Unix seconds. */
  now(): number {
    return Math.floor(Date.now() / 1000) + this.#offsetSeconds;
  }

  set(now: number): void {
    this.#offsetSeconds += now - this.now();
  }
}
