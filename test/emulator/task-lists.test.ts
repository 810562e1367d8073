// The order of tasks, and paging through them, on the practice server (fleep-wire.md 2, 3.8).
import { describe, expect, it } from 'vitest';
import type { FleepClient } from '../../src/fleep/client.js';
import type { ConversationId } from '../../src/fleep/ids.js';
import { begin, FULL, fails, heardBy, messageOf, STEP, send } from './acting.js';
import { accountId, headerOf, ofType, onTypedScene } from './scene.js';

const create = async (client: FleepClient, id: ConversationId, text: string): Promise<number> =>
  Number((await client.call('createTask', { id, args: { message: text } })).body.result_message_nr);

/** Section id by name. */
async function sectionsOf(client: FleepClient, id: ConversationId): Promise<ReadonlyMap<unknown, string>> {
  const { body } = await client.call('synchronizeStateForConversation', { id, args: { mk_direction: 'ic_full' } });
  return new Map(ofType(body, 'section').map((section) => [section.name, String(section.section_id)]));
}

/** Number and weight of the tasks of a section, heaviest first. */
async function boardOf(client: FleepClient, conversation_id: ConversationId, section_id: string): Promise<unknown[]> {
  const { body } = await client.call('synchronizeTaskboard', { args: { conversation_id, section_id } });
  return ofType(body, 'message').map((task) => [task.message_nr, task.task_weight]);
}

describe('task/sort', () => {
  it('moves a task above all, or right below a weight', async () => {
    await onTypedScene(async (scene) => {
      const conversation = await begin(scene, 'bert');
      const { anna, bert } = scene;
      for (const text of ['a', 'b', 'c']) await create(anna, conversation, text);
      const todo = (await sectionsOf(anna, conversation)).get('To Do') ?? '';
      expect(await boardOf(bert, conversation, todo)).toEqual([
        [4, FULL + 2 * STEP],
        [3, FULL + STEP],
        [2, FULL],
      ]);
      const sort = (args: { message_nr: number; below_task_weight?: number }) =>
        bert.call('sortTask', { id: conversation, args });
      await sort({ message_nr: 2, below_task_weight: FULL + 2 * STEP });
      await sort({ message_nr: 3 });
      expect(await boardOf(anna, conversation, todo)).toEqual([
        [3, FULL + 3 * STEP],
        [4, FULL + 2 * STEP],
        [2, FULL + STEP + STEP / 2],
      ]);
      await sort({ message_nr: 3, below_task_weight: FULL + STEP + STEP / 2 });
      expect((await boardOf(anna, conversation, todo)).at(-1)).toEqual([3, FULL + STEP / 2]);
      await send(anna, conversation, 'no task');
      await expect(sort({ message_nr: 9 })).rejects.toEqual(fails(430));
      await expect(sort({ message_nr: 8 })).rejects.toEqual(fails(400, 'invalid_call'));
    });
  });

  it('moves it on the own board only, when that is asked for', async () => {
    await onTypedScene(async (scene) => {
      const conversation = await begin(scene, 'bert');
      const { anna, bert } = scene;
      for (const message of ['a', 'b']) {
        await anna.call('createTask', { id: conversation, args: { message, assignee_ids: [accountId('bert')] } });
      }
      const before = await messageOf(bert, conversation, 2);
      expect(before).toMatchObject({ task_weight: FULL, task_state: { task_weight: FULL } });
      const args = { message_nr: 2, is_my_tasklist: true };
      const heard = await heardBy(bert, () => bert.call('sortTask', { id: conversation, args }));
      expect(ofType(heard, 'message')).toEqual([
        expect.objectContaining({
          task_weight: FULL,
          task_state: expect.objectContaining({ task_weight: FULL + 2 * STEP }),
        }),
      ]);
      expect(await messageOf(bert, conversation, 2)).not.toHaveProperty('flow_message_nr');
      await expect(anna.call('sortTask', { id: conversation, args })).rejects.toEqual(fails(400, 'invalid_call'));
    });
  });
});

describe('task/sync and task/list', () => {
  it('page through the tasks of a conversation until the horizon is 0', async () => {
    await onTypedScene(async (scene) => {
      const conversation = await begin(scene, 'bert');
      const { anna, bert } = scene;
      for (let task = 1; task <= 23; task += 1) await create(anna, conversation, `task ${task}`);
      for (const message_nr of [3, 5]) await anna.call('archiveTask', { id: conversation, args: { message_nr } });
      const all: unknown[] = [];
      let horizon: unknown;
      do {
        const args = horizon === undefined ? {} : { from_message_nr: Number(horizon) };
        const { body } = await bert.call('synchronizeTasks', { id: conversation, args });
        all.push(...ofType(body, 'message').map(({ message_nr }) => message_nr));
        horizon = headerOf(body).task_horizon;
      } while (horizon !== 0);
      const numbers = Array.from({ length: 23 }, (_unused, index) => 24 - index);
      expect(all).toEqual(numbers);
      const listed = async (is_archive: boolean) => {
        const found: unknown[] = [];
        let sync_horizon = 0;
        do {
          const args = { is_archive, sync_horizon };
          const { body } = await bert.call('listTasks', { id: conversation, args });
          found.push(...ofType(body, 'message').map(({ message_nr }) => message_nr));
          sync_horizon = Number(body.sync_horizon);
        } while (sync_horizon !== 0);
        return found;
      };
      expect(await listed(true)).toEqual([5, 3]);
      expect(await listed(false)).toEqual(numbers.filter((number) => number !== 3 && number !== 5));
    });
  });
});
