// Messages: sending, changing, copying, reading marks, pins (fleep-wire.md section 2, rows 51 to 56 and below the table; 3.6, 3.8).
import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { FleepClient } from '../../../src/fleep/client.js';
import type { ConversationId } from '../../../src/fleep/ids.js';
import { begin, drawerOf, FULL, fails, headerFor, heardBy, messageOf, STATE, STEP, send, upload } from '../acting.js';
import { accountId, headerOf, id, ofType } from '../scene.js';
import { methodTest } from './method-test.js';

const plain = (text: string) => `<msg><p>${text}</p></msg>`;

const pin = (client: FleepClient, conversation: ConversationId, message: string) =>
  client.call('storeMessage', { id: conversation, args: { message, tags: ['pin'] } });

methodTest('sendMessage', 'reaches the other members, once', async (stage) => {
  const { anna, bert } = stage;
  const conversation = await begin(stage, 'bert');
  const args = { message: 'hi *you*', attachments: [await upload(anna, 'a.txt')], client_req_id: randomUUID() };
  const heard = await heardBy(bert, async () => {
    expect((await anna.call('sendMessage', { id: conversation, args })).body.result_message_nr).toBe(2);
    expect((await anna.call('sendMessage', { id: conversation, args })).body.result_message_nr).toBe(2);
  });
  expect(ofType(heard, 'message')).toMatchObject([
    {
      message_nr: 2,
      account_id: id('anna'),
      message: expect.stringMatching(/^<msg><p>hi <b flp="\*" fls="\*">you<\/b><\/p><file key="[\w-]{22}">a\.txt</),
    },
  ]);
  expect(ofType(heard, 'file')).toMatchObject([{ message_nr: 2, file_name: 'a.txt' }]);
  expect(await headerFor(bert, conversation)).toMatchObject({ last_message_nr: 2, unread_count: 1 });
});

methodTest('storeMessage', 'writes a message with all it may have, and changes it as one event', async (stage) => {
  const { anna, bert } = stage;
  const conversation = await begin(stage, 'bert');
  const args = {
    message: 'do',
    tags: ['is_todo'],
    assignee_ids: [accountId('bert')],
    subject: 'S',
    add_reactions: ['up'],
  };
  await anna.call('storeMessage', { id: conversation, args });
  expect(await messageOf(bert, conversation, 2)).toMatchObject({
    message: plain('do'),
    mk_message_state: `${STATE}:todo`,
    assignee_ids: [id('bert')],
    subject: 'S',
    reactions: { up: [id('anna')] },
  });
  const change = { message_nr: 2, message: 'done', tags: ['is_done'] };
  const heard = await heardBy(bert, () => anna.call('storeMessage', { id: conversation, args: change }));
  expect(ofType(heard, 'message')).toMatchObject([
    { message_nr: 2, flow_message_nr: 3, message: plain('done'), mk_message_state: `${STATE}:done` },
  ]);
});

methodTest('editConversationMessage', 'changes the text under its old number', async (stage) => {
  const { anna, bert } = stage;
  const conversation = await begin(stage, 'bert');
  await send(anna, conversation, 'first');
  const request = { id: conversation, args: { message_nr: 2, message: 'second' } };
  const heard = await heardBy(bert, () => anna.call('editConversationMessage', request));
  expect(ofType(heard, 'message')).toMatchObject([
    { message_nr: 2, flow_message_nr: 3, message: plain('second'), edit_account_id: id('anna') },
  ]);
  await expect(bert.call('editConversationMessage', request)).rejects.toEqual(fails(431, 'invalid_edit'));
});

methodTest('deleteMessageFromConversation', 'leaves an empty message and no file', async (stage) => {
  const { anna, bert } = stage;
  const conversation = await begin(stage, 'bert');
  const attachments = [await upload(anna, 'a.txt')];
  await anna.call('sendMessage', { id: conversation, args: { message: 'gone', attachments } });
  const request = { id: conversation, args: { message_nr: 2 } };
  const heard = await heardBy(bert, () => anna.call('deleteMessageFromConversation', request));
  expect(ofType(heard, 'message')).toMatchObject([
    { message_nr: 2, message: '', mk_message_state: `${STATE}:deleted`, tags: ['is_deleted', 'is_deleted'] },
  ]);
  expect(await drawerOf(bert, conversation)).toEqual([]);
});

methodTest('copyMessage', 'writes it again elsewhere, with its file', async (stage) => {
  const { anna, bert, carl } = stage;
  const [from, to] = [await begin(stage, 'bert'), await begin(stage, 'carl')];
  const attachments = [await upload(anna, 'a.txt')];
  await anna.call('sendMessage', { id: from, args: { message: 'pass on', attachments } });
  const request = { id: from, args: { message_nr: 2, to_conv_id: to } };
  const heard = await heardBy(carl, () => anna.call('copyMessage', request));
  expect(ofType(heard, 'message')).toMatchObject([
    { message_nr: 2, conversation_id: to, account_id: id('anna'), message: expect.stringContaining('<p>pass on</p>') },
  ]);
  expect(await drawerOf(carl, to)).toEqual([[2, 'a.txt', false]]);
  expect((await headerFor(bert, from)).last_message_nr).toBe(2);
});

