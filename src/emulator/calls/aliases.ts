// emulator/calls: alternate e-mail addresses (fleep-wire.md 3.10; section 2, rows 71 to 74).
// Invariant: alias/sync names the owner and every address, pending ones too; a link is enough to confirm one, whoever follows it.
import { badRequest } from '../api-error.js';
import { requiredText } from '../arguments.js';
import { addAliases, confirmAlias, pendingOf, removeAliases } from '../live/accounts/aliases.js';
import { addressesIn } from '../live/conversations/invited.js';
import { type Call, type Handler, listOf } from './call.js';
import { done, type OpenHandler } from './open-call.js';

export const aliasCalls: Readonly<Record<string, Handler>> = {
  'alias/add': (call) => {
    const { world, changes, accountId } = call;
    const emails = addresses(call);
    world.limits.count('invite', accountId);
    return records(call, addAliases(world, changes, accountId, emails));
  },
  'alias/remove': (call) => records(call, removeAliases(call.world, call.changes, call.accountId, addresses(call))),
  'alias/sync': (call) => {
    const { world, accountId } = call;
    const ids = [...world.accounts.aliasesOf(accountId), ...pendingOf(world, accountId), accountId];
    return `{"failed":null,${records(call, [...new Set(ids)]).slice(1)}`;
  },
};

export const openAliasCalls: Readonly<Record<string, OpenHandler>> = {
  'alias/confirm': ({ world, changes, body }) => {
    confirmAlias(world, changes, world.outbox.get(requiredText(body, 'notification_id'), 'confirm_alias'));
    return done;
  },
};

function addresses({ body }: Call): string {
  const emails = requiredText(body, 'emails');
  if (addressesIn(emails).length === 0) throw badRequest('emails has no e-mail address.');
  return emails;
}

const records = ({ world, accountId }: Call, ids: readonly string[]): string =>
  listOf(
    'stream',
    ids.flatMap((id) => world.accounts.findContact(id, accountId)?.text ?? []),
  );
