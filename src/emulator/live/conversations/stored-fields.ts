// emulator/live: the fields of a message that are set one by one: subject, assignees, previews, reactions (fleep-wire.md 4.2).
// Invariant: a reaction that nobody has is not there; only people in the conversation are assigned to something.
import { invalidCall } from '../../api-error.js';
import { isRecord, textsOf, type WireRecord } from '../../fields.js';
import type { Posting } from '../messages/posting.js';

/** An empty subject takes it away; clients that merge records must be told so. */
export function subjectFields({ conversation, changes }: Posting, subject: string): WireRecord {
  if (subject !== '') changes.setHeader(conversation, { has_email_subject: true });
  return { subject };
}

/** Throws ApiError 400 for somebody who is not in the conversation. */
export function assigneeFields({ world, conversation }: Posting, accountIds: readonly string[]): WireRecord {
  world.seatEverybody(conversation);
  const ids = [...new Set(accountIds)];
  const areMembers = ids.every((id) => conversation.findSeat(id)?.isMember);
  if (!areMembers) throw invalidCall('Only members can be assigned.');
  return { assignee_ids: ids };
}

/** The reactions of a message after the actor has added some and taken some back. */
export function reactionFields(
  { actorId }: Posting,
  before: WireRecord,
  added: readonly string[],
  removed: readonly string[],
): WireRecord {
  if (added.length === 0 && removed.length === 0) return {};
  const known = isRecord(before.reactions) ? before.reactions : {};
  const after = new Map(Object.keys(known).map((name) => [name, textsOf(known, name)]));
  const others = (name: string) => (after.get(name) ?? []).filter((id) => id !== actorId);
  for (const name of added) after.set(name, [...others(name), actorId]);
  for (const name of removed) after.set(name, others(name));
  return { reactions: Object.fromEntries([...after].filter(([, ids]) => ids.length > 0)) };
}
