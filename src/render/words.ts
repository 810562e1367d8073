// render: numbers, dates and sizes in words, in the language and the time zone of the site.
// Invariant: the same value gives the same words on every machine: no locale, no zone of the machine and no clock is read.
import type { Plural } from './language/plural.js';
import { type Texts, wordFor } from './language/texts.js';
import type { Zone } from './zone.js';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

const twoDigits = (value: number): string => (value < 10 ? `0${value}` : String(value));

// Calendar and clock of a time that is shifted by its zone's offset already, as if it were UTC.

/** Whole days since 1970-01-01. */
const dayOf = (localMs: number): number => Math.floor(localMs / DAY_MS);

function clockOf(localMs: number): string {
  const minute = Math.floor((localMs - dayOf(localMs) * DAY_MS) / MINUTE_MS);
  return `${twoDigits(Math.floor(minute / 60))}:${twoDigits(minute % 60)}`;
}

function dateOf(localMs: number): string {
  const date = new Date(localMs);
  const year = date.getUTCFullYear();
  // Years of four digits are put together by hand, in a fraction of the time.
  if (year < 1000 || year > 9999) return date.toISOString().slice(0, -14);
  return `${year}-${twoDigits(date.getUTCMonth() + 1)}-${twoDigits(date.getUTCDate())}`;
}

/** `2015-07-14T14:05:33Z`, in UTC. */
export function isoTime(timeMs: number): string {
  const second = Math.floor(timeMs / 1000) % 60;
  return `${dateOf(timeMs)}T${clockOf(timeMs)}:${twoDigits(second < 0 ? second + 60 : second)}Z`;
}

export class Words {
  readonly texts: Texts;
  readonly zone: Zone;

  constructor(texts: Texts, zone: Zone) {
    this.texts = texts;
    this.zone = zone;
  }

  #local(timeMs: number): number {
    return timeMs + this.zone.offsetMs(timeMs);
  }

  /** Whole days since 1970-01-01, so that two times on one day of the zone give the same number. */
  dayNumber(timeMs: number): number {
    return dayOf(this.#local(timeMs));
  }

  /** The day of the zone, `2015-07-14`. */
  isoDay(timeMs: number): string {
    return dateOf(this.#local(timeMs));
  }

  /** `14:05`. */
  clockTime(timeMs: number): string {
    return clockOf(this.#local(timeMs));
  }

  /** `2015-07-14 11:05 UTC` where the site tells times of another zone; '' where all are UTC. */
  timeInUtc(timeMs: number): string {
    return this.zone.isUtc ? '' : `${dateOf(timeMs)} ${clockOf(timeMs)} UTC`;
  }

  /** `Tuesday, 14 July 2015`. */
  longDay(timeMs: number): string {
    const { weekdays, months, long } = this.texts.dates;
    const date = new Date(this.#local(timeMs));
    return long(
      weekdays[date.getUTCDay()] ?? '',
      date.getUTCDate(),
      months[date.getUTCMonth()] ?? '',
      date.getUTCFullYear(),
    );
  }

  /** `14 Jul 2015`. */
  shortDay(timeMs: number): string {
    return this.dayOfNumber(this.dayNumber(timeMs));
  }

  /** The same for a `dayNumber`. */
  dayOfNumber(day: number): string {
    const { shortMonths, short } = this.texts.dates;
    const date = new Date(day * DAY_MS);
    return short(date.getUTCDate(), shortMonths[date.getUTCMonth()] ?? '', date.getUTCFullYear());
  }

  /** `Jul 2015`; `month` is 1 to 12. */
  shortMonth(year: number, month: number): string {
    return `${this.texts.dates.shortMonths[month - 1]} ${year}`;
  }

  /** `14 Jul 2015, 14:05`. */
  dayAndTime(timeMs: number): string {
    return `${this.shortDay(timeMs)}, ${this.clockTime(timeMs)}`;
  }

  /** `14 Jul 2015 to 3 May 2016`, or one day when both are the same. */
  dayRange(firstMs: number, lastMs: number): string {
    const first = this.shortDay(firstMs);
    const last = this.shortDay(lastMs);
    return first === last ? first : this.texts.dates.range(first, last);
  }

  /** `1,398`. */
  count(value: number): string {
    return String(value).replace(/\B(?=(\d{3})+$)/g, this.texts.numbers.group);
  }

  /** `1 message`, `1,398 messages`. */
  counted(value: number, words: Plural): string {
    return `${this.count(value)} ${wordFor(value, words)}`;
  }

  /** Bytes as `12 bytes`, `3.4 kB`, `1.2 MB`, `5.0 GB` (powers of 1,000). */
  fileSize(sizeBytes: number): string {
    const { byte, larger } = this.texts.sizes;
    if (sizeBytes < 1000) return this.counted(sizeBytes, byte);
    let value = sizeBytes / 1000;
    let unit = 0;
    while (value >= 999.95 && unit < larger.length - 1) {
      value /= 1000;
      unit += 1;
    }
    return `${value.toFixed(1).replace('.', this.texts.numbers.decimal)} ${larger[unit]}`;
  }

  /** `A`, `A and B`, `A, B and C`: the glue that stands before item `index` of `length`. */
  listGlue(index: number, length: number): string {
    if (index === 0) return '';
    return index === length - 1 ? this.texts.numbers.and : this.texts.numbers.comma;
  }
}
