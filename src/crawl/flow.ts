// crawl: the walk through one conversation's flow: from its newest end backward to where the membership starts, and forward over
// what came since (fleep-wire.md, sections 3.4 and 3.5).
// Invariant: numbers low…high were delivered without a hole, page by page; every page of the journal carries the range as it stood
// after that page, so a run that stops anywhere goes on from there and skips nothing.
import type { Answer } from '../fleep/client.js';
import type { Direction } from '../fleep/methods/conversation.js';
import type { Page } from '../journal/format.js';
import { findHeader, findNumber, listOf, pageOf, recordsOf, VAIN_ANSWERS, type WireRecord } from './answers.js';
import type { FlowCursor } from './context.js';

type From = { readonly from_message_nr: number };

export type CallConversation = (
  ...question:
    | [method: 'conversationSync', args: { readonly mk_direction: Direction } | From]
    | [method: 'conversationSyncBackward', args: From]
) => Promise<Answer>;

/** A stretch of numbers that the service did not deliver though it should. */
export interface Stall {
  readonly first: number;
  readonly last: number;
}

const NOWHERE = { low: Number.POSITIVE_INFINITY, high: Number.NEGATIVE_INFINITY };

/** Where a walk stands. */
export class Flow {
  /** Under which the journal keeps how far the walk came. */
  readonly scope: string;
  readonly stalls: Stall[] = [];
  /** What a walk that was told to go back no further left out. */
  cut: Stall | undefined;
  /** The service had the walk begin anew from a fragment: what lies below it is to be walked once more. */
  isRestarted = false;
  /** The conversation goes on and on, and nothing comes of it: the rest is left to a later walk. */
  isAdrift = false;
  #range: { low: number; high: number } | undefined;
  #begun: { readonly low: number; readonly high: number };
  /** Answers forward that bring nothing new, after which the walk goes no further: what never came before is asked for once. */
  patience: number;
  /** Highest number of the conversation, from the newest header. */
  last = 0;
  /** Lowest number that the account may see. */
  floor = 1;

  constructor(scope: string, known: FlowCursor | undefined) {
    this.scope = scope;
    this.patience = known?.stalled === undefined ? VAIN_ANSWERS : 1;
    this.#range = known === undefined ? undefined : { low: known.low, high: known.high };
    this.#begun = this.#range ?? NOWHERE;
  }

  get isStarted(): boolean {
    return this.#range !== undefined;
  }

  get low(): number {
    return this.#range?.low ?? this.last + 1;
  }

  get high(): number {
    return this.#range?.high ?? this.last;
  }

  /** Takes from a header what it says about the conversation's ends; a header may carry any part of it. */
  readHeader(header: WireRecord | undefined): void {
    this.last = findNumber(header, 'last_message_nr') ?? this.last;
    const join = findNumber(header, 'join_message_nr');
    if (join !== undefined) this.floor = Math.max(join, findNumber(header, 'delete_message_nr') ?? 0, 1);
  }

  /**
   * Begins with the fragment that came with the state, when that reaches the newest end; otherwise the walk asks for the end. Only
   * a header with both ends tells of a fragment (fleep-wire.md, section 3.4).
   */
  startAtFragment(header: WireRecord): void {
    const low = findNumber(header, 'bw_message_nr');
    const high = findNumber(header, 'fw_message_nr');
    if (!this.isStarted && low !== undefined && high !== undefined && low > 0 && high >= this.last)
      this.startAt(low, high);
  }

