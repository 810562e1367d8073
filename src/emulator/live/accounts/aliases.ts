// emulator/live: alternate e-mail addresses (fleep-wire.md 3.10, section 2, rows 71 to 74).
// Invariant: an address belongs to one account at most; it is an alias once whoever reads its mail has said so, and until then it
// is pending with the account that asked.
import { refused } from '../../api-error.js';
import { textOf, textsOf } from '../../fields.js';
import type { Changes } from '../changes.js';
import { addressesIn } from '../conversations/invited.js';
import type { LiveWorld } from '../world.js';
import { changeContact, tellContact } from './contacts.js';
import type { Mail } from './outbox.js';
import { requireFreeEmail } from './registrations.js';

/** By owner: the accounts of addresses that wait to be confirmed. */
const pending = new WeakMap<LiveWorld, Map<string, Set<string>>>();

export function pendingOf(world: LiveWorld, ownerId: string): Set<string> {
  const ofWorld = pending.get(world) ?? new Map<string, Set<string>>();
  pending.set(world, ofWorld);
  const login = world.base.logins.find(({ accountId }) => accountId === ownerId);
  const ids = ofWorld.get(ownerId) ?? new Set(textsOf(login?.state ?? {}, 'pending_aliases'));
  ofWorld.set(ownerId, ids);
  return ids;
}

/** Asks for addresses; each gets a mail. Throws ApiError 431, and asks for none, when one of them is somebody else's. */
export function addAliases(world: LiveWorld, changes: Changes, ownerId: string, emails: string): string[] {
  const addresses = addressesIn(emails);
  for (const { email } of addresses) requireFreeEmail(world, email);
  return addresses.map(({ email }) => {
    const accountId = world.accounts.findIdByEmail(email) ?? world.accounts.create(email, {}).accountId;
    pendingOf(world, ownerId).add(accountId);
    world.accounts.meet(ownerId, accountId);
    tellContact(world, changes, ownerId, accountId);
    sendAliasMail(world, ownerId, accountId, email);
    return accountId;
  });
}

export function confirmAlias(world: LiveWorld, changes: Changes, mail: Mail): void {
  const { ownerId = '', aliasId = '' } = mail.details;
  requireFreeEmail(world, mail.to);
  world.outbox.spend(mail, 'confirm_alias');
  pendingOf(world, ownerId).delete(aliasId);
  changeContact(world, changes, aliasId, { mk_account_status: 'alias', is_hidden_for_add: true });
  changeContact(world, changes, ownerId, {
    alias_account_ids: [...new Set([...world.accounts.aliasesOf(ownerId), aliasId])],
  });
}

/** Takes addresses off an account, pending ones too; their links are dead then. Gives the accounts of the addresses. */
export function removeAliases(world: LiveWorld, changes: Changes, ownerId: string, emails: string): string[] {
  const { accounts, outbox } = world;
  const wanted = new Set(addressesIn(emails).map(({ email }) => email));
  const own = [...accounts.aliasesOf(ownerId), ...pendingOf(world, ownerId)];
  const removed = own.filter((id) => wanted.has(textOf(accounts.fieldsOf(id), 'email').toLowerCase()));
  const kept = accounts.aliasesOf(ownerId).filter((id) => !removed.includes(id));
  for (const id of removed) {
    outbox.cancel(({ kind, details }) => kind === 'alias' && details.ownerId === ownerId && details.aliasId === id);
    pendingOf(world, ownerId).delete(id);
    if (accounts.statusOf(id) === 'alias') changeContact(world, changes, id, { mk_account_status: 'new' });
  }
  if (removed.length > 0) changeContact(world, changes, ownerId, { alias_account_ids: kept });
  return removed;
}

/** Swaps an account's e-mail with one of its aliases. Throws ApiError 431 when the address is no alias of it. */
export function makePrimary(world: LiveWorld, changes: Changes, ownerId: string, email: string): void {
  const { accounts } = world;
  const wanted = email.trim().toLowerCase();
  const before = textOf(accounts.fieldsOf(ownerId), 'email') || (accounts.find(ownerId)?.email ?? '');
  if (wanted === before.toLowerCase()) return;
  const aliasId = accounts
    .aliasesOf(ownerId)
    .find((id) => textOf(accounts.fieldsOf(id), 'email').toLowerCase() === wanted && accounts.statusOf(id) === 'alias');
  if (aliasId === undefined) throw refused('no_alias', 'This is not one of your alternate email addresses!');
  changeContact(world, changes, aliasId, { email: before, display_name: before });
  changeContact(world, changes, ownerId, { email: wanted });
}

function sendAliasMail(world: LiveWorld, ownerId: string, aliasId: string, to: string): void {
  const name = world.displayNameOf(ownerId);
  world.outbox.cancel((mail) => mail.kind === 'alias' && mail.details.aliasId === aliasId);
  world.outbox.send({
    kind: 'alias',
    to,
    subject: 'Alternate email address on Fleep',
    body: `${name} has added this address. Please confirm it as your alternate email address:`,
    accountId: aliasId,
    details: { ownerId, aliasId },
  });
}
