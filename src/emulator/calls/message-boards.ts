// emulator/calls: message/pin, unpin, repin and snooze (fleep-wire.md section 2, "other mutating paths"; 3.8).
import { decimalArgument, numberArgument, requiredNumber } from '../arguments.js';
import { setSnooze } from '../live/accounts/own-settings.js';
import { changeBoard, movePin, weighPin } from '../live/messages/board-moves.js';
import type { Posting } from '../live/messages/posting.js';
import type { Call, Handler } from './call.js';
import { getPosting, syncAnswer } from './sync-answer.js';

export const messageBoardCalls: Readonly<Record<string, Handler>> = {
  'message/pin': (call) => {
    const weight = decimalArgument(call.body, 'pin_weight');
    return onMessage(call, 'message_nr', (posting, nr) => changeBoard(posting, nr, { kind: 'pinned', weight }));
  },
  'message/unpin': (call) =>
    onMessage(call, 'pin_message_nr', (posting, nr) => changeBoard(posting, nr, { kind: 'unpinned' })),
  'message/repin': (call) => {
    const weight = decimalArgument(call.body, 'pin_weight');
    return onMessage(call, 'pin_message_nr', (posting, nr) =>
      weight === undefined ? movePin(posting, nr, undefined) : weighPin(posting, nr, weight),
    );
  },
  'message/snooze': (call) => {
    const posting = getPosting(call);
    setSnooze(posting, numberArgument(call.body, 'snooze_interval') ?? 0);
    return syncAnswer(call, posting);
  },
};

/** Does something with one message of the conversation and answers with it. */
export function onMessage(call: Call, name: string, change: (posting: Posting, messageNr: number) => void): string {
  const posting = getPosting(call);
  const messageNr = requiredNumber(call.body, name);
  change(posting, messageNr);
  return syncAnswer(call, posting, { result_message_nr: messageNr }, [messageNr]);
}
