// emulator/live: people named by e-mail address (fleep-wire.md section 2: one text, commas or semicolons, `Name <a@b>`) or by id.
import { notFound } from '../../api-error.js';
import { findIdByFleepId } from '../accounts/fleep-ids.js';
import type { LiveWorld } from '../world.js';

/** The accounts behind the addresses; an address that nobody has becomes a person who is not active yet. */
export function accountsOf(world: LiveWorld, emails: string): string[] {
  return addressesIn(emails).map(({ email, name }) => {
    return (
      findByAddress(world, email) ?? world.accounts.create(email, name === '' ? {} : { display_name: name }).accountId
    );
  });
}

/** The same without making anybody: addresses that nobody has are left out. */
export function knownAccountsOf(world: LiveWorld, emails: string): string[] {
  return addressesIn(emails).flatMap(({ email }) => findByAddress(world, email) ?? []);
}

/** Throws ApiError 430 when there is no such account. */
export function getAccounts(world: LiveWorld, accountIds: readonly string[]): readonly string[] {
  const isKnown = (id: string) => world.accounts.exists(id) || world.accounts.find(id) !== undefined;
  if (!accountIds.every(isKnown)) throw notFound('Account');
  return accountIds;
}

/** Each address once, by the name that it is first given with. What is no address is left out. */
export function addressesIn(emails: string): { email: string; name: string }[] {
  const found = new Map<string, { email: string; name: string }>();
  for (const part of emails.split(/[,;\n]/)) {
    const [, name = '', bracketed] = /^\s*"?([^"<]*?)"?\s*<([^<>]+)>\s*$/.exec(part) ?? [];
    const email = (bracketed ?? part).trim().toLowerCase();
    if (!/^[^\s@]+@[^\s@]+$/.test(email) || found.has(email)) continue;
    found.set(email, { email, name: bracketed === undefined ? '' : name.trim() });
  }
  return [...found.values()];
}

const findByAddress = ({ accounts }: LiveWorld, email: string): string | undefined =>
  accounts.findIdByEmail(email) ?? (email.endsWith('@fleep.io') ? findIdByFleepId(accounts, email) : undefined);
