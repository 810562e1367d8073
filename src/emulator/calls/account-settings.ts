// emulator/calls: what an account says of itself (fleep-wire.md section 2, rows 8 and 15, and the paths below the table).
// Invariant: everything is checked before anything changes; what others can see of it they hear of in their polls.
import { badRequest, impossible, refused } from '../api-error.js';
import { booleanArgument, listArgument, requiredText, textArgument } from '../arguments.js';
import { textOf, textsOf, type WireRecord } from '../fields.js';
import { makePrimary } from '../live/accounts/aliases.js';
import { changeContact } from '../live/accounts/contacts.js';
import { requireFreeAddress } from '../live/accounts/registrations.js';
import { closeAccount } from '../live/conversations/closing.js';
import { closeWithFounder } from '../live/organisations/org-closing.js';
import type { Call, Handler } from './call.js';
import { done, type OpenAnswer, type OpenCall, type OpenHandler } from './open-call.js';

export const settingsCalls: Readonly<Record<string, Handler>> = {
  'account/configure': configure,
  'account/set_flag': setFlag,
  'account/configure_primary_email': (call) => {
    makePrimary(call.world, call.changes, call.accountId, requiredText(call.body, 'primary_email'));
    return ownContact(call);
  },
  'account/configure_apn': (call) => keepDevice(call, 'apn_token'),
  'account/configure_android': (call) => keepDevice(call, 'registration_id'),
  'account/close': close,
  'account/logout': ({ sessions, session }) => {
    sessions.signOut(session);
    return '{}';
  },
  'fleep_address/add': (call) => {
    const fleep_address = freeAddress(call, requiredText(call.body, 'fleep_address'));
    changeContact(call.world, call.changes, call.accountId, { fleep_address });
    return `{"fleep_address":${JSON.stringify(fleep_address)},${ownContact(call).slice(1)}`;
  },
};

export const openSettingsCalls: Readonly<Record<string, OpenHandler>> = {
  'account/configure_email_interval': configureEmailInterval,
};

const INTERVALS = ['default', 'hourly', 'daily', 'never'];
const FLAGS = ['is_full_privacy', 'is_newsletter_disabled', 'is_automute_enabled'];

function configure(call: Call): string {
  const { world, changes, accountId, sessions, session, body } = call;
  const password = newPassword(call);
  const fields = { ...plainFields(body), ...addressField(call) };
  const primary = textArgument(body, 'primary_email');
  if (primary !== undefined) makePrimary(world, changes, accountId, primary);
  if (Object.keys(fields).length > 0) changeContact(world, changes, accountId, fields);
  const account = world.accounts.find(accountId);
  if (account && password !== undefined) {
    account.password = password;
    sessions.signOutEverywhere(accountId, session);
  }
  return ownContact(call);
}

function plainFields(body: WireRecord): WireRecord {
  const name = textArgument(body, 'display_name');
  const phone = textArgument(body, 'phone_nr');
  const interval = textArgument(body, 'email_interval');
  const settings = textArgument(body, 'client_settings');
  if (name?.trim() === '') throw badRequest('display_name is empty.');
  if (settings !== undefined) requireJson(settings);
  return {
    ...(name === undefined ? {} : { display_name: name.trim() }),
    ...(phone === undefined ? {} : { phone_nr: phone }),
    ...(interval === undefined ? {} : { mk_email_interval: knownInterval(interval) }),
    ...(settings === undefined ? {} : { client_settings: settings }),
    ...flagFields(body),
  };
}

function flagFields(body: WireRecord): WireRecord {
  const given = FLAGS.map((name) => [name, booleanArgument(body, name)] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}

function addressField(call: Call): WireRecord {
  const wished = textArgument(call.body, 'fleep_address');
  return wished === undefined ? {} : { fleep_address: freeAddress(call, wished) };
}

/** An account chooses its Fleep id once; the one that is made up for it does not count. */
function freeAddress({ world, accountId }: Call, wished: string): string {
  const address = wished.trim().toLowerCase();
  const fields = world.accounts.fieldsOf(accountId);
  const current = textOf(fields, 'fleep_address').toLowerCase();
  if (current !== '' && current !== textOf(fields, 'fleep_autogen').toLowerCase() && current !== address) {
    throw refused('address_limit', 'Fleep address limit exceeded!');
  }
  requireFreeAddress(world, address, accountId);
  return address;
}

/** Undefined when it is to stay. The old one has to be told. */
function newPassword({ world, accountId, body }: Call): string | undefined {
  const password = textArgument(body, 'password');
  if (password === undefined) return undefined;
  if (textArgument(body, 'old_password') !== world.accounts.find(accountId)?.password) {
    throw refused('invalid_password', 'Incorrect password!');
  }
  if (password === '') throw refused('weak_password', 'Password is too short!');
  return password;
}

function knownInterval(interval: string): string {
  if (!INTERVALS.includes(interval)) throw badRequest('email_interval is unknown.');
  return interval;
}

function requireJson(text: string): void {
  try {
    JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw badRequest('client_settings must be JSON text.');
    throw error;
  }
}

function setFlag({ world, changes, accountId, body }: Call): string {
  const flag = requiredText(body, 'client_flag');
  const flags = textsOf(world.accounts.fieldsOf(accountId), 'client_flags').filter((one) => one !== flag);
  if (body.bool_value !== false) flags.push(flag);
  const client_flags = flags.sort();
  changeContact(world, changes, accountId, { client_flags });
  return JSON.stringify({ client_flags });
}

/** By the link of a mail, or with a session. */
function configureEmailInterval({ world, changes, session, body }: OpenCall): OpenAnswer {
  const interval = knownInterval(requiredText(body, 'email_interval'));
  const notification = textArgument(body, 'notification_id');
  const mail = notification === undefined ? undefined : world.outbox.get(notification, 'unsubscribe');
  const accountId = mail?.accountId ?? session?.accountId;
  if (accountId === undefined) throw badRequest('notification_id is missing.');
  changeContact(world, changes, accountId, { mk_email_interval: interval });
  return done;
}

/** Where to push to. Nothing is pushed, but a device belongs to the account that named it last. */
function keepDevice({ world, accountId, body }: Call, field: string): string {
  world.devices.set(`${field} ${requiredText(body, field)}`, accountId, listArgument(body, 'token_ids'));
  return '{}';
}

function close({ world, changes, sessions, accountId }: Call): string {
  const organisation = world.organisations.activeOf(accountId);
  if (organisation !== undefined && !closeWithFounder(world, changes, organisation, accountId)) {
    throw impossible('Org members can be closed only by org admins');
  }
  closeAccount(world, changes, accountId);
  sessions.signOutEverywhere(accountId);
  return '{}';
}

function ownContact({ world, accountId }: Call): string {
  return `{"stream":[${world.accounts.findContact(accountId, accountId)?.text ?? ''}]}`;
}
