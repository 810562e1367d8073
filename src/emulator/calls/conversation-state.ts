// emulator/calls: what one account does to a conversation, step by step (fleep-wire.md section 2, rows 28, 32, 35, 38, 39, 41 to 43, 49).
// Invariant: hiding, deleting and poking are also for those who have left; everything else is for members.
import { badRequest } from '../api-error.js';
import {
  booleanArgument,
  listArgument,
  numberArgument,
  requiredNumber,
  requiredText,
  textArgument,
} from '../arguments.js';
import { deleteUpTo, hideUpTo, setAlerts } from '../live/accounts/own-settings.js';
import { requireSay } from '../live/conversations/managing.js';
import { activityOf, isPrivate, moveReadHorizon, tellActivity } from '../live/conversations/reading.js';
import { setTopic } from '../live/conversations/settings.js';
import { setLabelsByName } from '../live/labels/label-changes.js';
import { releaseLock, takeLock } from '../live/messages/locks.js';
import type { Posting } from '../live/messages/posting.js';
import { viewOf } from '../view.js';
import { answer, type Call, getView, type Handler, listOf, newStream } from './call.js';
import { initMode } from './conversation-lists.js';
import { initialSync } from './init.js';
import { getPosting, syncAnswer } from './sync-answer.js';

export const stateCalls: Readonly<Record<string, Handler>> = {
  'conversation/check_permissions': (call) => {
    getPosting(call);
    return '{}';
  },
  'conversation/hide': (call) => own(call, getPlace(call), (posting) => hideUpTo(posting, Number.MAX_SAFE_INTEGER)),
  'conversation/unhide': (call) => own(call, getPlace(call), (posting) => hideUpTo(posting, 0)),
  'conversation/delete': (call) =>
    own(call, getPlace(call), (posting) =>
      deleteUpTo(posting, numberArgument(call.body, 'from_message_nr') ?? Number.MAX_SAFE_INTEGER),
    ),
  'conversation/set_alerts': (call) =>
    own(call, getPosting(call), (posting) => setAlerts(posting, requiredText(call.body, 'mk_alert_level'))),
  'conversation/update_labels': (call) =>
    own(call, getPosting(call), (posting) => setLabelsByName(posting, listArgument(call.body, 'labels'))),
  'conversation/set_topic': (call) => {
    const posting = getPosting(call);
    requireSay(posting);
    return syncAnswer(call, posting, { result_message_nr: setTopic(posting, requiredText(call.body, 'topic')) });
  },
  'conversation/mark_read': markRead,
  'conversation/poke': poke,
  'conversation/show_activity': showActivity,
};

/** Also for somebody who has left. Throws ApiError 430. */
export function getPlace(call: Call): Posting {
  const { conversation } = getView(call, call.id);
  return { world: call.world, changes: call.changes, conversation, actorId: call.accountId };
}

function own(call: Call, posting: Posting, change: (posting: Posting) => void): string {
  change(posting);
  return syncAnswer(call, posting);
}

/** Everything is read, however much that is; the answer is the state from there on. */
function markRead(call: Call): string {
  const posting = getPosting(call);
  const mode = initMode(textArgument(call.body, 'mk_init_mode') ?? 'ic_tiny');
  moveReadHorizon(posting, viewOf(posting.conversation, call.accountId).reach.last);
  const stream = newStream(call);
  return answer(initialSync(viewOf(posting.conversation, call.accountId), mode, stream), stream);
}

/** A number of the client's own choice comes round through account/poll. */
function poke(call: Call): string {
  const posting = getPlace(call);
  const { conversation, actorId } = posting;
  booleanArgument(call.body, 'is_bg_poke');
  const message_nr = requiredNumber(call.body, 'message_nr');
  const record = { mk_rec_type: 'poke', conversation_id: conversation.id, message_nr, account_id: actorId };
  call.changes.addRecord(conversation, JSON.stringify(record), actorId);
  call.changes.tell(actorId, JSON.stringify(record));
  return syncAnswer(call, posting);
}

/** Shows the account as present and, when it says so, as writing; the answer is who else has shown up. */
function showActivity(call: Call): string {
  const { world, accountId, body } = call;
  const posting = getPosting(call);
  const isWriting = booleanArgument(body, 'is_writing');
  const messageNr = numberArgument(body, 'message_nr');
  if (messageNr !== undefined && posting.conversation.findMessage(messageNr) === undefined) {
    throw badRequest('There is no such message.');
  }
  if (messageNr !== undefined && isWriting === true) takeLock(posting, messageNr);
  if (messageNr !== undefined && isWriting === false) releaseLock(posting, messageNr);
  const { seat } = viewOf(posting.conversation, accountId);
  const before = world.presence.find(seat);
  const now = world.clock.now();
  world.accounts.noteActivity(accountId, now);
  world.presence.show(seat, {
    time: now,
    isWriting: isWriting ?? before?.isWriting ?? false,
    messageNr: messageNr ?? (isWriting === undefined || before?.messageNr === undefined ? before?.messageNr : null),
  });
  if (before === undefined || isWriting !== undefined) tellActivity(posting);
  return listOf('stream', others(posting));
}

function others(posting: Posting): string[] {
  const { world, conversation, actorId } = posting;
  return [...conversation.seats]
    .filter((seat) => seat.isMember && seat.accountId !== actorId && world.presence.find(seat) !== undefined)
    .filter(({ accountId }) => !isPrivate(posting, accountId))
    .map(({ accountId }) => JSON.stringify(activityOf(posting, accountId)));
}
