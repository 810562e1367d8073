// emulator/live: requests that somebody may make only so often in an hour (fleep-wire.md 1.5).
import { refused } from '../../api-error.js';
import type { WorldClock } from '../clock.js';

const HOUR_S = 3600;

/** The service does not publish its limits; these are of the same kind. */
const LIMITS = {
  reset: { most: 5, message: 'Too many password reset attempts per hour!' },
  code: { most: 10, message: 'Too many registration code requests per hour!' },
  invite: { most: 200, message: 'Too many invitations per hour!' },
} as const;

export class HourlyLimits {
  readonly #clock: WorldClock;
  readonly #times = new Map<string, number[]>();

  constructor(clock: WorldClock) {
    this.#clock = clock;
  }

  /** Counts one request of somebody. Throws ApiError 431, and counts nothing, above the limit. */
  count(kind: keyof typeof LIMITS, who: string): void {
    const now = this.#clock.now();
    const key = `${kind} ${who}`;
    const recent = (this.#times.get(key) ?? []).filter((time) => now - time < HOUR_S && time <= now);
    if (recent.length >= LIMITS[kind].most) throw refused('velocity', LIMITS[kind].message);
    this.#times.set(key, [...recent, now]);
  }
}
