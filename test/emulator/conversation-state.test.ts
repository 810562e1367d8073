// What one account does to a conversation, and what comes of it for the others (fleep-wire.md section 2, rows 29, 31, 32, 35, 38, 39,
// 41 to 44, 49; 3.6, 3.7, 4.1, 4.7).
import { describe, expect, it } from 'vitest';
import type { FleepClient } from '../../src/fleep/client.js';
import type { ConversationId } from '../../src/fleep/ids.js';
import { begin, fails, headerFor, heardBy, messageOf, send } from './acting.js';
import { accountId, email, headerOf, id, numbersOf, ofType, onTypedScene } from './scene.js';
import type { Json } from './walk.js';

const listed = async (client: FleepClient): Promise<unknown[]> =>
  ((await client.call('getAllConversation')).body.conversations ?? []).map((header) => header.conversation_id);

const store = async (client: FleepClient, conversation: ConversationId, args: Json): Promise<Json> =>
  (await client.call('storeConversationHeaderFields', { id: conversation, args })).body;

describe('reading', () => {
  it('moves by conversation/store, back again too, and the others hear how far', async () => {
    await onTypedScene(async (scene) => {
      const { anna, bert } = scene;
      const conversation = await begin(scene, 'bert');
      for (const text of ['two', 'three', 'four']) await send(anna, conversation, text);
      expect(await headerFor(bert, conversation)).toMatchObject({ unread_count: 3, inbox_message_nr: 2 });
      const heard = await heardBy(anna, async () => {
        const read = headerOf(await store(bert, conversation, { read_message_nr: 4 }));
        expect(read).toMatchObject({ read_message_nr: 4, read_inbox_nr: 3, unread_count: 0, inbox_message_nr: 4 });
        expect(read).toMatchObject({ is_mark_unread: false });
        const back = headerOf(await store(bert, conversation, { read_message_nr: 1 }));
        expect(back).toMatchObject({ read_message_nr: 1, unread_count: 3, inbox_message_nr: 2, is_mark_unread: true });
      });
      const activity = { mk_rec_type: 'activity', conversation_id: conversation, account_id: id('bert') };
      expect(heard.stream).toEqual([
        { ...activity, join_message_nr: 1, read_message_nr: 4, activity_time: expect.any(Number) },
        { ...activity, join_message_nr: 1, read_message_nr: 1, activity_time: expect.any(Number) },
      ]);
      expect((await headerFor(anna, conversation)).read_message_nr).toBe(4);
    });
  });

  it('of everything answers with a fresh beginning', async () => {
    await onTypedScene(async (scene) => {
      const { anna, bert } = scene;
      const conversation = await begin(scene, 'bert');
      for (const text of ['two', 'three', 'four']) await send(anna, conversation, text);
      const { body } = await bert.call('markConversationAsRead', { id: conversation });
      expect(headerOf(body)).toMatchObject({
        mk_init_mode: 'ic_tiny',
        is_init: true,
        is_tiny: true,
        bw_message_nr: 4,
        fw_message_nr: 4,
        read_message_nr: 4,
        unread_count: 0,
      });
      expect(numbersOf(body)).toEqual([4]);
      const full = await bert.call('markConversationAsRead', { id: conversation, args: { mk_init_mode: 'ic_full' } });
      expect(numbersOf(full.body)).toEqual([1, 2, 3, 4]);
      await bert.call('leaveConversation', { id: conversation });
      await expect(bert.call('markConversationAsRead', { id: conversation })).rejects.toEqual(fails(431));
    });
  });

  it('takes mentions with it', async () => {
    await onTypedScene(async (scene) => {
      const { anna, bert } = scene;
      const conversation = await begin(scene, 'bert');
      for (const text of ['@bert one', 'two', '@bert three']) await send(anna, conversation, text);
      expect((await headerFor(bert, conversation)).my_message_nr).toBe(2);
      expect(headerOf(await store(bert, conversation, { read_message_nr: 3 })).my_message_nr).toBe(4);
      expect(headerOf(await store(bert, conversation, { read_message_nr: 4 })).my_message_nr).toBe(0);
    });
  });
});

