// emulator/live: changes of a contact that others see.
// Invariant: everybody whose record of a person is different after a change hears of it, and nobody whose record is the same.
import { parseRecord, type WireRecord } from '../../fields.js';
import type { Changes } from '../changes.js';
import type { LiveWorld } from '../world.js';

/** Changes what there is to know of a person; `undefined` takes a field away. */
export function changeContact(world: LiveWorld, changes: Changes, accountId: string, fields: WireRecord): void {
  const before = recordsOf(world, accountId);
  world.accounts.change(accountId, fields);
  for (const [viewerId, text] of recordsOf(world, accountId)) {
    if (text !== before.get(viewerId)) changes.tell(viewerId, text);
  }
}

/** Changes how one viewer has a person; only that viewer hears of it. */
export function describeContact(
  world: LiveWorld,
  changes: Changes,
  viewerId: string,
  accountId: string,
  fields: WireRecord,
): void {
  world.accounts.changeFor(viewerId, accountId, fields);
  tellContact(world, changes, viewerId, accountId);
}

export function tellContact(world: LiveWorld, changes: Changes, viewerId: string, accountId: string): void {
  const text = world.accounts.findContact(accountId, viewerId)?.text;
  if (text !== undefined) changes.tell(viewerId, text);
}

/** The person's record by viewer: the person's own, and of everybody who has the person as a contact. */
function recordsOf(world: LiveWorld, accountId: string): Map<string, string> {
  const { accounts } = world;
  const viewers = accounts.active.filter(
    (one) => one.accountId === accountId || accounts.knows(one.accountId, accountId),
  );
  return new Map(
    viewers.flatMap(({ accountId: viewerId }) => {
      const text = accounts.findContact(accountId, viewerId)?.text;
      return text === undefined ? [] : [[viewerId, JSON.stringify(parseRecord(text))] as const];
    }),
  );
}
