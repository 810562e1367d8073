// emulator/live: who is mentioned where (fleep-wire.md 4.1, 5.3).
// Invariant: my_message_nr of an account is the first message above what it has read that mentions it, 0 when there is none; an
// account that was never mentioned has no such field.
import { textOf } from '../../fields.js';
import { headerNumber, idsIn, viewOf } from '../../view.js';
import type { LiveConversation } from '../conversations/conversation.js';

import { mentionsIn } from './message-xml.js';
import type { Posting } from './posting.js';

/** The member whom `@name` means: by Fleep address, else by display name. */
export function mentionFinder({ world, conversation }: Posting): (name: string) => string | undefined {
  const people = idsIn(conversation, 'members').map((id) => ({ id, fields: world.accounts.fieldsOf(id) }));
  const named = (field: string, wanted: string) =>
    people.find(({ fields }) => textOf(fields, field).toLowerCase() === wanted)?.id;
  return (name) => named('fleep_address', name.toLowerCase()) ?? named('display_name', name.toLowerCase());
}

/** A message says something else than before: '' for one that was not there or is gone. */
export function noteMentions(posting: Posting, messageNr: number, before: string, after: string): void {
  const now = mentionsIn(after);
  for (const accountId of new Set([...mentionsIn(before), ...now])) {
    const seat = posting.conversation.findSeat(accountId);
    if (now.has(accountId)) seat?.mentions.add(messageNr);
    else seat?.mentions.delete(messageNr);
    renewMyMessageNr(posting, accountId);
  }
}

/** What an account has read is different, or what mentions it. */
export function renewMyMessageNr({ conversation, changes }: Posting, accountId: string): void {
  const seat = conversation.findSeat(accountId);
  if (seat === undefined) return;
  const view = viewOf(conversation, accountId);
  const before = headerNumber(view, 'my_message_nr');
  const stated = before !== undefined && stillMentions(conversation, before, accountId) ? [before] : [];
  const read = headerNumber(view, 'read_message_nr') ?? view.reach.last;
  const unread = [...seat.mentions, ...stated].filter((number) => number > read);
  if (before === undefined && unread.length === 0) return;
  changes.setOwn(conversation, accountId, { my_message_nr: unread.length === 0 ? 0 : Math.min(...unread) });
}

function stillMentions(conversation: LiveConversation, messageNr: number, accountId: string): boolean {
  return mentionsIn(textOf(conversation.findMessage(messageNr) ?? {}, 'message')).has(accountId);
}
