// emulator/calls: what belongs to the account: its own state, contacts, teams, reminders, classificators.
// Invariant: contact/sync answers with the bare record, contact/sync/all and /list with `contacts`, the rest with `stream`
// (fleep-wire.md 8, quirk 10).

import { notFound } from '../api-error.js';
import { listArgument, requiredText, textArgument } from '../arguments.js';
import { isRecord, textOf } from '../fields.js';
import type { ContactRecord, TeamRecord } from '../world.js';
import { type Call, getView, type Handler, listOf } from './call.js';
import { eventHorizon } from './poll.js';

export const accountCalls: Readonly<Record<string, Handler>> = {
  'account/sync': accountState,
  'account/sync_teams': ({ world, session }) => listOf('stream', textsOf(world.teamsOf(session.login.accountId))),
  'account/sync_reminders': ({ world }) => listOf('stream', world.reminders),
  'alias/sync': aliases,
  'contact/sync': oneContact,
  'contact/sync/all': allContacts,
  'contact/sync/list': ({ world, body }) => {
    const ids = listArgument(body, 'contacts');
    return listOf('contacts', textsOf(ids.map((id) => world.findContact(id))));
  },
  'conversation/sync_teams': (call) => {
    getView(call, call.id);
    return listOf('stream', textsOf(listArgument(call.body, 'team_ids').map((id) => call.world.findTeam(id))));
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

function accountState(call: Call): string {
  const { login } = call.session;
  const status = contactField(call, 'mk_account_status');
  return JSON.stringify({
    event_horizon: eventHorizon(call),
    account_id: login.accountId,
    email: login.email,
    display_name: login.displayName,
    mk_account_status: status || 'active',
    is_in_org: contactField(call, 'organisation_id') !== '',
    is_org_admin: false,
  });
}

function contactField({ world, session }: Call, field: string): string {
  const contact: unknown = JSON.parse(world.findContact(session.login.accountId)?.text ?? '{}');
  return isRecord(contact) ? textOf(contact, field) : '';
}

function aliases({ world, session }: Call): string {
  const ids = [session.login.accountId, ...world.aliasesOf(session.login.accountId)];
  return `{"failed":null,"stream":[${textsOf(ids.map((id) => world.findContact(id))).join(',')}]}`;
}

function oneContact({ world, body }: Call): string {
  const contact = world.findContact(requiredText(body, 'contact_id'));
  if (contact === undefined) throw notFound('Contact');
  return contact.text;
}

function allContacts({ world, body }: Call): string {
  const ignored = new Set(listArgument(body, 'ignore'));
  const wanted = textArgument(body, 'search_str')?.toLowerCase() ?? '';
  const contacts = world.contacts.filter(({ accountId, text }) => {
    return !ignored.has(accountId) && text.toLowerCase().includes(wanted);
  });
  return listOf('contacts', textsOf(contacts));
}

function textsOf(records: readonly (ContactRecord | TeamRecord | undefined)[]): string[] {
  return records.flatMap((record) => (record === undefined ? [] : [record.text]));
}
