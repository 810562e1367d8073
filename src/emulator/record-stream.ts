// emulator: the `stream` of an answer, put together from record texts; the messages of one stream are of one conversation.
// Invariant: the files and previews of a message follow it in the same stream (fleep-wire.md 3.8), and no message is in
// one stream twice. Contacts of new authors come along for about half of the accounts, so that a client needs
// contact/sync/list for the rest (section 10).
import { parseRecord } from './fields.js';
import type { LiveConversation } from './live/conversations/conversation.js';
import { hasLocks, lockHolder } from './live/messages/locks.js';
import type { LiveWorld } from './live/world.js';
import { variedTexts, variesRecords } from './varied-records.js';
import { sees, type View } from './view.js';
import type { Attachment, ConversationSource, MessageRecord } from './world.js';

/** Never found inside of a text: there its quotes have backslashes. */
const UNLOCKED = '"lock_account_id":null';

export class RecordStream {
  readonly #world: LiveWorld;
  readonly #viewerId: string;
  readonly #introduced: Set<string>;
  readonly #profileTail: string;
  readonly #sent = new Set<number>();
  readonly #varies: boolean;
  /** Grown by concatenation and flattened once, when the answer becomes bytes: joining a list costs as much as the rest. */
  #text = '';

  /** `introduced` are the accounts whose contacts the reader has been offered; grows with each new one. */
  constructor(world: LiveWorld, viewerId: string, introduced: Set<string>) {
    this.#world = world;
    this.#viewerId = viewerId;
    this.#introduced = introduced;
    this.#varies = variesRecords(world.variants);
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
      view,
      messages.filter(({ messageNr }) => sees(view, messageNr)),
    );
    return this.#addUnclaimed(view, low, high);
  }

  /** What the events (low, high] made: an edited message comes under its own number when its event does. */
  addEvents(view: View, low: number, high: number): this {
    const events = view.conversation.eventsIn(low, high, view.asOf);
    const seen = events.filter(({ messageNr }) => sees(view, messageNr));
    this.#addMessages(view, seen);
    return this.#addUnclaimed(view, low, high);
  }

  /** Single messages: for members wherever they are, since pins and tasks are seen even outside of a history (fleep-wire.md 3.7). */
  addEach(view: View, numbers: readonly number[]): this {
    const { conversation, asOf, seat } = view;
    const seen = seat.isMember ? numbers : numbers.filter((number) => sees(view, number));
    for (const number of seen) this.#addMessages(view, conversation.messagesIn(number, number, asOf));
    return this;
  }

  /** The file records of messages, without the messages. */
  addFiles(view: View, numbers: readonly number[]): this {
    // In the V2 shape files are inside of their messages and nowhere else.
    if (this.#world.variants.has('textV2')) return this.addEach(view, numbers);
    const { conversation, asOf } = view;
    const unsent = numbers.filter((number) => !this.#sent.has(number));
    const attachments = unsent.flatMap((number) => conversation.attachmentsIn(number, number, asOf));
    return this.addText(...attachments.filter(({ isFile }) => isFile).map(({ text }) => text));
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

  #addMessages({ conversation, asOf }: View, messages: readonly MessageRecord[]): void {
    const withAdditions = this.#additionsOf(conversation);
    for (const message of messages) {
      if (this.#sent.has(message.messageNr)) continue;
      this.#sent.add(message.messageNr);
      const text = (withAdditions?.(message) ?? message.body) + (message.hasProfile ? '}' : this.#profileTail);
      const attachments = conversation.attachmentsIn(message.messageNr, message.messageNr, asOf);
      if (this.#varies) this.#pushVaried(text, attachments, conversation.olderTexts(message.messageNr, asOf));
      else {
        this.#push(text);
        for (const attachment of attachments) this.#push(attachment.text);
      }
      this.#introduce(message.accountId);
    }
  }

  #pushVaried(text: string, attachments: readonly Attachment[], older: readonly string[]): void {
    this.addText(...variedTexts(this.#world.variants, { message: parseRecord(text), attachments, older }));
  }

  /** Undefined where nothing is of the moment or of the reader alone, which is nearly always. */
  #additionsOf(conversation: LiveConversation): ((message: MessageRecord) => string) | undefined {
    const { clock, personalBoards } = this.#world;
    const board = personalBoards.find(this.#viewerId);
    if (board === undefined && !hasLocks(conversation)) return undefined;
    return ({ body, messageNr }) => {
      const state = board?.stateText(conversation.id, messageNr);
      const text = state === undefined ? body : `${body},"task_state":${state}`;
      const holder = lockHolder(conversation, messageNr, clock.now());
      return holder === undefined ? text : text.replace(UNLOCKED, `"lock_account_id":${JSON.stringify(holder)}`);
    };
  }

  /** Attachments of numbers that have no message here, be it a gap or a message that comes with a later event. */
  #addUnclaimed(view: View, low: number, high: number): this {
    for (const { messageNr, text } of view.conversation.attachmentsIn(low, high, view.asOf)) {
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
