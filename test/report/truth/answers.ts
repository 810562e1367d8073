// test: the truth of the reports on who answers, how fast, who comes, stays and goes.
import type { Facts, Said } from './facts.js';
import {
  asOf,
  type Cell,
  chosen,
  dayNumber,
  distinct,
  enough,
  excerpt,
  type Given,
  groupBy,
  inConversation,
  inGroups,
  inPeriod,
  isHook,
  latest,
  limited,
  monthOf,
  nameOf,
  parseDay,
  quantile,
  rounded,
  sortedBy,
  sum,
  type Truth,
  titleOf,
} from './tools.js';

interface Timed extends Said {
  readonly accountId: string;
  readonly posted: number;
}

const isTimed = (one: Said): one is Timed => !isHook(one) && one.accountId !== null && one.posted !== null;

/** What people said, conversation by conversation in the order of the numbers. */
const flows = (facts: Facts, given: Given): Timed[][] =>
  [...groupBy(facts.talk.filter(isTimed), (one) => one.conversationId).values()]
    .filter(([first]) => first !== undefined && inConversation(facts, first.conversationId, given))
    .map((flow) => sortedBy(flow, (one) => [one.nr]));

interface Wait {
  readonly asked: Timed;
  readonly next: Timed | undefined;
  readonly minutes: number;
  readonly isAnswered: boolean;
}

function waits(facts: Facts, given: Given): Wait[] {
  const within = Number(given.within_hours ?? 72) * 3600;
  return flows(facts, given).flatMap((flow) =>
    flow.flatMap((asked, index): Wait[] => {
      const next = flow[index + 1];
      if (next?.accountId === asked.accountId || !inPeriod(asked.posted, given)) return [];
      const seconds = next === undefined ? 0 : next.posted - asked.posted;
      return [{ asked, next, minutes: Math.max(seconds, 0) / 60, isAnswered: next !== undefined && seconds <= within }];
    }),
  );
}

const delays = (minutes: readonly number[]): Cell[] => [
  rounded(quantile(minutes, 0.5)),
  rounded(quantile(minutes, 0.9)),
];

const byConversation: Truth = (facts, given) => {
  const rows = [...groupBy(waits(facts, given), (wait) => wait.asked.conversationId)].map(([id, all]) => ({
    id,
    answers: all.filter((wait) => wait.isAnswered).map((wait) => wait.minutes),
    all,
  }));
  const shown = sortedBy(rows, ({ id, answers, all }) => [
    -answers.length,
    answers.length - all.length,
    titleOf(facts, id),
    id,
  ]);
  return limited(shown, given, 30).map(({ id, answers, all }) => [
    titleOf(facts, id),
    answers.length,
    ...delays(answers),
    all.length - answers.length,
  ]);
};

const byPerson: Truth = (facts, given) => {
  const answered = waits(facts, given).filter((wait) => wait.isAnswered);
  const people = [...groupBy(answered, (wait) => wait.next?.accountId ?? '')].map(([id, all]) => ({
    id,
    name: nameOf(facts, id),
    minutes: all.map((wait) => wait.minutes),
  }));
  const sorted = sortedBy(people, ({ id, name, minutes }) => [-minutes.length, name, id]);
  return limited(inGroups(sorted, given), given, 30).map(({ name, people: members }) => {
    const minutes = members.flatMap((person) => person.minutes);
    return [name, members.length, minutes.length, ...delays(minutes)];
  });
};

/** Talks of one conversation: apart by a silence of so many seconds. */
function talksOf(flow: readonly Timed[], silence: number): Timed[][] {
  const talks: Timed[][] = [];
  for (const [index, one] of flow.entries()) {
    const before = flow[index - 1];
    if (before === undefined || one.posted - before.posted >= silence) talks.push([one]);
    else talks.at(-1)?.push(one);
  }
  return talks;
}

