// emulator/live: what follows from an event for the header and for the boards.
// Source: fleep-wire.md 3.6 (inbox numbers), 4.2 (tags).
import { isRecord, numberOf, textOf, textsOf, type WireRecord } from '../../fields.js';
import type { ConversationFacts, PinRef, SectionRecord, TaskRef } from '../../world.js';

/** Types whose messages alert; all others count as system messages. */
const alertingTypes = new Set(['text', 'email', 'textV2', 'emailV2', 'file']);

export const emptyFacts: ConversationFacts = {
  creatorId: null,
  topicNr: 0,
  showNr: 0,
  inboxNr: 0,
  lastInboxNr: 0,
  earlierInboxNr: 0,
  inboxTime: 0,
  lastTime: 0,
};

export const isAlerting = (fields: WireRecord): boolean => alertingTypes.has(textOf(fields, 'mk_message_type'));
export const isPinned = (fields: WireRecord): boolean => textsOf(fields, 'tags').includes('pin');
export const isTask = (fields: WireRecord): boolean => textsOf(fields, 'tags').includes('is_task');

/** The facts after a message (`isNew`) or a new version of one. */
export function factsAfter(
  facts: ConversationFacts,
  fields: WireRecord,
  messageNr: number,
  isNew: boolean,
): ConversationFacts {
  const type = textOf(fields, 'mk_message_type');
  if (!isNew)
    return type === 'create' ? { ...facts, topicNr: numberOf(fields, 'flow_message_nr') ?? messageNr } : facts;
  const time = numberOf(fields, 'posted_time') ?? facts.lastTime;
  const shown = { ...facts, showNr: messageNr, lastTime: time };
  const inboxNr = numberOf(fields, 'inbox_nr') ?? 0;
  if (inboxNr > 0) return { ...shown, inboxNr: messageNr, lastInboxNr: inboxNr, inboxTime: time };
  const begun = type === 'create' ? { creatorId: textOf(fields, 'account_id') || null, inboxTime: time } : {};
  return { ...shown, ...begun, ...(type === 'topic' || type === 'create' ? { topicNr: messageNr } : {}) };
}

/** A message by its number. */
export interface Numbered {
  readonly messageNr: number;
  readonly fields: WireRecord;
}

export function pinsAmong(messages: readonly Numbered[]): PinRef[] {
  const pins = messages.filter(({ fields }) => isPinned(fields));
  return pins.map(({ messageNr, fields }) => ({ messageNr, weight: numberOf(fields, 'pin_weight') ?? messageNr }));
}

/** `archived` are the ids of archived sections. */
export function tasksAmong(messages: readonly Numbered[], archived: ReadonlySet<string>): TaskRef[] {
  return messages.filter(({ fields }) => isTask(fields)).map((message) => taskRef(message, archived));
}

function taskRef({ messageNr, fields }: Numbered, archived: ReadonlySet<string>): TaskRef {
  const sectionId = textOf(fields, 'section_id');
  const isArchived = textsOf(fields, 'tags').includes('is_archived') || archived.has(sectionId);
  return { messageNr, weight: numberOf(fields, 'task_weight') ?? messageNr, sectionId, isArchived };
}

export function archivedSections(sections: readonly SectionRecord[]): Set<string> {
  const archived = sections.filter(({ text }) => {
    const section: unknown = JSON.parse(text);
    return isRecord(section) && textOf(section, 'mk_section_subtype').endsWith(':archived');
  });
  return new Set(archived.map(({ sectionId }) => sectionId));
}
