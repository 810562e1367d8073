// emulator/calls: the people that an account knows (fleep-wire.md 3.10; section 2, rows 13 and 61 to 68).
// Invariant: contact/sync answers with the bare record, contact/sync/all and /list with `contacts`, contact/hide with ids, the rest
// with `stream` (fleep-wire.md 8, quirk 10); what a viewer says of somebody changes nothing for anybody else.
import { badRequest, notFound } from '../api-error.js';
import { listArgument, requiredText, textArgument } from '../arguments.js';
import { isRecord, numberOf, parseRecord, textOf, type WireRecord } from '../fields.js';
import { describeContact, tellContact } from '../live/accounts/contacts.js';
import { findIdByFleepId } from '../live/accounts/fleep-ids.js';
import { ownerDefaults, quotaBytes } from '../live/accounts/profiles.js';
import { addressesIn } from '../live/conversations/invited.js';
import { findStorageUsed } from '../live/files/storage.js';
import type { ContactRecord } from '../world.js';
import { type Call, type Handler, listOf } from './call.js';

export const contactCalls: Readonly<Record<string, Handler>> = {
  'contact/sync': oneContact,
  'contact/sync/all': allContacts,
  'contact/sync/list': ({ world, accountId, body }) => {
    const ids = listArgument(body, 'contacts');
    return listOf('contacts', textsOf(ids.map((id) => world.accounts.findContact(id, accountId))));
  },
  'contact/sync/activity': activity,
  'contact/describe': describe,
  'contact/hide': hide,
  'contact/import': importContacts,
  'contact/unlist': (call) => {
    const id = knownContact(call, requiredText(call.body, 'contact_id'));
    call.world.accounts.unlist(call.accountId, id);
    describeContact(call.world, call.changes, call.accountId, id, { is_hidden_for_add: true });
    return '{}';
  },
  'account/lookup': lookup,
};

function oneContact({ world, accountId, body }: Call): string {
  const contact = world.accounts.findContact(requiredText(body, 'contact_id'), accountId);
  if (contact === undefined) throw notFound('Contact');
  return contact.accountId === accountId ? ownRecord(contact, world, accountId) : contact.text;
}

/** All that an owner is told of the own account, also what the world does not say (fleep-wire.md 9.12). */
function ownRecord({ text }: ContactRecord, world: Call['world'], accountId: string): string {
  const stated = parseRecord(text);
  const used = findStorageUsed(world, accountId) ?? numberOf(stated, 'storage_used_bytes') ?? 0;
  const storage = {
    storage_quota_bytes: numberOf(stated, 'storage_quota_bytes') ?? quotaBytes(stated.is_premium === true),
    storage_used_bytes: used,
  };
  return JSON.stringify({ ...ownerDefaults, ...stated, ...storage });
}

function allContacts({ world, accountId, body }: Call): string {
  const ignored = new Set(listArgument(body, 'ignore'));
  const wanted = textArgument(body, 'search_str')?.trim().toLowerCase() ?? '';
  const contacts = world.accounts.contactsOf(accountId).filter((contact) => !ignored.has(contact.accountId));
  return listOf('contacts', textsOf(wanted === '' ? contacts : contacts.filter((contact) => isFound(contact, wanted))));
}

const SEARCHED = ['display_name', 'full_name', 'email', 'fleep_address'];

function isFound({ text }: ContactRecord, wanted: string): boolean {
  const fields = parseRecord(text);
  return SEARCHED.some((name) => textOf(fields, name).toLowerCase().includes(wanted));
}

function activity({ world, body }: Call): string {
  const seen = listArgument(body, 'contacts').map((id) => [id, world.accounts.activityOf(id)] as const);
  const records = seen.filter(([, time]) => time !== undefined && time > 0);
  return listOf(
    'stream',
    records.map(([account_id, activity_time]) =>
      JSON.stringify({ mk_rec_type: 'lastseen', account_id, activity_time }),
    ),
  );
}

function describe(call: Call): string {
  const { world, changes, accountId, body } = call;
  const id = knownContact(call, requiredText(body, 'contact_id'));
  const name = textArgument(body, 'contact_name');
  const phone = textArgument(body, 'phone_nr');
  describeContact(world, changes, accountId, id, {
    ...(name === undefined ? {} : { contact_name: name.trim() }),
    ...(phone === undefined ? {} : { phone_nr: phone }),
  });
  return '{}';
}

