// emulator/live: what happened in a conversation since its world was loaded: events on top of those that the world has.
// Invariant: events come in order of their flow number; every version of a message stays, so that who left sees what was there
// when they left (fleep-wire.md 3.7).
import type { WireRecord } from '../../fields.js';
import { rangeOf } from '../../loaded-index.js';
import type { Attachment, MessageRecord } from '../../world.js';
import { isPinned, isTask } from '../messages/facts.js';

/** One version of a message. */
export interface FlowEvent {
  readonly record: MessageRecord;
  /** The whole record but `profile_id`, which differs from viewer to viewer. */
  readonly fields: WireRecord;
}

export class Flow {
  readonly #events: FlowEvent[] = [];
  readonly #versions = new Map<number, FlowEvent[]>();
  /** Messages that are pinned or tasks in their latest version. */
  readonly #onBoards = new Set<number>();
  /** Numbers of messages that began here, ascending. */
  readonly #created: number[] = [];
  readonly #attachments = new Map<number, readonly Attachment[]>();
  /** Keys of the above, ascending. */
  readonly #attachmentNumbers: number[] = [];

  get isEmpty(): boolean {
    return this.#events.length === 0;
  }

  /** Numbers whose attachments are known here and no longer in the world, ascending. */
  get attachmentNumbers(): readonly number[] {
    return this.#attachmentNumbers;
  }

  add(event: FlowEvent): void {
    const { messageNr, flowNr } = event.record;
    const versions = this.#versions.get(messageNr);
    if (versions) versions.push(event);
    else this.#versions.set(messageNr, [event]);
    if (messageNr === flowNr) this.#created.push(messageNr);
    this.#events.push(event);
    if (isPinned(event.fields) || isTask(event.fields)) this.#onBoards.add(messageNr);
    else this.#onBoards.delete(messageNr);
  }

  /** The version that was the latest at the event `asOf`. */
  find(messageNr: number, asOf = Number.POSITIVE_INFINITY): FlowEvent | undefined {
    return this.#versions.get(messageNr)?.findLast(({ record }) => record.flowNr <= asOf);
  }

  /** All events up to one. */
  until(asOf: number): readonly FlowEvent[] {
    return this.#events.filter(({ record }) => record.flowNr <= asOf);
  }

  /** The latest versions of pins and tasks that changed here. */
  onBoards(): readonly FlowEvent[] {
    return [...this.#onBoards].flatMap((number) => this.find(number) ?? []);
  }

  /** Versions before the one of `asOf`, oldest first. */
  findBefore(messageNr: number, asOf: number): readonly FlowEvent[] {
    const known = (this.#versions.get(messageNr) ?? []).filter(({ record }) => record.flowNr <= asOf);
    return known.slice(0, -1);
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
    if (!this.#attachments.has(messageNr)) {
      const isLast = messageNr > (this.#attachmentNumbers.at(-1) ?? 0);
      this.#attachmentNumbers.push(messageNr);
      if (!isLast) this.#attachmentNumbers.sort((a, b) => a - b);
    }
    this.#attachments.set(messageNr, attachments);
  }

  attachmentsIn(low: number, high: number, asOf: number): readonly Attachment[] {
    const numbers = rangeOf(this.#attachmentNumbers, (number) => number, low, high);
    const attachments = numbers.flatMap((number) => this.#attachments.get(number) ?? []);
    return attachments.filter(({ sinceNr = 0 }) => sinceNr <= asOf);
  }

  findAttachments(messageNr: number): readonly Attachment[] | undefined {
    return this.#attachments.get(messageNr);
  }
}
