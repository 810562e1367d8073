// fleep: how many requests are under way at a time, and how many start in a second. It feels its way: one more as long as answers are
// quick, half as many when the service says that it is busy or fails. A Retry-After holds back every request, not only the one that met it.
import { type Clock, realClock } from '../lib/clock.js';
import { FleepError } from './errors.js';
import { LONGEST_WAIT_MS } from './retry.js';

export interface PaceOptions {
  /** Requests under way at a time, at most. */
  readonly most: number;
  /** Requests that start in a second, at most; undefined for any number. */
  readonly perSecond?: number;
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
}

/** An answer that takes this many times as long as the quickest ones is no longer quick. */
const SLOW = 4;
/** Differences below it are noise, in milliseconds. */
const NOISE_MS = 20;

export class Pace {
  readonly #most: number;
  readonly #spacingMs: number;
  readonly #clock: Clock;
  readonly #signal: AbortSignal | undefined;
  readonly #waiting: (() => void)[] = [];
  #limit: number;
  #running = 0;
  #nextStart = 0;
  /** The service wants to be left alone until then. */
  #heldUntil = 0;
  #quickest = Number.POSITIVE_INFINITY;
  /** Quick answers since the limit last changed. */
  #quick = 0;
  /** Requests that began before it were sent at the rate that was too much already. */
  #halvedAt = Number.NEGATIVE_INFINITY;

  constructor({ most, perSecond, clock = realClock, signal }: PaceOptions) {
    this.#most = most;
    this.#limit = Math.min(most, 2);
    this.#spacingMs = perSecond === undefined ? 0 : 1000 / perSecond;
    this.#clock = clock;
    this.#signal = signal;
  }

  /** How many may be under way now. */
  get limit(): number {
    return this.#limit;
  }

  /** Sends when it is this request's turn. */
  async run<T>(send: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#limit) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#running += 1;
    try {
      await this.#waitForStart();
      return await this.#observe(send);
    } finally {
      this.#running -= 1;
      this.#admit();
    }
  }

  /** Resolves when one may start that is no load while it is under way, and takes nobody's place: a long poll. */
  start(): Promise<void> {
    return this.#waitForStart();
  }

  async #waitForStart(): Promise<void> {
    if (this.#spacingMs > 0) {
      const start = Math.max(this.#clock.now().getTime(), this.#nextStart);
      this.#nextStart = start + this.#spacingMs;
      await this.#sleepUntil(start);
    }
    // Whoever waits may be asked meanwhile to wait longer.
    while (this.#heldUntil > this.#clock.now().getTime()) await this.#sleepUntil(this.#heldUntil);
  }

  async #sleepUntil(time: number): Promise<void> {
    const now = this.#clock.now().getTime();
    if (time > now) await this.#clock.sleep(time - now, this.#signal);
  }

  async #observe<T>(send: () => Promise<T>): Promise<T> {
    const began = this.#clock.now().getTime();
    try {
      const answer = await send();
      this.#answered(this.#clock.now().getTime() - began);
      return answer;
    } catch (error) {
      if (isOverload(error)) {
        this.#halve(began);
        this.#hold(error);
      }
      throw error;
    }
  }

  /** Nobody waits here for longer than a request would wait to be sent again: whoever met it ends the run. */
  #hold({ retryAfterMs = 0 }: FleepError): void {
    if (retryAfterMs > LONGEST_WAIT_MS) return;
    this.#heldUntil = Math.max(this.#heldUntil, this.#clock.now().getTime() + retryAfterMs);
  }

  #answered(tookMs: number): void {
    this.#quickest = Math.min(this.#quickest, tookMs);
    if (tookMs > this.#quickest * SLOW + NOISE_MS) return;
    this.#quick += 1;
    if (this.#quick < this.#limit || this.#limit >= this.#most) return;
    this.#limit += 1;
    this.#quick = 0;
    this.#admit();
  }

  #halve(began: number): void {
    if (began <= this.#halvedAt) return;
    this.#limit = Math.max(1, Math.floor(this.#limit / 2));
    this.#quick = 0;
    this.#halvedAt = this.#clock.now().getTime();
  }

  #admit(): void {
    while (this.#running < this.#limit) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#running += 1;
      next();
    }
  }
}

/** 429, 5xx and what is like them. */
const isOverload = (error: unknown): error is FleepError => error instanceof FleepError && error.kind === 'busy';
