// emulator/demo: the times that conversation files are written in.
// Invariant: a file's clock never runs backwards; a stamp that would is an error that names the line.
// Written times are the wall clock of the file's `clock:` offset; everything that leaves here is Unix seconds.
import { fractionFor } from './ids.js';

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86400;
/** Unwritten pauses are guesses; a written time that they have overrun by this much follows at once. */
const GUESS_SLACK = 45 * MINUTE;
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** What the line grammar accepts as a time; see demo-world/README.md. */
export const STAMP = String.raw`\d{4}-\d\d-\d\d \d\d:\d\d|\+\d+d \d\d:\d\d|(?:Sun|Mon|Tue|Wed|Thu|Fri|Sat) \d\d:\d\d|\+\d+[smhd]|\d\d:\d\d`;

/** Seconds that `+02:00` is east of UTC. */
export function parseOffset(text: string): number {
  const match = /^([+-])(\d\d):(\d\d)$/.exec(text);
  if (match === null) throw new SyntaxError(`"${text}" is no clock offset such as +02:00.`);
  const seconds = Number(match[2]) * HOUR + Number(match[3]) * MINUTE;
  return match[1] === '-' ? -seconds : seconds;
}

const clockTime = (text: string) => Number(text.slice(0, 2)) * HOUR + Number(text.slice(3, 5)) * MINUTE;
const startOfDay = (seconds: number) => Math.floor(seconds / DAY) * DAY;
/** 1970-01-01 was a Thursday. */
const weekdayOf = (seconds: number) => (Math.floor(seconds / DAY) + 4) % 7;

/** The next time after `from` (both wall clock seconds) that a stamp means. */
function resolveStamp(stamp: string, from: number): number {
  if (/^\d{4}/.test(stamp)) return Date.parse(`${stamp.replace(' ', 'T')}:00Z`) / 1000;
  const delta = /^\+(\d+)([smhd])$/.exec(stamp);
  if (delta !== null) return from + Number(delta[1]) * ({ s: 1, m: MINUTE, h: HOUR, d: DAY }[delta[2] ?? 's'] ?? 1);
  const at = clockTime(stamp.slice(-5));
  const days = /^\+(\d+)d /.exec(stamp);
  if (days !== null) return startOfDay(from) + Number(days[1]) * DAY + at;
  const weekday = WEEKDAYS.indexOf(stamp.slice(0, 3));
  if (weekday === -1) return startOfDay(from) + at;
  const ahead = (weekday - weekdayOf(from) + 7) % 7;
  const candidate = startOfDay(from) + ahead * DAY + at;
  return candidate > from ? candidate : candidate + 7 * DAY;
}

/** Reads a file's stamps in order. Seconds within the minute, and pauses that nobody wrote down, come from the line's text. */
export class ScriptClock {
  readonly #offset: number;
  #wall = 0;
  #last = 0;

  constructor(offset: string) {
    this.#offset = parseOffset(offset);
  }

  /** Unix seconds of a line. Without a stamp a reply takes as long as reading and typing it would. */
  advance(stamp: string | undefined, text: string): number {
    const pause =
      15 + Math.floor(fractionFor(`pause/${this.#wall}/${text}`) * 130) + Math.min(90, Math.floor(text.length / 3));
    const next = stamp === undefined ? this.#wall + pause : resolveStamp(stamp, this.#wall);
    if (next < this.#wall - GUESS_SLACK)
      throw new SyntaxError(`The time "${stamp ?? ''}" is before the line above it.`);
    const isRound = stamp !== undefined && next % MINUTE === 0 && next >= this.#wall;
    this.#wall = Math.max(next, this.#wall);
    const jitter = isRound ? Math.floor(fractionFor(`seconds/${this.#wall}/${text}`) * 50) : 0;
    this.#last = Math.max(this.#last + 1, this.#wall + jitter - this.#offset);
    return this.#last;
  }
}
