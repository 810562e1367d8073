// emulator/calls: what every call that changes a conversation answers with (fleep-wire.md section 2, "→sync").
// Invariant: with from_message_nr it is a forward sync from there, without it the conversation's state and what was affected; who
// begins the conversation anew gets all of it.
import { notMember } from '../api-error.js';
import { numberArgument } from '../arguments.js';
import { deltaHeader } from '../headers.js';
import { addEvents } from '../live/changes.js';
import type { Posting } from '../live/posting.js';
import { type View, viewOf } from '../view.js';
import { type Call, getView, newStream } from './call.js';
import { initialSync } from './init.js';

/** The place to post to for a member. Throws ApiError 430 for a stranger, 431 for somebody who has left. */
export function getPosting(call: Call, conversationId: string = call.id): Posting {
  const { seat, conversation } = getView(call, conversationId);
  if (!seat.isMember) throw notMember();
  return { world: call.world, changes: call.changes, conversation, actorId: call.accountId };
}

/** `more` are further members of the answer, such as result_message_nr. */
export function syncAnswer(call: Call, posting: Posting, more: Readonly<Record<string, unknown>> = {}): string {
  const view = viewOf(posting.conversation, call.accountId);
  const rest = Object.entries(more).filter(([, value]) => value !== undefined);
  const tail = rest.map(([name, value]) => `,${JSON.stringify(name)}:${JSON.stringify(value)}`).join('');
  const { header, stream } = stateOf(call, view);
  return `{"header":${header},"stream":${stream}${tail}}`;
}

function stateOf(call: Call, view: View): { header: string; stream: string } {
  const { changes, batches, body, accountId } = call;
  const { conversation, reach } = view;
  const stream = newStream(call);
  if (changes.beginsAnew(conversation, accountId)) {
    const header = initialSync(view, 'ic_full', stream);
    return { header, stream: stream.toJson() };
  }
  const changed = changes.fieldsOf(conversation, accountId);
  const from = numberArgument(body, 'from_message_nr');
  stream.addText(...changes.recordsOf(conversation));
  if (from === undefined) {
    addEvents(stream, view, changes.eventsOf(conversation));
    return { header: deltaHeader(view, {}, changed), stream: stream.toJson() };
  }
  const start = Math.max(from, reach.first - 1);
  const end = Math.min(start + batches.forward, reach.last);
  stream.addEvents(view, start + 1, end);
  return { header: deltaHeader(view, { fw_message_nr: end }, changed), stream: stream.toJson() };
}
