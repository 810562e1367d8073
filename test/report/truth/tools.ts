// test: small tools with which the truth of the reports counts, sorts and groups. Nothing of src/, no SQL.
import type { Facts, Said } from './facts.js';

/** A figure that a report rounds: the truth has it unrounded, and either way of rounding is right. */
export interface Rounded {
  readonly exact: number;
  readonly digits: number;
}

export const rounded = (exact: number | null, digits = 1): Rounded | null =>
  exact === null ? null : { exact, digits };

export type Cell = string | number | boolean | null | readonly string[] | Rounded;
export type Given = Readonly<Record<string, string>>;
/** The rows of a report as they should be, with parameters as a user gives them. */
export type Truth = (facts: Facts, given: Given) => Cell[][];

const DAY = 86_400;

export function groupBy<T, K>(items: Iterable<T>, keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

export const distinct = (values: readonly (string | null)[]): number =>
  new Set(values.filter((value) => value !== null)).size;

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** The value below which a share of them lies, straight between neighbours. */
export function quantile(values: readonly number[], share: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const low = sorted[Math.floor(place)];
  const high = sorted[Math.ceil(place)];
  return low === undefined || high === undefined ? null : low + (high - low) * (place - Math.floor(place));
}

type Key = string | number | boolean | null;

/** By the keys in turn; NULL comes last, texts by their bytes. */
export function sortedBy<T>(items: readonly T[], keysOf: (item: T) => readonly Key[]): T[] {
  return items
    .map((item) => ({ item, keys: keysOf(item) }))
    .sort((a, b) => compareKeys(a.keys, b.keys))
    .map(({ item }) => item);
}

function compareKeys(a: readonly Key[], b: readonly Key[]): number {
  for (const [index, one] of a.entries()) {
    const order = compareOne(one, b[index] ?? null);
    if (order !== 0) return order;
  }
  return 0;
}

function compareOne(a: Key, b: Key): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return Number(a) - Number(b);
}

export const monthOf = (seconds: number | null): string | null =>
  seconds === null ? null : new Date(seconds * 1000).toISOString().slice(0, 7);

export const dayOf = (seconds: number | null): string | null =>
  seconds === null ? null : new Date(seconds * 1000).toISOString().slice(0, 10);

/** `2024-03-01` → days since 1970. */
export const dayNumber = (seconds: number): number => Math.floor(seconds / DAY);
export const parseDay = (day: string): number => Date.parse(`${day}T00:00:00Z`) / 1000;

export const latest = (values: readonly (number | null)[]): number | null =>
  values.reduce<number | null>(
    (most, value) => (value !== null && (most === null || value > most) ? value : most),
    null,
  );

export const earliest = (values: readonly (number | null)[]): number | null =>
  values.reduce<number | null>(
    (least, value) => (value !== null && (least === null || value < least) ? value : least),
    null,
  );

export const inPeriod = (seconds: number | null, { since, until }: Given): boolean =>
  (since === undefined || (seconds !== null && seconds >= parseDay(since))) &&
  (until === undefined || (seconds !== null && seconds < parseDay(until) + DAY));

const isNamed = (name: string | undefined, words: string): boolean =>
  name?.toLowerCase().includes(words.toLowerCase()) === true;

export const inConversation = (facts: Facts, id: string, { conversation }: Given): boolean =>
  conversation === undefined || id === conversation || isNamed(facts.title.get(id), conversation);

function isOfTeam(facts: Facts, accountId: string | null, team: string): boolean {
  const teams = facts.teams.filter((one) => one.team_id === team || isNamed(String(one.team_name), team));
  return facts.seats.some(([id, person]) => person === accountId && teams.some((one) => one.team_id === id));
}

/** What was said until the end of the day that stands for today, or at a time that nobody knows; all of it when no day does. */
export const asOf = (facts: Facts, { as_of }: Given): Facts =>
  as_of === undefined
    ? facts
    : { ...facts, talk: facts.talk.filter(({ posted }) => posted === null || inPeriod(posted, { until: as_of })) };

/** The messages that the parameters of the report leave. */
export const chosen = (facts: Facts, given: Given): Said[] =>
  facts.talk.filter(
    (one) =>
      inPeriod(one.posted, given) &&
      inConversation(facts, one.conversationId, given) &&
      (given.person === undefined ||
        one.accountId === given.person ||
        isNamed(facts.person.get(one.accountId ?? ''), given.person)) &&
      (given.team === undefined || isOfTeam(facts, one.accountId, given.team)),
  );

export const isHook = (one: Said): boolean => one.hookKey !== '';
export const kindOf = (one: Said): string => (isHook(one) ? 'hook' : one.type.startsWith('email') ? 'e-mail' : 'chat');

/** The rows, unless person or team leave fewer than min_group authors. */
export const enough =
  (truth: Truth): Truth =>
  (facts, given) => {
    const authors = distinct(chosen(facts, given).map((one) => (isHook(one) ? null : one.accountId)));
    const isChosen = given.person !== undefined || given.team !== undefined;
    return isChosen && authors < Number(given.min_group ?? 5) ? [] : truth(facts, given);
  };

export const titleOf = (facts: Facts, id: string): string => facts.title.get(id) ?? `untitled ${id.slice(0, 8)}`;

/** What to call an author: the known name, the highest of the names on the messages, the id. */
export const nameOf = (facts: Facts, id: string | null, senders: readonly string[] = []): string =>
  facts.person.get(id ?? '') ??
  sortedBy(
    senders.filter((name) => name !== ''),
    (name) => [name],
  ).at(-1) ??
  id ??
  '(unknown)';

export const limited = <T>(rows: readonly T[], { limit }: Given, standard: number): T[] =>
  rows.slice(0, Number(limit ?? standard));

export interface Ranked {
  readonly id: string | null;
  readonly name: string;
}

export interface PeopleGroup<P> {
  readonly name: string;
  readonly people: P[];
}

/** People in order, in groups of at least min_group; the last takes the rest, and too few people make no group. */
export function inGroups<P extends Ranked>(people: readonly P[], { min_group = '5' }: Given): PeopleGroup<P>[] {
  const size = Math.max(1, Number(min_group));
  const groups: PeopleGroup<P>[] = [];
  for (let start = 0; start + size <= people.length; start += size) {
    const isLast = start + 2 * size > people.length;
    const members = people.slice(start, isLast ? undefined : start + size);
    const name = size > 1 ? `places ${start + 1}–${start + members.length}` : (members[0]?.name ?? '');
    groups.push({ name, people: members });
  }
  return groups;
}

/** Characters as code points. */
export const codePoints = (text: string): string[] => [...text];

/** The first 120 characters of a message on one line. */
export const excerpt = (text: string): string =>
  codePoints(text.replace(/^ +| +$/g, '').replace(/[\t\n\f\r ]+/g, ' '))
    .slice(0, 120)
    .join('');
