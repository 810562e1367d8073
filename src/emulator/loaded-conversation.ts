// emulator: one conversation of a loaded world, held in memory.
// Invariant: the latest version of every message number is kept under the flow number that made it, and the versions before it as
// they came; the index is rebuilt from these after each change, so a change is one `add…` call and nothing else.
import { withoutMembers } from '../lib/json-members.js';
import { integerOf, isRecord, parseRecord, textOf, type WireRecord } from './fields.js';
import {
  buildIndex,
  type ConversationIndex,
  factsOf,
  messageRecord,
  type ReadMessage,
  rangeOf,
  type StoredMessage,
} from './loaded-index.js';
import type {
  Attachment,
  ConversationFacts,
  ConversationSource,
  MessageRecord,
  PinRef,
  SectionRecord,
  TaskRef,
} from './world.js';

/** What was different at an event from what is now. */
interface Past {
  /** Messages that have another version now, in the order of their events. */
  readonly changed: readonly MessageRecord[];
  readonly facts: ConversationFacts;
}

const FLOW_NUMBER = new Set(['flow_message_nr']);

export class LoadedConversation implements ConversationSource {
  readonly id: string;
  readonly header: ReadonlyMap<string, string>;
  readonly sections: SectionRecord[] = [];
  readonly hooks: string[] = [];
  readonly others: string[] = [];
  revision = 0;
  lastFlowNr = 0;
  readonly #archivedSections = new Set<string>();
  readonly #messages = new Map<number, StoredMessage>();
  /** Former versions, of those messages that have any. */
  readonly #older = new Map<number, StoredMessage[]>();
  readonly #attachments = new Map<string, Attachment>();
  #index: ConversationIndex | undefined;
  /** By event, what was different then. Asked for by those who left then. */
  readonly #pasts = new Map<number, Past>();

  readonly state: WireRecord | undefined;

  constructor(id: string, header: ReadonlyMap<string, string>, state?: WireRecord) {
    this.id = id;
    this.header = header;
    this.state = state;
    this.lastFlowNr = integerOf(state ?? {}, 'last_flow_nr') ?? 0;
  }

  /** A later record of the same number is a new version of it. */
  addMessage(messageNr: number, record: WireRecord, text: string): void {
    const flowNr = Math.max(messageNr, integerOf(record, 'flow_message_nr') ?? messageNr);
    const before = this.#messages.get(messageNr);
    if (before) this.#noteOlder(before);
    this.#messages.set(messageNr, { messageNr, flowNr, text });
    this.lastFlowNr = Math.max(this.lastFlowNr, flowNr);
    this.#changed();
  }

