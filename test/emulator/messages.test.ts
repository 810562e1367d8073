// Writing messages on the practice server, and what the others see of them (fleep-wire.md 2 row 55, 4.2, 5.3).
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { FleepClient } from '../../src/fleep/client.js';
import { advance, begin, fails, headerFor, heardBy, messageOf, STATE, send } from './acting.js';
import { headerOf, id, ofType, onScene, onTypedScene } from './scene.js';

describe('message/send', () => {
  it('answers with a delta header and the message, and reaches the others', async () => {
    await onTypedScene(async (scene) => {
      const conversation = await begin(scene, 'bert');
      const { anna, bert } = scene;
      const heard = await heardBy(bert, async () => {
        const { body } = await anna.call('sendMessage', { id: conversation, args: { message: 'see www.google.com.' } });
        const message = '<msg><p>see <a href="http://www.google.com">www.google.com</a>.</p></msg>';
        expect(body.result_message_nr).toBe(2);
        expect(headerOf(body)).toMatchObject({
          last_message_nr: 2,
          read_message_nr: 2,
          read_inbox_nr: 1,
          unread_count: 0,
        });
        expect(headerOf(body)).not.toHaveProperty('members');
        expect(body.stream).toEqual([
          {
            mk_rec_type: 'message',
            conversation_id: conversation,
            message_nr: 2,
            prev_message_nr: 1,
            inbox_nr: 1,
            account_id: id('anna'),
            profile_id: id('anna'),
            mk_message_type: 'text',
            mk_message_state: `${STATE}:plain`,
            message,
            posted_time: expect.any(Number),
            lock_account_id: null,
            tags: [],
          },
        ]);
      });
      expect(ofType(heard, 'message')).toEqual([expect.objectContaining({ message_nr: 2, profile_id: id('bert') })]);
      expect(ofType(heard, 'conv')).toContainEqual(expect.objectContaining({ unread_count: 1, inbox_message_nr: 2 }));
      expect(ofType(heard, 'activity')).toContainEqual(
        expect.objectContaining({ account_id: id('anna'), read_message_nr: 2, join_message_nr: 1 }),
      );
    });
  });

  it('does a request once, whatever is sent under its id again, and tells the sender by poll', async () => {
    await onTypedScene(async (scene) => {
      const conversation = await begin(scene, 'bert');
      const { anna, bert } = scene;
      const client_req_id = randomUUID();
      const again = (message: string) =>
        anna.call('sendMessage', { id: conversation, args: { message, client_req_id } });
      const heard = await heardBy(anna, async () => {
        const first = (await again('once')).body;
        await send(bert, conversation, 'between');
        const second = (await again('twice')).body;
        expect([first.result_message_nr, second.result_message_nr]).toEqual([2, 2]);
        expect(second.stream).toEqual(first.stream);
      });
      expect(ofType(heard, 'request')).toEqual([
        { mk_rec_type: 'request', client_req_id, conversation_id: conversation, result_message_nr: 2 },
      ]);
      expect((await headerFor(bert, conversation)).last_message_nr).toBe(3);
      // The id of one account means nothing for another one.
      const other = await bert.call('sendMessage', { id: conversation, args: { message: 'mine', client_req_id } });
      expect(other.body.result_message_nr).toBe(4);
    });
  });

  it('refuses a retry of somebody who has not seen everything', async () => {
    await onTypedScene(async (scene) => {
      const conversation = await begin(scene, 'bert');
      const { anna, bert } = scene;
      await send(bert, conversation, 'unseen');
      const retry = (from_message_nr: number) =>
        anna.call('sendMessage', { id: conversation, args: { message: 'again', is_retry: true, from_message_nr } });
      await expect(retry(1)).rejects.toEqual(fails(409));
      const { body } = await retry(2);
      expect(body).toMatchObject({ result_message_nr: 3 });
      expect(headerOf(body).fw_message_nr).toBe(3);
    });
  });

  it('refuses what is too long, and nothing at all', async () => {
    await onTypedScene(async (scene) => {
      const conversation = await begin(scene);
      const { anna } = scene;
      const longest = 'x'.repeat(307_200);
      await expect(send(anna, conversation, `${longest}x`)).rejects.toEqual(fails(400));
      await expect(anna.callByName('sendMessage', { id: conversation, args: {} })).rejects.toEqual(fails(400));
      expect(await send(anna, conversation, longest)).toBe(2);
    });
  });

  it('takes the longest message with every character of it escaped', async () => {
    await onScene(async ({ anna, url }) => {
      const made = await anna.call('conversation/create', { topic: 't' });
      const longest = '\\u65e5'.repeat(307_200);
      const answer = await fetch(`${url}/api/message/send/${headerOf(made).conversation_id}`, {
        method: 'POST',
        headers: { cookie: anna.cookie },
        body: `{"ticket":"${anna.ticket}","message":"${longest}"}`,
      });
      expect(answer.status).toBe(200);
    });
  });

  it('takes 60 messages of an account in quick succession to one conversation, and no more', async () => {
    await onTypedScene(async (scene) => {
      const conversation = await begin(scene, 'bert');
      const { anna, bert } = scene;
      for (let sent = 1; sent <= 60; sent += 1) await send(anna, conversation, `message ${sent}`);
      await expect(send(anna, conversation, 'one more')).rejects.toEqual(fails(431, 'velocity'));
      expect((await headerFor(bert, conversation)).last_message_nr).toBe(61);
      expect(await send(bert, conversation, 'calm')).toBe(62);
      expect(await send(anna, await begin(scene), 'elsewhere')).toBe(2);
    });
  });

  it('makes mentions of members, who have them as my_message_nr until they have read or the message says else', async () => {
    await onTypedScene(async (scene) => {
      const conversation = await begin(scene, 'bert', 'carl');
      const { anna, bert, carl } = scene;
      const mineOf = async (client: FleepClient) => (await headerFor(client, conversation)).my_message_nr;
      const heard = await heardBy(bert, () => send(anna, conversation, 'ask @Bert, not @dora'));
      expect(ofType(heard, 'message')[0]?.message).toBe(
        `<msg><p>ask <mention account_id="${id('bert')}">@Bert</mention>, not @dora</p></msg>`,
      );
      expect(ofType(heard, 'conv').at(-1)?.my_message_nr).toBe(2);
      expect(await mineOf(carl)).toBeUndefined();
      await anna.call('editConversationMessage', { id: conversation, args: { message_nr: 2, message: 'ask @carl' } });
      expect([await mineOf(bert), await mineOf(carl)]).toEqual([0, 2]);
      await send(anna, conversation, '@bert!');
      await bert.call('markMessageAsRead', { id: conversation, args: { message_nr: 4 } });
      expect(await mineOf(bert)).toBe(0);
      await anna.call('deleteMessageFromConversation', { id: conversation, args: { message_nr: 2 } });
      expect(await mineOf(carl)).toBe(0);
    });
  });

  it('finds a member by Fleep address', async () => {
    const contact = {
      mk_rec_type: 'contact',
      account_id: id('bert'),
      fleep_address: 'big.bert',
      display_name: 'Bert B',
    };
    await onTypedScene(
      async (scene) => {
        const conversation = await begin(scene, 'bert');
        await send(scene.anna, conversation, 'hi @big.bert.');
        expect((await messageOf(scene.anna, conversation, 2)).message).toContain(
          `account_id="${id('bert')}">@big.bert<`,
        );
      },
      [contact],
    );
  });

  it('lets an account go on that has written too fast', async () => {
    await onTypedScene(async (scene, url) => {
      const conversation = await begin(scene);
      const { anna } = scene;
      for (let sent = 0; sent < 60; sent += 1) await send(anna, conversation, 'fast');
      await advance(url, 50);
      await expect(send(anna, conversation, 'too fast')).rejects.toEqual(fails(431, 'velocity'));
      await advance(url, 10);
      expect(await send(anna, conversation, 'slow')).toBe(62);
    });
  });
});

describe('somebody outside', () => {
  it('can do nothing with messages', async () => {
    await onTypedScene(async (scene) => {
      const conversation = await begin(scene, 'bert');
      const { anna, bert, dora } = scene;
      await send(anna, conversation, 'inside');
      await expect(send(dora, conversation, 'x')).rejects.toEqual(fails(430));
      await bert.call('leaveConversation', { id: conversation });
      for (const call of [
        () => send(bert, conversation, 'x'),
        () => bert.call('storeMessage', { id: conversation, args: { message: 'x' } }),
        () => bert.call('deleteMessageFromConversation', { id: conversation, args: { message_nr: 2 } }),
        () => bert.call('pinMessage', { id: conversation, args: { message_nr: 2 } }),
        () => bert.call('markMessageAsRead', { id: conversation, args: { message_nr: 2 } }),
        () => bert.call('copyMessage', { id: conversation, args: { message_nr: 2, to_conv_id: conversation } }),
      ]) {
        await expect(call()).rejects.toEqual(fails(431));
      }
      expect((await messageOf(anna, conversation, 2)).mk_message_state).toBe(`${STATE}:plain`);
    });
  });
});