describe('hiding and deleting', () => {
  it('hides until there is something new, for the one account', async () => {
    await onTypedScene(async (scene) => {
      const { anna, bert } = scene;
      const conversation = await begin(scene, 'bert');
      const visible = async () => {
        const args = { event_horizon: 0, wait: false, poll_flags: ['skip_hidden'] as const };
        return ofType((await bert.call('storingConnectionInformation', { args })).body, 'conv').length;
      };
      const { body } = await bert.call('hideConversation', { id: conversation });
      expect(headerOf(body)).toMatchObject({ hide_message_nr: 1, last_message_nr: 1 });
      expect(await visible()).toBe(0);
      expect(await headerFor(anna, conversation)).not.toHaveProperty('hide_message_nr');
      const back = await bert.call('unhideConversation', { id: conversation });
      expect(headerOf(back.body)).toMatchObject({ hide_message_nr: 0 });
      expect(await visible()).toBe(1);
      await store(bert, conversation, { hide_message_nr: 1 });
      expect(await visible()).toBe(0);
      await send(anna, conversation, 'news');
      expect(await visible()).toBe(1);
      expect(await listed(bert)).toEqual([conversation]);
    });
  });

  it('deletes what was there but the pins, and comes back when somebody writes', async () => {
    await onTypedScene(async (scene) => {
      const { anna, bert } = scene;
      const conversation = await begin(scene, 'bert');
      await send(anna, conversation, 'gone');
      await anna.call('storeMessage', { id: conversation, args: { message: 'kept', tags: ['pin'] } });
      const { body } = await bert.call('deleteConversation', { id: conversation });
      expect(headerOf(body)).toMatchObject({ is_deleted: true, delete_message_nr: 3 });
      expect(await listed(bert)).toEqual([]);
      expect(await listed(anna)).toEqual([conversation]);
      const heard = await heardBy(bert, () => send(anna, conversation, 'hello again'));
      expect(ofType(heard, 'conv')[0]).toMatchObject({ is_init: true, is_deleted: false, join_message_nr: 4 });
      expect(await listed(bert)).toEqual([conversation]);
      const forward = await bert.call('synchronizeStateForConversation', {
        id: conversation,
        args: { from_message_nr: 0 },
      });
      expect(numbersOf(forward.body)).toEqual([4]);
      const pins = await bert.call('synchronizePinboardForConversation', { id: conversation });
      expect(numbersOf(pins.body)).toEqual([3]);
      await anna.call('discloseAllConversationsHistory', { id: conversation, args: { emails: email('bert') } });
      const all = await bert.call('synchronizeStateForConversation', { id: conversation });
      expect(numbersOf(all.body)).toEqual([1, 2, 3, 4, 5]);
    });
  });

  it('deletes up to a number, and for good after leaving', async () => {
    await onTypedScene(async (scene) => {
      const { anna, bert } = scene;
      const conversation = await begin(scene, 'bert');
      for (const text of ['two', 'three']) await send(anna, conversation, text);
      await bert.call('deleteConversation', { id: conversation, args: { from_message_nr: 2 } });
      const state = await bert.call('synchronizeStateForConversation', { id: conversation });
      expect(numbersOf(state.body)).toEqual([3]);
      await bert.call('leaveConversation', { id: conversation });
      await expect(store(bert, conversation, { is_deleted: true, topic: 'x' })).rejects.toEqual(fails(431));
      expect(headerOf(await store(bert, conversation, { is_deleted: true }))).toMatchObject({ is_deleted: true });
      const heard = await heardBy(bert, () => send(anna, conversation, 'five'));
      expect(heard.stream).toEqual([]);
      expect(await listed(bert)).toEqual([]);
    });
  });
});

