// emulator/demo: fills busy channels with exchanges from a pattern, on days and at hours when people are at work.
// Invariant: the same pattern, dates and rate give the same entries; nobody speaks before joining or after leaving the company.
import { usageError } from '../../lib/errors.js';
import { parseOffset } from './clock.js';
import type { Company, Person } from './company.js';
import { randomStream } from './ids.js';
import { parseScript } from './parse.js';
import { type Pattern, parsePattern } from './pattern.js';
import { type Entry, namesIn } from './script.js';

const DAY = 86400;
const HOUR = 3600;
const LETTERS = ['A', 'B', 'C', 'D'];
/** How busy a day is against the mean: most are near it, some quiet, a few busy. */
const MOODS = [0.2, 0.6, 1, 1, 1.2, 2];
/** How busy each month is, January first. */
const SEASON = [0.9, 1, 1.35, 1.25, 1, 0.75, 0.4, 0.8, 1.45, 1.15, 1.2, 0.75];

/** `compose: support 2023-02-20 2025-01-30 4.5`: pattern, first and last day (Unix seconds), exchanges a week. */
export interface Order {
  pattern: string;
  firstDay: number;
  lastDay: number;
  perWeek: number;
}

/** Reads the value of a `compose:` header. Throws a usage error when it has another form. */
export function parseOrder(text: string): Order {
  const [pattern = '', first = '', last = '', perWeek = ''] = text.split(' ');
  const days = { firstDay: Date.parse(first) / 1000, lastDay: Date.parse(last) / 1000 };
  const order = { pattern, ...days, perWeek: Number(perWeek) };
  if (Number.isFinite(order.firstDay + order.lastDay + order.perWeek)) return order;
  throw usageError(`"${text}" in a demo conversation is no order such as "support 2023-02-20 2025-01-30 4.5".`);
}

/** Entries that a pattern makes for a conversation, in time order. `clock` is the offset that its hours are written in. */
export function composeEntries(order: Order, source: string, clock: string, company: Company): Entry[] {
  return new Composer(order, source, clock, company).compose().sort((a, b) => a.at - b.at);
}

class Composer {
  readonly #order: Order;
  readonly #clock: string;
  readonly #random: () => number;
  readonly #pattern: Pattern;
  readonly #pool: Person[];

  constructor(order: Order, source: string, clock: string, company: Company) {
    this.#order = order;
    this.#clock = clock;
    this.#random = randomStream(`compose/${order.pattern}`);
    this.#pattern = parsePattern(source, this.#random);
    this.#pool = namesIn(this.#pattern.header.get('pool') ?? '').map((name) => company.getPerson(name));
  }

  compose(): Entry[] {
    const entries: Entry[] = [];
    for (let day = this.#order.firstDay; day <= this.#order.lastDay; day += DAY) {
      for (let left = this.#threadsOn(day); left > 0; left -= 1) entries.push(...this.#thread(day));
    }
    return entries;
  }

  #threadsOn(day: number): number {
    const isEveryDay = this.#pattern.header.get('days') === 'all';
    if (!isEveryDay && isDayOff(day)) return 0;
    const mood = MOODS[Math.floor(this.#random() * MOODS.length)] ?? 1;
    const mean = (this.#order.perWeek / (isEveryDay ? 7 : 5)) * mood * this.#season(day);
    return Math.floor(mean + this.#random());
  }

  /** The company grows, July is quiet, and early spring and autumn are busy. */
  #season(day: number): number {
    const share = (day - this.#order.firstDay) / Math.max(DAY, this.#order.lastDay - this.#order.firstDay);
    return (0.65 + 0.7 * share) * (SEASON[new Date(day * 1000).getUTCMonth()] ?? 1);
  }

  #thread(day: number): Entry[] {
    const at = day + this.#secondOfDay();
    const stamp = new Date(at * 1000).toISOString().slice(0, 16).replace('T', ' ');
    const lines = this.#pattern.nextThread(this.#cast(at));
    return parseScript(`clock: ${this.#clock}\n${stamp} ${lines}`, `pattern ${this.#order.pattern}`).entries;
  }

  #secondOfDay(): number {
    const [from = 9, to = 17] = (this.#pattern.header.get('hours') ?? '09:00-17:00').split('-').map(hoursOf);
    return Math.floor((from + this.#random() * (to - from)) * 60) * 60;
  }

  /** A person for each letter: first those at work at that moment, then others of the company. */
  #cast(at: number): Map<string, string> {
    const utc = at - parseOffset(this.#clock);
    const ranked = this.#pool
      .filter((person) => isEmployed(person, utc))
      .map(({ key, ...person }) => ({ key, rank: this.#random() + (isAtWork(person, utc) ? 0 : 1) }))
      .sort((a, b) => a.rank - b.rank);
    return new Map(LETTERS.map((letter, index) => [letter, ranked[index % ranked.length]?.key ?? 'nobody']));
  }
}

const hoursOf = (text: string) => Number(text.slice(0, 2)) + Number(text.slice(3, 5)) / 60;
const isoDay = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 10);

/** Weekends, and days on which nobody in this company works. */
function isDayOff(day: number): boolean {
  const weekday = new Date(day * 1000).getUTCDay();
  return weekday === 0 || weekday === 6 || /-(?:12-2[4-9]|12-3[01]|01-0[12]|05-01|06-24)$/.test(isoDay(day));
}

const isEmployed = (person: Person, utc: number) =>
  person.from < isoDay(utc) && (person.until === undefined || isoDay(utc) < person.until);

/** Working hours may run past midnight: `11:00-02:00`. */
function isAtWork({ clock, hours }: Pick<Person, 'clock' | 'hours'>, utc: number): boolean {
  const hour = ((((utc + parseOffset(clock)) % DAY) + DAY) % DAY) / HOUR;
  const [from = 9, to = 17] = hours.split('-').map(hoursOf);
  return from < to ? hour >= from && hour < to : hour >= from || hour < to;
}
