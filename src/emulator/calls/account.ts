// emulator/calls: what belongs to the account: its own state, contacts, teams, reminders, classificators.
// Invariant: contact/sync answers with the bare record, contact/sync/all and /list with `contacts`, the rest with `stream`
// (fleep-wire.md 8, quirk 10).

import { notFound } from '../api-error.js';
import { listArgument, requiredText, textArgument } from '../arguments.js';
import { textOf } from '../fields.js';
import type { ContactRecord, TeamRecord } from '../world.js';
import { type Call, getView, type Handler, listOf } from './call.js';

export const accountCalls: Readonly<Record<string, Handler>> = {
  'account/sync': accountState,
  'account/sync_teams': ({ world, accountId }) => listOf('stream', textsOf(world.base.teamsOf(accountId))),
  'account/sync_reminders': ({ world }) => listOf('stream', world.base.reminders),
  'alias/sync': aliases,
  'contact/sync': oneContact,
  'contact/sync/all': allContacts,
  'contact/sync/list': ({ world, accountId, body }) => {
    const ids = listArgument(body, 'contacts');
    return listOf('contacts', textsOf(ids.map((id) => world.accounts.findContact(id, accountId))));
  },
  'conversation/sync_teams': (call) => {
    getView(call, call.id);
    return listOf('stream', textsOf(listArgument(call.body, 'team_ids').map((id) => call.world.base.findTeam(id))));
  },
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
  return JSON.stringify({
    event_horizon: world.horizonOf(accountId),
    account_id: accountId,
    email: world.accounts.find(accountId)?.email ?? '',
    display_name: world.displayNameOf(accountId),
    mk_account_status: textOf(contact, 'mk_account_status') || 'active',
    is_in_org: textOf(contact, 'organisation_id') !== '',
    is_org_admin: false,
  });
}

function aliases({ world, accountId }: Call): string {
  const ids = [accountId, ...world.accounts.aliasesOf(accountId)];
  const stream = textsOf(ids.map((id) => world.accounts.findContact(id, accountId)));
  return `{"failed":null,"stream":[${stream.join(',')}]}`;
}

function oneContact({ world, accountId, body }: Call): string {
  const contact = world.accounts.findContact(requiredText(body, 'contact_id'), accountId);
  if (contact === undefined) throw notFound('Contact');
  return contact.text;
}

function allContacts({ world, accountId, body }: Call): string {
  const ignored = new Set(listArgument(body, 'ignore'));
  const wanted = textArgument(body, 'search_str')?.toLowerCase() ?? '';
  const contacts = world.accounts.contactsOf(accountId).filter((contact) => {
    return !ignored.has(contact.accountId) && contact.text.toLowerCase().includes(wanted);
  });
  return listOf('contacts', textsOf(contacts));
}

function textsOf(records: readonly (ContactRecord | TeamRecord | undefined)[]): string[] {
  return records.flatMap((record) => (record === undefined ? [] : [record.text]));
}
