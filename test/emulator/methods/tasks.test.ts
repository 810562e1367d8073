// Tasks of a conversation (fleep-wire.md section 2, below the table; 3.8).
import { expect } from 'vitest';
import type { FleepClient } from '../../../src/fleep/client.js';
import type { ConversationId } from '../../../src/fleep/ids.js';
import { begin, FULL, headerFor, heardBy, messageOf, STATE, STEP, send } from '../acting.js';
import { accountId, headerOf, id, numbersOf, ofType } from '../scene.js';
import { methodTest, type Stage } from './method-test.js';
import { sectionsOf } from './seeing.js';

const create = (client: FleepClient, conversation: ConversationId, message = 'do it') =>
  client.call('createTask', { id: conversation, args: { message } });

/** A conversation of anna and bert with one task, which has number 2. */
async function beginWithTask(stage: Stage): Promise<ConversationId> {
  const conversation = await begin(stage, 'bert');
  await create(stage.anna, conversation);
  return conversation;
}

const TASK = { message_nr: 2 };

methodTest('synchronizeTasks', 'lists all tasks until the horizon is 0', async (stage) => {
  const conversation = await begin(stage, 'bert');
  for (let number = 2; number <= 12; number += 1) await create(stage.anna, conversation);
  await stage.anna.call('archiveTask', { id: conversation, args: { message_nr: 5 } });
  const sync = async (args: { from_message_nr?: number }) =>
    (await stage.bert.call('synchronizeTasks', { id: conversation, args })).body;
  const first = await sync({});
  const last = await sync({ from_message_nr: Number(headerOf(first).task_horizon) });
  expect([...numbersOf(first), ...numbersOf(last)]).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]);
  expect(headerOf(last).task_horizon).toBe(0);
});

methodTest('listTasks', 'lists open tasks, or those in the archive', async (stage) => {
  const conversation = await begin(stage, 'bert');
  for (const text of ['a', 'b', 'c']) await create(stage.anna, conversation, text);
  await stage.anna.call('archiveTask', { id: conversation, args: { message_nr: 3 } });
  const list = async (is_archive: boolean) =>
    (await stage.bert.call('listTasks', { id: conversation, args: { is_archive } })).body;
  expect(numbersOf(await list(false))).toEqual([4, 2]);
  expect(numbersOf(await list(true))).toEqual([3]);
  expect((await list(true)).sync_horizon).toBe(0);
});

methodTest('createTask', 'writes a task that everybody hears of', async (stage) => {
  const { anna, bert } = stage;
  const conversation = await begin(stage, 'bert');
  const args = { message: 'buy milk', assignee_ids: [accountId('bert')] };
  const heard = await heardBy(bert, async () => {
    const { body } = await anna.call('createTask', { id: conversation, args });
    expect(body.result_message_nr).toBe(2);
  });
  expect(ofType(heard, 'message')).toMatchObject([
    {
      message_nr: 2,
      message: '<msg><p>buy milk</p></msg>',
      mk_message_state: `${STATE}:todo`,
      section_id: (await sectionsOf(bert, conversation)).get('To Do'),
      task_weight: FULL,
      tasked_account_id: id('anna'),
      assignee_ids: [id('bert')],
    },
  ]);
  expect((await headerFor(bert, conversation)).has_taskboard).toBe(true);
});

methodTest('markTaskDone', 'is seen as done by the others', async (stage) => {
  const conversation = await beginWithTask(stage);
  const heard = await heardBy(stage.anna, () => stage.bert.call('markTaskDone', { id: conversation, args: TASK }));
  expect(ofType(heard, 'message')).toMatchObject([
    {
      ...TASK,
      flow_message_nr: 3,
      mk_message_state: `${STATE}:done`,
      tags: ['is_shared', 'is_task', 'is_done'],
      edit_account_id: id('bert'),
    },
  ]);
});

