// Events that write and change messages (fleep-wire.md 3.9: message:…).
import { expect } from 'vitest';
import type { FleepClient } from '../../../src/fleep/client.js';
import type { ConversationId } from '../../../src/fleep/ids.js';
import { begin, drawerOf, FULL, heardBy, messageOf, STATE, STEP, send, upload } from '../acting.js';
import { failed, numberIn, requestIn } from '../events.js';
import { accountId, id, numbersOf, ofType } from '../scene.js';
import type { Json } from '../walk.js';
import { methodTest, type Stage } from './method-test.js';
import { sectionsOf } from './seeing.js';

const plain = (text: string) => `<msg><p>${text}</p></msg>`;

/** A conversation of anna and bert with one message of anna's, which has number 2. */
async function beginWith(stage: Stage, text = 'hello') {
  const conversation_id = await begin(stage, 'bert');
  await send(stage.anna, conversation_id, text);
  return { conversation_id, message_nr: 2 };
}

/** What bert hears of messages. */
const toBert = async ({ bert }: Stage, act: () => Promise<unknown>): Promise<Json[]> =>
  ofType(await heardBy(bert, act), 'message');

async function pinnedOf(client: FleepClient, conversation_id: ConversationId): Promise<unknown[]> {
  return numbersOf((await client.call('synchronizehronizePinboard', { args: { conversation_id } })).body);
}

methodTest('eventAddMessage', 'writes a message that reaches the others', async (stage) => {
  const conversation_id = await begin(stage, 'bert');
  const args = { conversation_id, message: 'new', attachments: [await upload(stage.anna, 'a.txt')] };
  const heard = await toBert(stage, async () => {
    expect(numberIn(await stage.anna.call('eventAddMessage', { args }))).toBe(2);
  });
  expect(heard).toMatchObject([
    { message_nr: 2, account_id: id('anna'), message: expect.stringContaining('>a.txt</file>') },
  ]);
  expect(await drawerOf(stage.bert, conversation_id)).toEqual([[2, 'a.txt', false]]);
});

methodTest('eventAddTodo', 'writes a task, with its assignees', async (stage) => {
  const conversation_id = await begin(stage, 'bert');
  const args = { conversation_id, message: 'do it', assignee_ids: [accountId('bert')] };
  const heard = await toBert(stage, () => stage.anna.call('eventAddTodo', { args }));
  expect(heard).toMatchObject([
    { message_nr: 2, message: plain('do it'), mk_message_state: `${STATE}:todo`, assignee_ids: [id('bert')] },
  ]);
  expect(heard[0]?.section_id).toBe((await sectionsOf(stage.bert, conversation_id)).get('To Do'));
});

methodTest('eventAddPinned', 'writes a pin', async (stage) => {
  const conversation_id = await begin(stage, 'bert');
  const args = { conversation_id, message: 'rules' };
  const heard = await toBert(stage, () => stage.anna.call('eventAddPinned', { args }));
  expect(heard).toMatchObject([{ message_nr: 2, mk_message_state: `${STATE}:pinned`, pin_weight: FULL }]);
  expect(await pinnedOf(stage.bert, conversation_id)).toEqual([2]);
});

methodTest('eventEditMessage', 'changes text and subject at once, for the author only', async (stage) => {
  const args = { ...(await beginWith(stage)), message: 'other', subject: 'S' };
  const heard = await toBert(stage, () => stage.anna.call('eventEditMessage', { args }));
  expect(heard).toMatchObject([{ message_nr: 2, flow_message_nr: 3, message: plain('other'), subject: 'S' }]);
  expect(requestIn(await stage.bert.call('eventEditMessage', { args }))).toEqual(failed(431, 'invalid_edit'));
});

methodTest('eventEditBody', 'changes the text and keeps the file', async (stage) => {
  const conversation_id = await begin(stage, 'bert');
  const attachments = [await upload(stage.anna, 'a.txt')];
  await stage.anna.call('sendMessage', { id: conversation_id, args: { message: 'first', attachments } });
  const args = { conversation_id, message_nr: 2, message: 'second' };
  const [heard] = await toBert(stage, () => stage.anna.call('eventEditBody', { args }));
  expect(heard?.message).toMatch(/^<msg><p>second<\/p><file [^>]*>a\.txt<\/file><\/msg>$/);
});

methodTest('eventEditSubject', 'changes the subject and keeps the text', async (stage) => {
  const args = { ...(await beginWith(stage)), subject: 'About' };
  const heard = await toBert(stage, () => stage.anna.call('eventEditSubject', { args }));
  expect(heard).toMatchObject([{ message_nr: 2, subject: 'About', message: plain('hello') }]);
});

