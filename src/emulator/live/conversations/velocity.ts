// emulator/live: how fast one account may write to one conversation (fleep-wire.md 1.5: the 61st in quick succession is refused).
import { tooFast } from '../../api-error.js';
import type { Posting } from '../messages/posting.js';
import type { LiveConversation } from './conversation.js';

const MESSAGES = 60;
const SECONDS = 60;

/** Times of the latest messages by account, oldest first. */
const latest = new WeakMap<LiveConversation, Map<string, number[]>>();

/** Counts one message of the actor. Throws ApiError 431, and counts nothing, when it comes too soon. */
export function countMessage({ world, conversation, actorId }: Posting): void {
  const now = world.clock.now();
  const ofConversation = latest.get(conversation) ?? new Map<string, number[]>();
  latest.set(conversation, ofConversation);
  const recent = (ofConversation.get(actorId) ?? []).filter((time) => now - time < SECONDS);
  if (recent.length >= MESSAGES) throw tooFast();
  ofConversation.set(actorId, [...recent, now]);
}
