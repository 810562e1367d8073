import { describe, expect, it } from 'vitest';
import { begin, heardBy, messageOf, send, upload } from './acting.js';
import { addTodo, contactOf, failed, messagesIn, requestIn, store } from './events.js';
import { accountId, id, ofType, onTypedScene } from './scene.js';
import { asRecord, type Json } from './walk.js';

describe('events that read', () => {
  it('give a conversation with its messages and everybody in it', async () => {
    await onTypedScene(async (scene) => {
      const conversation_id = await begin(scene, 'bert', 'carl');
      const { anna, bert } = scene;
      await send(anna, conversation_id, 'hello');
      const heard = await heardBy(bert, async () => {
        const { body } = await bert.call('eventSyncInitial', { args: { conversation_id } });
        expect(ofType(body, 'conv')).toEqual([expect.objectContaining({ mk_init_mode: 'ic_full', is_init: true })]);
        expect(ofType(body, 'message').map(({ message_nr }) => message_nr)).toEqual([1, 2]);
        const people = new Set(ofType(body, 'contact').map(({ account_id }) => account_id));
        expect(people).toEqual(new Set([id('anna'), id('bert'), id('carl')]));
      });
      // Reading is nothing that other clients of the account need to hear of.
      expect(heard.stream).toEqual([]);
      const outside = await scene.dora.call('eventSyncInitial', { args: { conversation_id } });
      expect(requestIn(outside)).toEqual(failed(430, 'not_found'));
    });
  });

  it('give headers of several conversations, by default without messages', async () => {
    await onTypedScene(async (scene) => {
      const conversation_ids = [await begin(scene, 'bert'), await begin(scene, 'bert')];
      const { bert } = scene;
      const { body } = await bert.call('eventSyncConversations', { args: { conversation_ids } });
      expect(ofType(body, 'conv').map(({ conversation_id, mk_init_mode }) => [conversation_id, mk_init_mode])).toEqual(
        conversation_ids.map((conversation) => [conversation, 'ic_header']),
      );
      expect(ofType(body, 'message')).toEqual([]);
      const tiny = await bert.call('eventSyncConversations', { args: { conversation_ids, mk_init_mode: 'ic_tiny' } });
      expect(messagesIn(tiny)).toHaveLength(2);
    });
  });

  it('page through pins and through the tasks of a section', async () => {
    await onTypedScene(async (scene) => {
      const conversation_id = await begin(scene, 'bert');
      const { anna, bert } = scene;
      for (let pin = 1; pin <= 3; pin += 1)
        await store(anna, 'message:add_pinned', { conversation_id, message: `${pin}` });
      for (let todo = 1; todo <= 3; todo += 1) await addTodo(anna, conversation_id, `${todo}`);
      const first = await bert.call('eventSyncPins', { args: { conversation_id, limit: 2 } });
      expect(messagesIn(first).map(({ message_nr }) => message_nr)).toEqual([4, 3]);
      const pin_cursor = String(ofType(first.body, 'conv')[0]?.pin_cursor);
      const second = await bert.call('eventSyncPins', { args: { conversation_id, limit: 2, pin_cursor } });
      expect(messagesIn(second).map(({ message_nr }) => message_nr)).toEqual([2]);
      expect(ofType(second.body, 'conv')[0]?.pin_cursor).toBeNull();
      const section_id = String((await messageOf(anna, conversation_id, 5)).section_id);
      const page = await store(bert, 'section:task:sync', { conversation_id, section_id, limit: 2 });
      expect(messagesIn(page).map(({ message_nr }) => message_nr)).toEqual([7, 6]);
      const sync_cursor = String(ofType(page.body, 'section')[0]?.sync_cursor);
      const rest = await bert.call('eventSyncSectionTasks', { args: { conversation_id, section_id, sync_cursor } });
      expect(messagesIn(rest).map(({ message_nr }) => message_nr)).toEqual([5]);
      const wrong = await store(bert, 'section:task:sync', { conversation_id, section_id, sync_cursor: '{' });
      expect(requestIn(wrong)).toEqual(failed(400, 'bad_request'));
    });
  });

  it('find people, and open the dialog with one', async () => {
    await onTypedScene(async ({ anna, bert }) => {
      const found = await anna.call('eventGetContact', { args: { contact_id: id('bert') } });
      expect(contactOf(found)).toMatchObject({ account_id: id('bert'), display_name: 'bert' });
      const looked = await anna.call('eventLookupContact', { args: { email: 'Neu <neu@example.org>' } });
      expect(contactOf(looked)).toMatchObject({ email: 'neu@example.org', mk_account_status: 'new' });
      const heard = await heardBy(bert, async () => {
        const first = await anna.call('eventGetDialog', { args: { contact_id: id('bert') } });
        const { conversation_id } = asRecord(requestIn(first).identifier);
        expect(contactOf(first)).toMatchObject({ account_id: id('bert'), dialog_id: conversation_id });
        const again = await anna.call('eventGetDialog', { args: { contact_id: id('bert') } });
        expect(asRecord(requestIn(again).identifier).conversation_id).toBe(conversation_id);
      });
      const [conv] = ofType(heard, 'conv');
      expect(conv).toMatchObject({ members: [id('anna'), id('bert')] });
      expect(ofType(heard, 'contact').at(-1)).toMatchObject({
        account_id: id('anna'),
        dialog_id: conv?.conversation_id,
      });
      const nobody = await anna.call('eventGetContact', { args: { contact_id: id('nobody') } });
      expect(requestIn(nobody)).toEqual(failed(430, 'not_found'));
    });
  });
});

