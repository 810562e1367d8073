// emulator/live: people named by e-mail address (fleep-wire.md section 2: one text, commas or semicolons, `Name <a@b>`).
import type { LiveWorld } from './world.js';

/** The accounts behind the addresses; an address that nobody has becomes a person who is not active yet. */
export function accountsOf(world: LiveWorld, emails: string): string[] {
  return addressesIn(emails).map(({ email, name }) => {
    const known = world.accounts.findIdByEmail(email) ?? world.accounts.findByName(email)?.accountId;
    return known ?? world.accounts.create(email, name === '' ? {} : { display_name: name }).accountId;
  });
}

/** What is no address is left out. */
export function addressesIn(emails: string): { email: string; name: string }[] {
  return emails.split(/[,;\n]/).flatMap((part) => {
    const [, name = '', bracketed] = /^\s*"?([^"<]*?)"?\s*<([^<>]+)>\s*$/.exec(part) ?? [];
    const email = (bracketed ?? part).trim().toLowerCase();
    return /^[^\s@]+@[^\s@]+$/.test(email) ? [{ email, name: bracketed === undefined ? '' : name.trim() }] : [];
  });
}