const firstResponse: Truth = (facts, given) => {
  const silence = Number(given.quiet_hours ?? 8) * 3600;
  const rows = flows(facts, given).flatMap((flow) => {
    const talks = talksOf(flow, silence).filter(([first]) => inPeriod(first?.posted ?? null, given));
    const id = flow[0]?.conversationId ?? '';
    const minutes = talks.flatMap((talk) => {
      const answer = talk.find((one) => one.accountId !== talk[0]?.accountId);
      return answer === undefined ? [] : [Math.max(answer.posted - (talk[0]?.posted ?? 0), 0) / 60];
    });
    return talks.length === 0 ? [] : [{ id, talks: talks.length, minutes }];
  });
  const sorted = sortedBy(rows, ({ id, talks }) => [-talks, titleOf(facts, id), id]);
  return limited(sorted, given, 30).map(({ id, talks, minutes }) => [
    titleOf(facts, id),
    talks,
    minutes.length,
    rounded((100 * minutes.length) / talks),
    ...delays(minutes),
  ]);
};

const unanswered: Truth = (facts, given) => {
  const within = Number(given.within_hours ?? 48) * 3600;
  const end =
    given.as_of === undefined ? latest(facts.messages.map((one) => one.posted)) : parseDay(given.as_of) + 86_400;
  const open = flows(asOf(facts, given), given).flatMap((flow) =>
    flow.flatMap((asked, index) => {
      const next = flow[index + 1];
      const until = next?.posted ?? end ?? 0;
      const isOpen = next?.accountId !== asked.accountId && until > asked.posted + within;
      const isQuestion = /[?？؟]/.test(asked.text ?? '');
      return isOpen && isQuestion && inPeriod(asked.posted, given)
        ? [{ asked, until, isLate: next !== undefined }]
        : [];
    }),
  );
  const sorted = sortedBy(open, ({ asked }) => [-asked.posted, asked.conversationId, asked.nr]);
  return limited(sorted, given, 100).map(({ asked, until, isLate }) => [
    titleOf(facts, asked.conversationId),
    nameOf(facts, asked.accountId, [asked.sender]),
    excerpt(asked.text ?? ''),
    asked.posted,
    Math.floor((until - asked.posted) / 3600),
    isLate,
  ]);
};

const whom: Truth = (facts, given) => {
  const answered = waits(facts, given).filter((wait) => wait.isAnswered);
  const ends = answered.flatMap(({ asked, next }) => [asked.accountId, next?.accountId ?? '']);
  const people = [...groupBy(ends, (id) => id)].map(([id, all]) => ({
    id,
    name: nameOf(facts, id),
    times: all.length,
  }));
  const ranked = sortedBy(people, ({ id, name, times }) => [-times, name, id]);
  const groups = limited(inGroups(ranked, given), given, 12);
  const placeOf = new Map(groups.flatMap((group, place) => group.people.map(({ id }) => [id, place] as const)));
  const arrows = answered.flatMap(({ asked, next, minutes }) => {
    const [from, to] = [placeOf.get(next?.accountId ?? ''), placeOf.get(asked.accountId)];
    return from === undefined || to === undefined ? [] : [{ from, to, minutes }];
  });
  const pairs = [...groupBy(arrows, ({ from, to }) => `${from} ${to}`).values()];
  return sortedBy(pairs, (pair) => [-pair.length, pair[0]?.from ?? 0, pair[0]?.to ?? 0]).map((pair) => {
    const { from, to } = pair[0] ?? { from: 0, to: 0 };
    const median = rounded(
      quantile(
        pair.map(({ minutes }) => minutes),
        0.5,
      ),
    );
    return [groups[from]?.name ?? '', groups[to]?.name ?? '', pair.length, median, from, to, groups.length];
  });
};

const livesOf = (facts: Facts, given: Given): number[][] =>
  [...groupBy(chosen(facts, given).filter(isTimed), (one) => one.accountId).values()].map((said) =>
    said.map((one) => one.posted).sort((a, b) => a - b),
  );

const newcomers: Truth = (facts, given) => {
  const months = groupBy(livesOf(facts, given), (times) => monthOf(times[0] ?? 0));
  return sortedBy([...months], ([month]) => [month]).flatMap(([month, people]) => {
    if (people.length < Number(given.min_group ?? 5)) return [];
    const week = (times: readonly number[], nr: number) =>
      times.filter((time) => Math.floor((time - (times[0] ?? 0)) / 604_800) === nr).length;
    const stayed = (nr: number) =>
      rounded((100 * people.filter((times) => week(times, nr) > 0).length) / people.length);
    const first = quantile(
      people.map((times) => week(times, 0)),
      0.5,
    );
    return [[month, people.length, first, stayed(1), stayed(2), stayed(3)]];
  });
};

