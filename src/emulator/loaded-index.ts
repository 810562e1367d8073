// emulator: the sorted views of a loaded conversation, and what the service would have filled in.
// Invariant: a field is derived only when the record has no such field; a field of the wrong type stays as it is.

import { withTail } from '../lib/json-members.js';
import { numberOf, parseRecord, textOf, textsOf, type WireRecord } from './fields.js';
import type { Attachment, ConversationFacts, MessageRecord, PinRef, TaskRef } from './world.js';

/** A message as a world of millions holds it: its text alone. */
export interface StoredMessage {
  readonly messageNr: number;
  readonly flowNr: number;
  readonly text: string;
}

interface ReadMessage extends StoredMessage {
  readonly record: WireRecord;
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

/** Types whose messages alert (fleep-wire.md 3.6, inbox_nr); all others count as system messages. */
const alertingTypes = new Set(['text', 'email', 'textV2', 'emailV2', 'file']);

export function buildIndex({ messages, attachments, archivedSections, lastFlowNr }: Contents): ConversationIndex {
  const read = messages.map((message) => ({ ...message, record: parseRecord(message.text) }));
  const ascending = read.sort((a, b) => a.messageNr - b.messageNr);
  const byNumber = completed(ascending);
  const placed = attachments.map((item) => (item.messageNr > lastFlowNr ? { ...item, messageNr: 0 } : item));
  const descending = ascending.toReversed();
  return {
    byNumber,
    byFlow: byNumber.toSorted((a, b) => a.flowNr - b.flowNr),
    attachments: placed.toSorted((a, b) => a.messageNr - b.messageNr),
    fileNumbers: fileNumbersOf(placed),
    pins: descending.filter(isPinned).map(pinRef),
    tasks: descending.filter(isTask).map((message) => taskRef(message, archivedSections)),
    facts: factsOf(ascending),
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

function completed(ascending: readonly ReadMessage[]): MessageRecord[] {
  let previousNr = 0;
  let inbox = 0;
  return ascending.map((message) => {
    const stated = numberOf(message.record, 'inbox_nr');
    const alerts = stated === undefined ? isAlerting(message) : stated > 0;
    if (alerts) inbox = stated ?? inbox + 1;
    const derived = {
      prev_message_nr: previousNr,
      inbox_nr: alerts || inbox === 0 ? inbox : -inbox,
      lock_account_id: null,
    };
    previousNr = message.messageNr;
    return messageRecord(message, derived);
  });
}

/** `derived` is what is filled in where the record has it not. */
export function messageRecord({ messageNr, flowNr, record, text }: ReadMessage, derived: WireRecord): MessageRecord {
  const missing = Object.entries(derived).filter(([name]) => !(name in record));
  const tail = missing.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',');
  return {
    messageNr,
    flowNr,
    accountId: textOf(record, 'account_id'),
    body: withTail(text, tail).slice(0, -1),
    hasProfile: 'profile_id' in record,
  };
}

/** What follows for the header from messages in ascending order. */
export function factsOf(ascending: readonly Pick<ReadMessage, 'messageNr' | 'record'>[]): ConversationFacts {
  const inbox = ascending.findLast(isAlerting);
  const last = ascending.at(-1);
  const topic = ascending.findLast(({ record }) => record.mk_message_type === 'topic');
  const created = ascending.find(({ record }) => record.mk_message_type === 'create');
  return {
    creatorId: created === undefined ? null : textOf(created.record, 'account_id') || null,
    topicNr: topic?.messageNr ?? created?.messageNr ?? 0,
    showNr: last?.messageNr ?? 0,
    inboxNr: inbox?.messageNr ?? 0,
    lastInboxNr: ascending.filter(isAlerting).length,
    inboxTime: postedTime(inbox ?? last),
    lastTime: postedTime(last),
  };
}

const isAlerting = ({ record }: Pick<ReadMessage, 'record'>) => alertingTypes.has(textOf(record, 'mk_message_type'));
const isPinned = ({ record }: ReadMessage) => textsOf(record, 'tags').includes('pin');
const isTask = ({ record }: ReadMessage) => textsOf(record, 'tags').includes('is_task');
const postedTime = (message: Pick<ReadMessage, 'record'> | undefined) =>
  (message && numberOf(message.record, 'posted_time')) ?? 0;

function pinRef({ messageNr, record }: ReadMessage): PinRef {
  return { messageNr, weight: numberOf(record, 'pin_weight') ?? messageNr };
}

function taskRef({ messageNr, record }: ReadMessage, archivedSections: ReadonlySet<string>): TaskRef {
  const sectionId = textOf(record, 'section_id');
  const isArchived = archivedSections.has(sectionId) || textsOf(record, 'tags').includes('is_archived');
  return { messageNr, weight: numberOf(record, 'task_weight') ?? messageNr, sectionId, isArchived };
}

function fileNumbersOf(attachments: Contents['attachments']): number[] {
  const numbers = attachments.filter((item) => item.isFile && item.messageNr > 0).map((item) => item.messageNr);
  return [...new Set(numbers)].sort((a, b) => b - a);
}
