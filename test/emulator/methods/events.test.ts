// Events that change sections, conversations and accounts (fleep-wire.md 3.9: section:…, conv:…, account:…).
import { expect } from 'vitest';
import type { FleepClient } from '../../../src/fleep/client.js';
import type { ConversationId } from '../../../src/fleep/ids.js';
import { begin, FULL, fails, headerFor, heardBy, messageOf, STEP, send, upload } from '../acting.js';
import { lastMailTo } from '../controlling.js';
import { contactOf, failed, requestIn } from '../events.js';
import { earOf, fetchAs } from '../hearing.js';
import { accountId, email, id, numbersOf, ofType } from '../scene.js';
import { asRecord, type Json } from '../walk.js';
import { methodTest } from './method-test.js';
import { contactFor, numbersFor, sectionsOf, stateOf } from './seeing.js';

const idIn = (answer: { readonly body: Json }): string => String(asRecord(requestIn(answer).identifier).section_id);

const addSection = async (client: FleepClient, conversation_id: ConversationId, section_name = 'Mine') =>
  idIn(await client.call('eventAddSection', { args: { conversation_id, section_name } }));

const addMySection = async (client: FleepClient, section_name = 'Mine') =>
  idIn(await client.call('eventAddMySection', { args: { section_name } }));

/** Anna, as bert has her. */
const annaFor = (client: FleepClient) => contactFor(client, accountId('anna'));

methodTest('eventAddSection', 'adds a section to the task board of everybody', async (stage) => {
  const conversation_id = await begin(stage, 'bert');
  const heard = await heardBy(stage.bert, () => addSection(stage.anna, conversation_id));
  expect(ofType(heard, 'section')).toMatchObject([
    {
      conversation_id,
      name: 'Mine',
      mk_section_subtype: 'urn:fleep:section:mk_section_subtype:user',
      weight: FULL - STEP,
    },
  ]);
  expect([...(await sectionsOf(stage.bert, conversation_id)).keys()]).toContain('Mine');
});

methodTest('eventMoveSection', 'moves a section right below another, or on top', async (stage) => {
  const conversation_id = await begin(stage, 'bert');
  const section_id = await addSection(stage.anna, conversation_id);
  const prev_section_id = await addSection(stage.anna, conversation_id, 'Other');
  const move = async (args: { prev_section_id?: string }) => {
    const request = { args: { conversation_id, section_id, ...args } };
    const heard = await heardBy(stage.bert, () => stage.anna.call('eventMoveSection', request));
    return ofType(heard, 'section').map((section) => [section.section_id, section.weight]);
  };
  expect(await move({ prev_section_id })).toEqual([[section_id, FULL - 3 * STEP]]);
  expect(await move({})).toEqual([[section_id, FULL + STEP]]);
});

methodTest('eventDeleteSection', 'ends a section, whose tasks move', async (stage) => {
  const conversation_id = await begin(stage, 'bert');
  const section_id = await addSection(stage.anna, conversation_id);
  await stage.anna.call('eventAddTodo', { args: { conversation_id, message: 'in it', section_id } });
  const request = { args: { conversation_id, section_id } };
  const heard = await heardBy(stage.bert, () => stage.anna.call('eventDeleteSection', request));
  expect(ofType(heard, 'section')).toMatchObject([{ section_id, is_deleted: true }]);
  const home = (await sectionsOf(stage.bert, conversation_id)).get('To Do');
  expect((await messageOf(stage.bert, conversation_id, 2)).section_id).toBe(home);
});

methodTest('eventRenameSection', 'gives a section another name', async (stage) => {
  const conversation_id = await begin(stage, 'bert');
  const section_id = await addSection(stage.anna, conversation_id);
  const request = { args: { conversation_id, section_id, section_name: 'Ours' } };
  const heard = await heardBy(stage.bert, () => stage.anna.call('eventRenameSection', request));
  expect(ofType(heard, 'section')).toMatchObject([{ section_id, name: 'Ours', is_deleted: false }]);
});

