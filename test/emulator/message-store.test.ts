// message/store on the practice server: whatever is different about a message (fleep-wire.md 2 row 56, 4.2).
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { FleepClient } from '../../src/fleep/client.js';
import type { ConversationId } from '../../src/fleep/ids.js';
import { begin, drawerOf, fails, headerFor, heardBy, messageOf, STATE, send, upload } from './acting.js';
import { accountId, headerOf, id, ofType, onTypedScene } from './scene.js';

describe('message/store', () => {
  it('writes a message with all that it may have', async () => {
    await onTypedScene(async (scene) => {
      const conversation = await begin(scene, 'bert');
      const { anna, bert } = scene;
      const client_req_id = randomUUID();
      const { body } = await anna.call('storeMessage', {
        id: conversation,
        args: {
          message: 'all of it',
          attachments: [await upload(anna, 'x.txt')],
          subject: 'Subject',
          assignee_ids: [accountId('bert')],
          tags: ['is_todo'],
          is_url_preview_disabled: true,
          add_reactions: ['up'],
          client_req_id,
        },
      });
      expect(body).toMatchObject({ result_message_nr: 2, client_req_id });
      const message = await messageOf(bert, conversation, 2);
      expect(message).toMatchObject({
        subject: 'Subject',
        assignee_ids: [id('bert')],
        is_url_preview_disabled: true,
        reactions: { up: [id('anna')] },
        mk_message_state: `${STATE}:todo`,
        task_weight: 4_294_967_296,
        tasked_account_id: id('anna'),
      });
      expect(message).not.toHaveProperty('flow_message_nr');
      expect(await headerFor(bert, conversation)).toMatchObject({ has_email_subject: true, has_taskboard: true });
    });
  });

  it('does all changes of one call as one event', async () => {
    await onTypedScene(async (scene) => {
      const conversation = await begin(scene, 'bert');
      const { anna, bert } = scene;
      await send(anna, conversation, 'pin me');
      await anna.call('storeMessage', { id: conversation, args: { message_nr: 2, tags: ['pin'] } });
      const pinned = await messageOf(bert, conversation, 2);
      expect(pinned).toMatchObject({ mk_message_state: `${STATE}:pinned`, pin_weight: 4_294_967_296 });
      expect(pinned.tags).toEqual(['is_shared', 'pin']);
      const args = { message_nr: 2, message: 'off', tags: ['pin', 'is_archived'] };
      const { body } = await anna.call('storeMessage', { id: conversation, args });
      expect(body.stream).toEqual([
        expect.objectContaining({
          message_nr: 2,
          flow_message_nr: 4,
          message: '<msg><p>off</p></msg>',
          mk_message_state: `${STATE}:unpinned`,
          mk_msg_sub_type: 'mst_unpin',
          ref_message_nr: 2,
          pin_weight: 4_294_967_296,
          tags: ['is_archived', 'is_shared', 'unpin'],
        }),
      ]);
      expect(ofType(body, 'message')[0]).not.toHaveProperty('pinned_account_id');
      expect(headerOf(body)).toMatchObject({ last_message_nr: 4, has_pinboard: false });
    });
  });

  it('makes tasks, done ones, archived ones, separators, and plain messages again', async () => {
    await onTypedScene(async (scene) => {
      const conversation = await begin(scene, 'bert');
      const { anna, bert } = scene;
      await send(anna, conversation, 'task1');
      const store = async (tags: string[]) => {
        await bert.call('storeMessage', { id: conversation, args: { message_nr: 2, tags } });
        return messageOf(anna, conversation, 2);
      };
      expect((await store(['is_todo'])).tags).toEqual(['is_shared', 'is_task', 'is_todo']);
      expect(await store(['is_done'])).toMatchObject({
        tags: ['is_shared', 'is_task', 'is_done'],
        mk_message_state: `${STATE}:done`,
      });
      expect((await store(['is_todo', 'is_archived'])).tags).toEqual([
        'is_shared',
        'is_task',
        'is_todo',
        'is_archived',
      ]);
      expect(await headerFor(anna, conversation)).toMatchObject({ has_taskboard: true, has_task_archive: true });
      const plain = await store([]);
      expect(plain).toMatchObject({ mk_message_state: `${STATE}:plain`, tags: [] });
      for (const field of ['section_id', 'task_weight', 'pin_weight', 'tasked_account_id']) {
        expect(plain).not.toHaveProperty(field);
      }
      expect(await headerFor(anna, conversation)).toMatchObject({ has_taskboard: false, has_task_archive: false });
      const { body } = await anna.call('storeMessage', {
        id: conversation,
        args: { message: 'later', tags: ['is_separator'] },
      });
      expect(ofType(body, 'message')).toEqual([
        expect.objectContaining({ mk_message_type: 'separator', tags: ['is_shared', 'is_task', 'is_separator'] }),
      ]);
    });
  });

  it('sorts by pin_weight what is on a board, and nothing else', async () => {
    await onTypedScene(async (scene) => {
      const conversation = await begin(scene);
      const { anna } = scene;
      await send(anna, conversation, 'a');
      const weigh = () => anna.call('storeMessage', { id: conversation, args: { message_nr: 2, pin_weight: 12.5 } });
      await expect(weigh()).rejects.toEqual(fails(400));
      await anna.call('storeMessage', { id: conversation, args: { message_nr: 2, tags: ['pin'], pin_weight: 7 } });
      expect((await messageOf(anna, conversation, 2)).pin_weight).toBe(7);
      await weigh();
      expect((await messageOf(anna, conversation, 2)).pin_weight).toBe(12.5);
    });
  });

  it('keeps who reacted how, which is no edit', async () => {
    await onTypedScene(async (scene) => {
      const conversation = await begin(scene, 'bert');
      const { anna, bert } = scene;
      await send(anna, conversation, 'nice?');
      const react = (client: FleepClient, add_reactions: string[], del_reactions: string[] = []) =>
        client.call('storeMessage', { id: conversation, args: { message_nr: 2, add_reactions, del_reactions } });
      const heard = await heardBy(anna, () => react(bert, ['up', 'heart', 'up']));
      const [reacted] = ofType(heard, 'message');
      expect(reacted).toMatchObject({ flow_message_nr: 3, reactions: { up: [id('bert')], heart: [id('bert')] } });
      expect(reacted).not.toHaveProperty('edit_account_id');
      await react(anna, ['up']);
      await react(bert, [], ['up', 'heart']);
      expect((await messageOf(bert, conversation, 2)).reactions).toEqual({ up: [id('anna')] });
      await react(anna, [], ['up']);
      expect((await messageOf(bert, conversation, 2)).reactions).toEqual({});
    });
  });

  it('lets everybody delete, and nobody edit what is not theirs', async () => {
    await onTypedScene(async (scene) => {
      const conversation = await begin(scene, 'bert');
      const { anna, bert } = scene;
      await send(anna, conversation, 'mine');
      const store = (args: { message?: string; tags?: string[]; subject?: string }) =>
        bert.call('storeMessage', { id: conversation, args: { message_nr: 2, ...args } });
      await expect(store({ message: 'yours' })).rejects.toEqual(fails(431, 'invalid_edit'));
      await expect(store({ subject: 'yours' })).rejects.toEqual(fails(431, 'invalid_edit'));
      await store({ tags: ['is_deleted'] });
      expect(await messageOf(anna, conversation, 2)).toMatchObject({ message: '', edit_account_id: id('bert') });
    });
  });

  it('sets a subject and takes it away, and assigns members only', async () => {
    await onTypedScene(async (scene) => {
      const conversation = await begin(scene, 'bert');
      const { anna, bert } = scene;
      await send(anna, conversation, 'mail');
      const store = (args: { subject?: string; assignee_ids?: ReturnType<typeof accountId>[] }) =>
        anna.call('storeMessage', { id: conversation, args: { message_nr: 2, ...args } });
      await store({ subject: 'Hello' });
      expect(await messageOf(bert, conversation, 2)).toMatchObject({
        subject: 'Hello',
        message: '<msg><p>mail</p></msg>',
      });
      await store({ subject: '' });
      expect((await messageOf(bert, conversation, 2)).subject).toBe('');
      await expect(store({ assignee_ids: [accountId('dora')] })).rejects.toEqual(fails(400));
      await store({ assignee_ids: [accountId('bert')] });
      expect((await messageOf(bert, conversation, 2)).assignee_ids).toEqual([id('bert')]);
    });
  });

  it('forwards a message, with a word before it', async () => {
    await onTypedScene(async (scene) => {
      const from = await begin(scene);
      const to = await begin(scene, 'bert');
      const { anna, bert } = scene;
      const attachments = [await upload(anna, 'f.txt')];
      await anna.call('storeMessage', { id: from, args: { message: '*bold*', attachments } });
      const { body } = await anna.call('storeMessage', {
        id: to,
        args: { message: 'look', fwd_conversation_id: from, fwd_message_nr: 2 },
      });
      expect(body.result_message_nr).toBe(2);
      expect((await messageOf(bert, to, 2)).message).toMatch(
        /^<msg><p>look<\/p><p><b flp="\*" fls="\*">bold<\/b><\/p><file key="[\w-]+" is_deleted="true"\/><file key="[\w-]+">f.txt<\/file><\/msg>$/,
      );
      expect(await drawerOf(bert, to)).toEqual([[2, 'f.txt', false]]);
    });
  });

  it('keeps what an e-mail says of itself when somebody changes or copies it', async () => {
    const conversation_id = '30000000-0000-4000-8000-000000000001';
    const mail = {
      mk_rec_type: 'message',
      conversation_id,
      message_nr: 1,
      account_id: id('anna'),
      mk_message_type: 'email',
      mk_message_state: `${STATE}:plain`,
      subject: 'Offer',
      sender_name: 'Anna A',
      mail_hdrs: [{ prefix: 'From', addresses: [{ addr: 'anna@example.org' }] }],
      message: '<msg><p>by mail</p></msg>',
      posted_time: 1_534_849_056,
      tags: ['add_guests'],
    };
    const conv = { mk_rec_type: 'conv', conversation_id, topic: 'Mail', members: [id('anna'), id('bert')] };
    await onTypedScene(
      async ({ anna, bert }) => {
        const conversation = conversation_id as ConversationId;
        await bert.call('pinMessage', { id: conversation, args: { message_nr: 1 } });
        const kept = { mk_message_type: 'email', subject: 'Offer', sender_name: 'Anna A', mail_hdrs: mail.mail_hdrs };
        expect(await messageOf(anna, conversation, 1)).toMatchObject({
          ...kept,
          tags: ['add_guests', 'is_shared', 'pin'],
          pinned_account_id: id('bert'),
        });
        await bert.call('copyMessage', { id: conversation, args: { message_nr: 1, to_conv_id: conversation } });
        expect(await messageOf(anna, conversation, 3)).toMatchObject({ ...kept, account_id: id('bert'), tags: [] });
      },
      [conv, mail],
    );
  });
});
