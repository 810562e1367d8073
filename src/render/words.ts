// render: numbers, dates and sizes in words, in English and UTC.
// Invariant: the same value gives the same words on every machine: no locale, no time zone and no clock is read.

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

const twoDigits = (value: number): string => (value < 10 ? `0${value}` : String(value));

/** Names of the twelve months, short. */
export const SHORT_MONTHS: readonly string[] = MONTHS.map((name) => name.slice(0, 3));

/** Whole days since 1970-01-01, so that two times on one UTC day give the same number. */
export const dayNumber = (timeMs: number): number => Math.floor(timeMs / DAY_MS);

/** `2015-07-14`. */
export function isoDay(timeMs: number): string {
  const date = new Date(timeMs);
  const year = date.getUTCFullYear();
  // Years of four digits are put together by hand, in a fraction of the time.
  if (year < 1000 || year > 9999) return date.toISOString().slice(0, -14);
  return `${year}-${twoDigits(date.getUTCMonth() + 1)}-${twoDigits(date.getUTCDate())}`;
}

/** `14:05`. */
export function clockTime(timeMs: number): string {
  const minute = Math.floor((timeMs - dayNumber(timeMs) * DAY_MS) / MINUTE_MS);
  return `${twoDigits(Math.floor(minute / 60))}:${twoDigits(minute % 60)}`;
}

/** `2015-07-14T14:05:33Z`. */
export function isoTime(timeMs: number): string {
  const second = Math.floor(timeMs / 1000) % 60;
  return `${isoDay(timeMs)}T${clockTime(timeMs)}:${twoDigits(second < 0 ? second + 60 : second)}Z`;
}

/** `Tuesday, 14 July 2015`. */
export function longDay(timeMs: number): string {
  const date = new Date(timeMs);
  return `${WEEKDAYS[date.getUTCDay()]}, ${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

/** `14 Jul 2015`. */
export function shortDay(timeMs: number): string {
  const date = new Date(timeMs);
  return `${date.getUTCDate()} ${SHORT_MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

/** `14 Jul 2015, 14:05`. */
export const dayAndTime = (timeMs: number): string => `${shortDay(timeMs)}, ${clockTime(timeMs)}`;

/** `14 Jul 2015 to 3 May 2016`, or one day when both are the same. */
export function dayRange(firstMs: number, lastMs: number): string {
  const first = shortDay(firstMs);
  const last = shortDay(lastMs);
  return first === last ? first : `${first} to ${last}`;
}

/** `1,398`. */
export const count = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ',');

/** `1 message`, `1,398 messages`. */
export const counted = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`;

/** Bytes as `12 bytes`, `3.4 kB`, `1.2 MB`, `5.0 GB` (powers of 1,000). */
export function fileSize(sizeBytes: number): string {
  const units = ['kB', 'MB', 'GB', 'TB'];
  if (sizeBytes < 1000) return counted(sizeBytes, 'byte');
  let value = sizeBytes / 1000;
  let unit = 0;
  while (value >= 999.95 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value.toFixed(1)} ${units[unit]}`;
}

/** `A`, `A and B`, `A, B and C`: the glue that stands before item `index` of `length`. */
export function listGlue(index: number, length: number): string {
  if (index === 0) return '';
  return index === length - 1 ? ' and ' : ', ';
}