describe('alerts', () => {
  it('are turned off, snoozed and turned on for the one account', async () => {
    await onTypedScene(async (scene) => {
      const { anna, bert } = scene;
      const conversation = await begin(scene, 'bert');
      const set = async (mk_alert_level: 'never' | 'default') =>
        headerOf((await bert.call('setConversationAlerts', { id: conversation, args: { mk_alert_level } })).body);
      expect(await set('never')).toMatchObject({ mk_alert_level: 'never', snooze_interval: -1, is_muted: true });
      expect(await headerFor(anna, conversation)).toMatchObject({ mk_alert_level: 'default', is_muted: false });
      expect(await set('default')).toMatchObject({ mk_alert_level: 'default', snooze_interval: 0, is_muted: false });
      const snoozed = headerOf(await store(bert, conversation, { snooze_interval: 3600 }));
      expect(snoozed).toMatchObject({ snooze_interval: 3600, mk_alert_level: 'default', last_message_nr: 1 });
      expect(Number(snoozed.snooze_time) - Math.floor(Date.now() / 1000)).toBeGreaterThan(3590);
      await expect(store(bert, conversation, { snooze_interval: -2 })).rejects.toEqual(fails(400));
    });
  });

  it('of a passive member are told of in the flow', async () => {
    await onTypedScene(async (scene) => {
      const { anna, bert } = scene;
      const conversation = await begin(scene, 'bert');
      const heard = await heardBy(anna, async () => {
        const header = headerOf(await store(bert, conversation, { mk_alert_level: 'passive' }));
        expect(header).toMatchObject({ snooze_interval: -3, passive: [id('bert')], read_message_nr: 2 });
        expect(header).not.toHaveProperty('members');
        const back = headerOf(await store(bert, conversation, { mk_alert_level: 'default' }));
        expect(back).toMatchObject({ snooze_interval: 0, passive: [], send_message_nr: 3 });
      });
      expect(ofType(heard, 'message').map((message) => message.mk_message_type)).toEqual(['passiveV1', 'joinV1']);
    });
  });
});

describe('the topic', () => {
  it('is part of the first message as long as there is no other, then a message of its own', async () => {
    await onTypedScene(async (scene) => {
      const { anna, bert } = scene;
      const conversation = await begin(scene, 'bert');
      const set = (topic: string) => anna.call('changeConversationTopic', { id: conversation, args: { topic } });
      const first = (await set('early')).body;
      expect(first.result_message_nr).toBe(2);
      expect(headerOf(first)).toMatchObject({
        topic: 'early',
        topic_message_nr: 2,
        last_message_nr: 2,
        show_message_nr: 1,
        read_message_nr: 1,
      });
      await send(anna, conversation, 'three');
      const heard = await heardBy(bert, async () => expect((await set('late')).body.result_message_nr).toBe(4));
      expect(ofType(heard, 'message')).toMatchObject([{ message_nr: 4, mk_message_type: 'topic' }]);
      expect(ofType(heard, 'message')[0]?.message).toBe('{"topic":"late"}');
      expect(ofType(heard, 'conv')[0]).toMatchObject({ topic: 'late', members: [id('anna'), id('bert')] });
      await set('late');
      expect((await headerFor(anna, conversation)).last_message_nr).toBe(4);
      await set('');
      expect(await headerFor(bert, conversation)).toMatchObject({ topic: '', default_topic: 'anna' });
    });
  });
});

