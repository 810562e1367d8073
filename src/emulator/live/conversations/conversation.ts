// emulator/live: a conversation that changes: what its world says, and what has happened since on top of it.
// Invariant: without events it gives exactly what the world gives; numbers only grow; `revision` grows with every change.
import { isRecord, textsOf, type WireRecord } from '../../fields.js';
import type {
  Attachment,
  ConversationFacts,
  ConversationSource,
  MessageRecord,
  PinRef,
  SectionRecord,
  TaskRef,
} from '../../world.js';
import { emptyFacts, factsAfter, isPinned, isTask } from '../messages/facts.js';
import { Flow } from './flow.js';
import { type Boards, boardsOf, type Lists, listsOf } from './lists.js';
import { Seat, statedSeat } from './seat.js';

/** What follows from the flow is no longer what the world stated once the flow has gone on. */
const FLOW_FIELDS = [
  'last_message_nr',
  'show_message_nr',
  'inbox_message_nr',
  'last_inbox_nr',
  'last_message_time',
  'inbox_time',
  'unread_count',
  'has_pinboard',
  'has_taskboard',
  'has_task_archive',
];

interface KnownLists extends Lists {
  readonly revision: number;
  /** By event: many may have left with the same. */
  readonly boardsAt: Map<number, Boards>;
}

export class LiveConversation implements ConversationSource {
  readonly id: string;
  readonly #base: ConversationSource | undefined;
  readonly #flow = new Flow();
  readonly #seats = new Map<string, Seat>();
  readonly #sections = new Map<string, WireRecord>();
  readonly #hooks = new Map<string, WireRecord>();
  #header: Map<string, string> | undefined;
  #facts: ConversationFacts | undefined;
  #lastNr = 0;
  #changes = 0;
  #lists: KnownLists | undefined;

  constructor(id: string, base?: ConversationSource) {
    this.id = id;
    this.#base = base;
  }

