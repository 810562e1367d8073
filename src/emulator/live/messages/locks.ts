// emulator/live: messages of a board that somebody is editing (fleep-wire.md 4.7: lock).
// Invariant: a lock is its holder's for an hour from when it was last asked for; an edit ends it; everybody in the conversation hears
// of it as a lock record.
import { lockedError } from '../../api-error.js';
import type { LiveConversation } from '../conversations/conversation.js';
import type { Posting } from './posting.js';

const HOUR_S = 3600;

interface Lock {
  readonly accountId: string;
  readonly until: number;
}

const locks = new WeakMap<LiveConversation, Map<number, Lock>>();

/** Who is editing a message. */
export function lockHolder(conversation: LiveConversation, messageNr: number, now: number): string | undefined {
  const lock = locks.get(conversation)?.get(messageNr);
  return lock !== undefined && now < lock.until ? lock.accountId : undefined;
}

/** Whether anything may be locked: what nobody has locked costs its readers nothing. */
export const hasLocks = (conversation: LiveConversation): boolean => (locks.get(conversation)?.size ?? 0) > 0;

/** The actor begins to edit a message that is on a board, or goes on; any other is left alone. Throws ApiError 431. */
export function takeLock(posting: Posting, messageNr: number): void {
  const { world, conversation, actorId } = posting;
  if (!conversation.isShared(messageNr)) return;
  const now = world.clock.now();
  const holder = lockHolder(conversation, messageNr, now);
  if (holder !== undefined && holder !== actorId) throw lockedError();
  const known = locks.get(conversation) ?? new Map<number, Lock>();
  locks.set(conversation, known.set(messageNr, { accountId: actorId, until: now + HOUR_S }));
  if (holder === undefined) tell(posting, messageNr, { lock_account_id: actorId });
}

/** The actor is done with editing; nothing happens to a lock of somebody else. */
export function releaseLock(posting: Posting, messageNr: number): void {
  const lock = locks.get(posting.conversation)?.get(messageNr);
  if (lock?.accountId !== posting.actorId) return;
  locks.get(posting.conversation)?.delete(messageNr);
  tell(posting, messageNr, {});
}

function tell({ conversation, changes }: Posting, message_nr: number, holder: { lock_account_id?: string }): void {
  const record = { mk_rec_type: 'lock', conversation_id: conversation.id, message_nr, ...holder };
  changes.addRecord(conversation, JSON.stringify(record));
}
