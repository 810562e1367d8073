// emulator: the sorted views of a loaded conversation, and what the service would have filled in.
// Invariant: a field is derived only when the record has no such field; a field of the wrong type stays as it is.

import { withTail } from '../lib/json-members.js';
import { integerOf, numberOf, parseRecord, textOf, type WireRecord } from './fields.js';
import { isAlerting, type Numbered, pinsAmong, tasksAmong } from './live/messages/facts.js';
import type { Attachment, ConversationFacts, MessageRecord, PinRef, TaskRef } from './world.js';

/** A message as a world of millions holds it: its text alone. */
export interface StoredMessage {
  readonly messageNr: number;
  readonly flowNr: number;
  readonly text: string;
}

/** A message as far as the header and the boards follow from it. */
export interface ReadMessage extends Numbered {
  /** As the message has it or was given it; 0 where the number before it is not known. */
  readonly inboxNr: number;
}

export interface ConversationIndex {
  readonly byNumber: readonly MessageRecord[];
  readonly byFlow: readonly MessageRecord[];
  readonly attachments: readonly Attachment[];
  readonly fileNumbers: readonly number[];
  readonly pins: readonly PinRef[];
  readonly tasks: readonly TaskRef[];
  readonly facts: ConversationFacts;
}

interface Contents {
  readonly messages: readonly StoredMessage[];
  readonly attachments: readonly Attachment[];
  readonly archivedSections: ReadonlySet<string>;
  readonly lastFlowNr: number;
}

export function buildIndex({ messages, attachments, archivedSections, lastFlowNr }: Contents): ConversationIndex {
  const ascending = messages.toSorted((a, b) => a.messageNr - b.messageNr);
  const read = completed(ascending);
  const byNumber = read.map(({ record }) => record);
  const placed = attachments.map((item) => (item.messageNr > lastFlowNr ? { ...item, messageNr: 0 } : item));
  const descending = read.toReversed();
  return {
    byNumber,
    byFlow: byNumber.toSorted((a, b) => a.flowNr - b.flowNr),
    attachments: placed.toSorted((a, b) => a.messageNr - b.messageNr),
    fileNumbers: fileNumbersOf(placed),
    pins: pinsAmong(descending),
    tasks: tasksAmong(descending, archivedSections),
    facts: factsOf(read),
  };
}

/** The items of a sorted list whose key lies in [low, high]. */
export function rangeOf<Item>(sorted: readonly Item[], key: (item: Item) => number, low: number, high: number): Item[] {
  let start = lowerBound(sorted, key, low);
  const items: Item[] = [];
  for (let item = sorted[start]; item !== undefined && key(item) <= high; item = sorted[start]) {
    items.push(item);
    start += 1;
  }
  return items;
}

function lowerBound<Item>(sorted: readonly Item[], key: (item: Item) => number, low: number): number {
  let from = 0;
  let to = sorted.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    const item = sorted[middle];
    if (item !== undefined && key(item) < low) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Inbox numbers go on from what the messages state: a history may begin in the middle of a conversation. */
function completed(ascending: readonly StoredMessage[]): (ReadMessage & { readonly record: MessageRecord })[] {
  let previousNr = 0;
  let inbox = 0;
  return ascending.map((message) => {
    const { messageNr } = message;
    const fields = parseRecord(message.text);
    const stated = integerOf(fields, 'inbox_nr');
    const alerts = stated === undefined ? isAlerting(fields) : stated > 0;
    if (stated) inbox = Math.abs(stated);
    else if (alerts) inbox += 1;
    const inbox_nr = alerts || inbox === 0 ? inbox : -inbox;
    const record = messageRecord(message, fields, { prev_message_nr: previousNr, inbox_nr, lock_account_id: null });
    previousNr = messageNr;
    return { messageNr, fields, inboxNr: inbox_nr, record };
  });
}

/** `derived` is what is filled in where the message has it not. */
export function messageRecord(
  { messageNr, flowNr, text }: StoredMessage,
  fields: WireRecord,
  derived: WireRecord,
): MessageRecord {
  const missing = Object.entries(derived).filter(([name]) => !(name in fields));
  const tail = missing.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',');
  return {
    messageNr,
    flowNr,
    accountId: textOf(fields, 'account_id'),
    body: withTail(text, tail).slice(0, -1),
    hasProfile: 'profile_id' in fields,
  };
}

/** What follows for the header from messages in ascending order. */
export function factsOf(ascending: readonly ReadMessage[]): ConversationFacts {
  const inbox = ascending.findLast(({ inboxNr }) => inboxNr > 0);
  const [first] = ascending;
  const last = ascending.at(-1);
  const topic = ascending.findLast(({ fields }) => fields.mk_message_type === 'topic');
  const created = ascending.find(({ fields }) => fields.mk_message_type === 'create');
  return {
    creatorId: created === undefined ? null : textOf(created.fields, 'account_id') || null,
    topicNr: topic?.messageNr ?? created?.messageNr ?? 0,
    showNr: last?.messageNr ?? 0,
    inboxNr: inbox?.messageNr ?? 0,
    lastInboxNr: Math.abs(last?.inboxNr ?? 0),
    earlierInboxNr: first === undefined ? 0 : Math.abs(first.inboxNr) - (first.inboxNr > 0 ? 1 : 0),
    inboxTime: postedTime(inbox ?? last),
    lastTime: postedTime(last),
  };
}

const postedTime = (message: ReadMessage | undefined) => (message && numberOf(message.fields, 'posted_time')) ?? 0;

function fileNumbersOf(attachments: Contents['attachments']): number[] {
  const numbers = attachments.filter((item) => item.isFile && item.messageNr > 0).map((item) => item.messageNr);
  return [...new Set(numbers)].sort((a, b) => b - a);
}