  get revision(): number {
    return (this.#base?.revision ?? 0) + this.#changes;
  }

  get header(): ReadonlyMap<string, string> {
    return this.#header ?? this.#base?.header ?? new Map();
  }

  get lastFlowNr(): number {
    return Math.max(this.#lastNr, this.#base?.lastFlowNr ?? 0);
  }

  get state(): WireRecord | undefined {
    return this.#base?.state;
  }

  /** Whether anything happened in the flow since the world was loaded. */
  get hasMoved(): boolean {
    return !this.#flow.isEmpty;
  }

  get facts(): ConversationFacts {
    return this.#facts ?? this.#startFacts();
  }

  factsAt(asOf: number): ConversationFacts {
    if (asOf >= this.lastFlowNr) return this.facts;
    if (this.#base && asOf < this.#base.lastFlowNr) return this.#base.factsAt(asOf);
    return this.#flow
      .until(asOf)
      .reduce(
        (facts, { record, fields }) => factsAfter(facts, fields, record.messageNr, record.messageNr === record.flowNr),
        this.#startFacts(),
      );
  }

  get others(): readonly string[] {
    return this.#base?.others ?? [];
  }

  get sections(): readonly SectionRecord[] {
    const kept = (this.#base?.sections ?? []).filter(({ sectionId }) => !this.#sections.has(sectionId));
    const own = [...this.#sections].map(([sectionId, fields]) => ({ sectionId, text: JSON.stringify(fields) }));
    return [...kept, ...own];
  }

  /** Those of the world whose key is not known here, then ours. */
  get hooks(): readonly string[] {
    const kept = (this.#base?.hooks ?? []).filter((text) => !this.#hooks.has(String(parse(text).hook_key)));
    return [...kept, ...[...this.#hooks.values()].map((fields) => JSON.stringify(fields))];
  }

  messagesIn(low: number, high: number, asOf = Number.POSITIVE_INFINITY): readonly MessageRecord[] {
    const old = this.#base?.messagesIn(low, high, asOf) ?? [];
    if (this.#flow.isEmpty) return old;
    const renewed = old.map((message) => this.#flow.find(message.messageNr, asOf)?.record ?? message);
    return [...renewed, ...this.#flow.createdIn(low, high, asOf)];
  }

  eventsIn(low: number, high: number, asOf = Number.POSITIVE_INFINITY): readonly MessageRecord[] {
    const old = this.#base?.eventsIn(low, high, asOf) ?? [];
    if (this.#flow.isEmpty) return old;
    const current = old.filter((message) => this.#flow.find(message.messageNr, asOf) === undefined);
    return [...current, ...this.#flow.eventsIn(low, high, asOf)];
  }

  olderTexts(messageNr: number, asOf = Number.POSITIVE_INFINITY): readonly string[] {
    const stated = this.#base?.olderTexts(messageNr, asOf) ?? [];
    const last = this.#base?.messagesIn(messageNr, messageNr, asOf)[0];
    const isRenewed = this.#flow.find(messageNr, asOf) !== undefined;
    const own = this.#flow.findBefore(messageNr, asOf).map(({ fields }) => JSON.stringify(fields));
    return [...stated, ...(isRenewed && last ? [`${last.body}}`] : []), ...own];
  }

  attachmentsIn(low: number, high: number, asOf = Number.POSITIVE_INFINITY): readonly Attachment[] {
    const stated = this.#base?.attachmentsIn(low, high) ?? [];
    const kept = asOf === Number.POSITIVE_INFINITY ? stated : stated.filter(({ sinceNr = 0 }) => sinceNr <= asOf);
    if (this.#flow.attachmentNumbers.length === 0) return kept;
    const rest = kept.filter(({ messageNr }) => this.#flow.findAttachments(messageNr) === undefined);
    const all = [...rest, ...this.#flow.attachmentsIn(low, high, asOf)];
    return all.sort((a, b) => a.messageNr - b.messageNr);
  }

  fileNumbers(): readonly number[] {
    return this.#listed().files;
  }

  pins(): readonly PinRef[] {
    return this.#listed().pins;
  }

  tasks(): readonly TaskRef[] {
    return this.#listed().tasks;
  }

  /** Pins and tasks as they were at an event: those that there are, and those that have changed since. */
  boardsAt(asOf: number): Boards {
    const lists = this.#listed();
    if (asOf >= this.lastFlowNr) return lists;
    const known = lists.boardsAt.get(asOf);
    if (known) return known;
    const changed = this.eventsIn(asOf + 1, Number.POSITIVE_INFINITY);
    const numbers = new Set([...lists.pins, ...lists.tasks, ...changed].map(({ messageNr }) => messageNr));
    const messages = [...numbers].filter((messageNr) => messageNr <= asOf);
    const versions = messages.map((messageNr) => ({ messageNr, fields: this.findMessage(messageNr, asOf) ?? {} }));
    const boards = boardsOf(versions, this.sections);
    lists.boardsAt.set(asOf, boards);
    return boards;
  }

  /** The latest version of a message as an object, without `profile_id`. */
  findMessage(messageNr: number, asOf = Number.POSITIVE_INFINITY): WireRecord | undefined {
    const own = this.#flow.find(messageNr, asOf);
    if (own !== undefined) return own.fields;
    const old = this.#base?.messagesIn(messageNr, messageNr, asOf)[0];
    return old && parse(`${old.body}}`);
  }

  /** Whether a message is on a board, and so seen by everybody in the conversation (fleep-wire.md 3.7). */
  isShared(messageNr: number, asOf = Number.POSITIVE_INFINITY): boolean {
    const fields = this.findMessage(messageNr, asOf);
    return fields !== undefined && (isPinned(fields) || isTask(fields));
  }

  /** The number that the next event gets. */
  nextNr(): number {
    return this.#floor() + 1;
  }

  /** A new message (`flowNr` is its number) or a new version of one. The caller has taken the number from `nextNr`. */
  addEvent(fields: WireRecord, messageNr: number, flowNr: number): void {
    if (!this.hasMoved) for (const name of FLOW_FIELDS) this.#own().delete(name);
    const body = JSON.stringify(fields).slice(0, -1);
    const record = { messageNr, flowNr, accountId: String(fields.account_id ?? ''), body, hasProfile: false };
    this.#flow.add({ record, fields });
    this.#lastNr = flowNr;
    this.#facts = factsAfter(this.facts, fields, messageNr, messageNr === flowNr);
    this.#changes += 1;
  }

  /** A number that no message carries. */
  skipNumber(): number {
    this.#lastNr = this.nextNr();
    this.#changes += 1;
    return this.#lastNr;
  }

  setAttachments(messageNr: number, attachments: readonly Attachment[]): void {
    this.#flow.setAttachments(messageNr, attachments);
    this.#changes += 1;
  }

  /** A field of the conversation for all; `undefined` takes it away. Returns whether anything changed. */
  setHeader(field: string, value: unknown): boolean {
    const text = value === undefined ? undefined : JSON.stringify(value);
    if (this.header.get(field) === text) return false;
    if (text === undefined) this.#own().delete(field);
    else this.#own().set(field, text);
    this.#changes += 1;
    return true;
  }

  setSection(sectionId: string, fields: WireRecord): void {
    this.#sections.set(sectionId, fields);
    this.#changes += 1;
  }

  /** Whether a hook came up, or was changed, since the world was loaded. */
  isOwnHook(hookKey: string): boolean {
    return this.#hooks.has(hookKey) || textsOf(this.state ?? {}, 'own_hooks').includes(hookKey);
  }

  setHook(hookKey: string, fields: WireRecord): void {
    this.#hooks.set(hookKey, fields);
    this.#changes += 1;
  }

  get seats(): Iterable<Seat> {
    return this.#seats.values();
  }

  findSeat(accountId: string): Seat | undefined {
    return this.#seats.get(accountId);
  }

  addSeat(seat: Seat): Seat {
    this.#seats.set(seat.accountId, seat);
    this.#changes += 1;
    return seat;
  }

  /** Tells readers that something about a seat is different. */
  touch(): void {
    this.#changes += 1;
  }

  /** The seat that the world gives an account which may see the conversation. */
  addStatedSeat(accountId: string, isLeaver: boolean): Seat {
    const from = Math.max(1, this.#stated('join_message_nr') ?? 1);
    const stated = this.#stated('last_message_nr') ?? 0;
    const state = statedSeat(this.state, accountId);
    if (state !== undefined) return this.addSeat(Seat.from(accountId, state));
    const to = isLeaver ? (stated > 0 ? stated : this.#floor()) : Number.POSITIVE_INFINITY;
    return this.addSeat(new Seat(accountId, [{ from, to }]));
  }

  /** Those of the world; a header that states a higher inbox number knows of messages that the world has not. */
  #startFacts(): ConversationFacts {
    const facts = this.#base?.facts ?? emptyFacts;
    const stated = this.#stated('last_inbox_nr') ?? 0;
    return stated > facts.lastInboxNr ? { ...facts, lastInboxNr: stated } : facts;
  }

  #floor(): number {
    return Math.max(this.lastFlowNr, this.hasMoved ? 0 : (this.#stated('last_message_nr') ?? 0));
  }

  #stated(field: string): number | undefined {
    const value: unknown = JSON.parse(this.#base?.header.get(field) ?? 'null');
    return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined;
  }

  #own(): Map<string, string> {
    this.#header ??= new Map(this.#base?.header);
    return this.#header;
  }

  #listed(): KnownLists {
    if (this.#lists?.revision !== this.revision) {
      this.#lists = {
        revision: this.revision,
        ...listsOf(this.#base, this.#flow, this.sections),
        boardsAt: new Map(),
      };
    }
    return this.#lists;
  }
}

function parse(text: string): WireRecord {
  const value: unknown = JSON.parse(text);
  return isRecord(value) ? value : {};
}
