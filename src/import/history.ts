// import: a history that Fleep or dumper.py wrote down (fleep-wire.md, section 7) → records, each the exact bytes that stand in the file.
// Invariant: nothing is taken for granted but that it is JSON: `contacts` and `conversations` may be lists or maps, a conversation may
// stand alone, records may stand one a line; what is not known stays in the record or the envelope around it. What cannot be read is
// named with its place.
import { isUtf8 } from 'node:buffer';
import { oneLine, sliceAnswer } from '../lib/json-slices.js';
import type { JsonContainer, JsonPath, JsonPiece } from '../lib/json-stream.js';
import type { JsonLimit } from '../lib/json-token.js';
import { Members, type Parsed, parseJson } from './members.js';

export type HistoryFormat = 'history' | 'dumper' | 'records';

export interface HistoryRecord {
  readonly kind: 'record';
  /** Where it stood, as the journal says it: `contacts`, `conversations/<id>/messages`, … */
  readonly path: string;
  readonly bytes: Buffer;
}

/** `unreadable`: what is missing in the tables. Of a record that only has no place in them, the record comes as well. */
export type HistoryItem = HistoryRecord | { readonly kind: 'unreadable'; readonly at: number; readonly reason: string };

/** No record and no part of an envelope is larger: the load reads lines of up to twice that. */
export const MAX_VALUE_BYTES = 16 * 1024 * 1024;
/** Nothing that Fleep writes is nested a hundredth as deep; much deeper, and programs that call themselves for each level give up. */
export const MAX_VALUE_DEPTH = 1000;

/** No account has more; of a file that has, the first are remembered. */
const MOST_CONVERSATIONS = 100_000;

const LISTS: ReadonlySet<unknown> = new Set(['contacts', 'conversations', 'messages', 'stream']);

interface Placed extends Parsed {
  /** Offset in bytes. */
  readonly at: number;
}

interface Conversation {
  readonly members: Members;
  /** Offset in bytes. */
  readonly at: number;
  /** From the map that it stands in. */
  readonly key: string | undefined;
  hasMessages: boolean;
  /** Messages that came before the id; they are few bytes in any order of the fields that was seen. */
  held: Placed[];
  heldBytes: number;
}

const newConversation = (at: number, key?: string): Conversation => ({
  members: new Members(MAX_VALUE_BYTES),
  at,
  key,
  hasMessages: false,
  held: [],
  heldBytes: 0,
});

export class HistoryReader {
  #format: HistoryFormat = 'records';
  #ownerId: string | undefined;
  #isEmptyHistory = false;
  #known = 0;
  readonly #conversations = new Set<string>();
  /** How deep the documents stand: 1 when the file is one list of them. */
  #rootDepth: 0 | 1 | undefined;
  #document: Conversation = newConversation(0);
  #conversation: Conversation | undefined;
  #items: HistoryItem[] = [];

  /** What is to be taken apart. */
  readonly enter = (path: JsonPath, container: JsonContainer): boolean => {
    const isObject = container === 'object';
    if (path.length === 0) this.#rootDepth ??= isObject ? 0 : 1;
    const [first, , third, ...more] = path.slice(this.#depth);
    switch (path.length - this.#depth) {
      case -1:
        return !isObject;
      case 0:
        return isObject;
      case 1:
        // Records may have lists of ids under the same names, as teams had (fleep-wire.md, section 4.7).
        return LISTS.has(first) && container !== 'list of scalars';
      case 2:
        return first === 'conversations' && isObject;
      default:
        return first === 'conversations' && third === 'messages' && more.length === 0;
    }
  };

  get #depth(): number {
    return this.#rootDepth ?? 0;
  }

  get format(): HistoryFormat {
    return this.#format;
  }

  /** Whose history it is, where the file says so. */
  get ownerId(): string | undefined {
    return this.#ownerId;
  }

  /** Those that it speaks of, in its order. */
  get conversations(): ReadonlySet<string> {
    return this.#conversations;
  }

  /** Whether anything in it is of Fleep. */
  get isHistory(): boolean {
    return this.#known > 0 || this.#isEmptyHistory;
  }

  take(piece: JsonPiece): HistoryItem[] {
    const path = piece.path.slice(this.#depth);
    const isDocument = piece.path.length === this.#depth;
    if (piece.kind === 'beyond') this.#unreadable(piece.at, BEYOND[piece.limit]);
    else if (piece.kind === 'open' && !(isDocument && piece.isList)) this.#open(piece, path);
    else if (piece.kind === 'close' && !(isDocument && piece.isList)) this.#close(path, piece.path.length);
    else if (piece.kind === 'value') this.#value(piece, path);
    return this.#taken();
  }

  /** The file is not whole: what is open is closed as far as it came. */
  breakOff(): HistoryItem[] {
    this.#endElement();
    this.#endDocument();
    return this.#taken();
  }

  #taken(): HistoryItem[] {
    const items = this.#items;
    this.#items = [];
    return items;
  }

