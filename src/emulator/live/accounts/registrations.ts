// emulator/live: how an account comes to be (fleep-wire.md section 2, rows 3, 9, 10; 3.10; 4.3, signin).
// Invariant: an e-mail address and a Fleep id belong to one account; who was a person with an e-mail address stays the same
// account, and the conversations that they are in hear of it.
import { refused } from '../../api-error.js';
import { textOf, type WireRecord } from '../../fields.js';
import type { Changes } from '../changes.js';
import { postSystem } from '../messages/posting.js';
import type { LiveWorld } from '../world.js';
import { changeContact } from './contacts.js';
import { findIdByFleepId } from './fleep-ids.js';
import { addressPart, isAddress, makeUpAddress, registeredFields } from './profiles.js';
import { supportIdOf } from './support.js';

export interface Newcomer {
  readonly email: string;
  readonly password: string;
  readonly displayName: string;
  /** One is made up when it is absent. */
  readonly fleepAddress?: string | undefined;
  /** Further fields of the contact. */
  readonly fields?: WireRecord;
}

/** Throws ApiError 431 when the e-mail or the Fleep id is somebody else's. Gives the account's id. */
export function register(world: LiveWorld, changes: Changes, newcomer: Newcomer): string {
  const { accounts, clock } = world;
  const { email, password } = newcomer;
  requireFreeEmail(world, email);
  const known = accounts.findIdByEmail(email);
  const fleepAddress = addressFor(world, newcomer, known);
  const displayName = newcomer.displayName || email;
  const fleepAutogen = newcomer.fleepAddress === undefined ? fleepAddress : makeUpAddress(email);
  const profile = registeredFields({ displayName, fleepAddress, fleepAutogen, now: clock.now() });
  const accountId = known ?? accounts.create(email, {}, password).accountId;
  if (known !== undefined) accounts.activate(accountId, email, password);
  changeContact(world, changes, accountId, { ...profile, ...newcomer.fields });
  accounts.changeFor(accountId, accountId, { is_hidden_for_add: true, is_premium: false });
  accounts.noteActivity(accountId, clock.now());
  accounts.meet(accountId, supportIdOf(world));
  if (known !== undefined) announce(world, changes, accountId);
  sendWelcome(world, accountId, email);
  return accountId;
}

/** Throws ApiError 431 for the address of an account, of a closed one too, and for an alternate address. */
export function requireFreeEmail({ accounts }: LiveWorld, email: string): void {
  const known = accounts.findIdByEmail(email);
  if (known === undefined) return;
  const isPerson = accounts.find(known)?.password === undefined && accounts.statusOf(known) !== 'closed';
  const isItself = textOf(accounts.fieldsOf(known), 'email').toLowerCase() === email.trim().toLowerCase();
  if (!isPerson || !isItself) throw refused('email_taken', 'This email address is already in use!');
}

/** Throws ApiError 431 when the Fleep id is taken or cannot be one. `ownerId` is who may have it already. */
export function requireFreeAddress({ accounts }: LiveWorld, fleepAddress: string, ownerId?: string): void {
  const holder = findIdByFleepId(accounts, fleepAddress);
  if (isAddress(fleepAddress) && (holder === undefined || holder === ownerId)) return;
  throw refused('address_taken', 'Fleep address not available!');
}

/** Fleep ids that somebody with this address might like and can have. */
export function suggestionsFor({ accounts }: LiveWorld, email: string, name: string): string[] {
  const wished = [addressPart(email), addressPart(name.trim().replace(/\s+/g, '.'))];
  const numbered = [...wished, ...[1, 2, 3].map((number) => `${addressPart(email)}${number}`), makeUpAddress(email)];
  return [...new Set(numbered)].filter((one) => isAddress(one) && findIdByFleepId(accounts, one) === undefined);
}

function addressFor(world: LiveWorld, { email, fleepAddress }: Newcomer, ownerId: string | undefined): string {
  if (fleepAddress === undefined) return makeUpAddress(email);
  const address = fleepAddress.trim().toLowerCase();
  requireFreeAddress(world, address, ownerId);
  return address;
}

function announce(world: LiveWorld, changes: Changes, accountId: string): void {
  for (const conversation of world.conversationsOf(accountId)) {
    if (conversation.findSeat(accountId)?.isMember !== true) continue;
    const posting = { world, changes, conversation, actorId: accountId };
    postSystem(posting, 'signin', { sysmsg_text: '{author} became a Fleep user.' });
  }
}

function sendWelcome({ outbox }: LiveWorld, accountId: string, to: string): void {
  const body = 'Thank you for signing up to Fleep.';
  outbox.send({ kind: 'welcome', to, accountId, subject: 'Welcome to Fleep', body });
}
