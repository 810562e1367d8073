// emulator/live: what an account finds for some keywords (fleep-wire.md 3.10, 9.17).
// Invariant: nothing is found that the account could not read by walking its conversations; who has left finds what was there.
import { parseRecord, textOf, textsOf, type WireRecord } from '../../fields.js';
import { headerValue } from '../../headers.js';
import { maySee, type View } from '../../view.js';
import type { MessageRecord } from '../../world.js';
import { isPinned, isTask } from '../messages/facts.js';
import { withXml, xmlOf } from '../messages/messages.js';
import type { LiveWorld } from '../world.js';
import { type Words, wordsOfMessage } from './search-index.js';
import { markedText, markedXml, weightOf, wordsIn } from './words.js';

export const SEARCH_TYPES = ['topic', 'chat', 'file', 'pin', 'task', 'subject'] as const;
export type SearchType = (typeof SEARCH_TYPES)[number];

export interface Search {
  readonly keywords: readonly string[];
  readonly types: ReadonlySet<SearchType>;
}

export interface Match {
  readonly view: View;
  readonly record: WireRecord;
  readonly weight: number;
}

/** How well topic and people of a conversation answer; 0 when they do not. */
export function topicWeight(world: LiveWorld, view: View, { keywords, types }: Search): number {
  if (!types.has('topic')) return 0;
  const people = [...listed(view, 'members'), ...listed(view, 'guests')].filter((id) => id !== view.viewerId);
  const names = people.flatMap((id) => {
    const contact = parseRecord(world.accounts.findContact(id, view.viewerId)?.text ?? '{}');
    return [textOf(contact, 'display_name'), textOf(contact, 'email'), textOf(contact, 'fleep_address')];
  });
  const texts = [headerValue(view, 'topic'), headerValue(view, 'default_topic'), ...names];
  return weightOf(
    texts.flatMap((text) => (typeof text === 'string' ? wordsIn(text) : [])),
    keywords,
  );
}

export async function messageMatches(world: LiveWorld, view: View, search: Search): Promise<Match[]> {
  const { keywords, types } = search;
  if (keywords.length === 0) return [];
  const numbers = new Set<number>();
  for (const [number, words] of await wordsSeen(world, view)) {
    if (weightOf(words.text, keywords) > 0 || weightOf(words.subject, keywords) > 0) numbers.add(number);
  }
  if (types.has('file')) for (const number of view.conversation.fileNumbers()) numbers.add(number);
  return [...numbers].flatMap((number) => {
    const [message] = maySee(view, number) ? view.conversation.messagesIn(number, number, view.asOf) : [];
    return (message && matchOf(view, message, search)) ?? [];
  });
}

/** Words of what the account sees. Those of somebody who has left are read from the versions of then. */
export async function wordsSeen(world: LiveWorld, view: View): Promise<ReadonlyMap<number, Words>> {
  const { conversation, reach, asOf } = view;
  if (view.seat.isMember) return world.search.wordsOf(conversation);
  const messages = conversation.messagesIn(reach.first, reach.last, asOf);
  return new Map(messages.map(({ messageNr, body }) => [messageNr, wordsOfMessage(parseRecord(`${body}}`))]));
}

function matchOf(view: View, { messageNr, body }: MessageRecord, { keywords, types }: Search): Match | undefined {
  const fields = parseRecord(`${body}}`);
  const words = wordsOfMessage(fields);
  const inText = types.has(kindOf(fields)) ? weightOf(words.text, keywords) : 0;
  const inSubject = types.has('subject') ? weightOf(words.subject, keywords) : 0;
  const files = types.has('file') ? fileNames(view, messageNr) : [];
  const found = files.filter((name) => weightOf(wordsIn(name), keywords) > 0);
  const weight = inText + inSubject + 2 * found.length;
  if (weight === 0) return undefined;
  const named = [...(inSubject > 0 ? [textOf(fields, 'subject')] : []), ...found];
  const marked = markedXml(xmlOf(fields), keywords);
  const record = {
    ...fields,
    profile_id: view.viewerId,
    search_weight: weight,
    ...(inText > 0 ? { message: withXml(fields, marked) } : {}),
    // The Python library prints it of every match.
    marked_text: named.length > 0 ? markedText(named.join(', '), keywords) : marked,
  };
  return { view, record, weight };
}

/** Of what type a message is for a search by its text. */
function kindOf(fields: WireRecord): SearchType {
  if (isPinned(fields)) return 'pin';
  return isTask(fields) ? 'task' : 'chat';
}

function fileNames({ conversation, asOf }: View, messageNr: number): string[] {
  const records = conversation.attachmentsIn(messageNr, messageNr, asOf).filter(({ isFile }) => isFile);
  return records
    .map(({ text }) => parseRecord(text))
    .filter(({ is_deleted }) => is_deleted !== true)
    .map((record) => textOf(record, 'file_name'));
}

function listed(view: View, name: string): readonly string[] {
  return textsOf({ list: headerValue(view, name) }, 'list');
}