methodTest('eventArchiveDone', 'archives the tasks of a section that are done', async (stage) => {
  const conversation_id = await begin(stage, 'bert');
  for (const message of ['a', 'b']) await stage.anna.call('eventAddTodo', { args: { conversation_id, message } });
  await stage.anna.call('eventSetDone', { args: { conversation_id, message_nr: 2 } });
  const section_id = (await sectionsOf(stage.bert, conversation_id)).get('To Do') ?? '';
  const request = { args: { conversation_id, section_id } };
  const heard = await heardBy(stage.bert, () => stage.anna.call('eventArchiveDone', request));
  expect(numbersOf(heard)).toEqual([2]);
  expect((await messageOf(stage.bert, conversation_id, 2)).tags).toContain('is_archived');
  expect((await messageOf(stage.bert, conversation_id, 3)).tags).not.toContain('is_archived');
});

/** The own sections that come up for anna. Bert never hears of them. */
async function mySections({ anna, bert }: { anna: FleepClient; bert: FleepClient }, act: () => Promise<unknown>) {
  let own: Json = {};
  const foreign = await heardBy(bert, async () => {
    own = await heardBy(anna, act);
  });
  expect(ofType(foreign, 'section')).toEqual([]);
  return ofType(own, 'section');
}

methodTest('eventAddMySection', 'adds a section to the own board, which nobody else sees', async (stage) => {
  const sections = await mySections(stage, () => addMySection(stage.anna));
  expect(sections.at(-1)).toMatchObject({
    name: 'Mine',
    mk_section_type: 'urn:fleep:section:mk_section_type:my_task',
    mk_section_subtype: 'urn:fleep:section:mk_section_subtype:user',
  });
  expect((await stateOf(stage.url, 'anna')).board).toBeDefined();
});

methodTest('eventMoveMySection', 'moves a section of the own board to the top', async (stage) => {
  const section_id = await addMySection(stage.anna);
  const sections = await mySections(stage, () => stage.anna.call('eventMoveMySection', { args: { section_id } }));
  expect(sections).toMatchObject([{ section_id, weight: FULL + STEP }]);
});

methodTest('eventDeleteMySection', 'ends a section of the own board, whose tasks move', async (stage) => {
  const { anna } = stage;
  const conversation_id = await begin(stage, 'bert');
  const section_id = await addMySection(anna);
  await anna.call('createTask', { id: conversation_id, args: { message: 'mine', assignee_ids: [accountId('anna')] } });
  await anna.call('eventMoveTask', { args: { conversation_id, message_nr: 2, section_id } });
  const sectionOf = async () => asRecord((await messageOf(anna, conversation_id, 2)).task_state).section_id;
  expect(await sectionOf()).toBe(section_id);
  const sections = await mySections(stage, () => anna.call('eventDeleteMySection', { args: { section_id } }));
  expect(sections).toMatchObject([{ section_id, is_deleted: true }]);
  expect(await sectionOf()).not.toBe(section_id);
});

methodTest('eventRenameMySection', 'gives a section of the own board another name', async (stage) => {
  const section_id = await addMySection(stage.anna);
  const args = { section_id, section_name: 'Later' };
  const sections = await mySections(stage, () => stage.anna.call('eventRenameMySection', { args }));
  expect(sections).toMatchObject([{ section_id, name: 'Later' }]);
  expect(requestIn(await stage.bert.call('eventRenameMySection', { args }))).toEqual(failed(430, 'not_found'));
});

methodTest('eventAddMembers', 'lets people in, who see what comes from then on', async (stage) => {
  const { anna, bert, carl } = stage;
  const conversation_id = await begin(stage, 'bert');
  await send(anna, conversation_id, 'before');
  const args = { conversation_id, account_ids: [accountId('carl')] };
  const heard = await heardBy(bert, () => anna.call('eventAddMembers', { args }));
  expect(ofType(heard, 'message')).toMatchObject([{ message_nr: 3, mk_message_type: 'add' }]);
  expect(await numbersFor(carl, conversation_id)).toEqual([3]);
});

