// emulator: one conversation of a loaded world, held in memory.
// Invariant: for every message number only the latest version is kept, under the flow number that made it; the index is
// rebuilt from these after each change, so a change is one `add…` call and nothing else.
import { integerOf, textOf, type WireRecord } from './fields.js';
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
  readonly #attachments = new Map<string, Attachment>();
  #index: ConversationIndex | undefined;

  constructor(id: string, header: ReadonlyMap<string, string>) {
    this.id = id;
    this.header = header;
  }

  /** A later record of the same number is a new version of it. */
  addMessage(messageNr: number, record: WireRecord, text: string): void {
    const flowNr = Math.max(messageNr, integerOf(record, 'flow_message_nr') ?? messageNr);
    this.#messages.set(messageNr, { messageNr, flowNr, record, text });
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
    this.#attachments.set(key, { messageNr, text, isFile });
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

  messagesIn(low: number, high: number): readonly MessageRecord[] {
    return rangeOf(this.#indexed().byNumber, (message) => message.messageNr, low, high);
  }

  eventsIn(low: number, high: number): readonly MessageRecord[] {
    return rangeOf(this.#indexed().byFlow, (message) => message.flowNr, low, high);
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
