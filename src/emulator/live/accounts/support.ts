// emulator/live: Fleep Support, whom every account has among its contacts, and who writes what the service itself does
// (fleep-wire.md 3.10, 4.3).
import { textOf } from '../../fields.js';
import type { LiveWorld } from '../world.js';

const NAME = 'Fleep Support';
const EMAIL = 'support@fleep.io';

/** The account of the world that has the name or the address; made when there is none. */
export function supportIdOf({ accounts, clock }: LiveWorld): string {
  const known =
    accounts.findIdByEmail(EMAIL) ?? accounts.ids.find((id) => textOf(accounts.fieldsOf(id), 'display_name') === NAME);
  if (known !== undefined) return known;
  const fields = { display_name: NAME, fleep_address: 'support', mk_account_status: 'active', is_hidden_for_add: true };
  return accounts.create(EMAIL, { ...fields, activity_time: clock.now() }).accountId;
}
