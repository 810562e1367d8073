import { describe, expect, it } from 'vitest';
import type { ConversationId } from '../../src/fleep/ids.js';
import { begin, FULL, headerFor, heardBy, messageOf, STATE, STEP } from './acting.js';
import { addTodo, failed, messagesIn, requestIn, store } from './events.js';
import { accountId, id, ofType, onTypedScene } from './scene.js';
import { message } from './small-world.js';
import { asRecord } from './walk.js';

describe('section events', () => {
  it('add, rename and move sections, and delete those that people have added', async () => {
    await onTypedScene(async (scene) => {
      const conversation_id = await begin(scene, 'bert');
      const { anna, bert } = scene;
      const add = async (section_name: string) => {
        const answer = await anna.call('eventAddSection', { args: { conversation_id, section_name } });
        return String(asRecord(requestIn(answer).identifier).section_id);
      };
      const heard = await heardBy(bert, () => add('My section'));
      const [section] = ofType(heard, 'section');
      expect(section).toEqual({
        mk_rec_type: 'section',
        conversation_id,
        section_id: expect.any(String),
        name: 'My section',
        mk_section_type: 'urn:fleep:section:mk_section_type:task',
        mk_section_subtype: 'urn:fleep:section:mk_section_subtype:user',
        weight: 4_294_901_760,
        is_deleted: false,
        sync_cursor: null,
        sync_state: null,
      });
      const section_id = String(section?.section_id);
      const second = await add('Second');
      const rename = { conversation_id, section_id, section_name: 'My renamed section' };
      const renamed = await heardBy(bert, () => anna.call('eventRenameSection', { args: rename }));
      expect(ofType(renamed, 'section')).toEqual([{ ...section, name: 'My renamed section' }]);
      const moved = await anna.call('eventMoveSection', {
        args: { conversation_id, section_id, prev_section_id: second },
      });
      expect(ofType(moved.body, 'section')).toEqual([expect.objectContaining({ weight: FULL - 3 * STEP })]);
      await anna.call('eventMoveSection', { args: { conversation_id, section_id } });
      const task = await addTodo(anna, conversation_id, 'in it', { section_id });
      expect((await messageOf(bert, conversation_id, task)).section_id).toBe(section_id);
      const gone = await heardBy(bert, () =>
        anna.call('eventDeleteSection', { args: { conversation_id, section_id } }),
      );
      expect(ofType(gone, 'section')).toEqual([
        expect.objectContaining({ section_id, is_deleted: true, weight: FULL + STEP }),
      ]);
      const home = String((await messageOf(bert, conversation_id, task)).section_id);
      expect(home).not.toBe(section_id);
      expect(ofType(gone, 'message')).toEqual([expect.objectContaining({ message_nr: task, section_id: home })]);
      const failures = [
        await anna.call('eventDeleteSection', { args: { conversation_id, section_id: home } }),
        await anna.call('eventRenameSection', { args: rename }),
        await anna.call('eventAddSection', { args: { conversation_id, section_name: ' ' } }),
      ];
      expect(failures.map((answer) => requestIn(answer).status_code)).toEqual([400, 430, 400]);
    });
  });

  it('archive all tasks of a section that are done', async () => {
    await onTypedScene(async (scene) => {
      const conversation_id = await begin(scene, 'bert');
      const { anna, bert } = scene;
      const [a, b, c] = [
        await addTodo(anna, conversation_id, 'a'),
        await addTodo(anna, conversation_id, 'b'),
        await addTodo(anna, conversation_id, 'c'),
      ];
      for (const message_nr of [a, c]) await anna.call('eventSetDone', { args: { conversation_id, message_nr } });
      const section_id = String((await messageOf(anna, conversation_id, b)).section_id);
      const heard = await heardBy(bert, () => anna.call('eventArchiveDone', { args: { conversation_id, section_id } }));
      expect(ofType(heard, 'message').map(({ message_nr }) => message_nr)).toEqual([a, c]);
      for (const number of [a, c])
        expect((await messageOf(bert, conversation_id, number)).tags).toContain('is_archived');
      expect((await messageOf(bert, conversation_id, b)).section_id).toBe(section_id);
    });
  });

  it('tell of tasks that are done where people want that', async () => {
    await onTypedScene(async (scene) => {
      const conversation_id = await begin(scene, 'bert');
      const { anna, bert } = scene;
      const enabled = await anna.call('eventEnableDoneNotifications', { args: { conversation_id } });
      expect(ofType(enabled.body, 'conv')).toEqual([expect.objectContaining({ has_done_notifications: true })]);
      expect(messagesIn(enabled)).toEqual([
        expect.objectContaining({
          message_nr: 2,
          mk_message_type: 'enable_done_notifs',
          mk_message_state: `${STATE}:system`,
          message: '{"sysmsg_text":"{author} enabled task notifications."}',
        }),
      ]);
      const message_nr = await addTodo(anna, conversation_id, 'TodoMessage1');
      const heard = await heardBy(bert, () => anna.call('eventSetDone', { args: { conversation_id, message_nr } }));
      expect(ofType(heard, 'message').map(({ mk_message_type, message }) => [mk_message_type, message])).toEqual([
        ['text', '<msg><p>TodoMessage1</p></msg>'],
        ['task_completed', '{"task_message_nr":3,"sysmsg_text":"{author} completed a task."}'],
      ]);
      const disabled = await anna.call('eventDisableDoneNotifications', { args: { conversation_id } });
      expect(messagesIn(disabled)).toEqual([
        expect.objectContaining({ message_nr: 6, message: '{"sysmsg_text":"{author} disabled task notifications."}' }),
      ]);
      await anna.call('eventSetTodo', { args: { conversation_id, message_nr } });
      await anna.call('eventSetDone', { args: { conversation_id, message_nr } });
      await anna.call('eventDisableDoneNotifications', { args: { conversation_id } });
      expect(await headerFor(bert, conversation_id)).toMatchObject({
        last_message_nr: 8,
        has_done_notifications: false,
      });
    });
  });
});

