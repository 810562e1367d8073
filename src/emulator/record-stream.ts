// emulator: the `stream` of an answer, put together from record texts; the messages of one stream are of one conversation.
// Invariant: the files and previews of a message follow it in the same stream (fleep-wire.md 3.8), and no message is in
// one stream twice. Contacts of new authors come along for about half of the accounts, so that a client needs
// contact/sync/list for the rest (section 10).
import type { LiveWorld } from './live/world.js';
import { sees, type View } from './view.js';
import type { ConversationSource, MessageRecord } from './world.js';

export class RecordStream {
  readonly #world: LiveWorld;
  readonly #viewerId: string;
  readonly #introduced: Set<string>;
  readonly #profileTail: string;
  readonly #sent = new Set<number>();
  /** Grown by concatenation and flattened once, when the answer becomes bytes: joining a list costs as much as the rest. */
  #text = '';

  /** `introduced` are the accounts whose contacts the reader has been offered; grows with each new one. */
  constructor(world: LiveWorld, viewerId: string, introduced: Set<string>) {
    this.#world = world;
    this.#viewerId = viewerId;
    this.#introduced = introduced;
    this.#profileTail = `,"profile_id":${JSON.stringify(viewerId)}}`;
  }

  /** The records so far, with commas between them. */
  get text(): string {
    return this.#text;
  }

  addText(...texts: readonly string[]): this {
    for (const text of texts) this.#push(text);
    return this;
  }

  /** Everything of another stream. */
  addStream(other: RecordStream): this {
    return other.#text === '' ? this : this.addText(other.#text);
  }

  /** The latest versions of the messages numbered [low, high], and every attachment of these numbers. */
  addNumbers(view: View, low: number, high: number): this {
    const messages = view.conversation.messagesIn(low, high, view.asOf);
    this.#addMessages(
      view.conversation,
      messages.filter(({ messageNr }) => sees(view, messageNr)),
    );
    return this.#addUnclaimed(view, low, high);
  }

  /** What the events (low, high] made: an edited message comes under its own number when its event does. */
  addEvents(view: View, low: number, high: number): this {
    const events = view.conversation.eventsIn(low, high, view.asOf);
    const seen = events.filter(({ messageNr, flowNr }) => sees(view, messageNr) && sees(view, flowNr));
    this.#addMessages(view.conversation, seen);
    return this.#addUnclaimed(view, low, high);
  }

  /** Single messages, wherever they are: pins and tasks are seen even outside of a history (fleep-wire.md 3.7). */
  addEach({ conversation, asOf }: View, numbers: readonly number[]): this {
    for (const number of numbers) this.#addMessages(conversation, conversation.messagesIn(number, number, asOf));
    return this;
  }

  /** The file records of messages, without the messages. */
  addFiles(conversation: ConversationSource, numbers: readonly number[]): this {
    const unsent = numbers.filter((number) => !this.#sent.has(number));
    const files = unsent.flatMap((number) => conversation.attachmentsIn(number, number)).filter((item) => item.isFile);
    return this.addText(...files.map((file) => file.text));
  }

  /** Attachments that belong to no message number: they come where the list of files ends. */
  addLoose(conversation: ConversationSource): this {
    return this.addText(...conversation.attachmentsIn(0, 0).map((attachment) => attachment.text));
  }

  /** A JSON array. */
  toJson(): string {
    return `[${this.#text}]`;
  }

  #push(text: string): void {
    this.#text += this.#text === '' ? text : `,${text}`;
  }

  #addMessages(conversation: ConversationSource, messages: readonly MessageRecord[]): void {
    for (const message of messages) {
      if (this.#sent.has(message.messageNr)) continue;
      this.#sent.add(message.messageNr);
      this.#push(message.body + (message.hasProfile ? '}' : this.#profileTail));
      for (const { text } of conversation.attachmentsIn(message.messageNr, message.messageNr)) this.#push(text);
      this.#introduce(message.accountId);
    }
  }

  /** Attachments of numbers that have no message here, be it a gap or a message that comes with a later event. */
  #addUnclaimed(view: View, low: number, high: number): this {
    for (const { messageNr, text } of view.conversation.attachmentsIn(low, high)) {
      if (!this.#sent.has(messageNr) && (messageNr === 0 || sees(view, messageNr))) this.#push(text);
    }
    return this;
  }

  #introduce(accountId: string): void {
    if (this.#introduced.has(accountId)) return;
    this.#introduced.add(accountId);
    const contact = this.#world.accounts.findContact(accountId, this.#viewerId);
    if (contact && isForthcoming(accountId)) this.#push(contact.text);
  }
}

function isForthcoming(accountId: string): boolean {
  return accountId.charCodeAt(accountId.length - 1) % 2 === 0;
}