  /** True for a number that this walk went over; what an earlier walk went over does not count. */
  hasWalked(number: number): boolean {
    return (number >= this.low && number < this.#begun.low) || (number <= this.high && number > this.#begun.high);
  }

  startAt(low: number, high: number): void {
    this.#range = { low, high };
  }

  /** Forgets what was walked: only this fragment counts. */
  restartAt(low: number, high: number): void {
    this.startAt(low, high);
    this.#begun = NOWHERE;
    this.cut = undefined;
    this.isRestarted = true;
  }

  /** True when the range has grown downward. */
  lowerTo(low: number): boolean {
    const moved = low < this.low;
    if (moved) this.#range = { low, high: this.high };
    return moved;
  }

  /** True when the range has grown upward. */
  raiseTo(high: number): boolean {
    const moved = high > this.high;
    if (moved) this.#range = { low: this.low, high };
    return moved;
  }

  page(answer: Answer): Page {
    return this.#range === undefined ? pageOf(answer) : pageOf(answer, { scope: this.scope, ...this.#range });
  }
}

/** All pages of the walk, from where `flow` stands to both ends. */
export async function* walkFlow(
  flow: Flow,
  call: CallConversation,
  since?: Date,
): AsyncGenerator<{ page: Page; answer: Answer }> {
  if (!flow.isStarted) {
    const answer = await call('conversationSync', { mk_direction: 'ic_end' });
    flow.readHeader(findHeader(answer.body));
    startAtEnd(flow, answer.body);
    yield { page: flow.page(answer), answer };
  }
  for (;;) {
    // Also what came while the walk went backward.
    yield* walkForward(flow, call);
    if (flow.low <= flow.floor || flow.cut !== undefined) return;
    yield* walkBackward(flow, call, since);
  }
}

/** What came since; all of it once more where the service has the walk begin anew. */
export async function* walkSince(
  flow: Flow,
  call: CallConversation,
  since?: Date,
): AsyncGenerator<{ page: Page; answer: Answer }> {
  yield* walkForward(flow, call);
  if (flow.isRestarted) yield* walkFlow(flow, call, since);
}

/**
 * The first fragment. What lies after its newest event is left to the forward walk, which loses no edit. One that does not say where it
 * begins may have pins and tasks from anywhere in it, and is asked for again as what lies before the end.
 */
function startAtEnd(flow: Flow, body: WireRecord): void {
  const header = findHeader(body);
  const newest = maximum(flowNumbers(body));
  const low = findNumber(header, 'bw_message_nr');
  const end = Math.max(flow.last, newest ?? 0);
  if (low === undefined) flow.startAt(end + 1, end);
  else flow.startAt(low, findNumber(header, 'fw_message_nr') ?? Math.max(newest ?? 0, low - 1));
}

/**
 * A fragment that begins further on says "start over from here" (fleep-wire.md, section 3.4): what it leaps over has not come. It is asked
 * for again; where the service insists, everything below the fragment is walked anew, since edits of messages of any age lie between.
 */
async function* walkForward(flow: Flow, call: CallConversation): AsyncGenerator<{ page: Page; answer: Answer }> {
  let vain = 0;
  const growth = new Growth(flow);
  while (flow.high < flow.last && !flow.isAdrift) {
    const from = flow.high;
    const answer = await call('conversationSync', { from_message_nr: from });
    const header = findHeader(answer.body);
    flow.readHeader(header);
    const newest = maximum(flowNumbers(answer.body)) ?? from;
    const low = findNumber(header, 'bw_message_nr') ?? from + 1;
    const high = findNumber(header, 'fw_message_nr') ?? newest;
    const moved = low <= from + 1 && flow.raiseTo(high);
    vain = moved ? 0 : vain + 1;
    if (moved) flow.patience = VAIN_ANSWERS;
    const isLeap = low > from + 1 && high >= low;
    if (vain >= (isLeap ? VAIN_ANSWERS : flow.patience) && flow.high < flow.last) {
      if (isLeap) leapTo(flow, low, high);
      else giveUp(flow, from + 1, flow.last);
      vain = 0;
    }
    growth.note(newest > from);
    yield { page: flow.page(answer), answer };
  }
}

/** A walk begins anew once: a service that has it do so again and again would never let it end. */
function leapTo(flow: Flow, low: number, high: number): void {
  if (flow.isRestarted) {
    giveUp(flow, flow.high + 1, low - 1);
    flow.raiseTo(high);
  } else flow.restartAt(low, high);
}

function giveUp(flow: Flow, first: number, last: number): void {
  flow.stalls.push({ first, last });
  flow.raiseTo(last);
}

/** Notices a conversation whose end moves on as fast as it is walked to while nothing comes. */
class Growth {
  readonly #flow: Flow;
  /** The end as it was last caught up with. */
  #goal: number;
  #isNew = false;
  #vain = 0;

  constructor(flow: Flow) {
    this.#flow = flow;
    this.#goal = flow.last;
  }

