// emulator/calls: what a call gets and gives.
// Invariant: a call answers with the JSON text of an object; what it changes it also tells to `changes`.
import { notFound } from '../api-error.js';
import type { WireRecord } from '../fields.js';
import type { Changes } from '../live/changes.js';
import type { ReceivedFile } from '../live/files/uploads.js';
import type { LiveWorld } from '../live/world.js';
import { RecordStream } from '../record-stream.js';
import type { Session, Sessions } from '../sessions.js';
import { type View, viewOf } from '../view.js';

export interface Batches {
  readonly forward: number;
  readonly backward: number;
}

/** Calls a function whenever something happens, until the function that it gives back is called. */
export type Subscribe = (wake: () => void) => () => void;

export interface Call {
  readonly world: LiveWorld;
  readonly sessions: Sessions;
  readonly session: Session;
  /** Who calls. */
  readonly accountId: string;
  readonly body: WireRecord;
  /** What came in place of a JSON body, for the calls that take files. */
  readonly files: readonly ReceivedFile[];
  /** Where the client reached this server, as http://host:port. */
  readonly origin: string;
  /** The last part of a path such as conversation/sync/ID; '' when there is none. */
  readonly id: string;
  readonly batches: Batches;
  /** What the call changes; others hear of it when the call is over. */
  readonly changes: Changes;
  /** Resolves when something happens, after the poll time, or at once when the client or the server goes away. */
  readonly holdPoll: (subscribe: Subscribe) => Promise<void>;
}

export type Handler = (call: Call) => string | Promise<string>;

/** Throws ApiError 430 when the account has never been in it. */
export function getView({ world, accountId }: Call, conversationId: string): View {
  const conversation = world.findConversation(conversationId, accountId);
  if (conversation === undefined) throw notFound('Conversation');
  return viewOf(conversation, accountId);
}

export function newStream({ world, accountId, session }: Call): RecordStream {
  return new RecordStream(world, accountId, session.contactsSeen);
}

export function answer(header: string, stream: RecordStream): string {
  return `{"header":${header},"stream":${stream.toJson()}}`;
}

export function listOf(name: string, texts: readonly string[]): string {
  return `{"${name}":[${texts.join(',')}]}`;
}