methodTest('eventEditAttachments', 'changes the files and keeps the text', async (stage) => {
  const place = await beginWith(stage);
  const args = { ...place, attachments: [await upload(stage.anna, 'b.txt')] };
  const [heard] = await toBert(stage, () => stage.anna.call('eventEditAttachments', { args }));
  expect(heard?.message).toMatch(/^<msg><p>hello<\/p><file [^>]*>b\.txt<\/file><\/msg>$/);
  expect(await drawerOf(stage.bert, place.conversation_id)).toEqual([[2, 'b.txt', false]]);
});

methodTest('eventDeleteMessage', 'leaves an empty message', async (stage) => {
  const args = await beginWith(stage);
  const heard = await toBert(stage, () => stage.anna.call('eventDeleteMessage', { args }));
  expect(heard).toMatchObject([{ message_nr: 2, message: '', mk_message_state: `${STATE}:deleted` }]);
});

methodTest('eventDeleteAttachments', 'takes the files away and leaves the text', async (stage) => {
  const conversation_id = await begin(stage, 'bert');
  const attachments = [await upload(stage.anna, 'a.txt')];
  await stage.anna.call('sendMessage', { id: conversation_id, args: { message: 'text', attachments } });
  const args = { conversation_id, message_nr: 2 };
  const [heard] = await toBert(stage, () => stage.anna.call('eventDeleteAttachments', { args }));
  expect(heard?.message).toMatch(/^<msg><p>text<\/p><file [^>]* is_deleted="true"\/><\/msg>$/);
  expect(await drawerOf(stage.bert, conversation_id)).toEqual([]);
});

methodTest('eventSetPlain', 'takes a message off all boards', async (stage) => {
  const args = await beginWith(stage);
  await stage.anna.call('makeTask', { id: args.conversation_id, args: { message_nr: 2 } });
  const heard = await toBert(stage, () => stage.anna.call('eventSetPlain', { args }));
  expect(heard).toMatchObject([{ message_nr: 2, mk_message_state: `${STATE}:plain`, tags: [] }]);
  expect(heard[0]).not.toHaveProperty('section_id');
});

methodTest('eventSetTodo', 'makes a task of a message', async (stage) => {
  const args = await beginWith(stage);
  const heard = await toBert(stage, () => stage.anna.call('eventSetTodo', { args }));
  expect(heard).toMatchObject([
    { message_nr: 2, mk_message_state: `${STATE}:todo`, task_weight: FULL, tasked_account_id: id('anna') },
  ]);
});

methodTest('eventSetDone', 'is seen as done by the others, for tasks only', async (stage) => {
  const args = await beginWith(stage);
  expect(requestIn(await stage.anna.call('eventSetDone', { args }))).toEqual(failed(400, 'invalid_call'));
  await stage.anna.call('makeTask', { id: args.conversation_id, args: { message_nr: 2 } });
  const heard = await toBert(stage, () => stage.anna.call('eventSetDone', { args }));
  expect(heard).toMatchObject([{ message_nr: 2, mk_message_state: `${STATE}:done` }]);
});

methodTest('eventSetPinned', 'puts a message on the pinboard of everybody', async (stage) => {
  const args = await beginWith(stage);
  const heard = await toBert(stage, () => stage.anna.call('eventSetPinned', { args }));
  expect(heard).toMatchObject([{ message_nr: 2, mk_message_state: `${STATE}:pinned`, pinned_account_id: id('anna') }]);
  expect(await pinnedOf(stage.bert, args.conversation_id)).toEqual([2]);
});

methodTest('eventSetUnpinned', 'takes a message off the pinboard', async (stage) => {
  const args = await beginWith(stage);
  await stage.anna.call('pinMessage', { id: args.conversation_id, args: { message_nr: 2 } });
  const heard = await toBert(stage, () => stage.anna.call('eventSetUnpinned', { args }));
  expect(heard).toMatchObject([{ message_nr: 2, mk_message_state: `${STATE}:unpinned`, ref_message_nr: 2 }]);
  expect(await pinnedOf(stage.bert, args.conversation_id)).toEqual([]);
});

methodTest('eventMoveTask', 'puts a task right below another, or on top', async (stage) => {
  const conversation_id = await begin(stage, 'bert');
  for (const message of ['a', 'b', 'c']) await stage.anna.call('eventAddTodo', { args: { conversation_id, message } });
  const section_id = (await sectionsOf(stage.bert, conversation_id)).get('To Do') ?? '';
  const move = async (args: { prev_message_nr?: number }) => {
    await stage.anna.call('eventMoveTask', { args: { conversation_id, message_nr: 2, ...args } });
    return numbersOf((await stage.bert.call('synchronizeTaskboard', { args: { conversation_id, section_id } })).body);
  };
  expect(await move({})).toEqual([2, 4, 3]);
  expect(await move({ prev_message_nr: 4 })).toEqual([4, 2, 3]);
});

