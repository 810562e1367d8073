// emulator/live: the conversation of two people that opens when one picks the other among the contacts (fleep-wire.md 4.1, 4.4).
// Invariant: two people have one dialog, which the contact of each names to the other as dialog_id.
import { parseRecord, textOf } from '../../fields.js';
import { describeContact } from '../accounts/contacts.js';
import { relabel } from '../labels/labelling.js';
import type { Posting } from '../messages/posting.js';
import type { TeamWork } from '../organisations/teaming.js';
import { beginConversation } from './begin.js';
import { addMembers } from './membership.js';

/** Begins it when there is none; who has left it or taken it off the list has it again. */
export function openDialog({ world, changes, actorId: accountId }: TeamWork, contactId: string): Posting {
  const contact = parseRecord(world.accounts.findContact(contactId, accountId)?.text ?? '{}');
  const known = world.findConversation(textOf(contact, 'dialog_id'), accountId);
  if (known) return reopen({ world, changes, conversation: known, actorId: accountId });
  const posting = beginConversation(world, changes, { creatorId: accountId, topic: '', memberIds: [contactId] });
  const dialog_id = posting.conversation.id;
  describeContact(world, changes, accountId, contactId, { dialog_id });
  describeContact(world, changes, contactId, accountId, { dialog_id });
  for (const id of [accountId, contactId]) relabel(posting, id);
  return posting;
}

function reopen(posting: Posting): Posting {
  const { conversation, changes, actorId } = posting;
  const seat = conversation.findSeat(actorId);
  if (seat?.isMember === false) addMembers(posting, [actorId]);
  if (seat?.fields.get('is_deleted') === 'true') {
    changes.setOwn(conversation, actorId, { is_deleted: false });
    changes.beginAnew(conversation, actorId);
  }
  return posting;
}
