// event/store itself, and its events that read (fleep-wire.md 3.9).
import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { begin, heardBy, send } from '../acting.js';
import { contactOf, event, failed, messagesIn, requestIn, storeAll } from '../events.js';
import { accountId, email, id, numbersOf, ofType } from '../scene.js';
import { asRecord, recordsIn } from '../walk.js';
import { methodTest } from './method-test.js';
import { contactFor, listOf, sectionsOf } from './seeing.js';

methodTest('storeEvents', 'does several events, each once and with a status of its own', async (stage) => {
  const { anna, bert } = stage;
  const conversation_id = await begin(stage, 'bert');
  const stream = [
    event('message:add_plain', { conversation_id, message: 'fine' }, randomUUID()),
    event('message:edit', { conversation_id, message_nr: 10, message: 'x' }),
  ];
  const heard = await heardBy(bert, async () => {
    const { body } = await storeAll(anna, stream);
    expect(body.requests).toEqual([
      expect.objectContaining({ status_code: 200, identifier: { conversation_id, message_nr: 2 } }),
      failed(430, 'not_found'),
    ]);
    await storeAll(anna, stream);
  });
  expect(numbersOf(heard)).toEqual([2]);
});

methodTest('eventSyncInitial', 'gives a conversation with its messages and everybody in it', async (stage) => {
  const { anna, bert, dora } = stage;
  const conversation_id = await begin(stage, 'bert');
  await send(anna, conversation_id, 'hello');
  const heard = await heardBy(bert, async () => {
    const { body } = await bert.call('eventSyncInitial', { args: { conversation_id } });
    expect(ofType(body, 'conv')).toMatchObject([{ conversation_id, mk_init_mode: 'ic_full', is_init: true }]);
    expect(numbersOf(body)).toEqual([1, 2]);
    const people = new Set(ofType(body, 'contact').map(({ account_id }) => account_id));
    expect(people).toEqual(new Set([id('anna'), id('bert')]));
  });
  expect(heard.stream).toEqual([]);
  const foreign = await dora.call('eventSyncInitial', { args: { conversation_id } });
  expect(requestIn(foreign)).toEqual(failed(430, 'not_found'));
});

methodTest('eventSyncConversations', 'gives the headers of those that are named', async (stage) => {
  const conversation_ids = [await begin(stage, 'bert'), await begin(stage, 'bert')];
  await begin(stage, 'bert');
  const sync = async (args: { mk_init_mode?: 'ic_tiny' }) =>
    (await stage.bert.call('eventSyncConversations', { args: { conversation_ids, ...args } })).body;
  const headers = await sync({});
  expect(ofType(headers, 'conv').map(({ conversation_id }) => conversation_id)).toEqual(conversation_ids);
  expect(numbersOf(headers)).toEqual([]);
  expect(numbersOf(await sync({ mk_init_mode: 'ic_tiny' }))).toEqual([1, 1]);
});

methodTest('eventSyncPins', 'pages through the pins, heaviest first', async (stage) => {
  const { anna, bert } = stage;
  const conversation_id = await begin(stage, 'bert');
  for (const message of ['a', 'b', 'c']) await anna.call('eventAddPinned', { args: { conversation_id, message } });
  const page = async (args: { pin_cursor?: string }) =>
    (await bert.call('eventSyncPins', { args: { conversation_id, limit: 2, ...args } })).body;
  const first = await page({});
  expect(numbersOf(first)).toEqual([4, 3]);
  const last = await page({ pin_cursor: String(ofType(first, 'conv')[0]?.pin_cursor) });
  expect(numbersOf(last)).toEqual([2]);
  expect(ofType(last, 'conv')).toMatchObject([{ pin_cursor: null }]);
});