const leavers: Truth = (facts, given) => {
  const end = given.as_of === undefined ? latest(facts.messages.map((one) => one.posted)) : parseDay(given.as_of);
  const gone = livesOf(asOf(facts, given), given).filter(
    (times) => dayNumber(end ?? 0) - dayNumber(times.at(-1) ?? 0) >= Number(given.days ?? 90),
  );
  return sortedBy([...groupBy(gone, (times) => monthOf(times.at(-1) ?? 0))], ([month]) => [month]).flatMap(
    ([month, people]) => {
      if (people.length < Number(given.min_group ?? 5)) return [];
      const spans = people.map((times) => dayNumber(times.at(-1) ?? 0) - dayNumber(times[0] ?? 0));
      return [[month, people.length, quantile(spans, 0.5), sum(people.map((times) => times.length))]];
    },
  );
};

const mentions: Truth = (facts, given) => {
  const called = chosen(facts, given).flatMap((one) => one.mentioned.map((id) => ({ id, one })));
  const people = [...groupBy(called, ({ id }) => id)].map(([id, all]) => ({
    id,
    name: nameOf(facts, id),
    times: all.length,
    by: distinct(all.filter(({ one }) => !isHook(one)).map(({ one }) => one.accountId)),
    where: distinct(all.map(({ one }) => one.conversationId)),
  }));
  const sorted = sortedBy(people, ({ id, name, times }) => [-times, name, id]);
  return limited(inGroups(sorted, given), given, 30).map(({ name, people: members }) => [
    name,
    members.length,
    sum(members.map(({ times }) => times)),
    rounded(sum(members.map(({ by }) => by)) / members.length),
    rounded(sum(members.map(({ where }) => where)) / members.length),
  ]);
};

const reactions: Truth = (facts, given) => {
  const given_ = chosen(facts, given).flatMap((one) =>
    one.reactions.map(([reaction, by]) => ({ reaction, by, on: `${one.conversationId} ${one.nr}` })),
  );
  const sorted = sortedBy([...groupBy(given_, ({ reaction }) => reaction)], ([name, all]) => [-all.length, name]);
  return limited(sorted, given, 30).map(([name, all]) => [
    name,
    all.length,
    distinct(all.map(({ by }) => by)),
    distinct(all.map(({ on }) => on)),
    rounded((100 * all.length) / given_.length),
  ]);
};

const links: Truth = (facts, given) => {
  const found = chosen(facts, given).flatMap((one) =>
    [...one.wire.matchAll(/href=\\?"(https?:[^"\\]*)/gi)].flatMap(([, url = '']) => {
      const host = hostOf(url);
      return host === '' ? [] : [{ host, one }];
    }),
  );
  const sorted = sortedBy([...groupBy(found, ({ host }) => host)], ([host, all]) => [-all.length, host]);
  return limited(sorted, given, 30).map(([host, all]) => [
    host,
    all.length,
    distinct(all.map(({ one }) => `${one.conversationId} ${one.nr}`)),
    distinct(all.filter(({ one }) => !isHook(one)).map(({ one }) => one.accountId)),
    distinct(all.map(({ one }) => one.conversationId)),
  ]);
};

/** The host as it is written, without user, port and www. */
function hostOf(url: string): string {
  const authority = url.replace(/^https?:\/\//i, '').split(/[/?#]/)[0] ?? '';
  const place = authority.slice(authority.lastIndexOf('@') + 1);
  const host = place.startsWith('[') ? place.slice(0, place.indexOf(']') + 1) : (place.split(':')[0] ?? '');
  return host
    .replace(/&amp;.*/, '')
    .toLowerCase()
    .replace(/^www\./, '');
}

export const ANSWERS: Readonly<Record<string, Truth>> = {
  'response-time-by-conversation': byConversation,
  'response-time-by-person': byPerson,
  'first-response': firstResponse,
  'unanswered-questions': unanswered,
  'who-answers-whom': whom,
  newcomers,
  leavers,
  mentions,
  reactions: enough(reactions),
  'links-by-domain': enough(links),
};
