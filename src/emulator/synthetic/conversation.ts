// emulator/synthetic: one conversation that is computed, not stored.
// Invariant: memory does not grow with the number of messages; two reads of the same range give the same texts.
import type {
  Attachment,
  ConversationFacts,
  ConversationSource,
  MessageRecord,
  PinRef,
  SectionRecord,
  ServedContent,
  TaskRef,
} from '../world.js';
import { Dice, mix, uuidOf } from './hash.js';
import { Numbering } from './numbering.js';
import { membersOf, type Person } from './people.js';
import {
  fileOf,
  fileRecord,
  membersAt,
  messageRecord,
  postedTime,
  type Subject,
  topicAt,
  weightOf,
} from './records.js';
import { phrase } from './text.js';

const CONVERSATION_KIND = 2;
const SECTION_KIND = 4;

export interface SyntheticPlace {
  readonly seed: number;
  readonly index: number;
  readonly messages: number;
  readonly people: readonly Person[];
}

export class SyntheticConversation implements ConversationSource {
  readonly id: string;
  readonly revision = 1;
  readonly hooks: readonly string[] = [];
  readonly others: readonly string[] = [];
  readonly #subject: Subject;
  #header: ReadonlyMap<string, string> | undefined;
  #facts: ConversationFacts | undefined;

  constructor({ seed, index, messages, people }: SyntheticPlace) {
    this.id = uuidOf(seed, CONVERSATION_KIND, index);
    this.#subject = {
      id: this.id,
      index,
      seed,
      topic: phrase(new Dice(mix(seed, index, 1)), 2 + (index % 3)),
      members: membersOf(people, seed, index),
      numbering: new Numbering(messages, seed, index),
      sectionId: uuidOf(seed, SECTION_KIND, index),
    };
  }

  get lastFlowNr(): number {
    return this.#subject.numbering.lastNr;
  }

  get header(): ReadonlyMap<string, string> {
    this.#header ??= headerOf(this.#subject);
    return this.#header;
  }

  get facts(): ConversationFacts {
    this.#facts ??= factsOf(this.#subject);
    return this.#facts;
  }

  /** Nobody leaves but by what happens after its end. */
  factsAt(): ConversationFacts {
    return this.facts;
  }

  get sections(): readonly SectionRecord[] {
    return this.#subject.numbering.lastNr === 0 ? [] : [sectionOf(this.#subject)];
  }

  messagesIn(low: number, high: number): readonly MessageRecord[] {
    const { numbering } = this.#subject;
    const records: MessageRecord[] = [];
    for (let number = Math.max(1, low); number <= Math.min(high, numbering.lastNr); number += 1) {
      if (numbering.hasMessage(number)) records.push(messageRecord(this.#subject, number));
    }
    return records;
  }

  eventsIn(low: number, high: number): readonly MessageRecord[] {
    const { numbering } = this.#subject;
    const records: MessageRecord[] = [];
    for (let number = Math.max(1, low); number <= Math.min(high, numbering.lastNr); number += 1) {
      const event = numbering.eventNear(number);
      if (event?.flowNr === number) records.push(messageRecord(this.#subject, event.messageNr));
      else if (event?.messageNr !== number) records.push(messageRecord(this.#subject, number));
    }
    return records;
  }

  olderTexts(): readonly string[] {
    return [];
  }

  attachmentsIn(low: number, high: number): readonly Attachment[] {
    return this.#subject.numbering.filesIn(low, high).map((messageNr) => {
      return { messageNr, isFile: true, text: fileRecord(this.#subject, messageNr) };
    });
  }

  fileNumbers(): readonly number[] {
    return this.#subject.numbering.filesIn(1, this.lastFlowNr).reverse();
  }

  pins(): readonly PinRef[] {
    return this.#subject.numbering
      .eventsOf(['pin'])
      .map(({ messageNr }) => ({ messageNr, weight: weightOf(messageNr) }));
  }

  tasks(): readonly TaskRef[] {
    const { numbering, sectionId } = this.#subject;
    return numbering.eventsOf(['todo', 'done']).map(({ messageNr }) => {
      return { messageNr, weight: weightOf(messageNr), sectionId, isArchived: false };
    });
  }

  /** The file at a path of this conversation. */
  findFile(path: string, messageNr: number): ServedContent | undefined {
    if (this.#subject.numbering.filesIn(messageNr, messageNr).length === 0) return undefined;
    const { fileName, fileUrl, read } = fileOf(this.#subject, messageNr);
    return fileUrl === path ? { fileName, fileType: 'application/octet-stream', read } : undefined;
  }
}

function headerOf(subject: Subject): ReadonlyMap<string, string> {
  const { id, members, numbering } = subject;
  const present = membersAt(subject, numbering.lastNr);
  const idsOf = (people: readonly Person[]) => JSON.stringify(people.map((person) => person.accountId));
  return new Map([
    ['mk_rec_type', '"conv"'],
    ['conversation_id', `"${id}"`],
    ['topic', JSON.stringify(topicAt(subject, numbering.lastTopicNr))],
    ['members', idsOf(present)],
    ['leavers', idsOf(members.slice(present.length))],
  ]);
}

function factsOf(subject: Subject): ConversationFacts {
  const { numbering, members } = subject;
  const showNr = numbering.messageBefore(numbering.lastNr + 1);
  const inboxNr = numbering.systemKind(showNr) === undefined ? showNr : Math.max(0, numbering.messageBefore(showNr));
  return {
    creatorId: members[1]?.accountId ?? null,
    topicNr: numbering.lastTopicNr,
    showNr,
    inboxNr,
    lastInboxNr: numbering.textsUpTo(numbering.lastNr),
    earlierInboxNr: 0,
    inboxTime: postedTime(subject, inboxNr || showNr),
    lastTime: postedTime(subject, showNr),
  };
}

function sectionOf({ id, sectionId }: Subject): SectionRecord {
  const fields = {
    mk_rec_type: 'section',
    conversation_id: id,
    section_id: sectionId,
    name: 'To Do',
    mk_section_type: 'urn:fleep:section:mk_section_type:task',
    mk_section_subtype: 'urn:fleep:section:mk_section_subtype:default',
    weight: 4_294_967_296,
    is_deleted: false,
    sync_cursor: null,
    sync_state: null,
  };
  return { sectionId, text: JSON.stringify(fields) };
}
