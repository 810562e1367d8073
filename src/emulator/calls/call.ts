// emulator/calls: what a call gets and gives.
// Invariant: a call is a function of the world, the session and its arguments; it answers with the JSON text of an object.
import { notFound } from '../api-error.js';
import type { WireRecord } from '../fields.js';
import { RecordStream } from '../record-stream.js';
import type { Session } from '../sessions.js';
import { type View, viewOf } from '../view.js';
import type { WorldSource } from '../world.js';

export interface Batches {
  readonly forward: number;
  readonly backward: number;
}

export interface Call {
  readonly world: WorldSource;
  readonly session: Session;
  readonly body: WireRecord;
  /** The last part of a path such as conversation/sync/ID; '' when there is none. */
  readonly id: string;
  readonly batches: Batches;
  /** Resolves after the poll time, or at once when the client or the server goes away. */
  readonly holdPoll: () => Promise<void>;
}

export type Handler = (call: Call) => string | Promise<string>;

/** Throws ApiError 430 when the account may not see it. */
export function getView({ world, session }: Call, conversationId: string): View {
  const conversation = world.findConversation(conversationId, session.login.accountId);
  if (conversation === undefined) throw notFound('Conversation');
  return viewOf(conversation, session.login.accountId);
}

export function newStream({ world, session }: Call): RecordStream {
  return new RecordStream(world, session);
}

export function answer(header: string, stream: RecordStream): string {
  return `{"header":${header},"stream":${stream.toJson()}}`;
}

export function listOf(name: string, texts: readonly string[]): string {
  return `{"${name}":[${texts.join(',')}]}`;
}