methodTest('eventUploadToConversation', 'fetches a file for a conversation', async (stage) => {
  const { anna } = stage;
  const conversation_id = await begin(stage, 'bert');
  const file_url = await upload(anna, 'far.txt');
  const ear = await earOf(anna);
  const args = { conversation_id, file_url, file_name: 'near.txt' };
  expect(requestIn(await anna.call('eventUploadToConversation', { args }))).toMatchObject({ status_code: 200 });
  expect(await ear.until({ mk_rec_type: 'upload', status: 'success' })).toMatchObject({
    conversation_id,
    name: 'near.txt',
    size: 'content of far.txt'.length,
  });
});

methodTest('eventEnableDoneNotifications', 'has the flow tell of tasks that are done', async (stage) => {
  const { anna, bert } = stage;
  const conversation_id = await begin(stage, 'bert');
  await anna.call('eventEnableDoneNotifications', { args: { conversation_id } });
  expect((await headerFor(bert, conversation_id)).has_done_notifications).toBe(true);
  await anna.call('eventAddTodo', { args: { conversation_id, message: 'task' } });
  const args = { conversation_id, message_nr: 3 };
  const heard = await heardBy(bert, () => anna.call('eventSetDone', { args }));
  expect(ofType(heard, 'message').at(-1)).toMatchObject({
    mk_message_type: 'task_completed',
    message: '{"task_message_nr":3,"sysmsg_text":"{author} completed a task."}',
  });
});

methodTest('eventDisableDoneNotifications', 'ends that, and says so', async (stage) => {
  const { anna, bert } = stage;
  const conversation_id = await begin(stage, 'bert');
  await anna.call('eventEnableDoneNotifications', { args: { conversation_id } });
  const off = { args: { conversation_id } };
  const heard = await heardBy(bert, () => anna.call('eventDisableDoneNotifications', off));
  expect(ofType(heard, 'message')).toMatchObject([{ mk_message_type: 'disable_done_notifs' }]);
  expect((await headerFor(bert, conversation_id)).has_done_notifications).toBe(false);
});

methodTest('eventAddFlag', 'sets a flag, which only its owner sees', async ({ anna, bert }) => {
  await anna.call('eventAddFlag', { args: { client_flag: 'dark' } });
  expect((await annaFor(anna)).client_flags).toEqual(['dark']);
  expect(await annaFor(bert)).not.toHaveProperty('client_flags');
});

methodTest('eventRemoveFlag', 'clears a flag', async ({ anna }) => {
  for (const client_flag of ['dark', 'wide']) await anna.call('eventAddFlag', { args: { client_flag } });
  await anna.call('eventRemoveFlag', { args: { client_flag: 'dark' } });
  expect((await annaFor(anna)).client_flags).toEqual(['wide']);
});

methodTest('eventChangePassword', 'takes a new password for the old, and ends other sessions', async (stage) => {
  const { anna, eve, url } = stage;
  const login = (password: string) => eve.call('loginAccount', { args: { email: email('anna'), password } });
  await login('pw');
  const args = { password: 'new', old_password: 'pw' };
  await anna.call('eventChangePassword', { args });
  expect((await fetchAs(eve, url, '/globals/auth')).status).toBe(401);
  expect((await fetchAs(anna, url, '/globals/auth')).status).toBe(200);
  await expect(login('pw')).rejects.toEqual(fails(431));
  expect((await login('new')).body.account_id).toBe(id('anna'));
});

