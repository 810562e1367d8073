// fleep/methods: tasks, which are messages of a conversation (fleep-wire.md, sections 2 and 3.8). None is in the seed.
// Invariant: whether these calls are still answered is not established (section 11, question 9); a 4xx says that they are not.
import { horizonPages, pageAnswer, syncAnswer } from './common.js';
import { optional, reads, required, writes } from './row.js';

const see = '2 (other mutating paths)';
const from = { from_message_nr: optional('integer') } as const;
const one = { message_nr: required('integer'), ...from } as const;

export const taskMethods = {
  synchronizeTasks: reads('task/sync', {
    see: '2 (read methods absent from the seed), 3.8',
    id: 'conversation',
    inputs: from,
    answer: pageAnswer,
    pages: horizonPages('task_horizon'),
    note: 'from_message_nr is the task_horizon of the header.',
  }),
  listTasks: reads('task/list', {
    see: '2 (read methods absent from the seed)',
    id: 'conversation',
    inputs: { sync_horizon: optional('integer'), is_archive: optional('boolean') },
    answer: { ...pageAnswer, sync_horizon: 'integer' },
    pages: { at: 'body', field: 'sync_horizon', into: 'sync_horizon', end: { kind: 'none' } },
    note: 'The answer is not established.',
  }),
  createTask: writes('task/create', {
    see,
    id: 'conversation',
    inputs: {
      message: required('text'),
      ...from,
      attachments: optional('text[]'),
      assignee_ids: optional('account[]'),
    },
    answer: syncAnswer,
  }),
  markTaskDone: writes('task/done', { see, id: 'conversation', inputs: one, answer: syncAnswer }),
  markTaskTodo: writes('task/todo', { see, id: 'conversation', inputs: one, answer: syncAnswer }),
  sortTask: writes('task/sort', {
    see,
    id: 'conversation',
    isOpen: true,
    inputs: { ...one, below_task_weight: optional('number'), is_my_tasklist: optional('boolean') },
    answer: syncAnswer,
  }),
  makeTask: writes('task/make', { see, id: 'conversation', inputs: one, answer: syncAnswer }),
  assignTask: writes('task/assign', {
    see,
    id: 'conversation',
    inputs: { ...one, assignee_ids: optional('account[]') },
    answer: syncAnswer,
  }),
  archiveTask: writes('task/archive', { see, id: 'conversation', inputs: one, answer: syncAnswer }),
  activateTask: writes('task/activate', { see, id: 'conversation', inputs: one, answer: syncAnswer }),
} as const;
