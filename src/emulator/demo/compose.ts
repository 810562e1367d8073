// emulator/demo: fills busy channels from patterns: small written exchanges with slots, drawn in a seeded order.
// Invariant: the same pattern, dates and rate give the same text; within a pattern nothing comes twice before everything
// came once, so that neighbours differ. The pattern format is documented in demo-world/README.md.
import { usageError } from '../../lib/errors.js';
import { parseOffset, STAMP } from './clock.js';
import type { Company, Person } from './company.js';
import { randomStream, shuffledBag } from './ids.js';
import { parseScript } from './parse.js';
import { type Entry, namesIn } from './script.js';

/** How busy each month is, January first. */
const SEASON = [0.9, 1, 1.35, 1.25, 1, 0.75, 0.4, 0.8, 1.45, 1.15, 1.2, 0.75];
const DAY = 86400;
const HOUR = 3600;
/** The author of a line; elsewhere a role is written as a slot, `{B}`. */
const ROLE = new RegExp(`^((?:(?:${STAMP}) )?)([A-D])(?=: )`, 'gm');
const SLOT = /\{([^{}]+)\}/g;
/** Stands for a brace that opens no slot while slots are filled. */
const NO_SLOT = '\u0001';
const RANGE = /^(\d+(?:\.\d+)?)\.\.(\d+(?:\.\d+)?)$/;

/** `compose: support 2023-02-20 2025-01-30 4.5`: pattern, first and last day, exchanges a week. */
interface Order {
  pattern: string;
  firstDay: number;
  lastDay: number;
  perWeek: number;
}

interface Pattern {
  header: Map<string, string>;
  threads: string[];
  lists: Map<string, string[]>;
}

export function parseOrder(text: string): Order {
  const [pattern = '', first = '', last = '', perWeek = ''] = text.split(' ');
  const order = {
    pattern,
    firstDay: Date.parse(first) / 1000,
    lastDay: Date.parse(last) / 1000,
    perWeek: Number(perWeek),
  };
  if (Number.isFinite(order.firstDay + order.lastDay + order.perWeek)) return order;
  throw usageError(`"${text}" in a demo conversation is no order such as "support 2023-02-20 2025-01-30 4.5".`);
}

/** Header lines, then `[list]` blocks with one item a line, and `[thread]` blocks separated by empty lines. */
function parsePattern(source: string): Pattern {
  const [head = '', ...blocks] = source.split(/^\[([a-z]+)\]$/m);
  const header = new Map<string, string>();
  for (const line of head.split('\n')) {
    const match = /^([a-z]+): (.*)$/.exec(line);
    if (match !== null) header.set(match[1] ?? '', match[2] ?? '');
  }
  const lists = new Map<string, string[]>();
  for (let index = 0; index + 1 < blocks.length; index += 2) {
    lists.set(blocks[index] ?? '', (blocks[index + 1] ?? '').trim().split(/\n/));
  }
  const threads = (lists.get('thread') ?? []).join('\n').split(/\n\n+/);
  return { header, threads, lists };
}

/** Entries that a pattern makes for a conversation, in time order. `clock` is the offset that its hours are written in. */
export function composeEntries(order: Order, source: string, clock: string, company: Company): Entry[] {
  const composer = new Composer(order, parsePattern(source), clock, company);
  return composer.compose().sort((a, b) => a.at - b.at);
}

class Composer {
  readonly #order: Order;
  readonly #pattern: Pattern;
  readonly #clock: string;
  readonly #pool: Person[];
  readonly #random: () => number;
  readonly #nextThread: () => string;
  readonly #nextItem: Map<string, () => string>;

  constructor(order: Order, pattern: Pattern, clock: string, company: Company) {
    this.#order = order;
    this.#pattern = pattern;
    this.#clock = clock;
    this.#pool = namesIn(pattern.header.get('pool') ?? '').map((name) => company.getPerson(name));
    this.#random = randomStream(`compose/${order.pattern}`);
    this.#nextThread = shuffledBag(pattern.threads, this.#random);
    this.#nextItem = new Map([...pattern.lists].map(([name, items]) => [name, shuffledBag(items, this.#random)]));
  }