methodTest('eventMovePin', 'puts a pin right below another, or on top', async (stage) => {
  const conversation_id = await begin(stage, 'bert');
  for (const message of ['a', 'b', 'c'])
    await stage.anna.call('eventAddPinned', { args: { conversation_id, message } });
  const move = async (args: { prev_message_nr?: number }) => {
    await stage.anna.call('eventMovePin', { args: { conversation_id, message_nr: 2, ...args } });
    return pinnedOf(stage.bert, conversation_id);
  };
  expect(await move({})).toEqual([2, 4, 3]);
  expect(await move({ prev_message_nr: 4 })).toEqual([4, 2, 3]);
  expect((await messageOf(stage.bert, conversation_id, 2)).pin_weight).toBe(FULL + STEP + STEP / 2);
});

methodTest('eventSetAssignees', 'says who is to do it, members only', async (stage) => {
  const place = await beginWith(stage);
  const set = (name: 'bert' | 'dora') =>
    stage.anna.call('eventSetAssignees', { args: { ...place, assignee_ids: [accountId(name)] } });
  expect(await toBert(stage, () => set('bert'))).toMatchObject([{ message_nr: 2, assignee_ids: [id('bert')] }]);
  expect(requestIn(await set('dora'))).toEqual(failed(400, 'invalid_call'));
});

const linked = '10000000-0000-4000-8000-0000000000aa' as ConversationId;

methodTest(
  'eventDisablePreview',
  'takes the preview of a link away',
  async (stage) => {
    const args = { conversation_id: linked, message_nr: 1 };
    const seen = async () => (await stage.bert.call('synchronizeBackwardForConversation', { id: linked })).body;
    expect(ofType(await seen(), 'preview')).toHaveLength(1);
    const heard = await toBert(stage, () => stage.anna.call('eventDisablePreview', { args }));
    expect(heard).toMatchObject([{ message_nr: 1, is_url_preview_disabled: true }]);
    expect(ofType(await seen(), 'preview')).toEqual([]);
  },
  [
    { mk_rec_type: 'conv', conversation_id: linked, members: [id('anna'), id('bert')] },
    {
      mk_rec_type: 'message',
      conversation_id: linked,
      message_nr: 1,
      account_id: id('anna'),
      mk_message_type: 'text',
      message: '<msg><p><a href="http://x">x</a></p></msg>',
    },
    { mk_rec_type: 'preview', conversation_id: linked, message_nr: 1, attachment_id: 'p', attached_url: 'http://x' },
  ],
);

methodTest(
  'eventCopyMessage',
  'writes a message again elsewhere, as Fleep’s own tests name it and else',
  async (stage) => {
    const { anna, carl } = stage;
    const from = await beginWith(stage, 'pass on');
    const to = await begin(stage, 'carl');
    const heard = await heardBy(carl, async () => {
      const args = {
        conversation_id: to,
        copy_conversation_id: from.conversation_id,
        copy_message_nr: from.message_nr,
      };
      expect(requestIn(await anna.call('eventCopyMessage', { args })).identifier).toEqual({
        conversation_id: to,
        message_nr: 2,
      });
      expect(numberIn(await anna.call('eventCopyMessage', { args: { ...from, to_conv_id: to } }))).toBe(3);
    });
    const copy = { conversation_id: to, account_id: id('anna'), message: plain('pass on') };
    expect(ofType(heard, 'message')).toMatchObject([
      { ...copy, message_nr: 2 },
      { ...copy, message_nr: 3 },
    ]);
  },
);

methodTest('eventMarkSpam', 'marks a message as spam, for all, without an edit', async (stage) => {
  const args = await beginWith(stage);
  const heard = ofType(await heardBy(stage.anna, () => stage.bert.call('eventMarkSpam', { args })), 'message');
  expect(heard).toMatchObject([{ message_nr: 2, is_spam: true, message: plain('hello') }]);
  expect(heard[0]).not.toHaveProperty('edit_account_id');
});

methodTest('eventUnmarkSpam', 'takes the mark away', async (stage) => {
  const args = await beginWith(stage);
  await stage.bert.call('eventMarkSpam', { args });
  await stage.bert.call('eventUnmarkSpam', { args });
  expect((await messageOf(stage.anna, args.conversation_id, 2)).is_spam).toBe(false);
});