  #open({ at, isList, name }: JsonPiece & { kind: 'open' }, path: JsonPath): void {
    const [first, key, third] = path;
    if (path.length === 0) this.#document = newConversation(at);
    else if (path.length === 1) {
      this.#document.members.add(name, Buffer.from(isList ? '[]' : '{}'));
      if (first === 'messages') this.#document.hasMessages = true;
      if (first === 'conversations') this.#format = isList ? 'history' : 'dumper';
      if (first === 'conversations') this.#isEmptyHistory = this.#known === 0;
    } else if (path.length === 2) {
      this.#isEmptyHistory = false;
      this.#conversation = newConversation(at, typeof key === 'string' ? key : undefined);
    } else if (third === 'messages' && this.#conversation !== undefined) {
      this.#conversation.members.add(name, Buffer.from(isList ? '[]' : '{}'));
      this.#conversation.hasMessages = true;
    }
  }

  #close(path: JsonPath, length: number): void {
    if (length < this.#depth) return;
    if (path.length === 0) this.#endDocument();
    else if (path.length === 2) this.#endElement();
  }

  #endElement(): void {
    if (this.#conversation === undefined) return;
    this.#endConversation(this.#conversation);
    this.#requireConversationId(this.#conversation);
    this.#conversation = undefined;
  }

  #value(piece: JsonPiece & { kind: 'value' }, path: JsonPath): void {
    const [first, key, third] = path;
    const parsed = parseJson(piece.bytes);
    if (parsed === undefined) {
      this.#unreadable(piece.at, whyUnreadable(piece.bytes));
      return;
    }
    if (path.length === 1) {
      this.#member(this.#document, piece, parsed.value);
      return;
    }
    if (path.length === 3 && this.#conversation !== undefined) {
      this.#member(this.#conversation, piece, parsed.value);
      return;
    }
    if (parsed.record === undefined) {
      this.#unreadable(piece.at, 'it is no record');
      return;
    }
    const placed = { ...parsed, at: piece.at };
    if (first === 'contacts') this.#contact(placed, typeof key === 'string' ? key : undefined);
    else if (first === 'stream') this.#record('stream', placed);
    else if (first === 'messages') this.#message(this.#document, placed);
    else if (third === 'messages' && this.#conversation !== undefined) this.#message(this.#conversation, placed);
    else this.#unreadable(piece.at, 'it is no record');
  }

  #member(holder: Conversation, piece: JsonPiece & { kind: 'value' }, value: unknown): void {
    const { name, bytes, at, path } = piece;
    if (!holder.members.add(name, bytes)) {
      this.#unreadable(at, BEYOND.size);
      return;
    }
    const key = path.at(-1);
    if (typeof key === 'string') holder.members.note(key, value);
    if (key === 'account' && holder === this.#document)
      this.#ownerId = findText(parseJson(bytes)?.record?.account_id) ?? this.#ownerId;
  }

  #contact({ record, bytes, at }: Placed, key: string | undefined): void {
    const { account_id } = record ?? {};
    if (findText(account_id) !== undefined) this.#known += 1;
    const isKeyed = findText(key) !== undefined && account_id === undefined;
    this.#push(isKeyed ? `contacts/${key}` : 'contacts', bytes, false);
    if (!isKeyed && !isGiven(account_id)) this.#unreadable(at, 'it has no account_id');
  }

  #message(conversation: Conversation, parsed: Placed): void {
    this.#ownerId ??= findText(parsed.record?.profile_id);
    const id = idOf(conversation);
    if (id !== undefined) {
      this.#release(conversation, id);
      this.#pushMessage(id, parsed);
      return;
    }
    conversation.held.push({ ...parsed, bytes: Buffer.from(parsed.bytes) });
    conversation.heldBytes += parsed.bytes.length;
    // Records of Fleep name their conversation themselves.
    if (conversation.heldBytes > MAX_VALUE_BYTES) this.#release(conversation, '');
  }

  #release(conversation: Conversation, id: string): void {
    for (const parsed of conversation.held) this.#pushMessage(id, parsed);
    conversation.held = [];
    conversation.heldBytes = 0;
  }

  #pushMessage(id: string, { record, bytes, at }: Placed): void {
    this.#noteConversation(id === '' ? record?.conversation_id : id);
    const isPlaced = id !== '' || findText(record?.conversation_id) !== undefined;
    this.#push(`conversations/${id}/messages`, bytes, isPlaced && findNumber(record?.message_nr) !== undefined);
    this.#requirePlace(at, id === '' ? record?.conversation_id : id, record?.message_nr);
  }

  #noteConversation(id: unknown): void {
    const text = findText(id);
    if (text !== undefined && this.#conversations.size < MOST_CONVERSATIONS) this.#conversations.add(text);
  }

  /** The tables have no place for a message without these; the journal keeps it as it came. */
  #requirePlace(at: number, conversationId: unknown, messageNr: unknown): void {
    if (!isGiven(conversationId)) this.#unreadable(at, NO_CONVERSATION);
    else if (!isNumeric(messageNr)) this.#unreadable(at, 'it has no message_nr');
  }

  #endConversation(conversation: Conversation): void {
    const { key, members } = conversation;
    const id = idOf(conversation);
    this.#noteConversation(id);
    this.#release(conversation, id ?? '');
    const isKeyed = isNamedByKey(conversation);
    // A map of something else may well be called `conversations`.
    const isKnown = isKeyed ? members.has('members') || members.has('topic') : id !== undefined;
    this.#push(isKeyed ? `conversations/${key}` : 'conversations', members.toBytes(), isKnown);
  }

  #requireConversationId(conversation: Conversation): void {
    const { at, members } = conversation;
    if (!isNamedByKey(conversation) && !members.has('conversation_id')) this.#unreadable(at, NO_CONVERSATION);
  }

  #endDocument(): void {
    const document = this.#document;
    const { members, at } = document;
    this.#document = newConversation(at);
    if (members.isEmpty) return;
    const isConversation = members.has('conversation_id') && !members.has('message_nr') && !members.has('mk_rec_type');
    if (document.hasMessages || isConversation) {
      this.#endConversation(document);
      // What has messages may be a mere list of them.
      const isOne = members.has('topic') || members.has('members');
      if (isOne) this.#requireConversationId(document);
      return;
    }
    if (members.has('mk_rec_type')) {
      this.#push('', members.toBytes(), true);
      this.#noteConversation(members.find('conversation_id'));
      if (members.find('mk_rec_type') === 'message')
        this.#requirePlace(at, members.find('conversation_id'), members.find('message_nr'));
      return;
    }
    const { envelope, records } = sliceAnswer(members.toBytes());
    for (const { path, bytes } of records)
      this.#record(path, { ...(parseJson(bytes) ?? { bytes, value: undefined }), at });
    this.#push('envelope', envelope, false);
  }

  #record(path: string, { bytes, record, at }: Placed): void {
    this.#push(path, bytes, typeof record?.mk_rec_type === 'string');
    this.#noteConversation(record?.conversation_id);
    if (record?.mk_rec_type === 'message') this.#requirePlace(at, record.conversation_id, record.message_nr);
  }

  #push(path: string, bytes: Buffer, isKnown: boolean): void {
    if (isKnown) this.#known += 1;
    this.#items.push({ kind: 'record', path, bytes: oneLine(bytes) });
  }

  #unreadable(at: number, reason: string): void {
    this.#items.push({ kind: 'unreadable', at, reason });
  }
}

