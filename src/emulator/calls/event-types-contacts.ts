// emulator/calls: events about other people (fleep-wire.md 3.9, 3.10: contact:…). No source names their params: the id of a contact is
// taken as contact_id or account_id, several as contacts or account_ids.
import { badRequest, notFound, refused } from '../api-error.js';
import { listArgument, textArgument } from '../arguments.js';
import { openDialog } from '../live/conversations/dialogs.js';
import { accountsOf } from '../live/conversations/invited.js';
import type { Outcome } from '../live/requests.js';
import type { Call } from './call.js';
import { type EventTypes, shortText } from './event-call.js';

export const contactEvents: EventTypes = {
  'contact:get': (call) => ({ ...contactsOutcome(call, contactIds(call)), isRead: true }),
  'contact:lookup_by_email': (call) => {
    const name = textArgument(call.body, 'email') === undefined ? 'emails' : 'email';
    return contactsOutcome(call, accountsOf(call.world, shortText(call.body, name)));
  },
  'contact:get_dialog': getDialog,
};

function contactIds({ body }: Call): readonly string[] {
  const one = textArgument(body, 'contact_id') ?? textArgument(body, 'account_id');
  const several = [...listArgument(body, 'contacts'), ...listArgument(body, 'account_ids')];
  const ids = one === undefined ? several : [one, ...several];
  if (ids.length === 0) throw badRequest('contact_id is missing.');
  return ids;
}

/** Throws ApiError 430 for somebody who is not there. */
function contactsOutcome({ world, accountId }: Call, ids: readonly string[]): Outcome {
  const records = ids.map((id) => {
    const contact = world.accounts.findContact(id, accountId);
    if (contact === undefined) throw notFound('Contact');
    return contact.text;
  });
  return { identifier: ids.length === 1 ? { account_id: ids[0] } : {}, records };
}

function getDialog(call: Call): Outcome {
  const { world, changes, accountId } = call;
  const [id = ''] = contactIds(call);
  contactsOutcome(call, [id]);
  if (id === accountId) throw refused('own_account', 'A dialog needs somebody else.');
  const { conversation } = openDialog({ world, changes, actorId: accountId }, id);
  return {
    ...contactsOutcome(call, [id]),
    identifier: { conversation_id: conversation.id, account_id: id },
    conversationId: conversation.id,
  };
}
