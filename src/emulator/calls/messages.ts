// emulator/calls: message/… : what people write (fleep-wire.md section 2, rows 51 to 56).
import { encodeMessage } from '../../fleep/markup/encode.js';
import { requiredText } from '../arguments.js';
import { postMessage } from '../live/posting.js';
import type { Call, Handler } from './call.js';
import { getPosting, syncAnswer } from './sync-answer.js';

export const messageCalls: Readonly<Record<string, Handler>> = {
  'message/send': send,
};

function send(call: Call): string {
  const posting = getPosting(call);
  const number = postMessage(posting, encodeMessage(requiredText(call.body, 'message')));
  call.changes.setOwn(posting.conversation, call.accountId, { read_message_nr: number, read_inbox_nr: undefined });
  return syncAnswer(call, posting, { result_message_nr: number });
}