const NO_CONVERSATION = 'it has no conversation_id';
const BEYOND: Readonly<Record<JsonLimit, string>> = { size: 'it is too large', depth: 'it is nested too deeply' };

/** Longer ones are none, and would be carried in every line. */
const LONGEST_ID = 200;

const idOf = ({ key, members }: Conversation): string | undefined =>
  findText(members.find('conversation_id')) ?? findText(key);

/** Its id is the key under which it stands. */
const isNamedByKey = ({ key, members }: Conversation): boolean =>
  findText(key) !== undefined && !members.has('conversation_id');

const isGiven = (value: unknown): boolean => (value ?? undefined) !== undefined;

/** Whether the load takes it for the number of a message (`number_of_message` in queries/load/00_prelude.sql). */
const isNumeric = (value: unknown): boolean => {
  const isText = typeof value === 'string' && /^[ \t-\r]*[-+]?\d+(\.\d*)?(e[-+]?\d+)?[ \t-\r]*$/i.test(value);
  const number = isText ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0;
};

const findText = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' && value.length <= LONGEST_ID ? value : undefined;

const findNumber = (value: unknown): number | undefined => {
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined;
};

const whyUnreadable = (bytes: Buffer): string => (isUtf8(bytes) ? 'it is no JSON' : 'it is not UTF-8');
