// emulator/calls: events that put messages on boards and move them there, and that read the boards (fleep-wire.md 3.8, 3.9).
import { numberArgument, requiredText, textArgument } from '../arguments.js';
import { numberOf } from '../fields.js';
import { changeBoard, getTask, movePin, moveTask, taskWeightOf } from '../live/messages/board-moves.js';
import type { Posting } from '../live/messages/posting.js';
import { movePersonalTask } from '../live/personal/personal-tasks.js';
import type { Outcome } from '../live/requests.js';
import { pinboardPage, taskboardPage } from './boards.js';
import { type Call, getView } from './call.js';
import { cursorArgument, type EventTypes } from './event-call.js';
import { change } from './event-types-messages.js';

export const boardEvents: EventTypes = {
  'message:set_plain': (call) => change(call, (posting, nr) => changeBoard(posting, nr, { kind: 'plain' })),
  'message:set_pinned': (call) => change(call, (posting, nr) => changeBoard(posting, nr, { kind: 'pinned' })),
  'message:set_unpinned': (call) => change(call, (posting, nr) => changeBoard(posting, nr, { kind: 'unpinned' })),
  'message:set_todo': (call) => {
    const sectionId = textArgument(call.body, 'section_id');
    return change(call, (posting, nr) => changeBoard(posting, nr, { kind: 'todo', sectionId }));
  },
  'message:set_done': (call) =>
    change(call, (posting, nr) => {
      getTask(posting, nr);
      changeBoard(posting, nr, { kind: 'done' });
    }),
  'message:pin:set_position': (call) =>
    change(call, (posting, nr) => movePin(posting, nr, numberArgument(call.body, 'prev_message_nr'))),
  'message:task:set_position': (call) => change(call, (posting, nr) => placeTask(call, posting, nr)),
  'conv:pin:sync': (call) => {
    const view = getView(call, requiredText(call.body, 'conversation_id'));
    const weight = numberOf(cursorArgument(call.body, 'pin_cursor'), 'pin_weight');
    return readOutcome(pinboardPage(call, view, { weight, limit: numberArgument(call.body, 'limit') }));
  },
  'section:task:sync': (call) => {
    const view = getView(call, requiredText(call.body, 'conversation_id'));
    const weight = numberOf(cursorArgument(call.body, 'sync_cursor'), 'task_weight');
    const sectionId = requiredText(call.body, 'section_id');
    return readOutcome(taskboardPage(call, view, sectionId, { weight, limit: numberArgument(call.body, 'limit') }));
  },
};

const readOutcome = ({ header, stream }: ReturnType<typeof pinboardPage>): Outcome => ({
  records: [header, ...(stream.text === '' ? [] : [stream.text])],
  isRead: true,
});

/** On the actor's own board when the section is one of it. */
function placeTask(call: Call, posting: Posting, messageNr: number): void {
  const sectionId = textArgument(call.body, 'section_id');
  const previousNr = numberArgument(call.body, 'prev_message_nr');
  const board = call.world.personalBoards.find(call.accountId);
  const to = sectionId === undefined ? {} : { sectionId };
  if (sectionId !== undefined && board?.has(sectionId)) {
    const previous = previousNr === undefined ? undefined : board.find(posting.conversation.id, previousNr);
    movePersonalTask(posting, messageNr, previous ? { ...to, below: previous.weight } : to);
    return;
  }
  moveTask(posting, messageNr, previousNr === undefined ? to : { ...to, below: taskWeightOf(posting, previousNr) });
}
