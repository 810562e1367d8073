import { describe, expect, it } from 'vitest';
import type { FleepClient } from '../../src/fleep/client.js';
import { begin, drawerOf, fails, headerFor, heardBy, messageOf, STATE, send, upload } from './acting.js';
import { headerOf, id, ofType, onTypedScene } from './scene.js';

describe('message/edit', () => {
  it('gives a message a new text under its old number', async () => {
    await onTypedScene(async (scene) => {
      const conversation = await begin(scene, 'bert');
      const { anna, bert } = scene;
      await send(anna, conversation, 'first');
      await send(anna, conversation, 'second');
      const heard = await heardBy(bert, () =>
        anna.call('editConversationMessage', { id: conversation, args: { message_nr: 2, message: 'changed' } }),
      );
      expect(ofType(heard, 'message')).toEqual([
        expect.objectContaining({
          message_nr: 2,
          flow_message_nr: 4,
          prev_message_nr: 1,
          inbox_nr: 1,
          message: '<msg><p>changed</p></msg>',
          account_id: id('anna'),
          edit_account_id: id('anna'),
          edited_time: expect.any(Number),
          tags: [],
        }),
      ]);
      expect(ofType(heard, 'message')[0]).not.toHaveProperty('is_edited_by_others');
      expect(ofType(heard, 'conv').at(-1)).toMatchObject({ last_message_nr: 4, show_message_nr: 3 });
      await expect(
        anna.call('editConversationMessage', { id: conversation, args: { message_nr: 99, message: 'x' } }),
      ).rejects.toEqual(fails(430));
      await expect(
        anna.call('editConversationMessage', { id: conversation, args: { message_nr: 1, message: 'x' } }),
      ).rejects.toEqual(fails(431, 'invalid_edit'));
    });
  });

  it("leaves others' messages alone, but for those on a board", async () => {
    await onTypedScene(async (scene) => {
      const conversation = await begin(scene, 'bert');
      const { anna, bert } = scene;
      const messageNr = await send(anna, conversation, 'mine');
      const edit = () =>
        bert.call('editConversationMessage', { id: conversation, args: { message_nr: messageNr, message: 'ours' } });
      await expect(edit()).rejects.toEqual(fails(431, 'invalid_edit'));
      expect((await messageOf(anna, conversation, messageNr)).message).toBe('<msg><p>mine</p></msg>');
      await anna.call('pinMessage', { id: conversation, args: { message_nr: messageNr } });
      await edit();
      const edited = await messageOf(anna, conversation, messageNr);
      expect(edited).toMatchObject({
        message: '<msg><p>ours</p></msg>',
        account_id: id('anna'),
        edit_account_id: id('bert'),
        is_edited_by_others: true,
        mk_message_state: `${STATE}:pinned`,
        pinned_account_id: id('anna'),
      });
      expect(edited.tags).toEqual(expect.arrayContaining(['is_shared', 'pin', 'is_edited_by_others']));
    });
  });

  it('keeps the files that it is not told of, and takes those away that it is told to', async () => {
    await onTypedScene(async (scene) => {
      const conversation = await begin(scene, 'bert');
      const { anna, bert } = scene;
      const [one, two] = [await upload(anna, 'one.txt'), await upload(anna, 'two.txt')];
      await anna.call('sendMessage', { id: conversation, args: { message: 'files', attachments: [one] } });
      const edit = (args: { message: string; attachments?: string[] }) =>
        anna.call('editConversationMessage', { id: conversation, args: { message_nr: 2, ...args } });
      await edit({ message: 'same files' });
      expect((await messageOf(bert, conversation, 2)).message).toMatch(
        /^<msg><p>same files<\/p><file key="[\w-]{22}">one.txt<\/file><\/msg>$/,
      );
      const heard = await heardBy(bert, () => edit({ message: 'others', attachments: [two] }));
      expect(ofType(heard, 'message')[0]?.message).toMatch(
        /^<msg><p>others<\/p><file key="[\w-]{22}">two.txt<\/file><\/msg>$/,
      );
      expect(ofType(heard, 'file')).toEqual([
        expect.objectContaining({ file_name: 'one.txt', is_deleted: true, deleter_id: id('anna') }),
        expect.objectContaining({ file_name: 'two.txt', is_deleted: false, deleter_id: '' }),
      ]);
      await edit({ message: '', attachments: [two] });
      expect((await messageOf(bert, conversation, 2)).message).toMatch(
        /^<msg><file key="[\w-]{22}">two.txt<\/file><\/msg>$/,
      );
    });
  });
});

