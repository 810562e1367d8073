// emulator/live: showing earlier messages to members who came after them (fleep-wire.md 3.7, 4.3: discloseV2).
// Invariant: nobody can show what they do not see themselves; the message that tells of it is numbered after all that is shown.
import { textOf } from '../../fields.js';
import { viewOf } from '../../view.js';
import { type Posting, postSystem } from '../messages/posting.js';
import { intersect } from './intervals.js';
import { tellJoin } from './reading.js';

export interface Audience {
  readonly accountIds: readonly string[];
  readonly teamIds: readonly string[];
}

/** Shows what the actor sees from a number on. Whoever is no member is passed over. */
export function disclose(posting: Posting, { accountIds, teamIds }: Audience, from: number): void {
  const { world, conversation, changes, actorId } = posting;
  const isMember = (id: string) => conversation.findSeat(id)?.isMember === true;
  const members = [...new Set(accountIds)].filter(isMember);
  const all = new Set([...members, ...teamIds.flatMap((id) => world.teams.membersOf(id)).filter(isMember)]);
  all.delete(actorId);
  if (all.size === 0) return;
  const first = Math.max(1, from);
  const discloseNr = postSystem(
    posting,
    'discloseV2',
    {
      members,
      team_ids: teamIds,
      team_names: teamIds.map((id) => textOf(world.teams.fieldsOf(id), 'team_name')),
      sysmsg_text: '{author} disclosed previous messages to {teamsAndMembers} starting from {disclose_time}.',
    },
    { ref_message_nr: first },
  );
  const shown = intersect(viewOf(conversation, actorId).seat.visible, [{ from: first, to: discloseNr - 1 }]);
  for (const id of all) {
    const seat = conversation.findSeat(id);
    for (const part of shown) seat?.disclose(part.from, part.to);
    seat?.derive('join_message_nr');
    changes.setOwn(conversation, id, { disclose_message_nr: first });
    changes.beginAnew(conversation, id);
    tellJoin(posting, id);
  }
}