methodTest('markMessageAsRead', 'moves the read horizon to it, and the others hear of it', async (stage) => {
  const { anna, bert } = stage;
  const conversation = await begin(stage, 'bert');
  for (const text of ['two', 'three']) await send(anna, conversation, text);
  const request = { id: conversation, args: { message_nr: 2 } };
  const heard = await heardBy(anna, () => bert.call('markMessageAsRead', request));
  expect(ofType(heard, 'activity')).toMatchObject([{ account_id: id('bert'), read_message_nr: 2 }]);
  expect(await headerFor(bert, conversation)).toMatchObject({ read_message_nr: 2, unread_count: 1 });
});

methodTest('markMessageAsUnread', 'moves the read horizon to before it', async (stage) => {
  const { anna, bert } = stage;
  const conversation = await begin(stage, 'bert');
  for (const text of ['two', 'three']) await send(anna, conversation, text);
  await bert.call('markConversationAsRead', { id: conversation });
  const request = { id: conversation, args: { message_nr: 3 } };
  const heard = await heardBy(bert, () => bert.call('markMessageAsUnread', request));
  expect(ofType(heard, 'conv').at(-1)).toMatchObject({ is_mark_unread: true, unread_count: 1 });
  expect(await headerFor(bert, conversation)).toMatchObject({ read_message_nr: 2, inbox_message_nr: 3 });
});

methodTest('pinMessage', 'puts it on the pinboard of everybody', async (stage) => {
  const { anna, bert } = stage;
  const conversation = await begin(stage, 'bert');
  await send(anna, conversation, 'rules');
  const request = { id: conversation, args: { message_nr: 2 } };
  const heard = await heardBy(bert, () => anna.call('pinMessage', request));
  expect(ofType(heard, 'message')).toMatchObject([
    { message_nr: 2, mk_message_state: `${STATE}:pinned`, pin_weight: FULL, pinned_account_id: id('anna') },
  ]);
  const { body } = await bert.call('synchronizePinboardForConversation', { id: conversation });
  expect(ofType(body, 'message')).toMatchObject([{ message_nr: 2, message: plain('rules') }]);
});

methodTest('unpinMessage', 'takes it off the pinboard', async (stage) => {
  const { anna, bert } = stage;
  const conversation = await begin(stage, 'bert');
  await pin(anna, conversation, 'rules');
  const request = { id: conversation, args: { pin_message_nr: 2 } };
  const heard = await heardBy(bert, () => anna.call('unpinMessage', request));
  expect(ofType(heard, 'message')).toMatchObject([
    { message_nr: 2, mk_message_state: `${STATE}:unpinned`, ref_message_nr: 2 },
  ]);
  const { body } = await bert.call('synchronizePinboardForConversation', { id: conversation });
  expect(ofType(body, 'message')).toEqual([]);
});

methodTest('repinMessage', 'moves a pin, to the top or to a weight', async (stage) => {
  const { anna, bert } = stage;
  const conversation_id = await begin(stage, 'bert');
  for (const text of ['one', 'two']) await pin(anna, conversation_id, text);
  const order = async () => {
    const { body } = await bert.call('synchronizehronizePinboard', { args: { conversation_id } });
    return ofType(body, 'message').map(({ message_nr, pin_weight }) => [message_nr, pin_weight]);
  };
  await anna.call('repinMessage', { id: conversation_id, args: { pin_message_nr: 2 } });
  expect(await order()).toEqual([
    [2, FULL + 2 * STEP],
    [3, FULL + STEP],
  ]);
  await anna.call('repinMessage', { id: conversation_id, args: { pin_message_nr: 2, pin_weight: 7 } });
  expect(await order()).toEqual([
    [3, FULL + STEP],
    [2, 7],
  ]);
});

methodTest('snoozeMessage', 'silences the conversation for a while, for the one account', async (stage) => {
  const { anna, bert } = stage;
  const conversation = await begin(stage, 'bert');
  const request = { id: conversation, args: { message_nr: 1, snooze_interval: 3600 } };
  const { body } = await bert.call('snoozeMessage', request);
  expect(headerOf(body).snooze_interval).toBe(3600);
  const { snooze_interval, snooze_time } = await headerFor(bert, conversation);
  expect(snooze_interval).toBe(3600);
  expect(Number(snooze_time)).toBeGreaterThan(Date.now() / 1000 + 3500);
  expect((await headerFor(anna, conversation)).snooze_interval).toBe(0);
});
