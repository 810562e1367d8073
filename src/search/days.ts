// search: the dates of a query → ranges of days (UTC).
// Invariant: before, on and after the same date share no day and leave none out.

/** Whole days since 1970-01-01; `until` is not in it. */
export interface DayRange {
  readonly from: number;
  readonly until: number;
}

const DAY_MS = 86_400_000;

/** `field` is before, after or on; `text` a year, a month or a day. Undefined when it is no date. */
export function dayRangeOf(field: string, text: string): DayRange | undefined {
  const named = namedDays(text);
  if (named === undefined) return undefined;
  if (field === 'before') return { from: Number.NEGATIVE_INFINITY, until: named.from };
  if (field === 'after') return { from: named.until, until: Number.POSITIVE_INFINITY };
  return named;
}

function namedDays(text: string): DayRange | undefined {
  const match = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/.exec(text);
  if (match === null) return undefined;
  const year = Number(match[1]);
  const month = match[2] === undefined ? undefined : Number(match[2]) - 1;
  const day = match[3] === undefined ? undefined : Number(match[3]);
  if (month !== undefined && (month < 0 || month > 11)) return undefined;
  if (month === undefined) return { from: dayAt(year, 0, 1), until: dayAt(year + 1, 0, 1) };
  if (day === undefined) return { from: dayAt(year, month, 1), until: dayAt(year, month + 1, 1) };
  const from = dayAt(year, month, day);
  const isReal = day > 0 && from < dayAt(year, month + 1, 1);
  return isReal ? { from, until: from + 1 } : undefined;
}

// Date.UTC takes years below 100 for those of the last century.
const dayAt = (year: number, month: number, day: number): number =>
  new Date(0).setUTCFullYear(year, month, day) / DAY_MS;
