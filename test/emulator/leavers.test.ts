// What somebody sees of a conversation after leaving it: what was there then, and of the boards what they can still read (fleep-wire.md
// 3.7).
import { describe, expect, it } from 'vitest';
import { begin, heardBy, send } from './acting.js';
import { addTodo, requestIn, store } from './events.js';
import { createConversation, found } from './organising.js';
import {
  accountId,
  email,
  headerOf,
  id,
  numbersOf,
  ofType,
  onScene,
  onServer,
  onTypedScene,
  pollFrom,
} from './scene.js';
import { message } from './small-world.js';
import { asRecord, type Client, type Json, recordsIn, signIn } from './walk.js';

const CONVERSATION = '11111111-0000-4000-8000-000000000001';
const SECTION = '22222222-0000-4000-8000-000000000001';
const pin = { tags: ['is_shared', 'pin'], pin_weight: 5 };
const task = { tags: ['is_shared', 'is_task', 'is_todo'], section_id: SECTION, task_weight: 7 };
const text = (words: string) => `<msg><p>${words}</p></msg>`;
const later = (message_nr: number, flow_message_nr: number, more: Json) =>
  message(CONVERSATION, message_nr, {
    flow_message_nr,
    posted_time: 1000 + message_nr,
    message: text('later'),
    ...more,
  });

/** Bert leaves with number 8, and the conversation goes on to 17. */
const world: Json[] = [
  {
    mk_rec_type: 'conv',
    conversation_id: CONVERSATION,
    members: [id('anna')],
    leavers: [id('bert')],
    last_message_nr: 8,
  },
  { mk_rec_type: 'section', conversation_id: CONVERSATION, section_id: SECTION, name: 'To Do', sync_cursor: null },
  message(CONVERSATION, 1, { mk_message_type: 'create', message: '{}', posted_time: 1001 }),
  message(CONVERSATION, 2, { posted_time: 1002 }),
  message(CONVERSATION, 3, { posted_time: 1003 }),
  message(CONVERSATION, 4, { posted_time: 1004, ...pin }),
  message(CONVERSATION, 5, { posted_time: 1005, ...task }),
  message(CONVERSATION, 2, { flow_message_nr: 6, posted_time: 1002, message: text('once') }),
  // The world does not say what number 7 was at first.
  later(7, 15, { message: text('kept') }),
  message(CONVERSATION, 8, { mk_message_type: 'leave', account_id: id('bert'), message: '', posted_time: 1008 }),
  later(9, 9, { ...pin }),
  later(10, 10, { ...task }),
  later(2, 11, {}),
  later(3, 12, { ...pin }),
  later(4, 13, { tags: ['is_archived', 'is_shared', 'unpin'] }),
  later(5, 14, { ...task, task_weight: 9 }),
  later(16, 16, { mk_message_type: 'topic', message: '{"topic":"new"}' }),
  later(17, 17, {}),
];

const sync = (client: Client, body: Json) => client.call(`conversation/sync/${CONVERSATION}`, body);
const textsIn = (answer: Json) => ofType(answer, 'message').map(({ message_nr, message: body }) => [message_nr, body]);

/** All that bert sees, in whatever way. */
async function everythingFor(bert: Client): Promise<Json[]> {
  const one = { conversation_id: CONVERSATION };
  const directions = [undefined, 'ic_tiny', 'ic_flow', 'ic_end', 'ic_forward', 'ic_files', 'ic_pinboard', 'ic_tasks'];
  return [
    ...(await Promise.all(directions.map((mk_direction) => sync(bert, { mk_direction })))),
    await bert.call(`conversation/sync_backward/${CONVERSATION}`),
    await bert.call(`conversation/sync_pins/${CONVERSATION}`),
    await bert.call('account/sync_pinboard', one),
    await bert.call('account/sync_taskboard', { ...one, section_id: SECTION }),
    await bert.call(`task/sync/${CONVERSATION}`),
    await bert.call(`task/list/${CONVERSATION}`),
    await bert.call('account/sync_conversations', { conversation_ids: [CONVERSATION], mk_init_mode: 'ic_full' }),
    await pollFrom(bert, 0),
  ];
}

