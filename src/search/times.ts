// search: when messages were posted ↔ bits, in minutes.
// Invariant: what has no known time is 0, and nothing else is.
import { BitReader, BitWriter } from './bits.js';

const MINUTE_MS = 60_000;
const MINUTES_A_DAY = 1440;
/** What a broken clock put before the second day of 1970 is taken for it, and for no time that could be told. */
const EARLIEST = 1;
/** In the year 2990; what a broken clock put later is taken for it, in the same way. */
const LATEST = 2 ** 29 - 1;
const MOST_REST_BITS = 20;

export function minuteOf(timeMs: number | null): number {
  if (timeMs === null) return 0;
  const minute = Math.floor(timeMs / MINUTE_MS);
  return minute < MINUTES_A_DAY ? EARLIEST : Math.min(LATEST, minute);
}

/** The time that a reader may be told, in milliseconds since 1970. */
export const toldMs = (minute: number): number | undefined =>
  minute === 0 || minute === EARLIEST || minute === LATEST ? undefined : minute * MINUTE_MS;

/** Days since 1969-12-31, so that 0 is left for what has no known time. */
export const dayNumberOf = (minute: number): number => (minute === 0 ? 0 : Math.floor(minute / MINUTES_A_DAY) + 1);

const EARLIEST_DAY = dayNumberOf(EARLIEST);

/** Whether such a number is of a day from `from` on and before `until`, both in days since 1970. What is too early to tell is before all days. */
export function isDayIn(number: number, from: number, until: number): boolean {
  if (number === EARLIEST_DAY) return from === Number.NEGATIVE_INFINITY;
  return number > Math.max(0, from) && number <= until;
}

export function writeTimes(minutes: ArrayLike<number>): Uint16Array {
  const steps = Array.from(minutes, (minute, index) => zigzag(minute - (minutes[index - 1] ?? 0)));
  const rest = bestRest(steps);
  const out = new BitWriter();
  out.write(rest, 5);
  for (const step of steps) {
    out.writeGamma(step >>> rest);
    out.write(step & (2 ** rest - 1), rest);
  }
  return out.finish();
}

export function readTimes(bits: Uint16Array, count: number): Uint32Array {
  const reader = new BitReader(bits);
  const rest = reader.read(5);
  const minutes = new Uint32Array(count);
  let minute = 0;
  for (let index = 0; index < count; index += 1) {
    const high = reader.readGamma();
    minute += unzigzag(high * 2 ** rest + reader.read(rest));
    minutes[index] = minute;
  }
  return minutes;
}

const zigzag = (step: number): number => (step < 0 ? -2 * step - 1 : 2 * step);
const unzigzag = (value: number): number => (value % 2 === 1 ? -(value + 1) / 2 : value / 2);

/** How many of the lowest bits are best written as they are. */
function bestRest(steps: readonly number[]): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let rest = 0; rest <= MOST_REST_BITS; rest += 1) {
    let bits = 0;
    for (const step of steps) bits += 2 * (31 - Math.clz32((step >>> rest) + 1)) + 1 + rest;
    if (bits < least) [best, least] = [rest, bits];
  }
  return best;
}