methodTest('eventChangeSettings', 'keeps the settings of clients, which only their owner sees', async (stage) => {
  const args = { client_settings: '{"theme":"dark"}' };
  const heard = await heardBy(stage.anna, () => stage.anna.call('eventChangeSettings', { args }));
  expect(ofType(heard, 'contact')).toMatchObject([{ account_id: id('anna'), ...args }]);
  expect(await annaFor(stage.bert)).not.toHaveProperty('client_settings');
});

methodTest('eventSetName', 'gives the account another name, for everybody', async ({ anna, bert }) => {
  const heard = await heardBy(bert, () => anna.call('eventSetName', { args: { name: 'Anna Anew' } }));
  expect(ofType(heard, 'contact')).toMatchObject([{ account_id: id('anna'), display_name: 'Anna Anew' }]);
});

methodTest('eventSetPhone', 'gives the account a telephone number, for everybody', async ({ anna, bert }) => {
  await anna.call('eventSetPhone', { args: { phone_nr: '+3725555' } });
  expect((await annaFor(bert)).phone_nr).toBe('+3725555');
});

methodTest('eventSetSleepInterval', 'sets the hours of sleep, 0 to 24', async ({ anna }) => {
  const set = (sleep_interval: number) => anna.call('eventSetSleepInterval', { args: { sleep_interval } });
  expect(contactOf(await set(8)).sleep_interval).toBe(8);
  expect(requestIn(await set(25))).toEqual(failed(400, 'bad_request'));
  expect((await annaFor(anna)).sleep_interval).toBe(8);
});

methodTest('eventSetPush', 'sets what is pushed', async ({ anna }) => {
  const set = (mk_push_new_message: string) => anna.call('eventSetPush', { args: { mk_push_new_message } });
  await set('first');
  expect(requestIn(await set('never'))).toEqual(failed(400, 'bad_request'));
  expect((await annaFor(anna)).mk_push_new_message).toBe('first');
});

methodTest('eventSetEmailInterval', 'sets how often there is mail', async ({ anna, bert }) => {
  await anna.call('eventSetEmailInterval', { args: { mk_email_interval: 'daily' } });
  expect((await annaFor(anna)).mk_email_interval).toBe('daily');
  expect(await annaFor(bert)).not.toHaveProperty('mk_email_interval');
});

methodTest('eventSetDeviceToken', 'names a device, which is its last owner’s', async ({ anna, bert, url }) => {
  const args = { mk_device_type: 'ios' as const, device_token: 'abc' };
  await anna.call('eventSetDeviceToken', { args });
  expect((await stateOf(url, 'anna')).devices).toEqual([{ token: 'ios abc', token_ids: [] }]);
  await bert.call('eventSetDeviceToken', { args });
  expect((await stateOf(url, 'anna')).devices).toEqual([]);
});

methodTest('eventUpdateStatus', 'says what somebody is up to, to everybody', async ({ anna, bert }) => {
  const args = { status_emoji: '☕', status_message: 'away' };
  const heard = await heardBy(bert, () => anna.call('eventUpdateStatus', { args }));
  expect(ofType(heard, 'contact')).toMatchObject([{ account_id: id('anna'), ...args }]);
});

methodTest('eventUploadForAccount', 'fetches a file for the account', async ({ anna }) => {
  const file_url = await upload(anna, 'far.txt');
  const ear = await earOf(anna);
  const args = { file_url, file_name: 'mine.txt' };
  expect(requestIn(await anna.call('eventUploadForAccount', { args }))).toMatchObject({ status_code: 200 });
  expect(await ear.until({ mk_rec_type: 'upload', status: 'success' })).toMatchObject({
    conversation_id: null,
    name: 'mine.txt',
    size: 'content of far.txt'.length,
  });
});

methodTest('eventDeleteAccount', 'asks by mail, and deletes nothing yet', async ({ anna, url }) => {
  await anna.call('eventDeleteAccount');
  expect((await lastMailTo(url, email('anna'))).subject).toBe('Delete your Fleep account?');
  expect((await anna.call('synchronizeAccount')).body.mk_account_status).toBe('active');
});