/** Without the people, who come along now and then, and without what is of the moment. */
function ofConversation({ header, stream }: Json): unknown {
  return { header, stream: recordsIn(stream).filter(({ mk_rec_type }) => mk_rec_type !== 'contact') };
}

describe('who has left a conversation of the world', () => {
  const asBert = (run: (bert: Client) => Promise<void>) =>
    onServer(async (url) => run(await signIn(url, { email: email('bert'), password: 'pw' })), world);

  it('has the messages of then as they were then, forward and backward', async () => {
    await asBert(async (bert) => {
      const forward = await sync(bert, { from_message_nr: 0 });
      const seen = [
        [1, '{}'],
        [3, text('number 3')],
        [4, text('number 4')],
        [5, text('number 5')],
        [2, text('once')],
        [7, text('kept')],
        [8, ''],
      ];
      expect(textsIn(forward)).toEqual(seen);
      expect(headerOf(forward)).toMatchObject({ fw_message_nr: 8, last_message_nr: 8 });
      const backward = await bert.call(`conversation/sync_backward/${CONVERSATION}`);
      expect(textsIn(backward)).toEqual(seen.toSorted(([a], [b]) => Number(a) - Number(b)));
      const [, second, , , , seventh] = ofType(backward, 'message');
      expect(second).toMatchObject({ flow_message_nr: 6, prev_message_nr: 1, inbox_nr: 1, lock_account_id: null });
      expect(seventh).not.toHaveProperty('flow_message_nr');
      // From the middle of it, too.
      expect(numbersOf(await sync(bert, { from_message_nr: 5 }))).toEqual([2, 7, 8]);
    });
  });

  it('has a header of then', async () => {
    await asBert(async (bert) => {
      expect(headerOf(await sync(bert, { mk_direction: 'ic_header' }))).toMatchObject({
        can_post: false,
        last_message_nr: 8,
        show_message_nr: 8,
        last_message_time: 1008,
        inbox_time: expect.any(Number),
        inbox_message_nr: 7,
        last_inbox_nr: 5,
        unread_count: 0,
        topic_message_nr: 1,
        has_pinboard: true,
        has_taskboard: true,
      });
    });
  });

  it('has pins and tasks of then', async () => {
    await asBert(async (bert) => {
      const pins = textsIn(await bert.call(`conversation/sync_pins/${CONVERSATION}`));
      expect(pins).toEqual([[4, text('number 4')]]);
      const board = await bert.call('account/sync_taskboard', { conversation_id: CONVERSATION, section_id: SECTION });
      expect(ofType(board, 'message')).toMatchObject([{ message_nr: 5, message: text('number 5'), task_weight: 7 }]);
    });
  });

  it('hears of nothing that came later, however they ask', async () => {
    await asBert(async (bert) => {
      for (const answer of await everythingFor(bert)) expect(JSON.stringify(answer)).not.toContain('later');
    });
  });

  it('sees the same once the conversation goes on, and when the world is written down', async () => {
    await onScene(async ({ anna, bert, url }) => {
      const before = await everythingFor(bert);
      await anna.call(`message/send/${CONVERSATION}`, { message: 'later' });
      await anna.call(`message/unpin/${CONVERSATION}`, { pin_message_nr: 3 });
      const after = (await everythingFor(bert)).map(ofConversation);
      expect(after).toEqual(before.map(ofConversation));
      const lines = (await (await fetch(`${url}/_emulator/world`)).text()).trimEnd().split('\n');
      const records = lines.map((line) => JSON.parse(line) as Json);
      const written = records.filter(({ mk_rec_type }) => mk_rec_type !== 'account');
      await onServer(async (other) => {
        const again = await signIn(other, { email: email('bert'), password: 'pw' });
        expect((await everythingFor(again)).map(ofConversation)).toEqual(after);
      }, written);
    }, world);
  });
});

