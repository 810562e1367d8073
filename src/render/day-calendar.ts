// render: counts by day → the calendar of a conversation: a table a year, a row a month, a cell a day that leads to its first message.
// Invariant: every day with a message has a cell that leads to it; days are those of the site's time zone.
import type { Row } from '../store/values.js';
import { messageHref } from './addresses.js';
import { sum } from './catalog.js';
import type { Words } from './words.js';

export interface DayRow extends Row {
  readonly conversation_id: string;
  /** Whole days since 1970 in the zone of the site. */
  readonly day: number;
  readonly messages: number;
  readonly first_nr: number;
}

export interface DayYear {
  readonly year: number;
  readonly total: string;
  /** True for the latest year, which is shown without being asked for. */
  readonly isOpen: boolean;
  /** Months with messages. */
  readonly months: readonly DayMonth[];
}

interface DayMonth {
  readonly name: string;
  readonly total: string;
  readonly days: readonly DayCell[];
}

interface DayCell {
  /** Undefined for a day without messages. */
  readonly href?: string;
  readonly label?: string;
  /** '' without messages, `heat-1` to `heat-4` (most); `none` for a day that the month does not have. */
  readonly heat: string;
  readonly day: number;
}

const DAY_MS = 86_400_000;

/** Numbers of the days of the longest month, the head of each table. */
export const MONTH_DAYS: readonly number[] = Array.from({ length: 31 }, (_unused, index) => index + 1);

/** The years, latest first. */
export function dayCalendar(rows: readonly DayRow[], words: Words): DayYear[] {
  const most = Math.max(1, ...rows.map(({ messages }) => messages));
  const years = new Map<number, Map<number, DayRow[]>>();
  for (const row of rows) {
    const date = new Date(row.day * DAY_MS);
    const months = years.get(date.getUTCFullYear()) ?? new Map<number, DayRow[]>();
    years.set(date.getUTCFullYear(), months);
    months.set(date.getUTCMonth(), [...(months.get(date.getUTCMonth()) ?? []), row]);
  }
  return [...years]
    .sort(([a], [b]) => b - a)
    .map(([year, months], index) => ({
      year,
      total: words.counted(messagesOf([...months.values()].flat()), words.texts.counts.message),
      isOpen: index === 0,
      months: [...months].sort(([a], [b]) => a - b).map(([month, days]) => dayMonth(year, month, days, most, words)),
    }));
}

const messagesOf = (rows: readonly DayRow[]): number => sum(rows.map(({ messages }) => messages));

function dayMonth(year: number, month: number, rows: readonly DayRow[], most: number, words: Words): DayMonth {
  const byDay = new Map(rows.map((row) => [new Date(row.day * DAY_MS).getUTCDate(), row]));
  const length = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return {
    name: words.texts.dates.shortMonths[month] ?? '',
    total: words.count(messagesOf(rows)),
    days: MONTH_DAYS.map((day) => (day > length ? { heat: 'none', day } : dayCell(day, byDay.get(day), most, words))),
  };
}

function dayCell(day: number, row: DayRow | undefined, most: number, words: Words): DayCell {
  if (row === undefined) return { heat: '', day };
  return {
    day,
    href: messageHref(row.first_nr),
    label: `${words.dayOfNumber(row.day)}: ${words.counted(row.messages, words.texts.counts.message)}`,
    heat: `heat-${Math.max(1, Math.ceil((row.messages / most) * 4))}`,
  };
}
