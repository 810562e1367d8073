// emulator/calls: search (fleep-wire.md section 2, rows 57 to 60; 3.10, 9.17).
// Invariant: only conversations on the account's list are searched; matches come best first, equal ones newest first.
import { badRequest } from '../api-error.js';
import { booleanArgument, givenList, listArgument, requiredText, textArgument } from '../arguments.js';
import { numberOf, textOf } from '../fields.js';
import { headerValue } from '../headers.js';
import {
  type Match,
  messageMatches,
  SEARCH_TYPES,
  type Search,
  type SearchType,
  topicWeight,
  wordsSeen,
} from '../live/search/searching.js';
import { wordsIn } from '../live/search/words.js';
import { maySee, type View } from '../view.js';
import { type Call, getView, type Handler } from './call.js';
import { byInboxTime } from './conversation-lists.js';

const MOST_MATCHES = 100;
const MOST_SUGGESTIONS = 10;

export const searchCalls: Readonly<Record<string, Handler>> = {
  search: find,
  'search/prepare': async (call) => {
    for (const { conversation } of byInboxTime(call)) await call.world.search.wordsOf(conversation);
    return '{}';
  },
  'search/reset': (call) => {
    for (const { conversation } of byInboxTime(call)) call.world.search.drop(conversation);
    return '{}';
  },
  'search/suggest': async (call) => JSON.stringify({ suggestions: await suggestions(call, searched(call)) }),
};

async function find(call: Call): Promise<string> {
  const { world, body } = call;
  const search: Search = { keywords: [...new Set(wordsIn(requiredText(body, 'keywords')))], types: typesIn(call) };
  const views = searched(call);
  const named = views.filter((view) => topicWeight(world, view, search) > 0);
  const matches: Match[] = [];
  for (const view of views) matches.push(...(await messageMatches(world, view, search)));
  matches.sort((a, b) => b.weight - a.weight || timeOf(b) - timeOf(a) || numberIn(b) - numberIn(a));
  const shown = matches.slice(0, MOST_MATCHES);
  const conversations = new Set([...named, ...shown.map(({ view }) => view)]);
  const wanted = booleanArgument(body, 'need_suggestions') === true ? await suggestions(call, views) : null;
  return JSON.stringify({
    headers: [...conversations].map(slimHeader),
    matches: shown.map(({ record }) => record),
    stream: contactsFor(call, conversations, shown),
    suggestions: wanted,
  });
}

/** Throws ApiError 400 for a type that there is not; without any all are searched. */
function typesIn({ body }: Call): ReadonlySet<SearchType> {
  const types = givenList(body, 'search_types') ?? SEARCH_TYPES;
  const known = SEARCH_TYPES.filter((type) => types.includes(type));
  if (known.length < new Set(types).size) throw badRequest('search_types are unknown.');
  return new Set(known.length === 0 ? SEARCH_TYPES : known);
}

/** One conversation, or all of the account's but for those that the client has searched itself. */
function searched(call: Call): readonly View[] {
  const id = textArgument(call.body, 'conversation_id');
  const ignored = new Set(listArgument(call.body, 'ignore_conversation_ids'));
  const views = id === undefined ? byInboxTime(call) : [getView(call, id)];
  return views.filter(({ conversation }) => !ignored.has(conversation.id));
}

const timeOf = ({ record }: Match): number => numberOf(record, 'posted_time') ?? 0;
const numberIn = ({ record }: Match): number => numberOf(record, 'message_nr') ?? 0;

function slimHeader(view: View) {
  const [topic, members] = ['topic', 'members'].map((name) => headerValue(view, name));
  return { mk_rec_type: 'conv', conversation_id: view.conversation.id, topic, members };
}

/** Whoever is in the conversations and whoever wrote what was found. */
function contactsFor({ world, accountId }: Call, views: Iterable<View>, matches: readonly Match[]): unknown[] {
  const members = [...views].flatMap((view) => headerValue(view, 'members'));
  const ids = new Set([...members, ...matches.map(({ record }) => textOf(record, 'account_id'))]);
  return [...ids].flatMap((id): unknown[] => {
    const contact = typeof id === 'string' ? world.accounts.findContact(id, accountId) : undefined;
    return contact === undefined ? [] : [JSON.parse(contact.text)];
  });
}

/** Words that go on from the last one, the most frequent first. */
async function suggestions({ world, body }: Call, views: readonly View[]): Promise<string[]> {
  const beginning = wordsIn(requiredText(body, 'keywords')).at(-1);
  if (beginning === undefined) return [];
  const counts = new Map<string, number>();
  for (const view of views) {
    for (const [number, { text }] of await wordsSeen(world, view)) {
      const going = text.filter((word) => word.startsWith(beginning));
      if (going.length === 0 || !maySee(view, number)) continue;
      for (const word of going) counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  }
  const sorted = [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return sorted.slice(0, MOST_SUGGESTIONS).map(([word]) => word);
}
