// emulator/live: what a conversation without a topic is called: after the others in it, for each viewer (fleep-wire.md 4.1).
// Invariant: default_topic and default_members are there exactly while there is no topic.
import { parseRecord, textOf } from '../../fields.js';
import { idsIn, statedText, viewOf } from '../../view.js';
import type { Posting } from '../messages/posting.js';
import type { LiveWorld } from '../world.js';

const ALONE = 'Monologue with myself';

/** Gives every member the name that fits the members and the topic of now. */
export function renewNames({ world, conversation, changes }: Posting): void {
  const members = idsIn(conversation, 'members');
  const hasTopic = JSON.parse(conversation.header.get('topic') ?? '""') !== '';
  for (const viewerId of members) {
    if (conversation.findSeat(viewerId) === undefined) continue;
    const others = members.filter((id) => id !== viewerId);
    const known = statedText(viewOf(conversation, viewerId), 'default_topic') !== undefined;
    if (!hasTopic) {
      changes.setOwn(conversation, viewerId, {
        default_topic: joined(world, viewerId, others),
        default_members: others,
      });
    } else if (known) changes.setOwn(conversation, viewerId, { default_topic: '', default_members: [] });
  }
}

/** "Anna", "Anna and Bert", "Anna, Bert and Carl". */
function joined(world: LiveWorld, viewerId: string, ids: readonly string[]): string {
  if (ids.length === 0) return ALONE;
  const names = ids.map((id) => nameFor(world, viewerId, id, ids.length > 1));
  const last = names.pop() ?? '';
  return names.length === 0 ? last : `${names.join(', ')} and ${last}`;
}

/** The name that the viewer sees, of several people the first one alone. */
function nameFor(world: LiveWorld, viewerId: string, id: string, isShort: boolean): string {
  const fields = parseRecord(world.accounts.findContact(id, viewerId)?.text ?? '{}');
  const name = textOf(fields, 'display_name') || world.displayNameOf(id) || textOf(fields, 'email');
  return isShort ? (name.split(/\s/)[0] ?? name) : name;
}
