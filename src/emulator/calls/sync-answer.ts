// emulator/calls: what every call that changes a conversation answers with (fleep-wire.md section 2, "→sync").
// Invariant: with from_message_nr it is a forward sync from there, without it the conversation's state and what was affected; who
// begins the conversation anew gets all of it.
import { notMember } from '../api-error.js';
import { numberArgument, textArgument } from '../arguments.js';
import { deltaHeader } from '../headers.js';
import { addEvents } from '../live/changes.js';
import type { Posting } from '../live/messages/posting.js';
import type { RecordStream } from '../record-stream.js';
import { type View, viewOf } from '../view.js';
import { type Call, getView, newStream } from './call.js';
import { initialSync } from './init.js';

/** The place to post to for a member. Throws ApiError 430 for a stranger, 431 for somebody who has left. */
export function getPosting(call: Call, conversationId: string = call.id): Posting {
  const { seat, conversation } = getView(call, conversationId);
  if (!seat.isMember) throw notMember();
  return { world: call.world, changes: call.changes, conversation, actorId: call.accountId };
}

/**
 * `more` are further members of the answer, such as result_message_nr. `shown` are messages that it has, when it is no forward sync,
 * although nothing about them is different.
 */
export function syncAnswer(
  call: Call,
  posting: Posting,
  more: Readonly<Record<string, unknown>> = {},
  shown: readonly number[] = [],
): string {
  const view = viewOf(posting.conversation, call.accountId);
  const rest = Object.entries(more).filter(([, value]) => value !== undefined);
  const tail = rest.map(([name, value]) => `,${JSON.stringify(name)}:${JSON.stringify(value)}`).join('');
  const { header, stream } = stateOf(call, view, numberArgument(call.body, 'from_message_nr'), shown);
  return `{"header":${header},"stream":${stream.toJson()}${tail}}`;
}

/** The header, and what the call has changed; with `from` it is a forward sync from there. */
export function stateOf(
  call: Call,
  view: View,
  from: number | undefined,
  shown: readonly number[],
): { readonly header: string; readonly stream: RecordStream } {
  const { changes, batches, accountId } = call;
  const { conversation, reach } = view;
  const stream = newStream(call).addText(...newContacts(call));
  if (changes.beginsAnew(conversation, accountId)) {
    return { header: initialSync(view, 'ic_full', stream), stream };
  }
  const changed = changes.fieldsOf(conversation, accountId);
  const records = changes.recordsOf(conversation, accountId);
  if (from === undefined) {
    addEvents(stream, view, changes.eventsOf(conversation));
    return { header: deltaHeader(view, {}, changed), stream: stream.addEach(view, shown).addText(...records) };
  }
  const start = Math.max(from, reach.first - 1);
  const end = Math.min(start + batches.forward, reach.last);
  stream.addEvents(view, start + 1, end).addText(...records);
  return { header: deltaHeader(view, { fw_message_nr: end }, changed), stream };
}

/** Whoever has named people by their addresses learns who they are; who has named them by id knows. */
function newContacts({ body, changes, accountId }: Call): readonly string[] {
  const isByAddress = ['emails', 'add_emails'].some((name) => textArgument(body, name));
  return isByAddress ? changes.metBy(accountId) : [];
}