describe('presence', () => {
  it('shows who writes, and a message ends that', async () => {
    await onTypedScene(async (scene) => {
      const { anna, bert } = scene;
      const conversation = await begin(scene, 'bert');
      const show = async (client: FleepClient, args: Json = {}) =>
        (await client.call('getActivity', { id: conversation, args })).body.stream;
      const ofBert = { mk_rec_type: 'activity', conversation_id: conversation, account_id: id('bert') };
      const heard = await heardBy(anna, () => show(bert, { is_writing: true }));
      const writing = { ...ofBert, is_writing: true, join_message_nr: 1, activity_time: expect.any(Number) };
      expect(heard.stream).toEqual([writing]);
      expect(await show(anna)).toEqual([writing]);
      await send(bert, conversation, 'Hello!');
      expect(await show(anna)).toEqual([{ ...writing, is_writing: false, read_message_nr: 2 }]);
      await bert.call('editAccountSettings', { args: { is_full_privacy: true } });
      const silent = await heardBy(anna, () => show(bert, { is_writing: true }));
      expect(ofType(silent, 'activity')).toEqual([]);
      expect(await show(anna)).toEqual([]);
    });
  });

  it('locks a message of a board that somebody is editing', async () => {
    await onTypedScene(async (scene) => {
      const { anna, bert } = scene;
      const conversation = await begin(scene, 'bert');
      await anna.call('storeMessage', { id: conversation, args: { message: 'pin', tags: ['pin'] } });
      const edit = (client: FleepClient, is_writing: boolean) =>
        client.call('getActivity', { id: conversation, args: { message_nr: 2, is_writing } });
      const heard = await heardBy(anna, () => edit(bert, true));
      expect(ofType(heard, 'lock')).toMatchObject([{ message_nr: 2, lock_account_id: id('bert') }]);
      await expect(edit(anna, true)).rejects.toEqual(fails(431, 'locked'));
      await edit(bert, false);
      await edit(anna, true);
    });
  });

  it('a poke comes round, also to somebody who has left', async () => {
    await onTypedScene(async (scene) => {
      const { anna, bert } = scene;
      const conversation = await begin(scene, 'bert');
      const poke = (client: FleepClient, message_nr: number) =>
        client.call('sendPokeEven', { id: conversation, args: { message_nr, is_bg_poke: true } });
      const record = { mk_rec_type: 'poke', conversation_id: conversation, account_id: id('bert'), message_nr: 77 };
      const atAnna = await heardBy(anna, async () => {
        expect((await heardBy(bert, () => poke(bert, 77))).stream).toEqual([record]);
      });
      expect(atAnna.stream).toEqual([record]);
      await bert.call('leaveConversation', { id: conversation });
      expect((await heardBy(bert, () => poke(bert, 78))).stream).toEqual([{ ...record, message_nr: 78 }]);
      const stranger = scene.carl.call('sendPokeEven', { id: conversation, args: { message_nr: 1 } });
      await expect(stranger).rejects.toEqual(fails(430));
    });
  });
});

describe('calls, commands, imports, conversion', () => {
  it('a video call brings its address to everybody', async () => {
    await onTypedScene(async (scene) => {
      const { anna, bert } = scene;
      const conversation = await begin(scene, 'bert');
      const args = { provider: 'appear.in', room_name: 'our room' };
      const { body } = await anna.call('createVideoCall', { id: conversation, args });
      const call_url = 'https://appear.in/our%20room';
      expect(headerOf(body)).toMatchObject({ default_call_room: call_url });
      const message = await messageOf(bert, conversation, Number(body.result_message_nr));
      expect(message.mk_message_type).toBe('call');
      expect(JSON.parse(String(message.message))).toMatchObject({ call_url, room_name: 'our room' });
      const other = anna.call('createVideoCall', { id: conversation, args: { provider: 'none' } });
      await expect(other).rejects.toEqual(fails(400));
    });
  });

  it('a command does what the call of the same purpose does', async () => {
    await onTypedScene(async (scene) => {
      const { anna, bert } = scene;
      const conversation = await begin(scene, 'bert');
      const type = async (message: string, client = anna) =>
        (await client.call('runSlashCommand', { id: conversation, args: { message } })).body;
      await type('/pin remember');
      await type('/task do it');
      await type('/taskto @bert do that');
      await type('/bug broken');
      await type(`/add ${email('carl')}`);
      await type(`/kick ${email('carl')}`);
      const tags = async (nr: number) => (await messageOf(bert, conversation, nr)).tags;
      expect(await tags(2)).toEqual(expect.arrayContaining(['pin']));
      expect(await tags(3)).toEqual(expect.arrayContaining(['is_task', 'is_todo']));
      expect(await messageOf(bert, conversation, 4)).toMatchObject({ assignee_ids: [id('bert')] });
      expect((await messageOf(bert, conversation, 5)).message).toContain('broken');
      expect(await headerFor(anna, conversation)).toMatchObject({ leavers: [id('carl')], last_message_nr: 7 });
      await expect(type('/fly away')).rejects.toEqual(fails(431, 'unknown_command'));
      await expect(type('no command')).rejects.toEqual(fails(400));
      await type('/leave', bert);
      expect((await headerFor(anna, conversation)).members).toEqual([id('anna')]);
    });
  });

  it('an import keeps times and senders, and knows a key again', async () => {
    await onTypedScene(async (scene) => {
      const { anna, bert } = scene;
      const conversation = await begin(scene, 'bert');
      const load = (messages: readonly Json[]) =>
        anna.call('importIntoConversation', { id: conversation, args: { messages } });
      const old = { message: 'long ago', posted_time: 1336824732, sender_name: 'raul', message_key: 'a1' };
      expect((await load([old, { message: 'another' }])).body.result_message_nr).toBe(3);
      await load([{ ...old, message: 'long, long ago' }]);
      expect(await messageOf(bert, conversation, 2)).toMatchObject({
        message: '<msg><p>long, long ago</p></msg>',
        posted_time: 1336824732,
        sender_name: 'raul',
        account_id: id('anna'),
        flow_message_nr: 4,
      });
      await expect(anna.call('importIntoConversation', { id: conversation })).rejects.toEqual(fails(400));
    });
  });

  it('conversion makes messages of 2016 into those of today', async () => {
    const conversation = '10000000-0000-4000-8000-0000000000aa' as ConversationId;
    const file = { mk_rec_type: 'file', attachment_id: 'k', file_name: 'a.txt', file_url: '/file/x/2/k/a.txt' };
    const payload = { message: '<msg><p>old</p></msg>', attachments: [{ ...file, message_nr: '2' }], subject: 's' };
    const world = [
      { mk_rec_type: 'conv', conversation_id: conversation, topic: 'old', members: [id('anna'), id('bert')] },
      {
        mk_rec_type: 'message',
        conversation_id: conversation,
        message_nr: 1,
        mk_message_type: 'create',
        message: '{}',
      },
      {
        mk_rec_type: 'message',
        conversation_id: conversation,
        message_nr: 2,
        account_id: id('bert'),
        mk_message_type: 'textV2',
        message: JSON.stringify(payload),
      },
    ];
    await onTypedScene(async ({ anna, bert }) => {
      const heard = await heardBy(bert, async () => {
        expect((await anna.call('convertConversation', { id: conversation })).body).toEqual({});
      });
      const record = { message_nr: 2, mk_message_type: 'text', message: '<msg><p>old</p></msg>', subject: 's' };
      expect(ofType(heard, 'message')).toMatchObject([{ ...record, flow_message_nr: 3 }]);
      expect(ofType(heard, 'file')).toEqual([{ ...file, conversation_id: conversation, message_nr: 2 }]);
      await anna.call('convertConversation', { id: conversation });
      expect((await headerFor(anna, conversation)).last_message_nr).toBe(3);
    }, world);
  });
});

