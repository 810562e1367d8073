// crawl: conversations as they are met on the way, in lists, in the event stream and in hints, with what decides whether to walk them.
// Invariant: what is known of one only grows; the highest number of all that were heard counts.
import type { ConversationId } from '../fleep/ids.js';
import { findNumber, findText, listOf, type WireRecord } from './answers.js';

export interface Met {
  /** Fields of all its headers, later ones over earlier ones; empty when only its id was mentioned. */
  readonly header: WireRecord;
  /** Highest number of its flow that anything spoke of; 0 when nothing did. */
  readonly last: number;
  /** Mentioned by its id only, in a place where the service may name conversations that are no more. */
  readonly isHint: boolean;
  /** What was walked of it before does not count. */
  readonly isDoubted: boolean;
  /** Something of it could not be had before and is to be asked for again. */
  readonly isLacking: boolean;
}

const PEOPLE = ['members', 'guests', 'leavers'];

const UNKNOWN: Met = { header: {}, last: 0, isHint: true, isDoubted: false, isLacking: false };

export class Found {
  readonly #met = new Map<ConversationId, Met>();
  #isWhole = true;

  /** Whether every list that may name conversations, and was asked for, was had to its end. */
  get isWhole(): boolean {
    return this.#isWhole;
  }

  /** A list that may name conversations could not be had, or not all of it. */
  missList(): void {
    this.#isWhole = false;
  }

  get size(): number {
    return this.#met.size;
  }

  has(id: ConversationId): boolean {
    return this.#met.has(id);
  }

  /** So that the end of a crawl is many short walks side by side and not one long one alone. */
  largestFirst(): [ConversationId, Met][] {
    return [...this.#met].sort(([, a], [, b]) => b.last - a.last);
  }

  /** Everybody whom a header names. */
  people(): unknown[] {
    return [...this.#met.values()].flatMap(({ header }) => PEOPLE.flatMap((field) => listOf(header, field)));
  }

  hint(id: unknown): void {
    if (typeof id !== 'string' || id === '') return;
    const known = this.#met.get(id as ConversationId);
    if (known === undefined) this.#met.set(id as ConversationId, UNKNOWN);
  }

  doubt(id: ConversationId): void {
    this.#met.set(id, { ...(this.#met.get(id) ?? UNKNOWN), isDoubted: true });
  }

  /** isNamed: somebody has named it once, and not only its id. */
  lack(id: ConversationId, isNamed = false): void {
    this.#met.set(id, { ...(this.#met.get(id) ?? { ...UNKNOWN, isHint: !isNamed }), isLacking: true });
  }

  /** Takes in a header that the archive has. What this crawl was told goes before it. isNamed: that it is there counts as told. */
  recall(id: ConversationId, header: WireRecord, isNamed: boolean): void {
    const met = this.#met.get(id) ?? UNKNOWN;
    const isHint = met.isHint && !isNamed;
    this.#met.set(id, { ...merge(met, header, true), header: { ...header, ...met.header }, isHint });
  }

  /** Takes in headers, and messages of the flow, among the records; true when one is of a conversation not met before. */
  note(records: readonly WireRecord[]): boolean {
    let isNew = false;
    for (const record of records) {
      const id = findText(record, 'conversation_id') as ConversationId | undefined;
      const type = record.mk_rec_type ?? 'conv';
      if (id === undefined || (type !== 'conv' && type !== 'message')) continue;
      const known = this.#met.get(id);
      if (known === undefined) isNew = true;
      this.#met.set(id, merge(known ?? UNKNOWN, record, type === 'conv'));
    }
    return isNew;
  }
}

function merge(known: Met, record: WireRecord, isHeader: boolean): Met {
  const fields = isHeader ? ['last_message_nr'] : ['message_nr', 'flow_message_nr'];
  return {
    header: isHeader ? { ...known.header, ...record } : known.header,
    last: Math.max(known.last, ...fields.map((field) => findNumber(record, field) ?? 0)),
    isHint: false,
    isDoubted: known.isDoubted,
    isLacking: known.isLacking,
  };
}
