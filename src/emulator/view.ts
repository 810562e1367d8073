// emulator: a conversation as one account sees it: which numbers it can reach, and what the header says of it.
// Invariant: what the world states decides; a header field of the wrong type counts as not stated (and is still sent).
import type { LiveConversation } from './live/conversations/conversation.js';
import { type Interval, includes } from './live/conversations/intervals.js';
import type { Seat } from './live/conversations/seat.js';
import type { ConversationFacts, ConversationSource } from './world.js';

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
  const last = Math.min(conversation.nextNr() - 1, seat.end);
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

/**
 * Whether a message can be had by itself: pins and tasks by all members, whatever their history; who has left has lost what was seen
 * through the boards alone (fleep-wire.md 3.7).
 */
export function maySee(view: View, number: number): boolean {
  return sees(view, number) || (view.seat.isMember && view.conversation.isShared(number));
}

/** What follows from the flow, as far as the account saw it. */
export const factsOf = ({ conversation, asOf }: View): ConversationFacts => conversation.factsAt(asOf);

/** What is stated of a header field, for the account or for all, as JSON text. */
export function statedText({ conversation, seat }: View, name: string): string | undefined {
  const own = seat.fields.get(name);
  if (own !== undefined) return own;
  if (seat.frozen) return seat.frozen.get(name);
  return seat.derives(name) ? undefined : conversation.header.get(name);
}

/** A stated header field as a whole number. */
export function headerNumber(view: View, name: string): number | undefined {
  const value: unknown = JSON.parse(statedText(view, name) ?? 'null');
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined;
}

/** A header field that the world states as a list of ids. */
export function headerList(conversation: ConversationSource, name: string): readonly unknown[] {
  const value: unknown = JSON.parse(conversation.header.get(name) ?? 'null');
  return Array.isArray(value) ? value : [];
}

/** The ids of such a list. */
export const idsIn = (conversation: ConversationSource, name: string): string[] =>
  headerList(conversation, name).filter((id): id is string => typeof id === 'string');

export function isHidden(view: View): boolean {
  return (headerNumber(view, 'hide_message_nr') ?? 0) >= Math.max(1, view.reach.last);
}

const NUMBERS_BACK = 100;
const NUMBERS_A_LOOK = 20;

/** How many alerting messages there were up to a number, by what the nearest message at or before it says. */
export function inboxNrAt(view: View, number: number): number {
  const { conversation, asOf } = view;
  // Messages may lie far apart, so each look takes in twice as many numbers as the one before.
  for (let high = number, length = NUMBERS_BACK; high >= 1; high -= length, length *= 2) {
    const nearest = conversation.messagesIn(high - length + 1, high, asOf).at(-1);
    if (nearest !== undefined) return Math.abs(inboxNrOf(nearest.body));
  }
  return factsOf(view).earlierInboxNr;
}

/** The message that a conversation list shows: the first alerting one not read yet, else the newest, else the first of all. */
export function inboxNumber(view: View): number {
  const { first, last } = view.reach;
  const newest = Math.min(factsOf(view).inboxNr, last);
  if (newest < first) return Math.min(first, last);
  const readNr = headerNumber(view, 'read_message_nr') ?? last;
  return readNr < newest ? (firstAlerting(view, Math.max(first, readNr + 1), newest) ?? newest) : newest;
}

function firstAlerting(view: View, low: number, high: number): number | undefined {
  for (let start = low, length = NUMBERS_A_LOOK; start <= high; start += length, length *= 2) {
    const messages = view.conversation.messagesIn(start, Math.min(high, start + length - 1), view.asOf);
    const found = messages.find(({ body, messageNr }) => inboxNrOf(body) > 0 && sees(view, messageNr));
    if (found) return found.messageNr;
  }
  return undefined;
}

const inboxNrOf = (body: string): number => Number(/"inbox_nr"\s*:\s*(-?\d+)/.exec(body)?.[1] ?? 0);