it('conversation/store changes many things in one call, people before teams before what is shown to them', async () => {
  await onTypedScene(async (scene) => {
    const { anna, bert } = scene;
    const conversation = await begin(scene);
    await send(anna, conversation, 'two');
    const args = {
      topic: 'new',
      add_emails: email('bert'),
      add_ids: [accountId('carl')],
      disclose_ids: [accountId('bert')],
      is_autojoin: true,
      is_url_preview_disabled: true,
      mk_conv_type: 'cct_no_mail' as const,
      client_req_id: 'a1b2',
      from_message_nr: 2,
    };
    const body = await store(anna, conversation, args);
    expect(headerOf(body)).toMatchObject({
      topic: 'new',
      members: [id('anna'), id('carl'), id('bert')],
      is_autojoin: true,
      is_url_preview_disabled: true,
      mk_conv_type: 'cct_no_mail',
      client_req_id: 'a1b2',
      fw_message_nr: 7,
    });
    const types = ofType(body, 'message').map((message) => message.mk_message_type);
    expect(types).toEqual(['topic', 'share', 'no_url_previews', 'add', 'discloseV2']);
    const seen = async (client: FleepClient) =>
      numbersOf((await client.call('synchronizeStateForConversation', { id: conversation })).body);
    expect(await seen(bert)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(await seen(scene.carl)).toEqual([6, 7]);
    await store(anna, conversation, { remove_ids: [accountId('carl')], can_post: false });
    const after = await headerFor(bert, conversation);
    expect(after).toMatchObject({ members: [id('bert')], leavers: [id('carl'), id('anna')] });
    await expect(store(bert, conversation, { kick_account_ids: [accountId('anna')] })).rejects.toEqual(fails(431));
    await expect(store(bert, conversation, { topic: 7 })).rejects.toEqual(fails(400));
    await expect(store(scene.dora, conversation, { topic: 't' })).rejects.toEqual(fails(430));
  });
});
