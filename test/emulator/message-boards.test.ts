import { describe, expect, it } from 'vitest';
import type { FleepClient } from '../../src/fleep/client.js';
import type { ConversationId } from '../../src/fleep/ids.js';
import { advance, begin, fails, headerFor, heardBy, messageOf, send } from './acting.js';
import { headerOf, id, ofType, onTypedScene } from './scene.js';

describe('message/mark_read and message/mark_unread', () => {
  it('move what an account has read, both ways, and tell the others', async () => {
    await onTypedScene(async (scene) => {
      const conversation = await begin(scene, 'bert', 'carl');
      const { anna, bert, carl } = scene;
      for (const text of ['one', 'two', 'three']) await send(anna, conversation, text);
      const heard = await heardBy(carl, () =>
        bert.call('markMessageAsRead', { id: conversation, args: { message_nr: 3 } }),
      );
      expect(ofType(heard, 'activity')).toEqual([
        expect.objectContaining({ account_id: id('bert'), read_message_nr: 3, conversation_id: conversation }),
      ]);
      expect(await headerFor(bert, conversation)).toMatchObject({
        read_message_nr: 3,
        read_inbox_nr: 2,
        unread_count: 1,
        inbox_message_nr: 4,
        is_mark_unread: false,
      });
      const own = await heardBy(bert, () =>
        bert.call('markMessageAsUnread', { id: conversation, args: { message_nr: 2 } }),
      );
      expect(ofType(own, 'conv')).toEqual([
        expect.objectContaining({ read_message_nr: 1, unread_count: 3, inbox_message_nr: 2, is_mark_unread: true }),
      ]);
      await bert.call('markMessageAsRead', { id: conversation, args: { message_nr: 4 } });
      expect(await headerFor(bert, conversation)).toMatchObject({ unread_count: 0, is_mark_unread: false });
      expect(await headerFor(carl, conversation)).toMatchObject({ read_message_nr: 0, unread_count: 3 });
    });
  });

  it('count from where a world of old stood', async () => {
    const conversation_id = '30000000-0000-4000-8000-000000000002';
    const old = {
      mk_rec_type: 'message',
      conversation_id,
      message_nr: 1,
      account_id: id('anna'),
      mk_message_type: 'text',
    };
    const conv = { mk_rec_type: 'conv', conversation_id, members: [id('anna'), id('bert')] };
    await onTypedScene(
      async ({ anna, bert }) => {
        const conversation = conversation_id as ConversationId;
        await send(anna, conversation, 'new');
        expect(await headerFor(bert, conversation)).toMatchObject({ read_message_nr: 1, unread_count: 1 });
        expect(await headerFor(anna, conversation)).toMatchObject({ read_message_nr: 2, unread_count: 0 });
      },
      [conv, old],
    );
  });
});

describe('message/pin, unpin, repin', () => {
  it('put pins above each other, move them, and take them off', async () => {
    await onTypedScene(async (scene) => {
      const conversation = await begin(scene, 'bert');
      const { anna, bert } = scene;
      for (const text of ['a', 'b', 'c']) await send(anna, conversation, text);
      const pin = (message_nr: number, pin_weight?: number) =>
        anna.call('pinMessage', {
          id: conversation,
          args: { message_nr, ...(pin_weight === undefined ? {} : { pin_weight }) },
        });
      expect((await pin(2)).body.result_message_nr).toBe(2);
      await pin(3);
      await pin(4, 0);
      const order = async () => {
        const args = { conversation_id: conversation };
        const { body } = await bert.call('synchronizehronizePinboard', { args });
        return ofType(body, 'message').map((message) => [message.message_nr, message.pin_weight]);
      };
      expect(await order()).toEqual([
        [3, 4_295_032_832],
        [2, 4_294_967_296],
        [4, 0],
      ]);
      const before = await headerFor(bert, conversation);
      // Nothing changes, so nothing happens.
      await pin(2);
      expect((await headerFor(bert, conversation)).last_message_nr).toBe(before.last_message_nr);
      await anna.call('repinMessage', { id: conversation, args: { pin_message_nr: 4 } });
      await anna.call('repinMessage', { id: conversation, args: { pin_message_nr: 2, pin_weight: 0.5 } });
      expect(await order()).toEqual([
        [4, 4_295_098_368],
        [3, 4_295_032_832],
        [2, 0.5],
      ]);
      const heard = await heardBy(bert, () =>
        anna.call('unpinMessage', { id: conversation, args: { pin_message_nr: 3 } }),
      );
      expect(ofType(heard, 'message')).toEqual([
        expect.objectContaining({ message_nr: 3, ref_message_nr: 3, tags: ['is_archived', 'is_shared', 'unpin'] }),
      ]);
      expect((await order()).map(([number]) => number)).toEqual([4, 2]);
      await expect(anna.call('unpinMessage', { id: conversation, args: { pin_message_nr: 3 } })).rejects.toEqual(
        fails(400, 'invalid_call'),
      );
    });
  });

  it('show a pin, and its end, to those who came after the message', async () => {
    await onTypedScene(async (scene) => {
      const conversation = await begin(scene, 'bert');
      const { anna, carl } = scene;
      await send(anna, conversation, 'rules');
      await anna.call('addMembersToConversation', { id: conversation, args: { emails: 'carl@example.org' } });
      const heard = await heardBy(carl, () => anna.call('pinMessage', { id: conversation, args: { message_nr: 2 } }));
      expect(ofType(heard, 'message')).toEqual([
        expect.objectContaining({ message_nr: 2, message: '<msg><p>rules</p></msg>' }),
      ]);
      const end = await heardBy(carl, () =>
        anna.call('unpinMessage', { id: conversation, args: { pin_message_nr: 2 } }),
      );
      expect(ofType(end, 'message')).toEqual([
        expect.objectContaining({ message_nr: 2, tags: expect.arrayContaining(['unpin']) }),
      ]);
      const later = await heardBy(carl, () =>
        anna.call('editConversationMessage', { id: conversation, args: { message_nr: 2, message: 'private again' } }),
      );
      expect(ofType(later, 'message')).toEqual([]);
    });
  });
});

