// emulator/live: people by the Fleep id that they chose, or that was made up for them (fleep-wire.md 4.4).
// Invariant: without regard to case, and with or without the @fleep.io that makes an e-mail address of it.
import { textOf } from '../../fields.js';
import type { Account, Accounts } from './accounts.js';

/** Who may sign in under an e-mail address or a Fleep id. */
export function findByName(accounts: Accounts, name: string): Account | undefined {
  const wanted = name.trim().toLowerCase();
  return accounts.active.find(({ accountId, email }) => email === wanted || hasFleepId(accounts, accountId, wanted));
}

export const findIdByFleepId = (accounts: Accounts, fleepId: string): string | undefined =>
  accounts.ids.find((id) => hasFleepId(accounts, id, fleepId.trim().toLowerCase()));

function hasFleepId(accounts: Accounts, accountId: string, wanted: string): boolean {
  const fields = accounts.fieldsOf(accountId);
  const fleepId = wanted.replace(/@fleep\.io$/, '');
  return (
    fleepId !== '' && ['fleep_address', 'fleep_autogen'].some((name) => textOf(fields, name).toLowerCase() === fleepId)
  );
}
