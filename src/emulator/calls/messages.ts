// emulator/calls: message/… : what people write, change, delete, copy and read (fleep-wire.md section 2, rows 51 to 55).
// Invariant: a client_req_id that has been done gives its first result again and writes nothing.
import { conflict } from '../api-error.js';
import {
  booleanArgument,
  givenList,
  listArgument,
  numberArgument,
  requiredNumber,
  requiredText,
  textArgument,
} from '../arguments.js';
import type { WireRecord } from '../fields.js';
import { moveReadHorizon } from '../live/conversations/reading.js';
import { copyMessage } from '../live/messages/copies.js';
import { deletedFields, detachedFields, editedFields } from '../live/messages/edits.js';
import { changeMessage, writeMessage } from '../live/messages/messages.js';
import type { Posting } from '../live/messages/posting.js';
import { viewOf } from '../view.js';
import type { Call, Handler } from './call.js';
import { getPosting, syncAnswer } from './sync-answer.js';

export const messageCalls: Readonly<Record<string, Handler>> = {
  'message/send': (call) => {
    const posting = getPosting(call);
    return written(call, posting, () => writeMessage(posting, textArgument(call.body, 'message'), filesIn(call.body)));
  },
  'message/edit': (call) => {
    const posting = getPosting(call);
    const messageNr = requiredNumber(call.body, 'message_nr');
    const typed = { text: requiredText(call.body, 'message'), attachments: givenList(call.body, 'attachments') };
    changeMessage(posting, messageNr, editedFields(posting, messageNr, typed));
    return syncAnswer(call, posting, { result_message_nr: messageNr });
  },
  'message/delete': (call) => {
    const posting = getPosting(call);
    const messageNr = requiredNumber(call.body, 'message_nr');
    const attachmentId = textArgument(call.body, 'attachment_id');
    const fields =
      attachmentId === undefined
        ? deletedFields(posting, messageNr)
        : detachedFields(posting, messageNr, [attachmentId]);
    changeMessage(posting, messageNr, fields);
    return syncAnswer(call, posting, { result_message_nr: messageNr });
  },
  'message/copy': (call) => {
    const from = getPosting(call);
    const to = getPosting(call, requiredText(call.body, 'to_conv_id'));
    const copyNr = copyMessage(from, requiredNumber(call.body, 'message_nr'), to);
    return syncAnswer(call, from, { result_message_nr: copyNr });
  },
  'message/mark_read': (call) => read(call, (messageNr) => messageNr),
  'message/mark_unread': (call) => read(call, (messageNr) => messageNr - 1),
};

/** What is attached, by address or, as until 2015, by the id that the upload gave (fleep-wire.md 6). */
const filesIn = (body: WireRecord): readonly string[] => [
  ...listArgument(body, 'attachments'),
  ...listArgument(body, 'file_ids'),
];

/** Answers for something that writes or changes one message, unless that was done under the same client_req_id before. */
export function written(call: Call, posting: Posting, write: () => number): string {
  const { world, changes, accountId, body } = call;
  const clientReqId = textArgument(body, 'client_req_id');
  const more = (messageNr: number) => ({ result_message_nr: messageNr, client_req_id: clientReqId });
  const done = clientReqId === undefined ? undefined : world.requests.find(accountId, clientReqId);
  const [firstNr] = done?.outcome.messageNrs ?? [];
  if (firstNr !== undefined) return syncAnswer(call, posting, more(firstNr), [firstNr]);
  requireNothingNew(call, posting);
  const messageNr = write();
  if (clientReqId !== undefined) {
    const record = {
      mk_rec_type: 'request',
      client_req_id: clientReqId,
      conversation_id: posting.conversation.id,
      result_message_nr: messageNr,
    };
    world.requests.keep(accountId, clientReqId, { record, outcome: { messageNrs: [messageNr] } });
    changes.tell(accountId, JSON.stringify(record));
  }
  return syncAnswer(call, posting, more(messageNr), [messageNr]);
}

/** Who tries again must have seen all that there is: the first try may be among it (fleep-wire.md 2 row 56). */
function requireNothingNew({ body }: Call, { conversation, actorId }: Posting): void {
  const from = numberArgument(body, 'from_message_nr');
  if (booleanArgument(body, 'is_retry') !== true || from === undefined) return;
  if (from !== viewOf(conversation, actorId).reach.last) throw conflict('There are messages that you have not seen.');
}

function read(call: Call, upTo: (messageNr: number) => number): string {
  const posting = getPosting(call);
  moveReadHorizon(posting, upTo(requiredNumber(call.body, 'message_nr')));
  return syncAnswer(call, posting);
}
