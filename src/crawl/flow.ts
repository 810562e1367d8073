// crawl: the walk through one conversation's flow: from its newest end backward to where the membership starts, and forward over
// what came since (fleep-wire.md, sections 3.4 and 3.5).
// Invariant: numbers low…high were delivered without a hole, page by page; every page of the journal carries the range as it stood
// after that page, so a run that stops anywhere goes on from there and skips nothing.
import type { Answer } from '../fleep/client.js';
import type { Direction } from '../fleep/methods/conversation.js';
import type { Page } from '../journal/format.js';
import { findHeader, findNumber, pageOf, recordsOf, VAIN_ANSWERS, type WireRecord } from './answers.js';
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

/** Where a walk stands. */
export class Flow {
  /** Under which the journal keeps how far the walk came. */
  readonly scope: string;
  readonly stalls: Stall[] = [];
  /** What a walk that was told to go back no further left out. */
  cut: Stall | undefined;
  #range: { low: number; high: number } | undefined;
  readonly #begun: { readonly low: number; readonly high: number };
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
    this.#begun = this.#range ?? { low: Number.POSITIVE_INFINITY, high: Number.NEGATIVE_INFINITY };
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
  yield* walkForward(flow, call);
  yield* walkBackward(flow, call, since);
  // What came while the walk went backward.
  yield* walkForward(flow, call);
}

/** The first fragment. What lies after its newest event is left to the forward walk, which loses no edit. */
function startAtEnd(flow: Flow, body: WireRecord): void {
  const header = findHeader(body);
  const numbers = flowNumbers(body);
  const low = findNumber(header, 'bw_message_nr') ?? minimum(numbers) ?? flow.last + 1;
  const high = findNumber(header, 'fw_message_nr') ?? numbers.reduce((a, b) => Math.max(a, b), low - 1);
  flow.startAt(low, high);
}

/** What came since. */
export async function* walkForward(flow: Flow, call: CallConversation): AsyncGenerator<{ page: Page; answer: Answer }> {
  let vain = 0;
  while (flow.high < flow.last) {
    const from = flow.high;
    const answer = await call('conversationSync', { from_message_nr: from });
    const header = findHeader(answer.body);
    flow.readHeader(header);
    const moved = flow.raiseTo(
      findNumber(header, 'fw_message_nr') ?? flowNumbers(answer.body).reduce((a, b) => Math.max(a, b), from),
    );
    vain = moved ? 0 : vain + 1;
    if (moved) flow.patience = VAIN_ANSWERS;
    if (vain === flow.patience && flow.high < flow.last) {
      flow.stalls.push({ first: from + 1, last: flow.last });
      flow.raiseTo(flow.last);
    }
    yield { page: flow.page(answer), answer };
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
    const told = findNumber(header, 'bw_message_nr') ?? minimum(flowNumbers(answer.body));
    const moved = flow.lowerTo(told ?? (header === undefined ? flow.low : from));
    vain = moved ? 0 : vain + 1;
    if (vain === VAIN_ANSWERS) {
      flow.stalls.push({ first: flow.floor, last: flow.low - 1 });
      flow.lowerTo(flow.floor);
    }
    yield { page: flow.page(answer), answer };
    if (since !== undefined && flow.low > flow.floor && isBefore(answer.body, since)) {
      flow.cut = { first: flow.floor, last: flow.low - 1 };
      return;
    }
  }
}

/** Whether all messages of an answer were posted before `time`. Pins and tasks that come along may be older than their neighbours. */
function isBefore(body: WireRecord, time: Date): boolean {
  const times = recordsOf(body, 'stream')
    .filter((record) => record.mk_rec_type === 'message')
    .map((record) => findNumber(record, 'posted_time') ?? Number.POSITIVE_INFINITY);
  return times.length > 0 && times.every((seconds) => seconds * 1000 < time.getTime());
}

/** Numbers of the flow that an answer delivers: of an edited message that of the edit as well. */
function flowNumbers(body: WireRecord): number[] {
  return recordsOf(body, 'stream')
    .filter((record) => record.mk_rec_type === 'message')
    .flatMap((record) => [findNumber(record, 'message_nr'), findNumber(record, 'flow_message_nr')])
    .filter((number) => number !== undefined);
}

const minimum = (numbers: readonly number[]): number | undefined =>
  numbers.length === 0 ? undefined : numbers.reduce((a, b) => Math.min(a, b));
