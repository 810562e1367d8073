// emulator/live: messages that come through a hook (fleep-wire.md 9.20): one, or several with times and senders of their own.
// Invariant: they are its owner's messages and name the hook; a delivery is taken whole or not at all; what has a message_key that came
// before changes that message in place of adding one.
import { encodeMessage } from '../../../fleep/markup/encode.js';
import { ApiError, badRequest, notMember } from '../../api-error.js';
import { decimalArgument, requiredText, textArgument } from '../../arguments.js';
import { isRecord, textOf, type WireRecord } from '../../fields.js';
import { Changes } from '../changes.js';
import type { LiveConversation } from '../conversations/conversation.js';
import { moveReadHorizon } from '../conversations/reading.js';
import { mentionFinder, noteMentions } from '../messages/mentions.js';
import { changeMessage } from '../messages/messages.js';
import { type Posting, postMessage } from '../messages/posting.js';
import type { LiveWorld } from '../world.js';
import { findHook } from './hooks.js';

/** One message of a delivery. */
interface Incoming {
  readonly text: string;
  readonly key: string | undefined;
  readonly fields: WireRecord;
}

/** Throws ApiError 400, 404 for an unknown key, 410 for a hook that was dropped, 431 when its owner has left. */
export function deliverToHook(world: LiveWorld, key: string, body: WireRecord): void {
  const found = findHook(world, key);
  if (found === undefined) throw new ApiError(404, 'not_found', 'Hook not found.');
  const { hook, conversation } = found;
  if (hook.is_active === false) throw new ApiError(410, 'hook_dropped', 'The hook has been removed.');
  const ownerId = textOf(hook, 'account_id') || (conversation.facts.creatorId ?? '');
  const seat = world.findConversation(conversation.id, ownerId)?.findSeat(ownerId);
  if (seat?.isMember === false) throw notMember();
  const incoming = incomingOf(body);
  const changes = new Changes(world);
  const posting: Posting = { world, changes, conversation, actorId: ownerId };
  try {
    const numbers = incoming.map((message) => take(posting, key, message));
    if (body.is_read === true && seat) moveReadHorizon(posting, Math.max(...numbers));
  } finally {
    changes.commit();
  }
}

/** What is delivered by whoever the posting names; without a hook it is theirs alone. Gives the numbers. Throws ApiError 400. */
export function takeMessages(posting: Posting, hookKey: string | undefined, body: WireRecord): number[] {
  return incomingOf(body).map((message) => take(posting, hookKey, message));
}

function incomingOf(body: WireRecord): Incoming[] {
  if (body.messages === undefined) {
    const sender = textArgument(body, 'sender_name');
    const fields = {
      is_new_sheet: body.is_new_sheet === true,
      ...(sender === undefined ? {} : { sender_name: sender }),
    };
    return [{ text: requiredText(body, 'message'), key: undefined, fields }];
  }
  const { messages } = body;
  if (!Array.isArray(messages) || !messages.every(isRecord)) throw badRequest('messages must be a list of objects.');
  if (messages.length === 0) throw badRequest('messages is empty.');
  return messages.map((message) => ({
    text: requiredText(message, 'message'),
    key: textArgument(message, 'message_key'),
    fields: {
      sender_name: textArgument(message, 'sender_name'),
      posted_time: decimalArgument(message, 'posted_time'),
    },
  }));
}

/** Gives the number of the message. */
function take(posting: Posting, hookKey: string | undefined, { text, key, fields }: Incoming): number {
  const { conversation } = posting;
  const xml = encodeMessage(text, { findMention: mentionFinder(posting) });
  const keys = keysOf(conversation);
  const known = key === undefined ? undefined : keys.get(`${hookKey ?? ''} ${key}`);
  if (known !== undefined) {
    if (textOf(conversation.findMessage(known) ?? {}, 'message') !== xml)
      changeMessage(posting, known, { message: xml });
    return known;
  }
  const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  const number = postMessage(posting, xml, { ...(hookKey === undefined ? {} : { hook_key: hookKey }), ...given });
  noteMentions(posting, number, '', xml);
  if (key !== undefined) keys.set(`${hookKey ?? ''} ${key}`, number);
  return number;
}

const imported = new WeakMap<LiveConversation, Map<string, number>>();

/** Numbers of messages by hook and message_key. */
function keysOf(conversation: LiveConversation): Map<string, number> {
  const known = imported.get(conversation) ?? new Map<string, number>();
  imported.set(conversation, known);
  return known;
}
