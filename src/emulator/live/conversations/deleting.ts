// emulator/live: a managed conversation that an admin deletes for everybody (fleep-wire.md 4.3, deleteV1).
// Invariant: nobody is a member afterwards, and all that anybody can still read is the message that says so.
import { idsIn } from '../../view.js';
import { type Posting, postSystem } from '../messages/posting.js';
import { organisationFields } from './managing.js';
import { unseat } from './membership.js';

export function deleteByAdmin(posting: Posting): void {
  const { conversation, changes } = posting;
  const members = idsIn(conversation, 'members');
  const sysmsg_text = 'An administrator of {org_name} has deleted this conversation and its content.';
  const number = postSystem(posting, 'deleteV1', { members, ...organisationFields(posting), sysmsg_text });
  for (const seat of conversation.seats) seat.confiscate([{ from: 1, to: number - 1 }], number);
  unseat(posting, members, number);
  for (const { accountId } of conversation.seats) changes.beginAnew(conversation, accountId, true);
}
