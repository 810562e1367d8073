// emulator/live: a conversation from nothing: its seats, its create message, its task sections (fleep-wire.md 3.6, 4.3, 4.7).
import { randomUUID } from 'node:crypto';
import type { Changes } from '../changes.js';
import { type Posting, postSystem } from '../messages/posting.js';
import type { LiveWorld } from '../world.js';
import { LiveConversation } from './conversation.js';
import { logBeginning, manage, organisationFields } from './managing.js';
import { seatNewcomers } from './membership.js';

export interface Beginning {
  readonly creatorId: string;
  readonly topic: string;
  /** The others. */
  readonly memberIds: readonly string[];
  /** Further header fields. */
  readonly fields?: Readonly<Record<string, unknown>>;
  /** Whether the creator's organisation manages it. */
  readonly isManaged?: boolean;
}

const FULL_WEIGHT = 4_294_967_296;

/** Gives the conversation as a place to post to, in the creator's name. Throws ApiError 431 when it cannot be managed. */
export function beginConversation(world: LiveWorld, changes: Changes, beginning: Beginning): Posting {
  const { creatorId, topic, fields = {} } = beginning;
  const others = [...new Set(beginning.memberIds)].filter((id) => id !== creatorId);
  const conversation = new LiveConversation(randomUUID());
  const posting: Posting = { world, changes, conversation, actorId: creatorId };
  world.addConversation(conversation);
  changes.setHeader(conversation, { topic, members: [], leavers: [], guests: [], admins: [], ...fields });
  if (beginning.isManaged) manage(posting);
  postSystem(posting, 'create', { members: others, topic, ...organisationFields(posting) });
  seatNewcomers(posting, [creatorId, ...others], 1);
  if (beginning.isManaged) logBeginning(posting, [creatorId, ...others]);
  changes.setOwn(conversation, creatorId, { read_message_nr: 1 });
  addSection(posting, 'To Do', 'default', FULL_WEIGHT);
  addSection(posting, 'Archived', 'archived', 0);
  return posting;
}

/** A section of the task board. Everybody in the conversation hears of it. Gives its id. */
export function addSection({ conversation, changes }: Posting, name: string, subtype: string, weight: number): string {
  const section_id = randomUUID();
  const fields = {
    mk_rec_type: 'section',
    conversation_id: conversation.id,
    section_id,
    name,
    mk_section_type: 'urn:fleep:section:mk_section_type:task',
    mk_section_subtype: `urn:fleep:section:mk_section_subtype:${subtype}`,
    weight,
    is_deleted: false,
    sync_cursor: null,
    sync_state: null,
  };
  conversation.setSection(section_id, fields);
  changes.addRecord(conversation, JSON.stringify(fields));
  return section_id;
}