describe('personal section events', () => {
  it('make, rename, move and delete sections that only their owner hears of', async () => {
    await onTypedScene(async (scene) => {
      const conversation_id = await begin(scene, 'bert');
      const { anna, bert } = scene;
      const foreign = await heardBy(bert, async () => {
        const own = await heardBy(anna, async () => {
          const added = await anna.call('eventAddMySection', { args: { section_name: 'MyTestSection' } });
          const { section_id } = asRecord(requestIn(added).identifier);
          const args = { section_id: String(section_id) };
          await anna.call('eventRenameMySection', { args: { ...args, section_name: 'Renamed' } });
          const moved = await anna.call('eventMoveMySection', { args });
          expect(ofType(moved.body, 'section')).toEqual([
            expect.objectContaining({ name: 'Renamed', weight: FULL + STEP }),
          ]);
          const task = await addTodo(anna, conversation_id, 'mine', { assignee_ids: [id('anna')] });
          await anna.call('eventMoveTask', {
            args: { conversation_id, message_nr: task, section_id: String(section_id) },
          });
          expect((await messageOf(anna, conversation_id, task)).task_state).toMatchObject({ section_id });
          await anna.call('eventDeleteMySection', { args });
          const { task_state } = await messageOf(anna, conversation_id, task);
          expect(asRecord(task_state).section_id).not.toBe(section_id);
          expect(requestIn(await anna.call('eventRenameMySection', { args: { ...args, section_name: 'x' } }))).toEqual(
            failed(430, 'not_found'),
          );
        });
        const names = ofType(own, 'section').map(({ name, is_deleted }) => [name, is_deleted]);
        expect(names).toEqual([
          ['To Do', false],
          ['Archived', false],
          ['MyTestSection', false],
          ['Renamed', false],
          ['Renamed', false],
          ['Renamed', true],
        ]);
      });
      expect(ofType(foreign, 'section')).toEqual([]);
    });
  });

  it('keep the sections that a world has, and come with the initial poll', async () => {
    const own = {
      mk_rec_type: 'section',
      section_id: '20000000-0000-4000-8000-00000000000a',
      name: 'My To Do',
      mk_section_type: 'urn:fleep:section:mk_section_type:my_task',
      mk_section_subtype: 'urn:fleep:section:mk_section_subtype:default',
      weight: FULL,
    };
    await onTypedScene(
      async (scene) => {
        const conversation_id = await begin(scene, 'bert');
        const { anna } = scene;
        const initial = async () => {
          const { body } = await anna.call('storingConnectionInformation', { args: { event_horizon: 0, wait: false } });
          return ofType(body, 'section').filter(({ mk_section_type }) => mk_section_type === own.mk_section_type);
        };
        expect(await initial()).toEqual([own]);
        const task = await addTodo(anna, conversation_id, 'mine', { assignee_ids: [id('anna')] });
        expect((await messageOf(anna, conversation_id, task)).task_state).toMatchObject({ section_id: own.section_id });
        await anna.call('eventRenameMySection', { args: { section_id: own.section_id, section_name: 'New name' } });
        expect((await initial()).map(({ name }) => name)).toContain('New name');
        expect((await initial()).map(({ name }) => name)).not.toContain('My To Do');
      },
      [own],
    );
  });

  it('show the tasks that a world assigns to the account', async () => {
    const conversation_id = '30000000-0000-4000-8000-000000000006' as ConversationId;
    const task = (message_nr: number, task_weight: number, assignee: 'anna' | 'bert') => ({
      ...message(conversation_id, message_nr),
      tags: ['is_shared', 'is_task', 'is_todo'],
      task_weight,
      assignee_ids: [id(assignee)],
    });
    const records = [
      { mk_rec_type: 'conv', conversation_id, members: [id('anna'), id('bert')] },
      task(1, 30, 'anna'),
      task(2, 10, 'bert'),
      task(3, 20, 'anna'),
      message(conversation_id, 4),
    ];
    await onTypedScene(async ({ anna }) => {
      await anna.call('eventSetAssignees', {
        args: { conversation_id, message_nr: 4, assignee_ids: [accountId('bert')] },
      });
      const heard = await heardBy(anna, () => anna.call('eventAddMySection', { args: { section_name: 'Mine' } }));
      const todo = ofType(heard, 'section').find(({ name }) => name === 'To Do');
      const board = await anna.call('eventSyncMyTasks', { args: { section_id: String(todo?.section_id) } });
      expect(
        messagesIn(board).map(({ message_nr, task_state }) => [message_nr, asRecord(task_state).task_weight]),
      ).toEqual([
        [1, FULL + STEP],
        [3, FULL],
      ]);
    }, records);
  });

  it('page through the tasks of a section, heaviest first', async () => {
    await onTypedScene(async (scene) => {
      const conversations = [await begin(scene, 'bert'), await begin(scene, 'bert')];
      const { anna, bert } = scene;
      for (const conversation_id of conversations) {
        for (const text of ['a', 'b']) await addTodo(anna, conversation_id, text, { assignee_ids: [id('bert')] });
      }
      const state = asRecord((await messageOf(bert, conversations[0] as ConversationId, 2)).task_state);
      const section_id = String(state.section_id);
      const found: unknown[] = [];
      let sync_cursor: unknown;
      for (let page = 1; page <= 2; page += 1) {
        const answer = await store(bert, 'section:my_task:sync', { section_id, limit: 3, sync_cursor });
        found.push(...messagesIn(answer).map(({ task_state }) => asRecord(task_state).task_weight));
        sync_cursor = ofType(answer.body, 'section')[0]?.sync_cursor;
      }
      expect(sync_cursor).toBeNull();
      expect(found).toEqual([FULL + 3 * STEP, FULL + 2 * STEP, FULL + STEP, FULL]);
      const whole = await bert.call('eventSyncMyTasks', { args: { section_id } });
      expect(messagesIn(whole)).toHaveLength(4);
    });
  });
});