/** Ids, as the clients take them: they fetch the records by contact/sync/list. */
function hide(call: Call): string {
  const { world, changes, accountId, body } = call;
  const ids = listArgument(body, 'contacts').map((id) => knownContact(call, id));
  for (const id of ids) describeContact(world, changes, accountId, id, { is_hidden_for_add: true });
  return JSON.stringify({ contacts: ids });
}

function importContacts(call: Call): string {
  const { world, changes, accountId } = call;
  const imported = importedAddresses(call.body).map(({ email, fields }) => {
    const known = world.accounts.findIdByEmail(email);
    const id = known ?? world.accounts.create(email, {}).accountId;
    const { display_name, ...rest } = fields;
    const named = known !== undefined && display_name !== undefined ? { contact_name: display_name } : { display_name };
    world.accounts.changeFor(accountId, id, withoutUndefined({ ...rest, ...named, is_hidden_for_add: false }));
    world.accounts.meet(accountId, id);
    tellContact(world, changes, accountId, id);
    return id;
  });
  return listOf('stream', textsOf([...new Set(imported)].map((id) => world.accounts.findContact(id, accountId))));
}

interface Imported {
  readonly email: string;
  readonly fields: { readonly display_name?: string; readonly phone_nr?: string };
}

/** What is no address is left out. */
function importedAddresses(body: WireRecord): Imported[] {
  const { contact_list } = body;
  if (!Array.isArray(contact_list)) throw badRequest('contact_list must be a list.');
  return contact_list.filter(isRecord).flatMap((item) => {
    const [address] = addressesIn(textOf(item, 'addr_full'));
    if (address === undefined) return [];
    const name = textOf(item, 'addr_descr').trim() || address.name;
    const phone = textOf(item, 'phone_nr');
    const fields = { ...(name === '' ? {} : { display_name: name }), ...(phone === '' ? {} : { phone_nr: phone }) };
    return [{ email: address.email, fields }];
  });
}

/** Finds people by e-mail or Fleep id; an e-mail that nobody has becomes a person. */
function lookup(call: Call): string {
  const ignored = new Set(listArgument(call.body, 'ignore_list'));
  const found = listArgument(call.body, 'lookup_list').flatMap((wanted) => {
    const id = findPerson(call, wanted);
    return id === undefined || ignored.has(id) ? [] : [slimRecord(call, id, wanted)];
  });
  return listOf('stream', [...new Set(found)]);
}

function findPerson({ world }: Call, wanted: string): string | undefined {
  const { accounts } = world;
  const [address] = addressesIn(wanted);
  const byAddress = findIdByFleepId(accounts, wanted.trim().replace(/^@/, ''));
  if (address === undefined) return byAddress;
  const isOurs = address.email.endsWith('@fleep.io');
  const id = accounts.findIdByEmail(address.email) ?? (isOurs ? byAddress : undefined);
  if (id !== undefined || isOurs) return id;
  return accounts.create(address.email, address.name === '' ? {} : { display_name: address.name }).accountId;
}

/** A stranger's e-mail is told to who knows it already. */
function slimRecord({ world, accountId }: Call, id: string, wanted: string): string {
  const fields = parseRecord(world.accounts.findContact(id, accountId)?.text ?? '{}');
  const email = textOf(fields, 'email');
  return JSON.stringify({
    mk_rec_type: 'contact',
    account_id: id,
    avatar_urls: fields.avatar_urls ?? null,
    display_name: textOf(fields, 'display_name'),
    ...(textOf(fields, 'fleep_address') === '' ? {} : { fleep_address: fields.fleep_address }),
    ...(wanted.toLowerCase().includes(email.toLowerCase()) && email !== '' ? { email } : {}),
    is_in_org: textOf(fields, 'organisation_id') !== '',
    mk_account_status: world.accounts.statusOf(id),
    organisation_id: fields.organisation_id ?? null,
  });
}

function knownContact({ world }: Call, id: string): string {
  if (!world.accounts.exists(id)) throw notFound('Contact');
  return id;
}

const withoutUndefined = (record: WireRecord): WireRecord =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));

const textsOf = (records: readonly (ContactRecord | undefined)[]): string[] =>
  records.flatMap((record) => (record === undefined ? [] : [record.text]));
