// emulator/live: the end of an account (fleep-wire.md 1.3, 1.4, 4.3 closeV2).
// Invariant: who is closed is in no conversation and no team any more, has no session, and does not get in again; what they wrote
// stays, and everybody who was with them hears of it.

import { changeContact } from '../accounts/contacts.js';
import type { Changes } from '../changes.js';
import { leaveAllTeams } from '../organisations/teaming.js';
import type { LiveWorld } from '../world.js';
import { removeMembers } from './membership.js';

export function closeAccount(world: LiveWorld, changes: Changes, accountId: string): void {
  const topic = world.displayNameOf(accountId);
  leaveAllTeams(world, changes, accountId);
  for (const conversation of world.conversationsOf(accountId)) {
    if (conversation.findSeat(accountId)?.isMember !== true) continue;
    const posting = { world, changes, conversation, actorId: accountId };
    removeMembers(posting, [accountId], 'closeV2', { topic });
  }
  changeContact(world, changes, accountId, { mk_account_status: 'closed', is_hidden_for_add: true });
  const account = world.accounts.find(accountId);
  if (account) account.password = undefined;
}
