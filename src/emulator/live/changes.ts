// emulator/live: what one request changes. The state is changed at once; who is to hear of it is found out when the request is over.
// Invariant: everybody who can see a change hears of it in account/poll, once, in the order in which changes happened; nobody
// else does.

import { initialSync } from '../calls/init.js';
import { deltaHeader } from '../headers.js';
import { RecordStream } from '../record-stream.js';
import { type View, viewOf } from '../view.js';
import type { LiveConversation } from './conversations/conversation.js';
import { includes } from './conversations/intervals.js';
import type { LiveWorld } from './world.js';

interface ConversationChange {
  /** Events of the flow. */
  readonly events: number[];
  /** Header fields that are different for everybody. */
  readonly fields: Set<string>;
  /** Header fields that are different for one account. */
  readonly ownFields: Map<string, Set<string>>;
  /** Accounts that are to begin the conversation anew (fleep-wire.md 3.4: is_init), and whether they lose what they had. */
  readonly anew: Map<string, { readonly isReset: boolean }>;
  /** Other records of the conversation, for everybody in it but one. */
  readonly records: { readonly text: string; readonly exceptId: string | undefined }[];
  /** Accounts that hear of it although they are no members any more. */
  readonly leavers: Set<string>;
}

export class Changes {
  readonly #world: LiveWorld;
  readonly #conversations = new Map<LiveConversation, ConversationChange>();
  readonly #records = new Map<string, string[]>();
  readonly #notices = new Map<string, string[]>();
  readonly #met = new Map<string, string[]>();

  constructor(world: LiveWorld) {
    this.#world = world;
  }

  get isEmpty(): boolean {
    return this.#conversations.size === 0 && this.#records.size === 0;
  }

  /** Numbers of the events of a conversation in this request. */
  eventsOf(conversation: LiveConversation): readonly number[] {
    return this.#conversations.get(conversation)?.events ?? [];
  }

  /** Header fields that this request has changed for an account. */
  fieldsOf(conversation: LiveConversation, accountId: string): ReadonlySet<string> {
    const change = this.#conversations.get(conversation);
    return new Set([...(change?.fields ?? []), ...(change?.ownFields.get(accountId) ?? [])]);
  }

  /** Other records of a conversation that came up in this request, as far as they are for an account. */
  recordsOf(conversation: LiveConversation, accountId: string): readonly string[] {
    const records = this.#conversations.get(conversation)?.records ?? [];
    return records.filter(({ exceptId }) => exceptId !== accountId).map(({ text }) => text);
  }

  beginsAnew(conversation: LiveConversation, accountId: string): boolean {
    return this.#conversations.get(conversation)?.anew.has(accountId) === true;
  }

  /** Call it before the first change of a conversation that does not go through here. */
  begin(conversation: LiveConversation): void {
    this.#of(conversation);
  }

  addEvent(conversation: LiveConversation, flowNr: number): void {
    this.#of(conversation).events.push(flowNr);
  }

  /** Changes fields of a conversation; one that has its value already is no change. */
  setHeader(conversation: LiveConversation, fields: Readonly<Record<string, unknown>>): void {
    const change = this.#of(conversation);
    for (const [name, value] of Object.entries(fields)) {
      if (conversation.setHeader(name, value)) change.fields.add(name);
    }
  }

  /** Changes fields that one account has of a conversation. */
  setOwn(conversation: LiveConversation, accountId: string, fields: Readonly<Record<string, unknown>>): void {
    const seat = conversation.findSeat(accountId);
    if (seat === undefined) return;
    const own = this.#of(conversation).ownFields;
    const names = own.get(accountId) ?? new Set<string>();
    for (const [name, value] of Object.entries(fields)) if (seat.set(name, value)) names.add(name);
    own.set(accountId, names);
    conversation.touch();
  }

  /** The account gets the whole state of the conversation again; `isReset` when it has lost some of it (is_reset). */
  beginAnew(conversation: LiveConversation, accountId: string, isReset = false): void {
    this.#of(conversation).anew.set(accountId, { isReset });
    conversation.touch();
  }

  /** The account has left, and hears of that. */
  addLeaver(conversation: LiveConversation, accountId: string): void {
    this.#of(conversation).leavers.add(accountId);
    conversation.touch();
  }