  /** A later record with the same attachment replaces the earlier one (keys of fleep-wire.md 4.0). */
  addAttachment(record: WireRecord, text: string): void {
    const isFile = record.mk_rec_type === 'file';
    const messageNr = Math.max(0, integerOf(record, 'message_nr') ?? 0);
    const name = [textOf(record, 'attachment_id'), isFile ? '' : textOf(record, 'attached_url')];
    const key = JSON.stringify([isFile, messageNr, ...(name.join('') === '' ? [this.#attachments.size] : name)]);
    this.#attachments.delete(key);
    const sinceNr = isRecord(record.world_state) ? integerOf(record.world_state, 'since_nr') : undefined;
    this.#attachments.set(key, { messageNr, text, isFile, ...(sinceNr === undefined ? {} : { sinceNr }) });
    this.#changed();
  }

  addSection(record: WireRecord, text: string): void {
    const sectionId = textOf(record, 'section_id');
    if (textOf(record, 'mk_section_subtype').endsWith(':archived')) this.#archivedSections.add(sectionId);
    this.sections.push({ sectionId, text });
    this.#changed();
  }

  addHook(text: string): void {
    this.hooks.push(text);
    this.#changed();
  }

  addOther(text: string): void {
    this.others.push(text);
    this.#changed();
  }

  get facts(): ConversationFacts {
    return this.#indexed().facts;
  }

  factsAt(asOf: number): ConversationFacts {
    return this.#isLatestAt(asOf) ? this.facts : this.#pastAt(asOf).facts;
  }

  messagesIn(low: number, high: number, asOf = Number.POSITIVE_INFINITY): readonly MessageRecord[] {
    const latest = rangeOf(this.#indexed().byNumber, (message) => message.messageNr, low, high);
    return this.#isLatestAt(asOf) ? latest : latest.flatMap((message) => this.#versionAt(message, asOf) ?? []);
  }

  eventsIn(low: number, high: number, asOf = Number.POSITIVE_INFINITY): readonly MessageRecord[] {
    const flowNrOf = ({ flowNr }: MessageRecord) => flowNr;
    const latest = rangeOf(this.#indexed().byFlow, flowNrOf, low, Math.min(high, asOf));
    if (this.#isLatestAt(asOf)) return latest;
    const then = rangeOf(this.#pastAt(asOf).changed, flowNrOf, low, high);
    return [...latest, ...then].sort((a, b) => a.flowNr - b.flowNr);
  }

  olderTexts(messageNr: number, asOf = Number.POSITIVE_INFINITY): readonly string[] {
    return this.#versionsAt(messageNr, asOf)
      .slice(0, -1)
      .map(({ text }) => text);
  }

  attachmentsIn(low: number, high: number): readonly Attachment[] {
    return rangeOf(this.#indexed().attachments, (attachment) => attachment.messageNr, low, high);
  }

  fileNumbers(): readonly number[] {
    return this.#indexed().fileNumbers;
  }

  pins(): readonly PinRef[] {
    return this.#indexed().pins;
  }

  tasks(): readonly TaskRef[] {
    return this.#indexed().tasks;
  }

  #noteOlder(version: StoredMessage): void {
    const known = this.#older.get(version.messageNr);
    if (known) known.push(version);
    else this.#older.set(version.messageNr, [version]);
  }

  #isLatestAt(asOf: number): boolean {
    return asOf >= this.lastFlowNr;
  }

  /** All versions up to an event, oldest first. */
  #versionsAt(messageNr: number, asOf: number): readonly StoredMessage[] {
    const latest = this.#messages.get(messageNr);
    const versions = [...(this.#older.get(messageNr) ?? []), ...(latest ? [latest] : [])];
    return versions.filter(({ flowNr }) => flowNr <= asOf);
  }

  #versionAt(latest: MessageRecord, asOf: number): MessageRecord | undefined {
    const { messageNr } = latest;
    if (latest.flowNr <= asOf) return latest;
    if (messageNr > asOf) return undefined;
    const then = this.#versionsAt(messageNr, asOf).at(-1);
    if (then) return versionOf(latest, then);
    // The world does not say what it was then: the first that it has stands for that.
    const [first] = this.#versionsAt(messageNr, Number.POSITIVE_INFINITY);
    return first && versionOf(latest, { messageNr, flowNr: messageNr, text: withoutMembers(first.text, FLOW_NUMBER) });
  }

  #pastAt(asOf: number): Past {
    const known = this.#pasts.get(asOf);
    if (known) return known;
    const messages = this.messagesIn(1, asOf, asOf);
    const latest = new Set(rangeOf(this.#indexed().byFlow, ({ flowNr }) => flowNr, 1, asOf));
    const past = {
      changed: messages.filter((message) => !latest.has(message)).sort((a, b) => a.flowNr - b.flowNr),
      facts: factsOf(messages.map(readAgain)),
    };
    this.#pasts.set(asOf, past);
    return past;
  }

  #changed(): void {
    this.revision += 1;
    this.#index = undefined;
    this.#pasts.clear();
  }

  #indexed(): ConversationIndex {
    this.#index ??= buildIndex({
      messages: [...this.#messages.values()],
      attachments: [...this.#attachments.values()],
      archivedSections: this.#archivedSections,
      lastFlowNr: this.lastFlowNr,
    });
    return this.#index;
  }
}

/** What is filled in of a version is what is filled in of the latest one: it follows from the messages before it. */
function versionOf(latest: MessageRecord, version: StoredMessage): MessageRecord {
  const { prev_message_nr, inbox_nr, lock_account_id } = parseRecord(`${latest.body}}`);
  return messageRecord(version, parseRecord(version.text), { prev_message_nr, inbox_nr, lock_account_id });
}

function readAgain({ messageNr, body }: MessageRecord): ReadMessage {
  const fields = parseRecord(`${body}}`);
  return { messageNr, fields, inboxNr: integerOf(fields, 'inbox_nr') ?? 0 };
}