describe('who has left a conversation', () => {
  it('keeps the pins of their own history as they were, and loses the others', async () => {
    await onTypedScene(async (scene) => {
      const { anna, bert } = scene;
      const conversation = await begin(scene);
      const pinned = async (words: string) => {
        const messageNr = await send(anna, conversation, words);
        await anna.call('pinMessage', { id: conversation, args: { message_nr: messageNr } });
        return messageNr;
      };
      await pinned('before');
      await anna.call('addMembersToConversation', { id: conversation, args: { emails: email('bert') } });
      const own = await pinned('during');
      const plain = await send(anna, conversation, 'pinned later');
      const pins = async () => (await bert.call('synchronizePinboardForConversation', { id: conversation })).body;
      expect(numbersOf(await pins())).toHaveLength(2);
      await bert.call('leaveConversation', { id: conversation });
      await anna.call('pinMessage', { id: conversation, args: { message_nr: plain } });
      await anna.call('unpinMessage', { id: conversation, args: { pin_message_nr: own } });
      await pinned('after');
      expect(textsIn(await pins())).toEqual([[own, text('during')]]);
    });
  });

  it.each([
    ['was kicked from a managed one', { kick_account_ids: [accountId('bert')] }],
    ['was in a managed one that an admin deleted', { is_deleted_by_admin: true }],
  ])('has no pin, no task and no file of it who %s', async (_how, change) => {
    await onTypedScene(async (scene) => {
      const { anna, bert } = scene;
      const org = await found(scene);
      const { conversation_id } = await createConversation(scene, org, { topic: 'm', account_ids: [id('bert')] });
      const conversation = conversation_id as Awaited<ReturnType<typeof begin>>;
      await anna.call('pinMessage', {
        id: conversation,
        args: { message_nr: await send(anna, conversation, 'secret pin') },
      });
      await anna.call('makeTask', {
        id: conversation,
        args: { message_nr: await send(anna, conversation, 'secret task') },
      });
      await anna.call('storeConversationHeaderFields', { id: conversation, args: change });
      const { body } = await bert.call('synchronizeStateForConversation', { id: conversation });
      expect(headerOf(body)).toMatchObject({ has_pinboard: false, has_taskboard: false, pin_cursor: null });
      const answers = [
        body,
        await bert.call('synchronizePinboardForConversation', { id: conversation }),
        await bert.call('synchronizehronizePinboard', { args: { conversation_id: conversation } }),
        await bert.call('synchronizeTasks', { id: conversation }),
      ];
      for (const answer of answers) expect(JSON.stringify(answer)).not.toContain('secret');
    });
  });

  it('has a task that was theirs no more on their own board', async () => {
    await onTypedScene(async (scene) => {
      const { anna, bert } = scene;
      const org = await found(scene);
      const { conversation_id } = await createConversation(scene, org, { topic: 'm', account_ids: [id('bert')] });
      const conversation = conversation_id as Awaited<ReturnType<typeof begin>>;
      const messageNr = await addTodo(anna, conversation, 'secret', { assignee_ids: [id('bert')] });
      const made = await store(bert, 'section:my_task:add', { section_name: 'Mine' });
      const { section_id } = asRecord(requestIn(made).identifier);
      await store(bert, 'message:task:set_position', { conversation_id, message_nr: messageNr, section_id });
      const shown = async () =>
        ofType((await store(bert, 'section:my_task:sync', { section_id })).body, 'message').map(
          (one) => one.message_nr,
        );
      expect(await shown()).toEqual([messageNr]);
      const args = { kick_account_ids: [accountId('bert')] };
      await anna.call('storeConversationHeaderFields', { id: conversation, args });
      expect(await shown()).toEqual([]);
      const heard = await heardBy(bert, () => store(bert, 'section:my_task:delete', { section_id }));
      expect(ofType(heard, 'section')).toMatchObject([{ section_id, is_deleted: true }]);
      expect(ofType(heard, 'message')).toEqual([]);
    });
  });
});
