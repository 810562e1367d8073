// emulator: a conversation as one account sees it: which numbers it can reach, and what the header says of it.
// Invariant: what the world states decides; a header field of the wrong type counts as not stated (and is still sent).
import type { LiveConversation } from './live/conversation.js';
import { type Interval, includes } from './live/intervals.js';
import type { Seat } from './live/seat.js';
import type { ConversationSource } from './world.js';

/** The numbers of a conversation that an account can reach, both inclusive. `last` < `first` when there are none. */
export interface Reach {
  readonly first: number;
  readonly last: number;
}

export interface View {
  readonly conversation: LiveConversation;
  readonly viewerId: string;
  readonly seat: Seat;
  readonly reach: Reach;
  /** The event after which nothing is seen: a leaver keeps what was there (fleep-wire.md 3.7). */
  readonly asOf: number;
  /** What is seen between the ends of `reach`; undefined when that is all. */
  readonly ranges: readonly Interval[] | undefined;
}

/** The account must have a seat. */
export function viewOf(conversation: LiveConversation, viewerId: string): View {
  const seat = conversation.findSeat(viewerId);
  if (seat === undefined) throw new Error(`${viewerId} has no seat in ${conversation.id}`);
  const { visible } = seat;
  const end = conversation.nextNr() - 1;
  const last = Math.min(end, visible.at(-1)?.to ?? end);
  return {
    conversation,
    viewerId,
    seat,
    reach: { first: visible[0]?.from ?? last + 1, last },
    asOf: seat.isMember ? Number.POSITIVE_INFINITY : last,
    ranges: visible.length > 1 ? visible : undefined,
  };
}

/** Whether the message of a number is in the account's history; pins and tasks may be seen without that. */
export function sees({ reach, ranges }: View, number: number): boolean {
  return number >= reach.first && number <= reach.last && (ranges === undefined || includes(ranges, number));
}

/** A header field of all, or the account's own, as a whole number. */
export function headerNumber({ conversation, seat }: View, name: string): number | undefined {
  const value: unknown = JSON.parse(seat.fields.get(name) ?? conversation.header.get(name) ?? 'null');
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined;
}

/** A header field that the world states as a list of ids. */
export function headerList(conversation: ConversationSource, name: string): readonly unknown[] {
  const value: unknown = JSON.parse(conversation.header.get(name) ?? 'null');
  return Array.isArray(value) ? value : [];
}

export function isHidden(view: View): boolean {
  return (headerNumber(view, 'hide_message_nr') ?? 0) >= Math.max(1, view.reach.last);
}

/** The message that a conversation list shows: the newest alerting one, else the newest of all. */
export function inboxNumber({ conversation, reach }: View): number {
  const { inboxNr, showNr } = conversation.facts;
  return Math.min(inboxNr || showNr, reach.last);
}