describe('message/delete', () => {
  it('leaves a message without text, state and files, also when somebody else does it', async () => {
    await onTypedScene(async (scene) => {
      const conversation = await begin(scene, 'bert');
      const { anna, bert } = scene;
      const attachments = [await upload(anna, 'gone.txt')];
      await anna.call('storeMessage', { id: conversation, args: { message: 'secret', attachments, tags: ['pin'] } });
      expect(await drawerOf(bert, conversation)).toEqual([[2, 'gone.txt', false]]);
      const heard = await heardBy(anna, () =>
        bert.call('deleteMessageFromConversation', { id: conversation, args: { message_nr: 2 } }),
      );
      const [deleted] = ofType(heard, 'message');
      expect(deleted).toEqual({
        mk_rec_type: 'message',
        conversation_id: conversation,
        message_nr: 2,
        flow_message_nr: 3,
        prev_message_nr: 1,
        inbox_nr: 1,
        account_id: id('anna'),
        profile_id: id('anna'),
        edit_account_id: id('bert'),
        edited_time: expect.any(Number),
        posted_time: expect.any(Number),
        mk_message_type: 'text',
        mk_message_state: `${STATE}:deleted`,
        message: '',
        lock_account_id: null,
        tags: ['is_deleted', 'is_deleted'],
      });
      expect(ofType(heard, 'file')).toEqual([expect.objectContaining({ is_deleted: true, deleter_id: id('bert') })]);
      expect(ofType(heard, 'conv').at(-1)).toMatchObject({ has_pinboard: false });
      expect(await drawerOf(bert, conversation)).toEqual([]);
      await expect(
        bert.call('deleteMessageFromConversation', { id: conversation, args: { message_nr: 2 } }),
      ).rejects.toEqual(fails(400, 'invalid_call'));
    });
  });

  it('takes one file off a message and leaves the rest', async () => {
    await onTypedScene(async (scene) => {
      const conversation = await begin(scene, 'bert');
      const { anna, bert } = scene;
      const attachments = [await upload(anna, 'a.txt'), await upload(anna, 'b.txt')];
      const sent = await anna.call('sendMessage', { id: conversation, args: { message: 'two', attachments } });
      const [first, second] = ofType(sent.body, 'file');
      await anna.call('deleteMessageFromConversation', {
        id: conversation,
        args: { message_nr: 2, attachment_id: String(first?.attachment_id) },
      });
      expect((await messageOf(bert, conversation, 2)).message).toBe(
        `<msg><p>two</p><file key="${first?.attachment_id}" is_deleted="true"/>` +
          `<file key="${second?.attachment_id}">b.txt</file></msg>`,
      );
      expect(await drawerOf(bert, conversation)).toEqual([
        [2, 'a.txt', true],
        [2, 'b.txt', false],
      ]);
      const again = { message_nr: 2, attachment_id: String(first?.attachment_id) };
      await expect(anna.call('deleteMessageFromConversation', { id: conversation, args: again })).rejects.toEqual(
        fails(430),
      );
    });
  });
});

describe('message/copy', () => {
  it('writes a message again somewhere else, with files of its own', async () => {
    await onTypedScene(async (scene) => {
      const from = await begin(scene);
      const to = await begin(scene, 'bert');
      const { anna, bert } = scene;
      const attachments = [await upload(anna, 'plan.txt')];
      const sent = await anna.call('storeMessage', {
        id: from,
        args: { message: 'the plan', attachments, tags: ['pin'] },
      });
      const [old] = ofType(sent.body, 'file');
      const heard = await heardBy(bert, async () => {
        const { body } = await anna.call('copyMessage', { id: from, args: { message_nr: 2, to_conv_id: to } });
        expect(headerOf(body).conversation_id).toBe(from);
        expect(body.result_message_nr).toBe(2);
      });
      const [copy] = ofType(heard, 'message');
      const [file] = ofType(heard, 'file');
      expect(file).toMatchObject({ file_name: 'plan.txt', conversation_id: to, message_nr: 2, file_size: 19 });
      expect(copy).toMatchObject({
        conversation_id: to,
        account_id: id('anna'),
        mk_message_state: `${STATE}:plain`,
        tags: [],
        message:
          `<msg><p>the plan</p><file key="${old?.attachment_id}" is_deleted="true"/>` +
          `<file key="${file?.attachment_id}">plan.txt</file></msg>`,
      });
    });
  });

  it('copies nothing that is deleted or out of sight', async () => {
    await onTypedScene(async (scene) => {
      const from = await begin(scene);
      const to = await begin(scene, 'bert');
      const { anna, bert } = scene;
      await send(anna, from, 'gone');
      await anna.call('deleteMessageFromConversation', { id: from, args: { message_nr: 2 } });
      const copy = (client: FleepClient, message_nr: number) =>
        client.call('copyMessage', { id: from, args: { message_nr, to_conv_id: to } });
      await expect(copy(anna, 2)).rejects.toEqual(fails(431));
      await expect(copy(bert, 2)).rejects.toEqual(fails(430));
      expect((await headerFor(bert, to)).last_message_nr).toBe(1);
    });
  });
});
