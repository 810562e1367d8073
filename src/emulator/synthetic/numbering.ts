// emulator/synthetic: which numbers of a flow carry a message and which an event on an earlier one.
// Invariant: numbers come in blocks of 32. A whole block has 31 messages and, somewhere behind its twelfth number, one
// event that changes one of its own messages; the unfinished last block has messages only. So any number's place, its
// predecessor and the count of messages up to it follow by arithmetic, and nothing need be remembered.
import { mix } from './hash.js';

const BLOCK = 32;
const MESSAGES_A_BLOCK = BLOCK - 1;

export type EventKind = 'edit' | 'delete' | 'pin' | 'todo' | 'done' | 'react';
export type SystemKind = 'create' | 'add' | 'kick' | 'topic';

/** Over sixteen blocks: half of the events are edits, and each other kind comes at least once. */
const eventPattern: readonly EventKind[] = [
  ...(['edit', 'edit', 'delete', 'pin', 'edit', 'react', 'edit', 'todo'] as const),
  ...(['edit', 'delete', 'react', 'done', 'edit', 'pin', 'react', 'edit'] as const),
];
/** By their places in a conversation, which begins with place 0, its creation: somebody is kicked, comes back, and so on. */
const systemPattern: readonly SystemKind[] = ['add', 'topic', 'kick'];
const FILE_EVERY_BLOCKS = 13;

export interface BlockEvent {
  readonly kind: EventKind;
  /** The number that the event uses up. */
  readonly flowNr: number;
  /** The message that it changes. */
  readonly messageNr: number;
}

export class Numbering {
  /** The last number of the flow. */
  readonly lastNr: number;
  readonly #seed: number;
  readonly #index: number;
  readonly #wholeBlocks: number;
  readonly #shift: number;

  constructor(messages: number, seed: number, conversationIndex: number) {
    this.#wholeBlocks = Math.floor(messages / MESSAGES_A_BLOCK);
    this.lastNr = this.#wholeBlocks * BLOCK + (messages % MESSAGES_A_BLOCK);
    this.#seed = seed ^ 0x51ed270b;
    this.#index = conversationIndex;
    this.#shift = mix(this.#seed, conversationIndex, 0xffff) % (eventPattern.length * FILE_EVERY_BLOCKS);
  }

  /** The event of the block that this number is in. */
  eventNear(number: number): BlockEvent | undefined {
    return this.#eventOf(blockOf(number));
  }

  /** The event that changed this message. */
  eventOn(messageNr: number): BlockEvent | undefined {
    const event = this.eventNear(messageNr);
    return event?.messageNr === messageNr ? event : undefined;
  }

  hasMessage(number: number): boolean {
    return number >= 1 && number <= this.lastNr && this.eventNear(number)?.flowNr !== number;
  }

  /** The message before this number; 0 when there is none. */
  messageBefore(number: number): number {
    return number < 2 || this.hasMessage(number - 1) ? number - 1 : number - 2;
  }

  /** What kind of system message this number carries; undefined for a text message. */
  systemKind(number: number): SystemKind | undefined {
    return number % (2 * BLOCK) === 1 ? systemKindAt(systemPlaceOf(number)) : undefined;
  }

  /** Whether a number lies between a kick and the next add: whoever comes and goes is not there. */
  isBetweenKickAndAdd(number: number): boolean {
    return systemKindAt(systemPlaceOf(number)) === 'kick';
  }

  /** The last number that carries a topic, the creation included; 0 in an empty conversation. */
  get lastTopicNr(): number {
    if (this.lastNr === 0) return 0;
    const last = systemPlaceOf(this.lastNr);
    const behind = (last + systemPattern.length - systemPattern.indexOf('topic')) % systemPattern.length;
    return 1 + 2 * BLOCK * Math.max(0, last - behind);
  }

  /** How many text messages are numbered up to this one. */
  textsUpTo(number: number): number {
    if (number < 1) return 0;
    const block = blockOf(number);
    const event = this.#eventOf(block);
    const messages = number - block - (event && event.flowNr <= number ? 1 : 0);
    return messages - (block >> 1) - 1;
  }

  /** Events of some kinds, newest first. */
  eventsOf(kinds: readonly EventKind[]): BlockEvent[] {
    const events: BlockEvent[] = [];
    for (let block = this.#wholeBlocks - 1; block >= 0; block -= 1) {
      const event = kinds.includes(this.#kindOf(block)) ? this.#eventOf(block) : undefined;
      if (event) events.push(event);
    }
    return events;
  }

  /** Messages with a file in [low, high], ascending: one in about 400. */
  filesIn(low: number, high: number): number[] {
    const numbers: number[] = [];
    const first = Math.max(low, 1);
    const last = Math.min(high, this.lastNr);
    for (let block = this.#fileBlockFrom(blockOf(first)); block * BLOCK < last; block += FILE_EVERY_BLOCKS) {
      const number = block * BLOCK + 2 + (mix(this.#seed, this.#index, ~block) % 7);
      if (number >= first && number <= last) numbers.push(number);
    }
    return numbers;
  }

  #fileBlockFrom(block: number): number {
    const phase = (block + this.#shift) % FILE_EVERY_BLOCKS;
    return phase === 0 ? block : block + FILE_EVERY_BLOCKS - phase;
  }

  #eventOf(block: number): BlockEvent | undefined {
    if (block >= this.#wholeBlocks) return undefined;
    const hash = mix(this.#seed, this.#index, block);
    const flowPlace = 12 + (hash % 20);
    const messagePlace = 8 + ((hash >>> 8) % (flowPlace - 8));
    const start = block * BLOCK + 1;
    return { kind: this.#kindOf(block), flowNr: start + flowPlace, messageNr: start + messagePlace };
  }

  #kindOf(block: number): EventKind {
    return eventPattern[(block + this.#shift) % eventPattern.length] ?? 'edit';
  }
}

/** How many system messages there are before the last one up to this number. */
const systemPlaceOf = (number: number) => blockOf(number) >> 1;

const systemKindAt = (place: number): SystemKind | undefined =>
  place === 0 ? 'create' : systemPattern[place % systemPattern.length];

const blockOf = (number: number) => Math.floor((number - 1) / BLOCK);
