// emulator/live: how far an account has read, and what the others are told of that (fleep-wire.md 3.6, 4.1, 4.7).
// Invariant: a read position moves through `moveReadHorizon` alone; the others hear of it in an activity record, unless the
// account keeps everything private.
import type { WireRecord } from '../../fields.js';
import { headerValue } from '../../headers.js';
import { headerNumber, viewOf } from '../../view.js';
import { renewMyMessageNr } from '../messages/mentions.js';
import type { Posting } from '../messages/posting.js';

/** What a world may state of reading; from the first move on it follows from the position. */
const FOLLOWING = ['read_inbox_nr', 'unread_count', 'inbox_message_nr'];

/** The actor has read everything up to a number; a lower one than before marks what is above it as unread. */
export function moveReadHorizon(posting: Posting, messageNr: number): void {
  const { conversation, changes, actorId } = posting;
  const view = viewOf(conversation, actorId);
  const before = headerNumber(view, 'read_message_nr') ?? view.reach.last;
  const readNr = Math.min(Math.max(0, messageNr), Math.max(0, view.reach.last));
  view.seat.derive(...FOLLOWING);
  changes.setOwn(conversation, actorId, { read_message_nr: readNr, is_mark_unread: readNr < before });
  renewMyMessageNr(posting, actorId);
  if (readNr !== before) tellActivity(posting);
}

/** Tells the others where the actor stands. */
export function tellActivity(posting: Posting): void {
  const { conversation, changes, actorId } = posting;
  if (!isPrivate(posting, actorId))
    changes.addRecord(conversation, JSON.stringify(activityOf(posting, actorId)), actorId);
}

/** Tells the others from which message on somebody sees the conversation. */
export function tellJoin(posting: Posting, accountId: string): void {
  if (isPrivate(posting, accountId)) return;
  const { join_message_nr, conversation_id, account_id, mk_rec_type } = activityOf(posting, accountId);
  const record = { mk_rec_type, conversation_id, account_id, join_message_nr };
  posting.changes.addRecord(posting.conversation, JSON.stringify(record), accountId);
}

export function isPrivate({ world }: Posting, accountId: string): boolean {
  return world.accounts.fieldsOf(accountId).is_full_privacy === true;
}

/** What the others are told of an account; what it has not done yet is left out. */
export function activityOf({ world, conversation }: Posting, accountId: string): WireRecord {
  const view = viewOf(conversation, accountId);
  const showing = world.presence.find(view.seat);
  const readNr = headerValue(view, 'read_message_nr');
  return {
    mk_rec_type: 'activity',
    conversation_id: conversation.id,
    account_id: accountId,
    ...(showing === undefined ? {} : { is_writing: showing.isWriting }),
    ...(showing?.messageNr === undefined ? {} : { message_nr: showing.messageNr }),
    ...(readNr === 0 ? {} : { read_message_nr: readNr }),
    join_message_nr: view.reach.first,
    activity_time: showing?.time ?? world.clock.now(),
  };
}
