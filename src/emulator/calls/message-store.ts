// emulator/calls: message/store: whatever is different about a message, or a new one (fleep-wire.md section 2, row 56; 4.2).
// Invariant: all that one call changes is one event of the flow.
import { invalidCall } from '../api-error.js';
import {
  booleanArgument,
  decimalArgument,
  givenList,
  listArgument,
  numberArgument,
  requiredNumber,
  textArgument,
} from '../arguments.js';
import { textsOf, type WireRecord } from '../fields.js';
import { assigneeFields, reactionFields, subjectFields } from '../live/conversations/stored-fields.js';
import { type BoardState, boardFields, tellIfDone } from '../live/messages/boards.js';
import { copyMessage } from '../live/messages/copies.js';
import { deletedFields, editedFields, getEditable, removePreviews, requireUnlocked } from '../live/messages/edits.js';
import { changeMessage, getMessage, getWritten, writeMessage } from '../live/messages/messages.js';
import { type Posting, revise } from '../live/messages/posting.js';
import type { Call, Handler } from './call.js';
import { written } from './messages.js';
import { getPosting } from './sync-answer.js';

export const messageStoreCalls: Readonly<Record<string, Handler>> = {
  'message/store': (call) => {
    const posting = getPosting(call);
    const messageNr = numberArgument(call.body, 'message_nr');
    return written(call, posting, () => {
      if (messageNr === undefined) return storeNew(call, posting);
      store(posting, messageNr, call.body);
      return messageNr;
    });
  },
};

function storeNew(call: Call, posting: Posting): number {
  const { body } = call;
  const text = textArgument(body, 'message');
  const state = stateNamed(listArgument(body, 'tags'), decimalArgument(body, 'pin_weight'));
  const fields = {
    ...(state.kind === 'separator' ? { mk_message_type: 'separator' } : {}),
    ...boardFields(posting, {}, state),
    ...plainFields(posting, body),
    ...reactionFields(posting, {}, listArgument(body, 'add_reactions'), []),
  };
  const fwdId = textArgument(body, 'fwd_conversation_id');
  if (fwdId === undefined) return writeMessage(posting, text, listArgument(body, 'attachments'), fields);
  return copyMessage(getPosting(call, fwdId), requiredNumber(body, 'fwd_message_nr'), posting, text, fields);
}

function store(posting: Posting, messageNr: number, body: WireRecord): void {
  const before = getMessage(posting, messageNr);
  if (listArgument(body, 'tags').includes('is_deleted')) {
    changeMessage(posting, messageNr, deletedFields(posting, messageNr));
    return;
  }
  getWritten(posting, messageNr);
  const reactions = reactionFields(
    posting,
    before,
    listArgument(body, 'add_reactions'),
    listArgument(body, 'del_reactions'),
  );
  const fields = changedFields(posting, messageNr, before, body);
  if (Object.keys(fields).length > 0) changeMessage(posting, messageNr, { ...fields, ...reactions });
  else if (reactions.reactions !== undefined) revise(posting, messageNr, reactions);
  tellIfDone(posting, messageNr, before);
}

/** All but the reactions, which are no edit. */
function changedFields(posting: Posting, messageNr: number, before: WireRecord, body: WireRecord): WireRecord {
  const typed = { text: textArgument(body, 'message'), attachments: givenList(body, 'attachments') };
  const isEdit =
    typed.text !== undefined || typed.attachments !== undefined || textArgument(body, 'subject') !== undefined;
  if (isEdit) getEditable(posting, messageNr);
  const state = stateAsked(before, body);
  if (state !== undefined) requireUnlocked(posting, messageNr);
  const board = state === undefined ? {} : boardFields(posting, before, state);
  const others = plainFields(posting, body);
  if (others.is_url_preview_disabled === true) removePreviews(posting, messageNr);
  const edit = isEdit ? editedFields(posting, messageNr, typed, textsOf({ ...before, ...board }, 'tags')) : {};
  return { ...board, ...edit, ...others };
}

function plainFields(posting: Posting, body: WireRecord): WireRecord {
  const subject = textArgument(body, 'subject');
  const assigneeIds = givenList(body, 'assignee_ids');
  const isQuiet = booleanArgument(body, 'is_url_preview_disabled');
  return {
    ...(assigneeIds === undefined ? {} : assigneeFields(posting, assigneeIds)),
    ...(subject === undefined ? {} : subjectFields(posting, subject)),
    ...(isQuiet === undefined ? {} : { is_url_preview_disabled: isQuiet }),
  };
}

/** What the call makes of a message on the boards; undefined when it says nothing of that. */
function stateAsked(before: WireRecord, body: WireRecord): BoardState | undefined {
  const tags = givenList(body, 'tags');
  const weight = decimalArgument(body, 'pin_weight');
  if (tags !== undefined) return stateNamed(tags, weight);
  if (weight === undefined) return undefined;
  const state = stateNamed(textsOf(before, 'tags'), weight);
  if (state.kind === 'plain' || state.kind === 'unpinned') throw invalidCall('The message is on no board.');
  return state;
}

/** The tags are those of the seed document: pin, is_todo, is_done, is_separator, is_archived. */
function stateNamed(tags: readonly string[], weight: number | undefined): BoardState {
  const isArchived = tags.includes('is_archived');
  if (tags.includes('unpin') || (tags.includes('pin') && isArchived)) return { kind: 'unpinned' };
  if (tags.includes('pin')) return { kind: 'pinned', weight };
  if (tags.includes('is_separator')) return { kind: 'separator', isArchived, weight };
  if (tags.includes('is_done')) return { kind: 'done', isArchived, weight };
  if (tags.includes('is_todo') || tags.includes('is_task')) return { kind: 'todo', isArchived, weight };
  return { kind: 'plain' };
}
