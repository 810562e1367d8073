// emulator/calls: events by which an account changes itself (fleep-wire.md 3.9: account:…).
// Invariant: a param that is too long, or not among its options, fails the event before anything changes.
import { badRequest, refused } from '../api-error.js';
import { requiredNumber, requiredText, textArgument } from '../arguments.js';
import { textOf, textsOf, type WireRecord } from '../fields.js';
import { changeContact } from '../live/accounts/contacts.js';
import type { Outcome } from '../live/requests.js';
import type { Call } from './call.js';
import { type EventTypes, shortText } from './event-call.js';

const MOST_SLEEP = 24;

export const accountEvents: EventTypes = {
  'account:set_name': (call) => {
    const display_name = shortText(call.body, 'name', 128).trim();
    if (display_name === '') throw badRequest('name is empty.');
    return configured(call, { display_name });
  },
  'account:set_phone': (call) => configured(call, { phone_nr: shortText(call.body, 'phone_nr', 16) }),
  'account:change_settings': (call) => configured(call, { client_settings: jsonText(call.body, 'client_settings') }),
  'account:set_sleep_interval': (call) => {
    const sleep_interval = requiredNumber(call.body, 'sleep_interval');
    const isValid = Number.isInteger(sleep_interval) && sleep_interval >= 0 && sleep_interval <= MOST_SLEEP;
    if (!isValid) throw badRequest('Invalid sleep interval.');
    return configured(call, { sleep_interval });
  },
  'account:set_mk_push_new_message': (call) =>
    configured(call, { mk_push_new_message: option(call.body, 'mk_push_new_message', ['first', 'all']) }),
  'account:set_email_interval': (call) =>
    configured(call, { mk_email_interval: option(call.body, 'mk_email_interval', ['hourly', 'daily', 'never']) }),
  'account:update_status_message': (call) => {
    const { body } = call;
    const given = ['status_emoji', 'status_message'].filter((name) => textArgument(body, name) !== undefined);
    return configured(call, Object.fromEntries(given.map((name) => [name, shortText(body, name)])));
  },
  'account:add_flag': (call) => setFlag(call, true),
  'account:remove_flag': (call) => setFlag(call, false),
  'account:change_password': changePassword,
  'account:set_device_token': setDeviceToken,
  'account:delete': askToDelete,
};

/** The account with other fields, and its record. */
function configured({ world, changes, accountId }: Call, fields: WireRecord): Outcome {
  if (Object.keys(fields).length > 0) changeContact(world, changes, accountId, fields);
  const contact = world.accounts.findContact(accountId, accountId);
  return { identifier: { account_id: accountId }, records: contact === undefined ? [] : [contact.text] };
}

function option(body: WireRecord, name: string, options: readonly string[]): string {
  const value = requiredText(body, name);
  if (!options.includes(value)) throw badRequest(`${name} is unknown.`);
  return value;
}

function jsonText(body: WireRecord, name: string): string {
  const text = shortText(body, name);
  try {
    JSON.parse(text);
    return text;
  } catch (error) {
    if (error instanceof SyntaxError) throw badRequest(`${name} must be JSON text.`);
    throw error;
  }
}

function setFlag(call: Call, isSet: boolean): Outcome {
  const flag = shortText(call.body, 'client_flag');
  const flags = textsOf(call.world.accounts.fieldsOf(call.accountId), 'client_flags').filter((one) => one !== flag);
  return configured(call, { client_flags: [...flags, ...(isSet ? [flag] : [])].sort() });
}

/** Other sessions of the account end (fleep-wire.md 1.3). */
function changePassword(call: Call): Outcome {
  const { world, sessions, session, accountId, body } = call;
  const password = shortText(body, 'password', 128);
  const account = world.accounts.find(accountId);
  if (account === undefined || textArgument(body, 'old_password') !== account.password) {
    throw refused('invalid_password', 'Incorrect password!');
  }
  if (password === '') throw refused('weak_password', 'Password is too short!');
  account.password = password;
  sessions.signOutEverywhere(accountId, session);
  return configured(call, { has_password: true });
}

/** A device belongs to the account that named it last. */
function setDeviceToken({ world, accountId, body }: Call): Outcome {
  const type = option(body, 'mk_device_type', ['android', 'ios']);
  world.devices.set(`${type} ${shortText(body, 'device_token')}`, accountId, []);
  return { identifier: { account_id: accountId } };
}

/** Nothing is deleted until its owner says so once more, by mail. */
function askToDelete({ world, accountId }: Call): Outcome {
  const to = textOf(world.accounts.fieldsOf(accountId), 'email') || (world.accounts.find(accountId)?.email ?? '');
  world.outbox.send({
    kind: 'notice',
    to,
    accountId,
    subject: 'Delete your Fleep account?',
    body: 'Somebody, most likely you, wants this account to be deleted. Answer this mail to confirm that.',
  });
  return { identifier: { account_id: accountId } };
}