  /** A record (its JSON text) for everybody in a conversation, but for one account if it is named. */
  addRecord(conversation: LiveConversation, text: string, exceptId?: string): void {
    this.#of(conversation).records.push({ text, exceptId });
  }

  /** Records (JSON texts) for one account. */
  tell(accountId: string, ...texts: readonly string[]): void {
    addTo(this.#records, accountId, texts);
  }

  /** Contacts (JSON texts) of those whom one account has met in this request. */
  introduce(accountId: string, ...contacts: readonly string[]): void {
    this.tell(accountId, ...contacts);
    addTo(this.#met, accountId, contacts);
  }

  metBy(accountId: string): readonly string[] {
    return this.#met.get(accountId) ?? [];
  }

  /** A line of account/listen (JSON text) for one account. */
  notify(accountId: string, notice: string): void {
    addTo(this.#notices, accountId, [notice]);
  }

  /** Lets everybody hear. Only once, when the request is over. */
  commit(): void {
    if (this.isEmpty) return;
    this.#world.touch();
    const heard = new Map<string, string[]>(this.#records);
    for (const [conversation, change] of this.#conversations) {
      for (const { accountId } of conversation.seats) {
        const texts = this.#heardBy(conversation, change, accountId);
        if (texts.length > 0) addTo(heard, accountId, texts);
      }
    }
    for (const [accountId, records] of heard) {
      this.#world.log.append(accountId, { records, notices: this.#notices.get(accountId) ?? [] });
    }
    for (const [conversation, { events }] of this.#conversations) this.#world.tellOfEvents(conversation, events);
  }

  #heardBy(conversation: LiveConversation, change: ConversationChange, accountId: string): string[] {
    const view = viewOf(conversation, accountId);
    const { isMember } = view.seat;
    const anew = change.anew.get(accountId);
    const own = change.ownFields.get(accountId) ?? new Set<string>();
    if (!isMember && !change.leavers.has(accountId) && own.size === 0 && anew === undefined) return [];
    const stream = new RecordStream(this.#world, accountId, this.#world.introducedTo(accountId));
    const records = isMember ? this.recordsOf(conversation, accountId) : [];
    if (anew !== undefined) {
      const header = initialSync(view, 'ic_full', stream, anew.isReset ? { is_reset: true } : {});
      return texts(header, stream.addText(...records).text);
    }
    addEvents(stream, view, change.events);
    // An event that the account does not see has a number all the same: last_message_nr is another one.
    const isChanged = change.fields.size > 0 || own.size > 0 || change.events.length > 0;
    if (!isChanged) return texts(...records);
    const header = deltaHeader(view, {}, [...change.fields, ...own]);
    return texts(header, stream.addText(...records).text);
  }

  #of(conversation: LiveConversation): ConversationChange {
    const known = this.#conversations.get(conversation);
    if (known) return known;
    this.#world.seatEverybody(conversation);
    const change: ConversationChange = {
      events: [],
      fields: new Set(),
      ownFields: new Map(),
      anew: new Map(),
      records: [],
      leavers: new Set(),
    };
    this.#conversations.set(conversation, change);
    return change;
  }
}

/** A request may change thousands of things: what there is already is not copied for each. */
function addTo(lists: Map<string, string[]>, accountId: string, texts: readonly string[]): void {
  const known = lists.get(accountId) ?? [];
  for (const text of texts) known.push(text);
  lists.set(accountId, known);
}

const texts = (...parts: readonly string[]): string[] => parts.filter((part) => part !== '');

/** The messages that the events made; those of pins and tasks wherever they are, also when they have just ceased to be such. */
export function addEvents(stream: RecordStream, view: View, events: readonly number[]): void {
  const { conversation, seat } = view;
  for (const flowNr of events) {
    if (!includes(seat.visible, flowNr)) continue;
    stream.addEvents(view, flowNr, flowNr);
    const shared = conversation
      .eventsIn(flowNr, flowNr, view.asOf)
      .filter(({ messageNr }) => conversation.isShared(messageNr) || conversation.isShared(messageNr, flowNr - 1));
    stream.addEach(
      view,
      shared.map(({ messageNr }) => messageNr),
    );
  }
}
