// emulator: the `stream` of an answer, put together from record texts; the messages of one stream are of one conversation.
// Invariant: the files and previews of a message follow it in the same stream (fleep-wire.md 3.8), and no message is in
// one stream twice. Contacts of new authors come along for about half of the accounts, so that a client needs
// contact/sync/list for the rest (section 10).
import type { Session } from './sessions.js';
import type { ConversationSource, MessageRecord, WorldSource } from './world.js';

export class RecordStream {
  readonly #world: WorldSource;
  readonly #session: Session;
  readonly #profileTail: string;
  readonly #sent = new Set<number>();
  /** Grown by concatenation and flattened once, when the answer becomes bytes: joining a list costs as much as the rest. */
  #text = '';

  constructor(world: WorldSource, session: Session) {
    this.#world = world;
    this.#session = session;
    this.#profileTail = `,"profile_id":${JSON.stringify(session.login.accountId)}}`;
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
  addNumbers(conversation: ConversationSource, low: number, high: number): this {
    this.#addMessages(conversation, conversation.messagesIn(low, high));
    return this.#addUnclaimed(conversation, low, high);
  }

  /** What the events (low, high] made: an edited message comes under its own number when its event does. */
  addEvents(conversation: ConversationSource, low: number, high: number): this {
    this.#addMessages(conversation, conversation.eventsIn(low, high));
    return this.#addUnclaimed(conversation, low, high);
  }

  /** Single messages, wherever they are. */
  addEach(conversation: ConversationSource, numbers: readonly number[]): this {
    for (const number of numbers) this.addNumbers(conversation, number, number);
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
  #addUnclaimed(conversation: ConversationSource, low: number, high: number): this {
    for (const { messageNr, text } of conversation.attachmentsIn(low, high)) {
      if (!this.#sent.has(messageNr)) this.#push(text);
    }
    return this;
  }

  #introduce(accountId: string): void {
    const { contactsSeen } = this.#session;
    if (contactsSeen.has(accountId)) return;
    contactsSeen.add(accountId);
    const contact = this.#world.findContact(accountId);
    if (contact && isForthcoming(accountId)) this.#push(contact.text);
  }
}

function isForthcoming(accountId: string): boolean {
  return accountId.charCodeAt(accountId.length - 1) % 2 === 0;
}
