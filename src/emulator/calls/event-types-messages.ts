// emulator/calls: events that write, change and copy messages (fleep-wire.md 3.9: message:…).
import { badRequest } from '../api-error.js';
import { givenList, listArgument, numberArgument, requiredNumber, requiredText, textArgument } from '../arguments.js';
import type { WireRecord } from '../fields.js';
import { assigneeFields, subjectFields } from '../live/conversations/stored-fields.js';
import { type BoardState, boardFields } from '../live/messages/boards.js';
import { copyMessage } from '../live/messages/copies.js';
import {
  deletedFields,
  detachedFields,
  editedFields,
  getEditable,
  removePreviews,
  type Typed,
} from '../live/messages/edits.js';
import { changeMessage, getWritten, writeMessage } from '../live/messages/messages.js';
import { type Posting, revise } from '../live/messages/posting.js';
import type { Outcome } from '../live/requests.js';
import type { Call } from './call.js';
import { type EventTypes, messageOutcome, postingOf } from './event-call.js';
import { getPosting } from './sync-answer.js';

export const messageEvents: EventTypes = {
  'message:add_plain': (call) => add(call, { kind: 'plain' }),
  'message:add_todo': (call) => add(call, { kind: 'todo', sectionId: textArgument(call.body, 'section_id') }),
  'message:add_pinned': (call) => add(call, { kind: 'pinned' }),
  'message:edit': (call) => {
    const { body } = call;
    const typed = { text: textArgument(body, 'message'), attachments: givenList(body, 'attachments') };
    return edit(call, typed, textArgument(body, 'subject'));
  },
  'message:edit_body': (call) => edit(call, { text: requiredText(call.body, 'message') }),
  'message:edit_subject': (call) => edit(call, {}, requiredText(call.body, 'subject')),
  'message:edit_attachments': (call) => {
    const attachments = givenList(call.body, 'attachments');
    if (attachments === undefined) throw badRequest('attachments is missing.');
    return edit(call, { attachments });
  },
  'message:delete': (call) => change(call, (posting, nr) => changeMessage(posting, nr, deletedFields(posting, nr))),
  'message:delete_attachments': (call) => {
    const one = textArgument(call.body, 'attachment_id');
    const ids = givenList(call.body, 'attachment_ids') ?? (one === undefined ? undefined : [one]);
    return change(call, (posting, nr) => changeMessage(posting, nr, detachedFields(posting, nr, ids)));
  },
  'message:set_assignees': (call) =>
    change(call, (posting, nr) => {
      getWritten(posting, nr);
      changeMessage(posting, nr, assigneeFields(posting, listArgument(call.body, 'assignee_ids')));
    }),
  'message:disable_preview': (call) =>
    change(call, (posting, nr) => {
      getWritten(posting, nr);
      removePreviews(posting, nr);
      changeMessage(posting, nr, { is_url_preview_disabled: true });
    }),
  'message:copy': copy,
  'message:mark_spam': (call) => markSpam(call, true),
  'message:unmark_spam': (call) => markSpam(call, false),
};

/** Does something with the message that params name. */
export function change(call: Call, act: (posting: Posting, messageNr: number) => void): Outcome {
  const posting = postingOf(call);
  const messageNr = requiredNumber(call.body, 'message_nr');
  act(posting, messageNr);
  return messageOutcome(posting, messageNr);
}

function add(call: Call, state: BoardState): Outcome {
  const posting = postingOf(call);
  const { body } = call;
  const subject = textArgument(body, 'subject');
  const assigneeIds = givenList(body, 'assignee_ids');
  const fields: WireRecord = {
    ...(assigneeIds === undefined ? {} : assigneeFields(posting, assigneeIds)),
    ...(subject === undefined ? {} : subjectFields(posting, subject)),
    ...boardFields(posting, {}, state),
  };
  const messageNr = writeMessage(posting, textArgument(body, 'message'), listArgument(body, 'attachments'), fields);
  return messageOutcome(posting, messageNr);
}

function edit(call: Call, typed: Typed, subject?: string): Outcome {
  if (typed.text === undefined && typed.attachments === undefined && subject === undefined) {
    throw badRequest('message is missing.');
  }
  return change(call, (posting, nr) => {
    getEditable(posting, nr);
    const fields = editedFields(posting, nr, typed);
    changeMessage(posting, nr, { ...fields, ...(subject === undefined ? {} : subjectFields(posting, subject)) });
  });
}

/** Into conversation_id from copy_conversation_id, as Fleep's own tests have it; or from conversation_id into to_conv_id. */
function copy(call: Call): Outcome {
  const { body } = call;
  const fromId = textArgument(body, 'copy_conversation_id');
  const posting = postingOf(call);
  const toId = textArgument(body, 'to_conv_id');
  const [from, to] =
    fromId === undefined
      ? [posting, toId === undefined ? posting : getPosting(call, toId)]
      : [getPosting(call, fromId), posting];
  const messageNr = numberArgument(body, 'copy_message_nr') ?? requiredNumber(body, 'message_nr');
  return messageOutcome(to, copyMessage(from, messageNr, to));
}

/** Spam is what one says of a message, not an edit of it. */
function markSpam(call: Call, isSpam: boolean): Outcome {
  return change(call, (posting, nr) => {
    const before = getWritten(posting, nr);
    if ((before.is_spam === true) !== isSpam) revise(posting, nr, { is_spam: isSpam });
  });
}
