// emulator/calls: what one event of event/store gets and gives (fleep-wire.md 3.9).
// Invariant: an event is a call of its own whose body are its params; what it throws fails this event alone.
import { badRequest } from '../api-error.js';
import { requiredText, textArgument } from '../arguments.js';
import { parseRecord, type WireRecord } from '../fields.js';
import type { Posting } from '../live/messages/posting.js';
import type { Outcome } from '../live/requests.js';
import type { Call } from './call.js';
import { getPosting } from './sync-answer.js';

export type EventHandler = (call: Call) => Outcome;

/** By the name behind `urn:fleep:client:`. */
export type EventTypes = Readonly<Record<string, EventHandler>>;

/** The place that params name. Throws ApiError 430, 431. */
export const postingOf = (call: Call): Posting => getPosting(call, requiredText(call.body, 'conversation_id'));

export function messageOutcome({ conversation }: Posting, messageNr: number): Outcome {
  const identifier = { conversation_id: conversation.id, message_nr: messageNr };
  return { identifier, conversationId: conversation.id, messageNrs: [messageNr] };
}

/** Throws ApiError 400 for a text that is longer than the documents allow. */
export function shortText(body: WireRecord, name: string, mostCharacters = 1024): string {
  const text = requiredText(body, name);
  if (text.length > mostCharacters) throw badRequest(`${name} is too long.`);
  return text;
}

/** A cursor is JSON inside of a text; none is the beginning. Throws ApiError 400. */
export function cursorArgument(body: WireRecord, name: string): WireRecord {
  const text = textArgument(body, name);
  if (text === undefined || text === '') return {};
  try {
    return parseRecord(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw badRequest(`${name} is not one of ours.`);
    throw error;
  }
}
