// emulator/live: what happened in a conversation since its world was loaded: events on top of those that the world has.
// Invariant: events come in order of their flow number; every version of a message stays, so that who left sees what was there
// when they left (fleep-wire.md 3.7).
import type { WireRecord } from '../fields.js';
import { rangeOf } from '../loaded-index.js';
import type { Attachment, MessageRecord } from '../world.js';

/** One version of a message. */
export interface FlowEvent {
  readonly record: MessageRecord;
  /** The whole record but `profile_id`, which differs from viewer to viewer. */
  readonly fields: WireRecord;
}

export class Flow {
  readonly #events: FlowEvent[] = [];
  readonly #versions = new Map<number, FlowEvent[]>();
  /** Numbers of messages that began here, ascending. */
  readonly #created: number[] = [];
  readonly #attachments = new Map<number, readonly Attachment[]>();

  get isEmpty(): boolean {
    return this.#events.length === 0;
  }

  /** Numbers whose attachments are known here and no longer in the world. */
  get attachmentNumbers(): readonly number[] {
    return [...this.#attachments.keys()];
  }

  add(event: FlowEvent): void {
    const { messageNr, flowNr } = event.record;
    const versions = this.#versions.get(messageNr);
    if (versions) versions.push(event);
    else this.#versions.set(messageNr, [event]);
    if (messageNr === flowNr) this.#created.push(messageNr);
    this.#events.push(event);
  }

  /** The version that was the latest at the event `asOf`. */
  find(messageNr: number, asOf = Number.POSITIVE_INFINITY): FlowEvent | undefined {
    return this.#versions.get(messageNr)?.findLast(({ record }) => record.flowNr <= asOf);
  }

  /** The latest version of every message that changed here, in order of number. */
  latest(): readonly FlowEvent[] {
    const numbers = [...this.#versions.keys()].sort((a, b) => a - b);
    return numbers.flatMap((number) => this.find(number) ?? []);
  }

  createdIn(low: number, high: number, asOf: number): readonly MessageRecord[] {
    const numbers = rangeOf(this.#created, (number) => number, low, Math.min(high, asOf));
    return numbers.flatMap((number) => this.find(number, asOf)?.record ?? []);
  }

  /** Events whose version was the latest of its message at `asOf`. */
  eventsIn(low: number, high: number, asOf: number): readonly MessageRecord[] {
    const events = rangeOf(this.#events, ({ record }) => record.flowNr, low, Math.min(high, asOf));
    return events.filter((event) => this.find(event.record.messageNr, asOf) === event).map(({ record }) => record);
  }

  setAttachments(messageNr: number, attachments: readonly Attachment[]): void {
    this.#attachments.set(messageNr, attachments);
  }

  findAttachments(messageNr: number): readonly Attachment[] | undefined {
    return this.#attachments.get(messageNr);
  }
}
