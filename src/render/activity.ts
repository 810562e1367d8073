// render: counts by month → the small charts and calendars of the site.
// Invariant: drawn from whole numbers only, so that the same counts give the same picture everywhere; no inline style.
import { messageHref } from './addresses.js';
import type { MonthInfo } from './catalog.js';
import type { Words } from './words.js';

/** Months as one number, so that they can be counted and compared: year × 12 + month − 1. */
/** Months from the year 0 on. */
export const monthNumber = ({ year, month }: { year: number; month: number }): number => year * 12 + month - 1;

/** The first and the last month that a chart shows. */
export interface MonthRange {
  readonly first: number;
  readonly last: number;
}

/** A bar chart as one SVG path in a box of `width` × `height`. */
export interface Bars {
  readonly width: number;
  readonly height: number;
  readonly path: string;
}

export interface LabelledBars extends Bars {
  readonly years: readonly { x: number; label: string }[];
  readonly description: string;
}

export interface CalendarYear {
  readonly year: number;
  readonly total: string;
  readonly months: readonly CalendarMonth[];
}

export interface CalendarMonth {
  /** Undefined for a month without messages. */
  readonly href: string | undefined;
  readonly label: string;
  readonly total: string;
  /** `heat-0` (none) to `heat-4` (most). */
  readonly heat: string;
}

/** From the earliest to the latest month of all lists; undefined when all are empty. */
export function monthRange(lists: Iterable<readonly { year: number; month: number }[]>): MonthRange | undefined {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const months of lists) {
    for (const month of months) {
      first = Math.min(first, monthNumber(month));
      last = Math.max(last, monthNumber(month));
    }
  }
  return last < first ? undefined : { first, last };
}

interface Counted {
  readonly year: number;
  readonly month: number;
  readonly messages: number;
}

function bucketCounts(months: readonly Counted[], range: MonthRange, maxBuckets: number): number[] {
  const length = range.last - range.first + 1;
  const size = Math.ceil(length / maxBuckets);
  const counts = Array.from({ length: Math.ceil(length / size) }, () => 0);
  for (const month of months) {
    const bucket = Math.floor((monthNumber(month) - range.first) / size);
    counts[bucket] = (counts[bucket] ?? 0) + month.messages;
  }
  return counts;
}

/** Where the bars of a chart stand: each takes `step`, of which one unit stays free. */
interface Geometry {
  readonly step: number;
  readonly height: number;
}

function barsPath(counts: readonly number[], { step, height }: Geometry): string {
  const most = Math.max(1, ...counts);
  return counts
    .flatMap((value, index) => {
      if (value === 0) return [];
      const tall = Math.max(1, Math.round((value / most) * height));
      return [`M${index * step} ${height}v-${tall}h${step - 1}v${tall}z`];
    })
    .join('');
}

const SPARK = { step: 4, height: 20 };

/** A sparkline: at most 48 bars over the months of the whole archive. */
export function sparkline(months: readonly Counted[], range: MonthRange): Bars {
  const counts = bucketCounts(months, range, 48);
  return { width: counts.length * SPARK.step - 1, height: SPARK.height, path: barsPath(counts, SPARK) };
}

/** Width of a chart in units of its drawing, and the most that one bar takes. */
const CHART_WIDTH = 480;
const WIDEST_BAR = 24;

/** A chart of its own: at most 160 bars, with the years below. */
export function activityChart(months: readonly Counted[], range: MonthRange, words: Words): LabelledBars {
  const maxBuckets = CHART_WIDTH / 3;
  const counts = bucketCounts(months, range, maxBuckets);
  const geometry = { step: Math.min(WIDEST_BAR, Math.floor(CHART_WIDTH / counts.length)), height: 96 };
  return {
    width: CHART_WIDTH,
    height: geometry.height,
    path: barsPath(counts, geometry),
    years: yearLabels(range, Math.ceil((range.last - range.first + 1) / maxBuckets), geometry.step),
    description: words.texts.home.chart(monthName(range.first, words), monthName(range.last, words)),
  };
}

/** Room that the label of a year needs. */
const LABEL_WIDTH = 36;

function yearLabels(range: MonthRange, size: number, step: number): { x: number; label: string }[] {
  const labels: { x: number; label: string }[] = [];
  for (let month = range.first; month <= range.last; month += 1) {
    if (month % 12 !== 0 && month !== range.first) continue;
    const x = Math.floor((month - range.first) / size) * step;
    const before = labels[labels.length - 1];
    if (x > CHART_WIDTH - LABEL_WIDTH) break;
    if (before === undefined || x - before.x >= LABEL_WIDTH) labels.push({ x, label: String(Math.floor(month / 12)) });
  }
  return labels;
}

const monthName = (month: number, words: Words): string => words.shortMonth(Math.floor(month / 12), (month % 12) + 1);

/** A table of years and months; each month leads to its first message. */
export function calendar(months: readonly MonthInfo[], words: Words): CalendarYear[] {
  const byNumber = new Map(months.map((month) => [monthNumber(month), month]));
  const most = Math.max(1, ...months.map((month) => month.messages));
  const years = [...new Set(months.map((month) => month.year))].sort((a, b) => a - b);
  return years.map((year) => {
    const cells = Array.from({ length: 12 }, (_, index) => byNumber.get(year * 12 + index));
    const total = cells.reduce((all, month) => all + (month?.messages ?? 0), 0);
    return {
      year,
      total: words.count(total),
      months: cells.map((month, index) => calendarMonth(month, words.shortMonth(year, index + 1), most, words)),
    };
  });
}

function calendarMonth(month: MonthInfo | undefined, name: string, most: number, words: Words): CalendarMonth {
  const { counts, home } = words.texts;
  if (month === undefined) return { href: undefined, label: `${name}: ${home.noMessages}`, total: '', heat: 'heat-0' };
  return {
    href: messageHref(month.firstNr),
    label: `${name}: ${words.counted(month.messages, counts.message)}`,
    total: words.count(month.messages),
    heat: `heat-${Math.max(1, Math.ceil((month.messages / most) * 4))}`,
  };
}

/** Adds the counts of several lists month by month, in order of time. */
export function addMonths(lists: Iterable<readonly Counted[]>): Counted[] {
  const totals = new Map<number, number>();
  for (const months of lists) {
    for (const month of months) {
      const key = monthNumber(month);
      totals.set(key, (totals.get(key) ?? 0) + month.messages);
    }
  }
  return [...totals]
    .sort(([a], [b]) => a - b)
    .map(([key, messages]) => ({ year: Math.floor(key / 12), month: (key % 12) + 1, messages }));
}
