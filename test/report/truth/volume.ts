// test: the truth of the reports on how much is said, when, where and by whom.
import type { Facts, Said } from './facts.js';
import {
  asOf,
  type Cell,
  chosen,
  dayOf,
  distinct,
  earliest,
  enough,
  type Given,
  groupBy,
  inGroups,
  isHook,
  kindOf,
  latest,
  limited,
  monthOf,
  nameOf,
  rounded,
  sortedBy,
  sum,
  type Truth,
  titleOf,
} from './tools.js';

const people = (said: readonly Said[]): number =>
  distinct(said.filter((one) => !isHook(one)).map((one) => one.accountId));
const byPeople = (facts: Facts, given: Given): Said[] =>
  chosen(facts, given).filter((one) => !isHook(one) && one.accountId !== null);
const mean = (values: readonly number[]): number => sum(values) / values.length;

const byMonth: Truth = (facts, given) => {
  const months = groupBy(chosen(facts, given), (one) => monthOf(one.posted));
  return sortedBy([...months], ([month]) => [month]).map(([month, said]) => [
    month,
    said.length,
    people(said),
    distinct(said.map((one) => one.conversationId)),
  ]);
};

const bySpan =
  (spanOf: (seconds: number) => string): Truth =>
  (facts, given) => {
    const spans = groupBy(chosen(facts, given), (one) => (one.posted === null ? null : spanOf(one.posted)));
    return sortedBy([...spans], ([span]) => [span]).map(([span, said]) => [
      span,
      said.length,
      people(said),
      said.filter(isHook).length,
    ]);
  };

/** The Monday of a week. 1 January 1970 was a Thursday. */
const mondayOf = (seconds: number): string => {
  const day = Math.floor(seconds / 86_400);
  return String(dayOf((day - ((((day + 3) % 7) + 7) % 7)) * 86_400));
};

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** Weekday from 1 for Monday, and hour, by the calendar of a time zone. */
function clockIn(zone: string): (seconds: number) => { weekday: number; hour: number } {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'long',
    hour: '2-digit',
    hourCycle: 'h23',
  });
  return (seconds) => {
    const parts = new Map(format.formatToParts(seconds * 1000).map((part) => [part.type, part.value]));
    return { weekday: WEEKDAYS.indexOf(parts.get('weekday') ?? '') + 1, hour: Number(parts.get('hour')) };
  };
}

const byHour: Truth = (facts, given) => {
  const clock = clockIn(given.timezone ?? 'UTC');
  const said = chosen(facts, given).filter((one) => !isHook(one));
  const times = said.flatMap((one) => (one.posted === null ? [] : [clock(one.posted)]));
  if (times.length === 0) return [];
  return WEEKDAYS.flatMap((name, index) =>
    Array.from({ length: 24 }, (_unused, hour): Cell[] => [
      name,
      hour,
      times.filter((time) => time.weekday === index + 1 && time.hour === hour).length,
    ]),
  );
};

const byKind: Truth = (facts, given) => {
  const groups = groupBy(chosen(facts, given), (one) => `${monthOf(one.posted) ?? ''}|${kindOf(one)}`);
  return sortedBy([...groups], ([key]) => [key.split('|')[0] || null, key]).map(([key, said]) => {
    const [month = '', kind = ''] = key.split('|');
    return [month || null, kind, said.length];
  });
};

const byConversation: Truth = (facts, given) => {
  const all = chosen(facts, given);
  const rows = [...groupBy(all, (one) => one.conversationId)];
  const sorted = sortedBy(rows, ([id, said]) => [-said.length, titleOf(facts, id), id]);
  return limited(sorted, given, 30).map(([id, said]) => [
    titleOf(facts, id),
    said.length,
    rounded((100 * said.length) / all.length),
    people(said),
    earliest(said.map((one) => one.posted)),
    latest(said.map((one) => one.posted)),
  ]);
};

/** Authors with their messages, those with the most first. */
function authors(facts: Facts, messages: readonly Said[]) {
  const rows = [...groupBy(messages, (one) => one.accountId)].map(([id, said]) => ({
    id,
    said,
    name: nameOf(
      facts,
      id,
      said.map((one) => one.sender),
    ),
  }));
  return sortedBy(rows, ({ id, said, name }) => [-said.length, name, id]);
}

const byPerson: Truth = (facts, given) => {
  const all = byPeople(facts, given);
  const groups = inGroups(authors(facts, all), given);
  const total = sum(groups.flatMap((group) => group.people.map(({ said }) => said.length)));
  return limited(groups, given, 30).map(({ name, people: members }) => {
    const said = members.flatMap((person) => person.said);
    return [
      name,
      members.length,
      said.length,
      rounded((100 * said.length) / total),
      rounded(mean(members.map((person) => distinct(person.said.map((one) => one.conversationId))))),
      rounded(mean(members.map((person) => distinct(person.said.map((one) => dayOf(one.posted)))))),
      earliest(said.map((one) => one.posted)),
      latest(said.map((one) => one.posted)),
    ];
  });
};

