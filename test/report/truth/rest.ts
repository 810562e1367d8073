// test: the truth of the reports on languages, words, members, and what the archive holds and lacks.
import type { Facts, Row, Said } from './facts.js';
import { number, str } from './facts.js';
import {
  type Cell,
  chosen,
  dayNumber,
  distinct,
  enough,
  groupBy,
  inConversation,
  isHook,
  latest,
  limited,
  monthOf,
  parseDay,
  rounded,
  sortedBy,
  type Truth,
  titleOf,
} from './tools.js';

const SCRIPTS: readonly (readonly [string, RegExp])[] = [
  ['Hangul', /\p{Script=Hangul}/u],
  ['Japanese', /[\p{Script=Hiragana}\p{Script=Katakana}]/u],
  ['Han', /\p{Script=Han}/u],
  ['Cyrillic', /\p{Script=Cyrillic}/u],
  ['Greek', /\p{Script=Greek}/u],
  ['Hebrew', /\p{Script=Hebrew}/u],
  ['Arabic', /\p{Script=Arabic}/u],
  ['Devanagari', /\p{Script=Devanagari}/u],
  ['Thai', /\p{Script=Thai}/u],
  ['Latin', /\p{Script=Latin}/u],
  ['other', /\p{L}/u],
];

const LANGUAGES: Readonly<Record<string, string>> = {
  English: 'the and is to of you that for it we this with have',
  German: 'der die und das ist nicht ich wir ein mit auf für zu',
  French: 'le les et est pas pour une je vous dans sur avec nous',
  Spanish: 'el los es una por con para las y pero muy hay está',
  Portuguese: 'o os um uma não com para é em mas do da está',
  Estonian: 'ja on ei see kui et ka ma oli meil aga siis või',
  Finnish: 'ja on ei se että kun mutta oli minä myös vai niin olen',
};

function languageOf(text: string): string | null {
  const words = text.match(/\p{L}+/gu) ?? [];
  const scores = Object.entries(LANGUAGES).map(([name, common]) => {
    const known = new Set(common.split(' '));
    return { name, hits: words.filter((word) => known.has(word)).length };
  });
  const most = Math.max(...scores.map(({ hits }) => hits));
  const best = scores.filter(({ hits }) => hits === most);
  return most > 0 && best.length === 1 ? (best[0]?.name ?? null) : null;
}

const languages: Truth = (facts, given) => {
  const said = chosen(facts, given).filter((one) => !isHook(one));
  const told = said.filter(sampleOf(facts, said.length, Number(given.sample ?? 50_000))).map((one) => {
    const text = (one.text ?? '').toLowerCase();
    const script = SCRIPTS.find(([, letters]) => letters.test(text))?.[0] ?? 'none';
    return { script, language: script === 'Latin' ? languageOf(text) : null };
  });
  const rows = [...groupBy(told, ({ script, language }) => `${script}|${language ?? ''}`).values()];
  return sortedBy(rows, (row) => [-row.length, row[0]?.script ?? '', row[0]?.language ?? null]).map((row) => [
    row[0]?.script ?? '',
    row[0]?.language ?? null,
    row.length,
    rounded((100 * row.length) / told.length),
  ]);
};

/** Every so-manyth message is looked at, from another number on in each conversation. */
function sampleOf({ conversations }: Facts, count: number, sample: number): (one: Said) => boolean {
  const step = sample === 0 ? 1 : Math.max(Math.floor(count / sample), 1);
  const ids = conversations.map(({ conversation_id }) => String(conversation_id)).sort();
  return ({ nr, conversationId }) => (nr + ids.indexOf(conversationId) + 1) % step === 0;
}

const trendingWords: Truth = (facts, given) => {
  const days = Number(given.days ?? 30);
  const end = given.as_of === undefined ? latest(facts.messages.map((one) => one.posted)) : parseDay(given.as_of);
  const spans = chosen(facts, given).flatMap((one) => {
    if (isHook(one) || one.accountId === null || one.posted === null) return [];
    const back = dayNumber(end ?? 0) - dayNumber(one.posted);
    return back < 0 || back >= 2 * days ? [] : [{ one, isNow: back < days }];
  });
  const isLookedAt = sampleOf(facts, spans.length, Number(given.sample ?? 100_000));
  const looked = spans.filter(({ one }) => isLookedAt(one));
  const now = looked.filter(({ isNow }) => isNow).length;
  const before = looked.length - now;
  if (now === 0 || before === 0) return [];
  const uses = looked.flatMap(({ one, isNow }) =>
    [...new Set((one.text ?? '').toLowerCase().match(/\p{L}{3,}/gu) ?? [])].map((word) => ({
      word,
      isNow,
      by: one.accountId,
    })),
  );
  const rows = [...groupBy(uses, ({ word }) => word)].map(([word, all]) => {
    const [later, earlier] = [all.filter(({ isNow }) => isNow), all.filter(({ isNow }) => !isNow)];
    const people = Math.max(distinct(later.map(({ by }) => by)), distinct(earlier.map(({ by }) => by)));
    return { word, later, earlier, people, change: (100 * later.length) / now - (100 * earlier.length) / before };
  });
  const shown = rows.filter(({ people }) => people >= Number(given.min_group ?? 5));
  const hundredths = (change: number) => Math.round((change + Math.sign(change) * 1e-9) * 100);
  const sorted = sortedBy(shown, ({ word, change }) => [-Math.abs(hundredths(change)), -hundredths(change), word]);
  return limited(sorted, given, 40).map(({ word, later, earlier, people, change }) => [
    word,
    earlier.length,
    later.length,
    people,
    rounded(change, 2),
  ]);
};

