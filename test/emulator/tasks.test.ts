// Tasks of conversations and of accounts on the practice server (fleep-wire.md 2, 3.8, 4.2, 4.7).
import { describe, expect, it } from 'vitest';
import type { FleepClient } from '../../src/fleep/client.js';
import type { ConversationId } from '../../src/fleep/ids.js';
import { begin, FULL, fails, headerFor, heardBy, messageOf, STATE, send } from './acting.js';
import { accountId, headerOf, id, ofType, onTypedScene } from './scene.js';
import { message } from './small-world.js';
import type { Json } from './walk.js';

const create = async (client: FleepClient, id: ConversationId, text: string): Promise<number> =>
  Number((await client.call('createTask', { id, args: { message: text } })).body.result_message_nr);

/** Section id by name. */
async function sectionsOf(client: FleepClient, id: ConversationId): Promise<ReadonlyMap<unknown, string>> {
  const { body } = await client.call('synchronizeStateForConversation', { id, args: { mk_direction: 'ic_full' } });
  return new Map(ofType(body, 'section').map((section) => [section.name, String(section.section_id)]));
}

describe('task/create', () => {
  it('writes a task that everybody hears of, with its assignees', async () => {
    await onTypedScene(async (scene) => {
      const conversation = await begin(scene, 'bert');
      const { anna, bert } = scene;
      const todo = (await sectionsOf(anna, conversation)).get('To Do');
      const heard = await heardBy(bert, async () => {
        const args = { message: 'buy milk', assignee_ids: [accountId('bert')] };
        const { body } = await anna.call('createTask', { id: conversation, args });
        expect(body.result_message_nr).toBe(2);
        expect(headerOf(body)).toMatchObject({ has_taskboard: true, has_task_archive: false });
      });
      expect(ofType(heard, 'message')).toEqual([
        expect.objectContaining({
          message_nr: 2,
          message: '<msg><p>buy milk</p></msg>',
          mk_message_state: `${STATE}:todo`,
          tags: ['is_shared', 'is_task', 'is_todo'],
          section_id: todo,
          task_weight: FULL,
          pin_weight: FULL,
          tasked_account_id: id('anna'),
          assignee_ids: [id('bert')],
          task_state: expect.objectContaining({ task_weight: FULL }),
        }),
      ]);
      await expect(
        anna.call('createTask', { id: conversation, args: { message: 'x', assignee_ids: [accountId('dora')] } }),
      ).rejects.toEqual(fails(400));
      expect((await headerFor(anna, conversation)).last_message_nr).toBe(2);
    });
  });
});

describe('task/make, done, todo, archive, activate', () => {
  it('take a message through the states of a task', async () => {
    await onTypedScene(async (scene) => {
      const conversation = await begin(scene, 'bert');
      const { anna, bert } = scene;
      await send(anna, conversation, 'do it');
      const args = { message_nr: 2 };
      const sections = await sectionsOf(anna, conversation);
      await expect(bert.call('markTaskDone', { id: conversation, args })).rejects.toEqual(fails(400, 'invalid_call'));
      const made = await bert.call('makeTask', { id: conversation, args });
      expect(made.body.result_message_nr).toBe(2);
      expect(ofType(made.body, 'message')).toEqual([
        expect.objectContaining({
          flow_message_nr: 3,
          tasked_account_id: id('bert'),
          edit_account_id: id('bert'),
          section_id: sections.get('To Do'),
        }),
      ]);
      await anna.call('markTaskDone', { id: conversation, args });
      expect(await messageOf(bert, conversation, 2)).toMatchObject({
        mk_message_state: `${STATE}:done`,
        tags: ['is_shared', 'is_task', 'is_done'],
        flow_message_nr: 4,
        tasked_account_id: id('bert'),
      });
      const archived = await heardBy(bert, () => anna.call('archiveTask', { id: conversation, args }));
      expect(ofType(archived, 'message')).toEqual([
        expect.objectContaining({
          mk_message_state: `${STATE}:done`,
          tags: ['is_shared', 'is_task', 'is_done', 'is_archived'],
          section_id: sections.get('Archived'),
        }),
      ]);
      expect(ofType(archived, 'conv').at(-1)).toMatchObject({ has_taskboard: true, has_task_archive: true });
      const tasks = await bert.call('synchronizeStateForConversation', {
        id: conversation,
        args: { mk_direction: 'ic_tasks' },
      });
      expect(ofType(tasks.body, 'message').map(({ message_nr }) => message_nr)).toEqual([2]);
      await anna.call('activateTask', { id: conversation, args });
      expect(await messageOf(bert, conversation, 2)).toMatchObject({
        tags: ['is_shared', 'is_task', 'is_done'],
        section_id: sections.get('To Do'),
      });
      await anna.call('markTaskTodo', { id: conversation, args });
      expect((await messageOf(bert, conversation, 2)).mk_message_state).toBe(`${STATE}:todo`);
      expect(await headerFor(bert, conversation)).toMatchObject({ last_message_nr: 7, has_task_archive: false });
      await anna.call('deleteMessageFromConversation', { id: conversation, args });
      await expect(anna.call('makeTask', { id: conversation, args })).rejects.toEqual(fails(400, 'invalid_call'));
      expect(await headerFor(bert, conversation)).toMatchObject({ has_taskboard: false });
    });
  });

  it('work in a conversation whose world has no sections, which it then gets', async () => {
    const conversation_id = '30000000-0000-4000-8000-000000000003';
    const conv: Json = { mk_rec_type: 'conv', conversation_id, members: [id('anna'), id('bert')] };
    await onTypedScene(
      async ({ anna, bert }) => {
        const conversation = conversation_id as ConversationId;
        const heard = await heardBy(bert, () => anna.call('makeTask', { id: conversation, args: { message_nr: 1 } }));
        const [section] = ofType(heard, 'section');
        expect(section).toMatchObject({ name: 'To Do', conversation_id, weight: FULL });
        expect(ofType(heard, 'message')[0]).toMatchObject({ message_nr: 1, section_id: section?.section_id });
        expect([...(await sectionsOf(anna, conversation)).keys()]).toContain('To Do');
      },
      [conv, message(conversation_id, 1, { account_id: id('bert') })],
    );
  });
});