describe('conversation events', () => {
  it('add members', async () => {
    await onTypedScene(async (scene) => {
      const conversation_id = await begin(scene, 'bert');
      const { anna, carl } = scene;
      await send(anna, conversation_id, 'PlainMessage');
      const heard = await heardBy(carl, async () => {
        const args = { conversation_id, account_ids: [accountId('carl'), accountId('dora')] };
        const answer = await anna.call('eventAddMembers', { args });
        expect(ofType(answer.body, 'conv')).toEqual([
          expect.objectContaining({ members: [id('anna'), id('bert'), id('carl'), id('dora')] }),
        ]);
        expect(messagesIn(answer)).toEqual([expect.objectContaining({ message_nr: 3, mk_message_type: 'add' })]);
      });
      expect(ofType(heard, 'conv')).toContainEqual(expect.objectContaining({ conversation_id, is_init: true }));
      const unknown = await anna.callByName('eventAddMembers', {
        args: { conversation_id, account_ids: [id('nobody')] },
      });
      expect(requestIn(unknown)).toEqual(failed(430, 'not_found'));
    });
  });

  it('fetch files from elsewhere', async () => {
    await onTypedScene(async (scene) => {
      const conversation_id = await begin(scene);
      const { anna } = scene;
      const file_url = await upload(anna, 'again.txt');
      const { body } = await anna.call('synchronizeAccount');
      await anna.call('eventUploadToConversation', { args: { conversation_id, file_url, file_name: 'for it.txt' } });
      await anna.call('eventUploadForAccount', { args: { file_url, file_name: 'for me.txt' } });
      const uploads = new Map<unknown, Json>();
      let event_horizon = Number(body.event_horizon);
      while ([...uploads.values()].filter(({ status }) => status === 'success').length < 2) {
        const poll = await anna.call('storingConnectionInformation', { args: { event_horizon, wait: true } });
        for (const record of ofType(poll.body, 'upload')) uploads.set(record.name, record);
        event_horizon = Number(poll.body.event_horizon);
      }
      expect(uploads.get('for it.txt')).toMatchObject({ conversation_id, size: 20 });
      expect(uploads.get('for me.txt')).toMatchObject({ conversation_id: null });
    });
  });
});