  note(isNew: boolean): void {
    const { high, last } = this.#flow;
    this.#isNew ||= isNew;
    if (high < this.#goal || high >= last) return;
    this.#vain = this.#isNew ? 0 : this.#vain + 1;
    this.#isNew = false;
    this.#goal = last;
    if (this.#vain < VAIN_ANSWERS) return;
    // Nothing is passed over: the next walk asks from here.
    this.#flow.stalls.push({ first: high + 1, last });
    this.#flow.isAdrift = true;
  }
}

async function* walkBackward(
  flow: Flow,
  call: CallConversation,
  since: Date | undefined,
): AsyncGenerator<{ page: Page; answer: Answer }> {
  // Whether from_message_nr itself is included is not established (section 11, question 4): when asking for what lies before `low`
  // brings nothing new, the last question is one lower. Before it the same is asked again: to a service that excludes the number, a
  // lower question passes over one that a single bad answer kept back.
  let vain = 0;
  while (flow.low > flow.floor) {
    const from = flow.low - (vain === VAIN_ANSWERS - 1 ? 1 : 0);
    const answer = await call('conversationSyncBackward', { from_message_nr: from });
    const header = findHeader(answer.body);
    flow.readHeader(header);
    // An answer about the conversation may have no message in it and name no end; one without a header says nothing at all.
    const told = findNumber(header, 'bw_message_nr') ?? lowestBefore(from, answer.body);
    // One that ends further down leaps over what lies between.
    const top = findNumber(header, 'fw_message_nr') ?? from;
    const moved = top >= flow.low - 1 && flow.lowerTo(told ?? (header === undefined ? flow.low : from));
    vain = moved ? 0 : vain + 1;
    if (vain === VAIN_ANSWERS) {
      const isLeap = top < flow.low - 1 && told !== undefined && told <= top && top >= flow.floor;
      flow.stalls.push({ first: isLeap ? top + 1 : flow.floor, last: flow.low - 1 });
      flow.lowerTo(isLeap ? told : flow.floor);
      vain = 0;
    }
    yield { page: flow.page(answer), answer };
    if (since !== undefined && moved && flow.low > flow.floor && isBefore(answer.body, since)) {
      flow.cut = { first: flow.floor, last: flow.low - 1 };
      return;
    }
  }
}

/** Whether all messages of an answer were posted before `time`. Pins and tasks that come along may be older than their neighbours. */
function isBefore(body: WireRecord, time: Date): boolean {
  const times = messagesOf(body).map((record) => findNumber(record, 'posted_time') ?? Number.POSITIVE_INFINITY);
  return times.length > 0 && times.every((seconds) => seconds * 1000 < time.getTime());
}

const messagesOf = (body: WireRecord): WireRecord[] =>
  recordsOf(body, 'stream').filter((record) => record.mk_rec_type === 'message');

/** Numbers of the flow that an answer delivers: of an edited message that of the edit as well. */
const flowNumbers = (body: WireRecord): number[] =>
  messagesOf(body)
    .flatMap((record) => [findNumber(record, 'message_nr'), findNumber(record, 'flow_message_nr')])
    .filter((number) => number !== undefined);

/**
 * Down to where an answer to "what lies before `from`" goes, from its messages alone. An edited message stands where its edit does, and one
 * on a board may come along from anywhere: those count only where they go on downward without a hole.
 */
function lowestBefore(from: number, body: WireRecord): number | undefined {
  const plain: number[] = [];
  const others = new Set<number>();
  for (const record of messagesOf(body)) {
    const own = findNumber(record, 'message_nr');
    const place = findNumber(record, 'flow_message_nr') ?? own;
    if (place !== undefined && place <= from && !isOnBoard(record)) plain.push(place);
    else if (own !== undefined) others.add(own);
  }
  let low = minimum(plain) ?? from;
  while (others.has(low - 1)) low -= 1;
  return low < from || plain.length > 0 ? low : undefined;
}

const BOARD_FIELDS = ['pin_weight', 'task_weight', 'section_id'];
const BOARD_TAGS = ['pin', 'is_shared', 'is_task'];

/** A pin or a task (fleep-wire.md, section 4.2). */
const isOnBoard = (record: WireRecord): boolean =>
  BOARD_FIELDS.some((field) => (record[field] ?? null) !== null) ||
  BOARD_TAGS.some((tag) => listOf(record, 'tags').includes(tag));

const minimum = (numbers: readonly number[]): number | undefined =>
  numbers.length === 0 ? undefined : numbers.reduce((a, b) => Math.min(a, b));

const maximum = (numbers: readonly number[]): number | undefined =>
  numbers.length === 0 ? undefined : numbers.reduce((a, b) => Math.max(a, b));
