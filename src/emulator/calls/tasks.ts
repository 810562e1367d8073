// emulator/calls: task/… : tasks of a conversation (fleep-wire.md section 2, "other mutating paths"; 3.8).
// Invariant: the lists go on strictly below the number that they were asked from, and end with 0.
import {
  booleanArgument,
  decimalArgument,
  givenList,
  listArgument,
  numberArgument,
  requiredText,
} from '../arguments.js';
import { deltaHeader } from '../headers.js';
import { assigneeFields } from '../live/conversations/stored-fields.js';
import { activateTask, archiveTask, changeBoard, getTask, moveTask } from '../live/messages/board-moves.js';
import { boardFields } from '../live/messages/boards.js';
import { changeMessage, writeMessage } from '../live/messages/messages.js';
import { movePersonalTask } from '../live/personal/personal-tasks.js';
import { taskPage, tasksOf } from '../side-lists.js';
import { answer, type Call, getView, type Handler, newStream } from './call.js';
import { onMessage } from './message-boards.js';
import { written } from './messages.js';
import { getPosting } from './sync-answer.js';

const TASKS_A_PAGE = 10;

export const taskCalls: Readonly<Record<string, Handler>> = {
  'task/sync': (call) => {
    const view = getView(call, call.id);
    const page = taskPage(tasksOf(view), numberArgument(call.body, 'from_message_nr'), TASKS_A_PAGE);
    return answer(deltaHeader(view, { task_horizon: page.horizon }), newStream(call).addEach(view, page.numbers));
  },
  'task/list': list,
  'task/create': create,
  'task/make': (call) => onTask(call, (posting, nr) => changeBoard(posting, nr, { kind: 'todo' })),
  'task/todo': (call) => onTask(call, (posting, nr) => changeBoard(posting, nr, { kind: 'todo' })),
  'task/done': (call) =>
    onTask(call, (posting, nr) => {
      getTask(posting, nr);
      changeBoard(posting, nr, { kind: 'done' });
    }),
  'task/archive': (call) => onTask(call, archiveTask),
  'task/activate': (call) => onTask(call, activateTask),
  'task/assign': (call) =>
    onTask(call, (posting, nr) => {
      getTask(posting, nr);
      changeMessage(posting, nr, assigneeFields(posting, listArgument(call.body, 'assignee_ids')));
    }),
  'task/sort': (call) => {
    const below = decimalArgument(call.body, 'below_task_weight');
    const isPersonal = booleanArgument(call.body, 'is_my_tasklist') === true;
    const to = below === undefined ? {} : { below };
    return onTask(call, (posting, nr) => (isPersonal ? movePersonalTask(posting, nr, to) : moveTask(posting, nr, to)));
  },
};

const onTask = (call: Call, change: Parameters<typeof onMessage>[2]): string => onMessage(call, 'message_nr', change);

function create(call: Call): string {
  const posting = getPosting(call);
  const { body } = call;
  const assigneeIds = givenList(body, 'assignee_ids');
  return written(call, posting, () =>
    writeMessage(posting, requiredText(body, 'message'), listArgument(body, 'attachments'), {
      ...(assigneeIds === undefined ? {} : assigneeFields(posting, assigneeIds)),
      ...boardFields(posting, {}, { kind: 'todo' }),
    }),
  );
}

/** Open tasks, or archived ones. */
function list(call: Call): string {
  const view = getView(call, call.id);
  const isArchive = booleanArgument(call.body, 'is_archive') === true;
  const tasks = tasksOf(view).filter((task) => task.isArchived === isArchive);
  const page = taskPage(tasks, numberArgument(call.body, 'sync_horizon'), TASKS_A_PAGE);
  const stream = newStream(call).addEach(view, page.numbers);
  return `{"header":${deltaHeader(view)},"stream":${stream.toJson()},"sync_horizon":${page.horizon}}`;
}