const busiestTenth: Truth = (facts, given) => {
  const said = byPeople(facts, given).filter((one) => one.accountId !== null && one.posted !== null);
  const months = sortedBy([...groupBy(said, (one) => monthOf(one.posted))], ([month]) => [month]);
  return months.flatMap(([month, all]) => {
    const counts = [...groupBy(all, (one) => one.accountId).values()].map((one) => one.length).sort((a, b) => b - a);
    const busiest = Math.ceil(counts.length / 10);
    const theirs = sum(counts.slice(0, busiest));
    const least = Number(given.min_group ?? 5);
    if (counts.length < least) return [];
    const shown = busiest < least ? null : theirs;
    return [[month, counts.length, all.length, busiest, shown, rounded((100 * theirs) / all.length)]];
  });
};

const afterHours: Truth = (facts, given) => {
  const clock = clockIn(given.timezone ?? 'UTC');
  const [from, to] = [Number(given.from_hour ?? 9), Number(given.to_hour ?? 18)];
  const said = byPeople(facts, given).filter((one) => one.posted !== null);
  const when = (one: Said) => {
    const { weekday, hour } = clock(one.posted ?? 0);
    const isNight = from > to && hour < to;
    const day = isNight ? ((weekday + 5) % 7) + 1 : weekday;
    if (!(given.workdays ?? '12345').includes(String(day))) return 'off';
    const isWork = isNight || (hour >= from && (from > to || hour < to));
    return isWork ? 'work' : 'after';
  };
  return limited(inGroups(authors(facts, said), given), given, 30).map(({ name, people: members }) => {
    const times = members.flatMap((person) => person.said.map(when));
    const [after, off] = ['after', 'off'].map((kind) => times.filter((one) => one === kind).length);
    const outside = (100 * ((after ?? 0) + (off ?? 0))) / times.length;
    return [name, members.length, times.length, after ?? 0, off ?? 0, rounded(outside)];
  });
};

const quiet: Truth = (facts, given) => {
  const rows = [...groupBy(asOf(facts, given).talk, (one) => one.conversationId)].map(([id, said]) => ({
    id,
    said,
    last: latest(said.map((one) => one.posted)),
  }));
  const end =
    given.as_of === undefined ? latest(facts.messages.map((one) => one.posted)) : Date.parse(given.as_of) / 1000;
  const silent = ({ last }: { last: number | null }) =>
    last === null || end === null ? -1 : Math.floor(end / 86_400) - Math.floor(last / 86_400);
  const shown = rows.filter((row) => silent(row) >= Number(given.days ?? 90) && row.last !== null);
  return limited(
    sortedBy(shown, ({ id, said }) => [-said.length, titleOf(facts, id), id]),
    given,
    30,
  ).map((row) => [titleOf(facts, row.id), row.said.length, people(row.said), row.last, silent(row)]);
};

/** What the newest message about a hook calls it. */
function toldOf({ messages }: Facts, id: string, key: string | undefined): string {
  const told = messages
    .filter((one) => one.type === 'hook' && one.conversationId === id && one.wire.startsWith('{'))
    .map(({ nr, wire }) => ({ nr, ...(JSON.parse(wire) as { hook_name: string; hook_key: string }) }))
    .filter(({ hook_key }) => hook_key === key);
  return sortedBy(told, ({ nr }) => [nr]).at(-1)?.hook_name ?? '';
}

const hookTraffic: Truth = (facts, given) => {
  const posted = chosen(facts, given).filter(isHook);
  const rows = [...groupBy(posted, (one) => `${one.conversationId} ${one.hookKey}`).values()].map((said) => {
    const id = said[0]?.conversationId ?? '';
    const hook = facts.hooks.find((one) => one.conversation_id === id && one.hook_key === said[0]?.hookKey);
    const senders = said.map((one) => one.sender).filter((name) => name !== '');
    const told = toldOf(facts, id, said[0]?.hookKey);
    const name = String(hook?.hook_name ?? '') || told || sortedBy(senders, (one) => [one]).at(-1) || '(unknown)';
    return { id, said, name, type: typeof hook?.mk_hook_type === 'string' ? hook.mk_hook_type : null };
  });
  const sorted = sortedBy(rows, ({ id, said, name }) => [
    -said.length,
    name,
    titleOf(facts, id),
    id,
    earliest(said.map((one) => one.posted)),
    said[0]?.hookKey ?? '',
  ]);
  return limited(sorted, given, 30).map(({ id, said, name, type }) => [
    name,
    type,
    titleOf(facts, id),
    said.length,
    distinct(said.map((one) => dayOf(one.posted))),
    earliest(said.map((one) => one.posted)),
    latest(said.map((one) => one.posted)),
  ]);
};

export const VOLUME: Readonly<Record<string, Truth>> = {
  'messages-by-month': enough(byMonth),
  'messages-by-week': enough(bySpan(mondayOf)),
  'messages-by-day': enough(bySpan((seconds) => String(dayOf(seconds)))),
  'messages-by-hour-and-weekday': enough(byHour),
  'messages-by-kind': enough(byKind),
  'messages-by-conversation': enough(byConversation),
  'messages-by-person': byPerson,
  'busiest-tenth': busiestTenth,
  'after-hours': afterHours,
  'quiet-conversations': quiet,
  'hook-traffic': hookTraffic,
};