describe('message/snooze', () => {
  it('turns alerts off for one account', async () => {
    await onTypedScene(async (scene) => {
      const conversation = await begin(scene, 'bert');
      const { anna, bert } = scene;
      await send(anna, conversation, 'noise');
      const snooze = (snooze_interval: number) =>
        bert.call('snoozeMessage', { id: conversation, args: { message_nr: 2, snooze_interval } });
      const now = Math.floor(Date.now() / 1000);
      const header = headerOf((await snooze(3600)).body);
      expect(header).toMatchObject({ snooze_interval: 3600, is_muted: false });
      expect(Number(header.snooze_time)).toBeGreaterThanOrEqual(now + 3600);
      expect(headerOf((await snooze(-1)).body)).toMatchObject({ snooze_interval: -1, is_muted: true });
      expect(await headerFor(anna, conversation)).toMatchObject({ snooze_interval: 0, is_muted: false });
      expect(headerOf((await snooze(0)).body)).toMatchObject({ snooze_interval: 0, snooze_time: 0, is_muted: false });
      await expect(snooze(-9)).rejects.toEqual(fails(400));
    });
  });
});

describe('a lock', () => {
  it('keeps a message on a board for whoever is editing it', async () => {
    await onTypedScene(async (scene) => {
      const conversation = await begin(scene, 'bert');
      const { anna, bert } = scene;
      await send(anna, conversation, 'draft');
      await anna.call('pinMessage', { id: conversation, args: { message_nr: 2 } });
      const write = (is_writing: boolean) =>
        anna.call('getActivity', { id: conversation, args: { message_nr: 2, is_writing } });
      const lock = { mk_rec_type: 'lock', conversation_id: conversation, message_nr: 2 };
      const heard = await heardBy(bert, () => write(true));
      expect(ofType(heard, 'lock')).toEqual([{ ...lock, lock_account_id: id('anna') }]);
      expect((await messageOf(bert, conversation, 2)).lock_account_id).toBe(id('anna'));
      const edit = { message_nr: 2, message: 'mine now' };
      await expect(bert.call('editConversationMessage', { id: conversation, args: edit })).rejects.toEqual(fails(409));
      await expect(bert.call('unpinMessage', { id: conversation, args: { pin_message_nr: 2 } })).rejects.toEqual(
        fails(431),
      );
      const ended = await heardBy(bert, () => anna.call('editConversationMessage', { id: conversation, args: edit }));
      expect(ofType(ended, 'lock')).toEqual([lock]);
      expect((await messageOf(bert, conversation, 2)).lock_account_id).toBeNull();
      await bert.call('unpinMessage', { id: conversation, args: { pin_message_nr: 2 } });
      await write(true);
      expect((await messageOf(bert, conversation, 2)).lock_account_id).toBeNull();
    });
  });

  it('ends a lock after an hour in which nobody asked for it', async () => {
    await onTypedScene(async (scene, url) => {
      const conversation = await begin(scene, 'bert');
      const { anna, bert } = scene;
      await send(anna, conversation, 'draft');
      await anna.call('pinMessage', { id: conversation, args: { message_nr: 2 } });
      const lock = (client: FleepClient) =>
        client.call('getActivity', { id: conversation, args: { message_nr: 2, is_writing: true } });
      const holder = async () => (await messageOf(bert, conversation, 2)).lock_account_id;
      await lock(anna);
      await advance(url, 3000);
      await lock(anna);
      await advance(url, 3000);
      await expect(lock(bert)).rejects.toEqual(fails(431, 'locked'));
      expect(await holder()).toBe(id('anna'));
      await advance(url, 600);
      expect(await holder()).toBeNull();
      await lock(bert);
      expect(await holder()).toBe(id('bert'));
      await expect(lock(anna)).rejects.toEqual(fails(431, 'locked'));
    });
  });
});