const GO = new Set(['leave', 'kick', 'kickV2', 'kick_team', 'deleteV1']);
const COME = new Set(['create', 'add', 'add_team', 'add_teamV2', 'passiveV1', 'joinV1', 'autojoin']);
/** Whose author does what it says. */
const OWN = new Set(['leave', 'passiveV1', 'joinV1', 'autojoin']);

/** Who a system message is about. */
function about(one: Facts['messages'][number]): (string | null)[] {
  if (OWN.has(one.type)) return [one.accountId];
  const { members = [] }: { members?: string[] } = one.wire.startsWith('{') ? JSON.parse(one.wire) : {};
  return [...new Set(one.type === 'create' ? [one.accountId, ...members] : members)];
}

/** Times of joins and leaves: the first of several in a row counts, and a leave counts that a join came before, whose time is known. */
function turns(facts: Facts): { conversationId: string; isJoin: boolean; posted: number | null }[] {
  const inside = new Map<string, number | null>();
  const found: { conversationId: string; isJoin: boolean; posted: number | null }[] = [];
  for (const one of sortedBy(facts.messages, ({ conversationId, nr }) => [conversationId, nr])) {
    const isJoin = COME.has(one.type);
    if (!isJoin && !GO.has(one.type)) continue;
    for (const id of about(one)) {
      const key = `${one.conversationId} ${id}`;
      if (id === null || inside.has(key) === isJoin) continue;
      // Who goes passive came before, nobody knows when.
      const came = one.type === 'passiveV1' ? null : one.posted;
      const joined = isJoin ? came : inside.get(key);
      if (isJoin) inside.set(key, came);
      else inside.delete(key);
      if (joined !== null) found.push({ conversationId: one.conversationId, isJoin, posted: one.posted });
    }
  }
  return found;
}

const membership: Truth = (facts, given) => {
  const changes = turns(facts).filter(
    ({ conversationId, posted }) => posted !== null && inConversation(facts, conversationId, given),
  );
  let total = 0;
  return sortedBy([...groupBy(changes, ({ posted }) => monthOf(posted))], ([month]) => [month]).map(([month, all]) => {
    const joins = all.filter(({ isJoin }) => isJoin).length;
    const net = 2 * joins - all.length;
    total += net;
    return [month, joins, all.length - joins, net, total];
  });
};

const hasContent = (row: Row): boolean => str(row.stored_sha256) !== '';

/** Attachments that have an address whose content the server does not have. One that was taken off its message is no gap. */
const lost = (facts: Facts): Row[] => [
  ...new Map(
    [...facts.files, ...facts.previews]
      .filter((row) => str(row.file_url) !== '' && row.is_deleted !== true && !hasContent(row))
      .map((row) => [str(row.file_url), row]),
  ).values(),
];

const coverage: Truth = (facts) => {
  const rows = facts.conversations.map((conversation): { id: string; cells: Cell[] } => {
    const id = str(conversation.conversation_id);
    const held = facts.messages.filter((one) => one.conversationId === id);
    const of = (list: readonly Row[]) => list.filter((row) => row.conversation_id === id);
    const attached = [...of(facts.files), ...of(facts.previews).filter((row) => str(row.file_url) !== '')];
    return {
      id,
      cells: [
        titleOf(facts, id),
        held.length,
        held.reduce((count, one) => count + one.versions.length - 1, 0),
        held.length === 0 ? null : Math.min(...held.map((one) => one.nr)),
        latest(held.map((one) => one.nr)),
        number(conversation.last_message_nr),
        attached.length,
        attached.filter(hasContent).length,
        attached.filter(hasContent).reduce((bytes, row) => bytes + (number(row.stored_size) ?? 0), 0),
        // A lost file is a gap that belongs to no conversation.
        0,
      ],
    };
  });
  const gaps = lost(facts).length;
  return [
    ...sortedBy(rows, ({ id }) => [titleOf(facts, id), id]).map(({ cells }) => cells),
    ...(gaps > 0 ? [['(no conversation)', 0, 0, null, null, null, 0, 0, 0, gaps]] : []),
  ];
};

const holes: Truth = (facts, given) => {
  const { conversation } = given;
  const files = conversation === undefined ? lost(facts) : [];
  const ranges = facts.conversations
    .map((row) => ({ id: str(row.conversation_id), join: number(row.join_message_nr) ?? 1 }))
    .filter(({ id, join }) => join > 1 && inConversation(facts, id, given));
  const sorted = sortedBy(ranges, ({ id, join }) => [titleOf(facts, id), join]);
  // When a gap was met is not in the world.
  return limited(
    [
      ...files.map((): Cell[] => [null, 'file', null, null, 'not found', false]),
      ...sorted.map(({ id, join }): Cell[] => [titleOf(facts, id), 'messages', 1, join - 1, 'before joining', true]),
    ],
    given,
    200,
  );
};

export const REST: Readonly<Record<string, Truth>> = {
  languages: enough(languages),
  'trending-words': trendingWords,
  membership,
  'archive-coverage': coverage,
  'archive-holes': holes,
};