methodTest('markTaskTodo', 'opens a task that was done', async (stage) => {
  const { anna, bert } = stage;
  const conversation = await beginWithTask(stage);
  await anna.call('markTaskDone', { id: conversation, args: TASK });
  const heard = await heardBy(bert, () => anna.call('markTaskTodo', { id: conversation, args: TASK }));
  expect(ofType(heard, 'message')).toMatchObject([{ ...TASK, mk_message_state: `${STATE}:todo` }]);
  expect((await messageOf(bert, conversation, 2)).tags).toEqual(['is_shared', 'is_task', 'is_todo']);
});

methodTest('sortTask', 'moves a task to the top, or right below a weight', async (stage) => {
  const { anna, bert } = stage;
  const conversation_id = await begin(stage, 'bert');
  for (const text of ['a', 'b', 'c']) await create(anna, conversation_id, text);
  const section_id = (await sectionsOf(bert, conversation_id)).get('To Do') ?? '';
  const order = async () =>
    numbersOf((await bert.call('synchronizeTaskboard', { args: { conversation_id, section_id } })).body);
  expect(await order()).toEqual([4, 3, 2]);
  await anna.call('sortTask', { id: conversation_id, args: TASK });
  expect(await order()).toEqual([2, 4, 3]);
  const below = { message_nr: 2, below_task_weight: FULL + 2 * STEP };
  await anna.call('sortTask', { id: conversation_id, args: below });
  expect(await order()).toEqual([4, 2, 3]);
});

methodTest('makeTask', 'makes a task of a message', async (stage) => {
  const { anna, bert } = stage;
  const conversation = await begin(stage, 'bert');
  await send(anna, conversation, 'said by the way');
  const heard = await heardBy(anna, () => bert.call('makeTask', { id: conversation, args: TASK }));
  expect(ofType(heard, 'message')).toMatchObject([
    {
      ...TASK,
      message: '<msg><p>said by the way</p></msg>',
      mk_message_state: `${STATE}:todo`,
      account_id: id('anna'),
      tasked_account_id: id('bert'),
      section_id: (await sectionsOf(bert, conversation)).get('To Do'),
    },
  ]);
});

methodTest('assignTask', 'puts it on the own board of whom it is for', async (stage) => {
  const { anna, bert } = stage;
  const conversation = await beginWithTask(stage);
  const assign = (...names: 'bert'[]) =>
    anna.call('assignTask', { id: conversation, args: { ...TASK, assignee_ids: names.map(accountId) } });
  const heard = await heardBy(bert, () => assign('bert'));
  expect(ofType(heard, 'message')).toMatchObject([
    { ...TASK, assignee_ids: [id('bert')], task_state: { task_weight: FULL } },
  ]);
  expect(await messageOf(anna, conversation, 2)).not.toHaveProperty('task_state');
  await assign();
  expect(await messageOf(bert, conversation, 2)).toMatchObject({ assignee_ids: [], task_state: null });
});

methodTest('archiveTask', 'moves it to the archive', async (stage) => {
  const { anna, bert } = stage;
  const conversation = await beginWithTask(stage);
  const heard = await heardBy(bert, () => anna.call('archiveTask', { id: conversation, args: TASK }));
  expect(ofType(heard, 'message')).toMatchObject([
    {
      ...TASK,
      tags: ['is_shared', 'is_task', 'is_todo', 'is_archived'],
      section_id: (await sectionsOf(bert, conversation)).get('Archived'),
    },
  ]);
  expect((await headerFor(bert, conversation)).has_task_archive).toBe(true);
});

methodTest('activateTask', 'takes it out of the archive', async (stage) => {
  const { anna, bert } = stage;
  const conversation = await beginWithTask(stage);
  await anna.call('archiveTask', { id: conversation, args: TASK });
  await anna.call('activateTask', { id: conversation, args: TASK });
  expect(await messageOf(bert, conversation, 2)).toMatchObject({
    tags: ['is_shared', 'is_task', 'is_todo'],
    section_id: (await sectionsOf(bert, conversation)).get('To Do'),
  });
  expect((await headerFor(bert, conversation)).has_task_archive).toBe(false);
});
