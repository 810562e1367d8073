// emulator: a conversation as one account sees it: which numbers it can reach, and what the header says of it.
// Invariant: what the world states decides; a header field of the wrong type counts as not stated (and is still sent).
import type { ConversationSource } from './world.js';

/** The numbers of a conversation that an account can reach, both inclusive. `last` < `first` when there are none. */
export interface Reach {
  readonly first: number;
  readonly last: number;
}

export interface View {
  readonly conversation: ConversationSource;
  readonly viewerId: string;
  readonly reach: Reach;
}

export function viewOf(conversation: ConversationSource, viewerId: string): View {
  return { conversation, viewerId, reach: reachOf(conversation, viewerId) };
}

/** From join_message_nr to the last number; a leaver's last number is the one that the world froze (fleep-wire.md 3.7). */
export function reachOf(conversation: ConversationSource, viewerId: string): Reach {
  const stated = headerNumber(conversation, 'last_message_nr');
  const isFrozen = stated !== undefined && stated > 0 && isLeaver(conversation, viewerId);
  return {
    first: Math.max(1, headerNumber(conversation, 'join_message_nr') ?? 1),
    last: isFrozen ? stated : Math.max(stated ?? 0, conversation.lastFlowNr),
  };
}

/** A header field that the world states as a whole number. */
export function headerNumber(conversation: ConversationSource, name: string): number | undefined {
  const value: unknown = JSON.parse(conversation.header.get(name) ?? 'null');
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined;
}

/** A header field that the world states as a list of ids. */
export function headerList(conversation: ConversationSource, name: string): readonly unknown[] {
  const value: unknown = JSON.parse(conversation.header.get(name) ?? 'null');
  return Array.isArray(value) ? value : [];
}

export function isHidden({ conversation, reach }: View): boolean {
  return (headerNumber(conversation, 'hide_message_nr') ?? 0) >= Math.max(1, reach.last);
}

/** The message that a conversation list shows: the newest alerting one, else the newest of all. */
export function inboxNumber(conversation: ConversationSource, last: number): number {
  const { inboxNr, showNr } = conversation.facts;
  return Math.min(inboxNr || showNr, last);
}

export function isLeaver(conversation: ConversationSource, viewerId: string): boolean {
  const isNamed = (list: string) => headerList(conversation, list).includes(viewerId);
  return isNamed('leavers') && !isNamed('members');
}
