// emulator/live: how events come into a flow (fleep-wire.md 3.6): a new message, a new version of one, a system message.
// Invariant: each takes the next number of the conversation; a new version keeps its message_nr and has the number of the event
// as flow_message_nr.
import { textsOf, type WireRecord } from '../../fields.js';
import type { Changes } from '../changes.js';
import type { LiveConversation } from '../conversations/conversation.js';
import { moveReadHorizon } from '../conversations/reading.js';
import type { LiveWorld } from '../world.js';
import { isAlerting } from './facts.js';
import { notifyMembers } from './notices.js';

export const messageState = (name: string): string => `urn:fleep:message:mk_message_state:${name}`;

export interface Posting {
  readonly world: LiveWorld;
  readonly changes: Changes;
  readonly conversation: LiveConversation;
  /** Who does it. */
  readonly actorId: string;
}

/** A message that somebody wrote, who stops writing with it. `fields` are laid over the usual ones. Gives its number. */
export function postMessage(posting: Posting, message: string, fields: WireRecord = {}): number {
  posting.world.presence.stopWriting(posting.conversation.findSeat(posting.actorId));
  return post(posting, { mk_message_type: 'text', mk_message_state: messageState('plain'), message, ...fields });
}

/** A system message, which who causes it has read; its payload is JSON text on the wire (fleep-wire.md 4.3). Gives its number. */
export function postSystem(
  posting: Posting,
  mk_message_type: string,
  payload: WireRecord | '',
  fields: WireRecord = {},
): number {
  const message = payload === '' ? '' : JSON.stringify(payload);
  const number = post(posting, { mk_message_type, mk_message_state: messageState('system'), message, ...fields });
  if (posting.conversation.findSeat(posting.actorId)?.isMember) moveReadHorizon(posting, number);
  return number;
}

/** A new version of a message. `fields` are what is different. Gives the number of the event. */
export function revise(posting: Posting, messageNr: number, fields: WireRecord): number {
  const { conversation, changes } = posting;
  changes.begin(conversation);
  const before = conversation.findMessage(messageNr);
  if (before === undefined) throw new Error(`There is no message ${messageNr} in ${conversation.id}.`);
  const flowNr = conversation.nextNr();
  const { profile_id: _viewer, ...kept } = before;
  const after = { ...kept, ...fields, message_nr: messageNr, flow_message_nr: flowNr };
  conversation.addEvent(withoutUndefined(after), messageNr, flowNr);
  changes.addEvent(conversation, flowNr);
  return flowNr;
}

/** The fields of an edit: who and when. */
export function editedBy({ world, actorId }: Posting): WireRecord {
  return { edit_account_id: actorId, edited_time: world.clock.now() };
}

function post(posting: Posting, fields: WireRecord): number {
  const { world, changes, conversation, actorId } = posting;
  changes.begin(conversation);
  const { facts } = conversation;
  const messageNr = conversation.nextNr();
  const alerts = isAlerting(fields) && !textsOf(fields, 'tags').includes('is_hidden');
  const record = {
    mk_rec_type: 'message',
    conversation_id: conversation.id,
    message_nr: messageNr,
    prev_message_nr: facts.showNr,
    inbox_nr: alerts ? facts.lastInboxNr + 1 : -facts.lastInboxNr || 0,
    account_id: actorId,
    posted_time: world.clock.now(),
    lock_account_id: null,
    tags: [],
    ...fields,
  };
  conversation.addEvent(withoutUndefined(record), messageNr, messageNr);
  changes.addEvent(conversation, messageNr);
  if (alerts) notifyMembers(posting, record);
  bringBack(posting);
  return messageNr;
}

/** A conversation that a member has deleted is there again when somebody writes (fleep-wire.md 3.7). */
function bringBack({ conversation, changes }: Posting): void {
  for (const { accountId, isMember, fields } of conversation.seats) {
    if (!isMember || fields.get('is_deleted') !== 'true') continue;
    changes.setOwn(conversation, accountId, { is_deleted: false });
    changes.beginAnew(conversation, accountId);
  }
}

function withoutUndefined(record: WireRecord): WireRecord {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}