  compose(): Entry[] {
    const entries: Entry[] = [];
    for (let day = this.#order.firstDay; day <= this.#order.lastDay; day += DAY) {
      for (let left = this.#threadsOn(day); left > 0; left -= 1) entries.push(...this.#thread(day));
    }
    return entries;
  }

  /** Days are uneven: most are near the mean, some quiet, a few busy; weekends and holidays have none. */
  #threadsOn(day: number): number {
    const weekday = new Date(day * 1000).getUTCDay();
    const isEveryDay = this.#pattern.header.get('days') === 'all';
    if (!isEveryDay && (weekday === 0 || weekday === 6 || isHoliday(day))) return 0;
    const mood = [0.2, 0.6, 1, 1, 1.2, 2][Math.floor(this.#random() * 6)] ?? 1;
    const mean = (this.#order.perWeek / (isEveryDay ? 7 : 5)) * mood * this.#season(day);
    return Math.floor(mean + this.#random());
  }

  /** The company grows, July is quiet, and autumn and early spring are busy. */
  #season(day: number): number {
    const share = (day - this.#order.firstDay) / (this.#order.lastDay - this.#order.firstDay);
    const month = SEASON[new Date(day * 1000).getUTCMonth()] ?? 1;
    return (0.65 + 0.7 * share) * month;
  }

  #thread(day: number): Entry[] {
    const at = day + this.#hour();
    const template = this.#nextThread();
    const roles = this.#cast(at);
    const stamp = new Date(at * 1000).toISOString().slice(0, 16).replace('T', ' ');
    const lines = this.#fill(template.replace(ROLE, '$1{$2}'), roles).split('\n').map(capitalized).join('\n');
    return parseScript(`clock: ${this.#clock}\n${stamp} ${lines}`, `pattern ${this.#order.pattern}`).entries;
  }

  /** Seconds into the day, within the pattern's hours. */
  #hour(): number {
    const [from = 9, to = 17] = (this.#pattern.header.get('hours') ?? '09:00-17:00').split('-').map(hoursOf);
    return Math.floor((from + this.#random() * (to - from)) * 60) * 60;
  }

  /** A person for each letter: first those at work at that moment, then others of the company. */
  #cast(at: number): Map<string, string> {
    const utc = at - parseOffset(this.#clock);
    const employed = this.#pool.filter((person) => isEmployed(person, utc));
    const ranked = employed
      .map((person) => ({ key: person.key, rank: this.#random() + (isAtWork(person, utc) ? 0 : 1) }))
      .sort((a, b) => a.rank - b.rank);
    return new Map(
      ['A', 'B', 'C', 'D'].map((letter, index) => [letter, ranked[index % ranked.length]?.key ?? 'Kadri']),
    );
  }

  /** Replaces slots. One name keeps its value within a thread; `{part2}` is another draw from `part`. */
  #fill(template: string, roles: ReadonlyMap<string, string>): string {
    const drawn = new Map<string, string>(roles);
    const fill = (text: string): string =>
      text.replace(SLOT, (whole, slot: string) => {
        const value = this.#value(slot, drawn);
        return value === undefined ? whole.replace('{', NO_SLOT) : fill(value);
      });
    return fill(template).replaceAll(NO_SLOT, '{');
  }

  /** A drawn value; undefined when no list has that name. */
  #draw(name: string): string | undefined {
    const range = RANGE.exec(name);
    if (range !== null) return this.#number(range[1] ?? '0', range[2] ?? '0');
    return this.#nextItem.get(name.replace(/\d$/, ''))?.();
  }

  /** `case` is a whole item, `case.2` the second of its parts; both come from the same draw. */
  #value(slot: string, drawn: Map<string, string>): string | undefined {
    const [, name = slot, part] = /^([a-z]+\d?)\.(\d)$/.exec(slot) ?? [];
    const item = drawn.get(name) ?? this.#draw(name);
    if (item !== undefined && !RANGE.test(name)) drawn.set(name, item);
    return part === undefined ? item : item?.split(' | ')[Number(part) - 1];
  }

  /** A number with as many decimals as the lower bound is written with. */
  #number(low: string, high: string): string {
    const decimals = low.split('.')[1]?.length ?? 0;
    const steps = Math.round((Number(high) - Number(low)) * 10 ** decimals);
    return (Number(low) + Math.floor(this.#random() * (steps + 1)) / 10 ** decimals).toFixed(decimals);
  }
}

/** Slots are written in lower case; sentences of people begin with a capital letter. */
function capitalized(line: string): string {
  if (/^(?:\+\d+\w )?\[|^! (?!edit)/.test(line)) return line;
  return line
    .replace(/^[^:]*: \p{Ll}/u, (start) => start.slice(0, -1) + start.slice(-1).toUpperCase())
    .replace(/(?<=.)[.!?] \p{Ll}/gu, (start) => start.toUpperCase());
}

const hoursOf = (text: string) => Number(text.slice(0, 2)) + Number(text.slice(3, 5)) / 60;

/** Days on which nobody in this company works. */
const isHoliday = (day: number) => /-(?:12-2[4-9]|12-3[01]|01-0[12]|05-01|06-24)$/.test(isoDay(day));

const isoDay = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 10);

const isEmployed = (person: Person, utc: number) =>
  person.from < isoDay(utc) && (person.until === undefined || isoDay(utc) < person.until);

/** Working hours may run past midnight: `11:00-02:00`. */
function isAtWork(person: Person, utc: number): boolean {
  const hour = ((((utc + parseOffset(person.clock)) % DAY) + DAY) % DAY) / HOUR;
  const [from = 9, to = 17] = person.hours.split('-').map(hoursOf);
  return from < to ? hour >= from && hour < to : hour >= from || hour < to;
}