describe('task/assign', () => {
  it('puts a task on the boards of its assignees, and takes it off those of others', async () => {
    await onTypedScene(async (scene) => {
      const conversation = await begin(scene, 'bert', 'carl');
      const { anna, bert, carl } = scene;
      const task = await create(anna, conversation, 'task');
      const assign = (...names: ('bert' | 'carl')[]) =>
        anna.call('assignTask', { id: conversation, args: { message_nr: task, assignee_ids: names.map(accountId) } });
      const heard = await heardBy(bert, () => assign('bert'));
      const personal = ofType(heard, 'section');
      expect(personal.map(({ name, mk_section_type }) => [name, mk_section_type])).toEqual([
        ['To Do', 'urn:fleep:section:mk_section_type:my_task'],
        ['Archived', 'urn:fleep:section:mk_section_type:my_task'],
      ]);
      expect(ofType(heard, 'message')[0]).toMatchObject({
        assignee_ids: [id('bert')],
        task_state: {
          mk_section_type: 'urn:fleep:section:mk_section_type:my_task',
          section_id: personal[0]?.section_id,
          task_weight: FULL,
        },
      });
      expect(await messageOf(carl, conversation, task)).not.toHaveProperty('task_state');
      await assign('carl');
      expect((await messageOf(bert, conversation, task)).task_state).toBeNull();
      expect((await messageOf(carl, conversation, task)).task_state).toMatchObject({ task_weight: FULL });
      await assign();
      expect(await messageOf(carl, conversation, task)).toMatchObject({ task_state: null, assignee_ids: [] });
    });
  });

  it('follows a task into the archive and out of it', async () => {
    await onTypedScene(async (scene) => {
      const conversation = await begin(scene);
      const { anna } = scene;
      const heard = await heardBy(anna, () =>
        anna.call('createTask', { id: conversation, args: { message: 'mine', assignee_ids: [accountId('anna')] } }),
      );
      const [todo, archived] = ofType(heard, 'section')
        .filter(({ mk_section_type }) => String(mk_section_type).endsWith(':my_task'))
        .map(({ section_id }) => section_id);
      const stateOf = async () => (await messageOf(anna, conversation, 2)).task_state;
      expect(await stateOf()).toMatchObject({ section_id: todo });
      await anna.call('archiveTask', { id: conversation, args: { message_nr: 2 } });
      expect(await stateOf()).toMatchObject({ section_id: archived });
      await anna.call('activateTask', { id: conversation, args: { message_nr: 2 } });
      expect(await stateOf()).toMatchObject({ section_id: todo });
      await anna.call('storeMessage', { id: conversation, args: { message_nr: 2, tags: [] } });
      expect(await stateOf()).toBeNull();
    });
  });
});
