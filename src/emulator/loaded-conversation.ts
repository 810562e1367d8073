// emulator: one conversation of a loaded world, held in memory.
// Invariant: for every message number only the latest version is kept, under the flow number that made it; the index is
// rebuilt from these after each change, so a change is one `add…` call and nothing else.
import { integerOf, isRecord, parseRecord, textOf, type WireRecord } from './fields.js';
import { buildIndex, type ConversationIndex, rangeOf, type StoredMessage } from './loaded-index.js';
import type {
  Attachment,
  ConversationFacts,
  ConversationSource,
  MessageRecord,
  PinRef,
  SectionRecord,
  TaskRef,
} from './world.js';

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
  /** Texts of former versions, of those messages that have any. */
  readonly #older = new Map<number, string[]>();
  readonly #attachments = new Map<string, Attachment>();
  #index: ConversationIndex | undefined;

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
    if (before) this.#older.set(messageNr, [...this.olderTexts(messageNr), before.text]);
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

  messagesIn(low: number, high: number, asOf = Number.POSITIVE_INFINITY): readonly MessageRecord[] {
    const latest = rangeOf(this.#indexed().byNumber, (message) => message.messageNr, low, high);
    return this.#isLatestAt(asOf) ? latest : latest.flatMap((message) => this.#versionAt(message, asOf) ?? []);
  }

  eventsIn(low: number, high: number, asOf = Number.POSITIVE_INFINITY): readonly MessageRecord[] {
    if (this.#isLatestAt(asOf)) return rangeOf(this.#indexed().byFlow, (message) => message.flowNr, low, high);
    const then = this.messagesIn(1, asOf, asOf).filter(({ flowNr }) => low <= flowNr && flowNr <= high);
    return then.sort((a, b) => a.flowNr - b.flowNr);
  }

  olderTexts(messageNr: number): readonly string[] {
    return this.#older.get(messageNr) ?? [];
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

  /** Only what a practice server wrote down says what was there before the end. */
  #isLatestAt(asOf: number): boolean {
    return this.state === undefined || asOf >= this.lastFlowNr;
  }

  #versionAt(latest: MessageRecord, asOf: number): MessageRecord | undefined {
    if (latest.flowNr <= asOf) return latest;
    const texts = this.olderTexts(latest.messageNr).filter((text) => flowNrOf(text, latest.messageNr) <= asOf);
    const text = texts.at(-1);
    if (text === undefined) return undefined;
    return { ...latest, flowNr: flowNrOf(text, latest.messageNr), body: text.trimEnd().slice(0, -1) };
  }

  #changed(): void {
    this.revision += 1;
    this.#index = undefined;
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

const flowNrOf = (text: string, messageNr: number): number =>
  Math.max(messageNr, integerOf(parseRecord(text), 'flow_message_nr') ?? messageNr);