methodTest('eventSyncSectionTasks', 'pages through the tasks of a section, heaviest first', async (stage) => {
  const { anna, bert } = stage;
  const conversation_id = await begin(stage, 'bert');
  for (let task = 1; task <= 31; task += 1)
    await anna.call('createTask', { id: conversation_id, args: { message: 'task' } });
  const section_id = (await sectionsOf(bert, conversation_id)).get('To Do') ?? '';
  const page = async (args: { sync_cursor?: string }) =>
    (await bert.call('eventSyncSectionTasks', { args: { conversation_id, section_id, ...args } })).body;
  const first = await page({});
  const cursor = String(ofType(first, 'section')[0]?.sync_cursor);
  const last = await page({ sync_cursor: cursor });
  expect([...numbersOf(first), ...numbersOf(last)]).toEqual(Array.from({ length: 31 }, (_unused, at) => 32 - at));
  expect(ofType(last, 'section')).toMatchObject([{ section_id, sync_cursor: null }]);
});

methodTest('eventSyncMyTasks', 'gives the own tasks of a section, of all conversations', async (stage) => {
  const { anna, bert } = stage;
  const conversations = [await begin(stage, 'bert'), await begin(stage, 'bert')];
  const assigned = await heardBy(bert, async () => {
    for (const conversation of conversations) {
      const args = { message: 'task', assignee_ids: [accountId('bert')] };
      await anna.call('createTask', { id: conversation, args });
    }
  });
  const mine = ofType(assigned, 'section').find((section) => section.name === 'To Do');
  const args = { section_id: String(mine?.section_id) };
  const tasks = messagesIn(await bert.call('eventSyncMyTasks', { args }));
  expect(tasks.map(({ conversation_id }) => conversation_id)).toEqual(conversations.toReversed());
  expect(tasks.map(({ task_state }) => asRecord(task_state).section_id)).toEqual([args.section_id, args.section_id]);
  expect(requestIn(await anna.call('eventSyncMyTasks', { args }))).toEqual(failed(430, 'not_found'));
});

methodTest('eventGetContact', 'gives the record of somebody', async ({ anna, bert }) => {
  const get = (client: typeof anna, contact_id: string) => client.call('eventGetContact', { args: { contact_id } });
  const found = await get(anna, id('bert'));
  expect(contactOf(found)).toMatchObject({ account_id: id('bert'), display_name: 'bert', email: email('bert') });
  await anna.call('describeFofContact', { args: { contact_id: accountId('bert'), contact_name: 'Bertie' } });
  expect(contactOf(await get(anna, id('bert'))).display_name).toBe('Bertie');
  expect(contactOf(await get(bert, id('bert'))).display_name).toBe('bert');
  expect(requestIn(await get(anna, id('nobody')))).toEqual(failed(430, 'not_found'));
});

methodTest('eventGetDialog', 'opens the conversation of two people, always the same', async ({ anna, bert }) => {
  const open = (client: typeof anna, contact_id: string) => client.call('eventGetDialog', { args: { contact_id } });
  const { conversation_id } = asRecord(requestIn(await open(anna, id('bert'))).identifier);
  expect(await listOf(bert)).toEqual([conversation_id]);
  expect((await contactFor(bert, accountId('anna'))).dialog_id).toBe(conversation_id);
  expect(requestIn(await open(bert, id('anna')))).toMatchObject({ identifier: { conversation_id } });
});

methodTest('eventLookupContact', 'finds people, and makes one of an unknown address', async ({ anna, bert }) => {
  const look = async (client: typeof anna, address: string) =>
    contactOf(await client.call('eventLookupContact', { args: { email: address } }));
  expect((await look(anna, email('bert'))).account_id).toBe(id('bert'));
  const made = await look(anna, 'Neu <neu@example.org>');
  expect(made).toMatchObject({ email: 'neu@example.org', display_name: 'Neu', mk_account_status: 'new' });
  const found = await bert.call('getContactsRecordList', { args: { lookup_list: ['neu@example.org'] } });
  expect(recordsIn(found.body.stream)).toMatchObject([{ account_id: made.account_id }]);
});
