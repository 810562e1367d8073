// emulator/calls: what belongs to the account: its own state, and the words that the service has for states.
// Invariant: none of these changes anything.
import { textOf } from '../fields.js';
import type { Call, Handler } from './call.js';

export const accountCalls: Readonly<Record<string, Handler>> = {
  'account/sync': accountState,
  classificators: () => JSON.stringify(classificators),
};

const classificators = {
  mk_account_status: { active: 'Active', alias: 'Alias', banned: 'Banned', closed: 'Closed', new: 'Not activated' },
  mk_alert_level: { default: 'Alert on new messages', never: 'Never alert', passive: 'Passive member' },
  mk_email_interval: { daily: 'Once a day', default: 'Default', hourly: 'Once an hour', never: 'Never' },
  mk_message_type: { add: 'Member added', create: 'Created', email: 'E-mail', text: 'Text', topic: 'Topic changed' },
  mk_push_new_message: { all: 'Every message', first: 'First unread message' },
};

function accountState({ world, accountId }: Call): string {
  const contact = world.accounts.fieldsOf(accountId);
  const organisation = world.organisations.find(textOf(contact, 'organisation_id'));
  return JSON.stringify({
    event_horizon: world.horizonOf(accountId),
    account_id: accountId,
    email: world.accounts.find(accountId)?.email ?? '',
    display_name: world.displayNameOf(accountId),
    mk_account_status: textOf(contact, 'mk_account_status') || 'active',
    is_in_org: textOf(contact, 'organisation_id') !== '',
    is_org_admin: organisation !== undefined && world.organisations.isAdmin(organisation, accountId),
  });
}
