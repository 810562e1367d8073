import { describe, expect, it } from 'vitest';
import type { ConversationId } from '../../src/fleep/ids.js';
import { begin, drawerOf, FULL, headerFor, heardBy, messageOf, STATE, STEP, send, upload } from './acting.js';
import { addTodo, failed, messagesIn, numberIn, requestIn, store } from './events.js';
import { accountId, id, ofType, onTypedScene } from './scene.js';

describe('message events', () => {
  it('add messages of every kind, each with its state, for everybody', async () => {
    await onTypedScene(async (scene) => {
      const conversation_id = await begin(scene, 'bert');
      const { anna, bert } = scene;
      const heard = await heardBy(bert, async () => {
        await anna.call('eventAddMessage', { args: { conversation_id, message: 'plain', subject: 'About' } });
        await anna.call('eventAddTodo', {
          args: { conversation_id, message: 'todo', assignee_ids: [accountId('bert')] },
        });
        await anna.call('eventAddPinned', {
          args: { conversation_id, message: 'pinned', attachments: [await upload(anna, 'p.txt')] },
        });
      });
      expect(ofType(heard, 'message')).toEqual([
        expect.objectContaining({ message_nr: 2, mk_message_state: `${STATE}:plain`, subject: 'About', tags: [] }),
        expect.objectContaining({ message_nr: 3, mk_message_state: `${STATE}:todo`, assignee_ids: [id('bert')] }),
        expect.objectContaining({ message_nr: 4, mk_message_state: `${STATE}:pinned`, pin_weight: FULL }),
      ]);
      expect(ofType(heard, 'file')).toEqual([expect.objectContaining({ message_nr: 4, file_name: 'p.txt' })]);
      expect(ofType(heard, 'conv').at(-1)).toMatchObject({ has_taskboard: true, has_pinboard: true, unread_count: 3 });
    });
  });

  it('edit text, subject and files one by one', async () => {
    await onTypedScene(async (scene) => {
      const conversation_id = await begin(scene, 'bert');
      const { anna, bert } = scene;
      const [one, two] = [await upload(anna, 'one.txt'), await upload(anna, 'two.txt')];
      const message_nr = numberIn(
        await store(anna, 'message:add_plain', { conversation_id, message: 'first', attachments: [one] }),
      );
      const place = { conversation_id, message_nr };
      await anna.call('eventEditBody', { args: { ...place, message: 'second' } });
      expect((await messageOf(bert, conversation_id, 2)).message).toMatch(/^<msg><p>second<\/p><file [^>]*>one.txt</);
      await anna.call('eventEditSubject', { args: { ...place, subject: 'Subject' } });
      await anna.call('eventEditAttachments', { args: { ...place, attachments: [two] } });
      const edited = await messageOf(bert, conversation_id, 2);
      expect(edited).toMatchObject({ subject: 'Subject', flow_message_nr: 5 });
      expect(edited.message).toMatch(/^<msg><p>second<\/p><file [^>]*>two.txt<\/file><\/msg>$/);
      await anna.call('eventDeleteAttachments', { args: place });
      expect((await messageOf(bert, conversation_id, 2)).message).toMatch(/<file [^>]* is_deleted="true"\/><\/msg>$/);
      expect(await drawerOf(bert, conversation_id)).toEqual([]);
      await anna.call('eventEditMessage', { args: { ...place, message: 'last', attachments: [], subject: '' } });
      expect(await messageOf(bert, conversation_id, 2)).toMatchObject({
        subject: '',
        message: '<msg><p>last</p></msg>',
      });
      expect(requestIn(await store(anna, 'message:edit', place))).toEqual(failed(400, 'bad_request'));
      expect(requestIn(await store(bert, 'message:edit_body', { ...place, message: 'x' }))).toEqual(
        failed(431, 'invalid_edit'),
      );
      expect(requestIn(await store(bert, 'message:edit_subject', { ...place, subject: 'x' }))).toEqual(
        failed(431, 'invalid_edit'),
      );
    });
  });

  it('let others edit what is pinned or a task', async () => {
    await onTypedScene(async (scene) => {
      const conversation_id = await begin(scene, 'bert');
      const { anna, bert } = scene;
      for (const name of ['message:add_pinned', 'message:add_todo']) {
        const message_nr = numberIn(await store(anna, name, { conversation_id, message: 'message1' }));
        const before = await messageOf(bert, conversation_id, message_nr);
        const answer = await store(bert, 'message:edit', { conversation_id, message_nr, message: 'edit from bert' });
        expect(messagesIn(answer)).toEqual([
          expect.objectContaining({
            message: '<msg><p>edit from bert</p></msg>',
            mk_message_state: before.mk_message_state,
            is_edited_by_others: true,
          }),
        ]);
      }
    });
  });

  it('delete, after which nothing else can be done', async () => {
    await onTypedScene(async (scene) => {
      const conversation_id = await begin(scene, 'bert');
      const { anna, bert } = scene;
      const message_nr = await addTodo(anna, conversation_id, 'todo');
      const heard = await heardBy(bert, () =>
        anna.call('eventDeleteMessage', { args: { conversation_id, message_nr } }),
      );
      expect(ofType(heard, 'message')).toEqual([
        expect.objectContaining({
          mk_message_state: `${STATE}:deleted`,
          message: '',
          tags: ['is_deleted', 'is_deleted'],
        }),
      ]);
      for (const name of [
        'set_pinned',
        'set_todo',
        'set_done',
        'set_plain',
        'delete',
        'mark_spam',
        'disable_preview',
      ]) {
        const answer = await store(anna, `message:${name}`, { conversation_id, message_nr });
        expect(requestIn(answer), name).toEqual(failed(400, 'invalid_call'));
      }
      expect((await headerFor(bert, conversation_id)).last_message_nr).toBe(3);
    });
  });

  it('set every state from every other one that allows it', async () => {
    await onTypedScene(async (scene) => {
      const conversation_id = await begin(scene, 'bert');
      const { anna, bert } = scene;
      const message_nr = await send(anna, conversation_id, 'PlainMessage1');
      const args = { conversation_id, message_nr };
      const stateOf = async () => {
        const { mk_message_state, tags, message } = await messageOf(bert, conversation_id, message_nr);
        expect(message).toBe('<msg><p>PlainMessage1</p></msg>');
        return [String(mk_message_state).split(':').at(-1), tags];
      };
      expect(requestIn(await anna.call('eventSetUnpinned', { args }))).toEqual(failed(400, 'invalid_call'));
      expect(requestIn(await anna.call('eventSetDone', { args }))).toEqual(failed(400, 'invalid_call'));
      await anna.call('eventSetPinned', { args });
      expect(await stateOf()).toEqual(['pinned', ['is_shared', 'pin']]);
      await anna.call('eventSetTodo', { args });
      expect(await stateOf()).toEqual(['todo', ['is_shared', 'is_task', 'is_todo']]);
      await anna.call('eventSetDone', { args });
      expect(await stateOf()).toEqual(['done', ['is_shared', 'is_task', 'is_done']]);
      await anna.call('eventSetPinned', { args });
      expect(await messageOf(bert, conversation_id, message_nr)).not.toHaveProperty('section_id');
      await anna.call('eventSetUnpinned', { args });
      expect(await stateOf()).toEqual(['unpinned', ['is_archived', 'is_shared', 'unpin']]);
      await anna.call('eventSetPlain', { args });
      expect(await stateOf()).toEqual(['plain', []]);
    });
  });

  it('move pins and tasks right below others', async () => {
    await onTypedScene(async (scene) => {
      const conversation_id = await begin(scene);
      const { anna } = scene;
      for (const pin of ['pin1', 'pin2', 'pin3', 'pin4']) {
        await anna.call('eventAddPinned', { args: { conversation_id, message: pin } });
      }
      const weight = async (nr: number, name: string) => (await messageOf(anna, conversation_id, nr))[name];
      expect(await weight(5, 'pin_weight')).toBe(FULL + 3 * STEP);
      await anna.call('eventMovePin', { args: { conversation_id, message_nr: 2, prev_message_nr: 5 } });
      expect(await weight(2, 'pin_weight')).toBe(4_295_131_136);
      await anna.call('eventMovePin', { args: { conversation_id, message_nr: 3 } });
      expect(await weight(3, 'pin_weight')).toBe(FULL + 4 * STEP);
      const first = await addTodo(anna, conversation_id, 'todo1');
      for (const todo of ['todo2', 'todo3']) await addTodo(anna, conversation_id, todo);
      const last = await addTodo(anna, conversation_id, 'todo4');
      const { section_id } = await messageOf(anna, conversation_id, first);
      const args = { conversation_id, message_nr: first, prev_message_nr: last, section_id: String(section_id) };
      await anna.call('eventMoveTask', { args });
      expect(await weight(first, 'task_weight')).toBe(4_295_131_136);
      const wrong = { conversation_id, message_nr: first, prev_message_nr: 5 };
      expect(requestIn(await anna.call('eventMovePin', { args: wrong }))).toEqual(failed(400, 'invalid_call'));
    });
  });

  it('assign people, take previews away, and mark spam', async () => {
    const conversation_id = '30000000-0000-4000-8000-000000000005' as ConversationId;
    const conv = { mk_rec_type: 'conv', conversation_id, members: [id('anna'), id('bert')] };
    const linked = {
      mk_rec_type: 'message',
      conversation_id,
      message_nr: 1,
      account_id: id('anna'),
      mk_message_type: 'text',
      message: '<msg><p><a href="http://www.google.com">www.google.com</a></p></msg>',
    };
    const preview = {
      mk_rec_type: 'preview',
      conversation_id,
      message_nr: 1,
      attachment_id: 'p',
      attached_url: 'http://x',
    };
    await onTypedScene(
      async ({ anna, bert }) => {
        const args = { conversation_id, message_nr: 1 };
        await anna.call('eventDisablePreview', { args });
        const { body } = await bert.call('synchronizeBackwardForConversation', { id: conversation_id });
        expect(ofType(body, 'message')).toEqual([expect.objectContaining({ is_url_preview_disabled: true })]);
        expect(ofType(body, 'preview')).toEqual([]);
        await anna.call('eventSetAssignees', { args: { ...args, assignee_ids: [accountId('bert')] } });
        expect((await messageOf(bert, conversation_id, 1)).assignee_ids).toEqual([id('bert')]);
        const stranger = { ...args, assignee_ids: [accountId('dora')] };
        expect(requestIn(await anna.call('eventSetAssignees', { args: stranger }))).toEqual(
          failed(400, 'invalid_call'),
        );
        const spam = await heardBy(anna, () => bert.call('eventMarkSpam', { args }));
        expect(ofType(spam, 'message')).toEqual([
          expect.objectContaining({ is_spam: true, edit_account_id: id('anna') }),
        ]);
        await bert.call('eventUnmarkSpam', { args });
        expect((await messageOf(anna, conversation_id, 1)).is_spam).toBe(false);
      },
      [conv, linked, preview],
    );
  });

  it('say on each message that a conversation has no previews', async () => {
    await onTypedScene(async (scene) => {
      const conversation_id = await begin(scene);
      const { anna } = scene;
      const args = { is_url_preview_disabled: true };
      await anna.call('storeConversationHeaderFields', { id: conversation_id, args });
      const answer = await store(anna, 'message:add_plain', { conversation_id, message: 'www.google.com' });
      expect(messagesIn(answer)).toEqual([expect.objectContaining({ is_url_preview_disabled: true })]);
    });
  });

  it('copy messages in both of the ways that are known', async () => {
    await onTypedScene(async (scene) => {
      const from = await begin(scene);
      const to = await begin(scene, 'bert');
      const { anna, bert } = scene;
      await send(anna, from, 'PlainMessage1');
      const answer = await store(anna, 'message:copy', {
        conversation_id: to,
        copy_conversation_id: from,
        copy_message_nr: 2,
      });
      expect(requestIn(answer).identifier).toEqual({ conversation_id: to, message_nr: 2 });
      const args = { conversation_id: from, message_nr: 2, to_conv_id: to };
      expect(numberIn(await anna.call('eventCopyMessage', { args }))).toBe(3);
      for (const number of [2, 3]) {
        expect(await messageOf(bert, to, number)).toMatchObject({
          message: '<msg><p>PlainMessage1</p></msg>',
          tags: [],
        });
      }
      await anna.call('eventDeleteMessage', { args: { conversation_id: from, message_nr: 2 } });
      expect(requestIn(await anna.call('eventCopyMessage', { args }))).toEqual(failed(431, 'is_deleted'));
    });
  });
});
