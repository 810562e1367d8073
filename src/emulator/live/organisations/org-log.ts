// emulator/live: what happens to an organisation, as its log has it (fleep-wire.md 4.7, org_changelog; 9.18).
// Invariant: every event takes the next version_nr, and the header's version_nr is that of the last event.
import type { WireRecord } from '../../fields.js';
import type { Changes } from '../changes.js';
import type { LiveConversation } from '../conversations/conversation.js';
import type { LiveWorld } from '../world.js';
import { activeIds, type Organisation, versionOf } from './organisations.js';

export interface OrgWork {
  readonly world: LiveWorld;
  readonly changes: Changes;
  readonly organisation: Organisation;
  readonly actorId: string;
}

/** `data` is what the event is about, `undefined` fields left out; the actor is named in it where `isOfActor`. */
export function record(
  { world, organisation, actorId }: OrgWork,
  type: string,
  data: WireRecord,
  isOfActor = true,
): void {
  const version_nr = versionOf(organisation) + 1;
  const entries = Object.entries(isOfActor ? { account_id: actorId, ...data } : data);
  organisation.changelog.push({
    mk_rec_type: 'org_changelog',
    organisation_id: organisation.id,
    version_nr,
    account_id: actorId,
    event_time: world.clock.now(),
    event_type: type,
    event_data: Object.fromEntries(entries.filter(([, value]) => value !== undefined)),
  });
  organisation.header = { ...organisation.header, version_nr };
}

/** An event of a conversation, `chat.…`. */
export function recordConversation(
  work: OrgWork,
  type: string,
  conversation: LiveConversation,
  data: WireRecord = {},
): void {
  const topic: unknown = JSON.parse(conversation.header.get('topic') ?? '""');
  record(work, `chat.${type}`, { conversation_id: conversation.id, topic, ...data });
}

/** Active members hear of the header as it is now, and so do those who are named. */
export function tellHeader({ world, changes, organisation }: OrgWork, alsoIds: readonly string[] = []): void {
  for (const id of new Set([...activeIds(organisation), ...alsoIds])) {
    changes.tell(id, world.organisations.headerFor(organisation, id));
  }
}
