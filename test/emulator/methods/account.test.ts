// The event stream of an account, its boards, lists and settings (fleep-wire.md section 2, rows 6 to 8, 11 to 13, 15 to 18, 20 to 25).
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { begin, FULL, fails, heardBy, STEP, send } from '../acting.js';
import { lastMailTo, worldOf } from '../controlling.js';
import { earOf, fetchAs } from '../hearing.js';
import { configure, found, remindersOf, statusesIn, sync } from '../organising.js';
import { accountId, email, headerOf, id, numbersOf, ofType } from '../scene.js';
import { asRecord, recordsIn } from '../walk.js';
import { methodTest } from './method-test.js';
import { contactFor, sectionsOf } from './seeing.js';

const picture = {
  name: 'me.jpg',
  bytes: readFileSync(new URL('../../../demo-world/files/boxes-shelf.jpg', import.meta.url)),
};

methodTest('storingConnectionInformation', 'gives what there is, then waits for what comes', async (stage) => {
  const { anna, bert, dora } = stage;
  const conversation = await begin(stage, 'bert');
  const poll = async (event_horizon: number, client = bert) =>
    (await client.call('storingConnectionInformation', { args: { event_horizon, wait: event_horizon > 0 } })).body;
  const first = await poll(0);
  expect(ofType(first, 'conv')).toEqual([
    expect.objectContaining({ conversation_id: conversation, profile_id: id('bert'), is_init: true }),
  ]);
  expect(first.sync_progress).toBe(1);
  const waiting = poll(Number(first.event_horizon));
  await send(anna, conversation, 'news');
  const news = await waiting;
  expect(numbersOf(news)).toEqual([2]);
  expect(Number(news.event_horizon)).toBeGreaterThan(Number(first.event_horizon));
  expect(news).not.toHaveProperty('sync_progress');
  expect(ofType(await poll(0, dora), 'conv')).toEqual([]);
});

methodTest('listenForNotificationsFromFleep', 'tells of messages that alert', async (stage) => {
  const conversation = await begin(stage, 'bert');
  const listen = async (event_horizon: number) => {
    const args = { event_horizon, wait: false };
    return (await stage.bert.call('listenForNotificationsFromFleep', { args })).body;
  };
  const start = await listen(0);
  expect(start.messages).toEqual([]);
  await send(stage.anna, conversation, 'a *bold* word');
  expect(await listen(Number(start.event_horizon))).toMatchObject({
    conv_count: 1,
    messages: [{ conversation_id: conversation, topic: 'talk', message: 'a bold word', author_name: 'anna' }],
  });
});

methodTest('synchronizeAccount', 'says who one is and where the event stream stands', async (stage) => {
  const own = async () => (await stage.bert.call('synchronizeAccount')).body;
  const before = await own();
  expect(before).toEqual({
    event_horizon: expect.any(Number),
    account_id: id('bert'),
    email: email('bert'),
    display_name: 'bert',
    mk_account_status: 'active',
    is_in_org: false,
    is_org_admin: false,
  });
  await begin(stage, 'bert');
  expect(Number((await own()).event_horizon)).toBeGreaterThan(Number(before.event_horizon));
});

methodTest('getNextBatchOfConversations', 'begins the conversations that are named', async (stage) => {
  const [one, two] = [await begin(stage, 'bert'), await begin(stage, 'bert')];
  await begin(stage, 'bert');
  const args = { conversation_ids: [one, two], mk_init_mode: 'ic_full' as const };
  const { body } = await stage.bert.call('getNextBatchOfConversations', { args });
  expect(ofType(body, 'conv').map((header) => [header.conversation_id, header.mk_init_mode])).toEqual([
    [one, 'ic_full'],
    [two, 'ic_full'],
  ]);
  expect(ofType(body, 'message').map((message) => message.conversation_id)).toEqual([one, two]);
  await expect(stage.dora.call('getNextBatchOfConversations', { args })).rejects.toEqual(fails(430));
});

methodTest('synchronizehronizePinboard', 'pages through the pins, heaviest first', async (stage) => {
  const { anna, bert } = stage;
  const conversation_id = await begin(stage, 'bert');
  for (const message of ['one', 'two']) await anna.call('eventAddPinned', { args: { conversation_id, message } });
  const page = async (pin_weight?: number) => {
    const args = { conversation_id, pin_limit: 1, ...(pin_weight === undefined ? {} : { pin_weight }) };
    return (await bert.call('synchronizehronizePinboard', { args })).body;
  };
  const first = await page();
  expect(ofType(first, 'message')).toMatchObject([{ message_nr: 3, pin_weight: FULL + STEP }]);
  const cursor = asRecord(JSON.parse(String(headerOf(first).pin_cursor)));
  const last = await page(Number(cursor.pin_weight));
  expect(ofType(last, 'message')).toMatchObject([{ message_nr: 2, pin_weight: FULL }]);
  expect(headerOf(last).pin_cursor).toBeNull();
});

methodTest('synchronizeTaskboard', 'pages through the tasks of a section, heaviest first', async (stage) => {
  const { anna, bert } = stage;
  const conversation_id = await begin(stage, 'bert');
  for (const message of ['one', 'two']) await anna.call('createTask', { id: conversation_id, args: { message } });
  const section_id = (await sectionsOf(bert, conversation_id)).get('To Do') ?? '';
  const args = { conversation_id, section_id, task_limit: 1 };
  const first = (await bert.call('synchronizeTaskboard', { args })).body;
  expect(numbersOf(first)).toEqual([3]);
  const cursor = asRecord(JSON.parse(String(ofType(first, 'section')[0]?.sync_cursor)));
  const rest = { ...args, task_weight: Number(cursor.task_weight) };
  const last = (await bert.call('synchronizeTaskboard', { args: rest })).body;
  expect(numbersOf(last)).toEqual([2]);
  expect(ofType(last, 'section')).toMatchObject([{ section_id, sync_cursor: null }]);
});

methodTest('synchronizeReminders', 'lists what the account is reminded of', async (stage) => {
  const { anna, bert, carl } = stage;
  const org = await found(stage);
  await configure(anna, org, { add_account_ids: [id('bert')] });
  expect((await bert.call('synchronizeReminders')).body.stream).toEqual([
    expect.objectContaining({
      mk_rec_type: 'reminder',
      mk_reminder_type: 'org_invite',
      account_id: id('bert'),
      creator_id: id('anna'),
      organisation_id: org,
      is_active: true,
    }),
  ]);
  expect((await carl.call('synchronizeReminders')).body.stream).toEqual([]);
});

methodTest('addReminder', 'clicks a reminder away, which declines what it is about', async (stage) => {
  const { anna, bert } = stage;
  const org = await found(stage);
  await configure(anna, org, { add_account_ids: [id('bert')] });
  const [reminder] = await remindersOf(bert);
  const args = { reminder_id: String(reminder?.reminder_id) };
  await expect(anna.call('addReminder', { args })).rejects.toEqual(fails(430));
  const heard = await heardBy(bert, () => bert.call('addReminder', { args }));
  expect(ofType(heard, 'reminder')).toEqual([{ ...reminder, is_active: false }]);
  expect(statusesIn(await sync(anna, org))).toMatchObject({ [id('bert')]: 'bms_declined' });
});

methodTest('getClassificators', 'explains the words that records and inputs have', async ({ anna }) => {
  const { body } = await anna.call('getClassificators');
  const words = Object.entries(body).map(([name, values]) => [name, Object.keys(asRecord(values))]);
  expect(Object.fromEntries(words)).toEqual({
    mk_account_status: ['active', 'alias', 'banned', 'closed', 'new'],
    mk_alert_level: ['default', 'never', 'passive'],
    mk_email_interval: ['daily', 'default', 'hourly', 'never'],
    mk_message_type: ['add', 'create', 'email', 'text', 'topic'],
    mk_push_new_message: ['all', 'first'],
  });
  for (const values of Object.values(body)) expect(Object.values(asRecord(values))).not.toContain('');
});

methodTest('editAccountSettings', 'changes a profile, of which others see what is for them', async ({ anna, bert }) => {
  const args = { display_name: 'Anna A.', phone_nr: '12', client_settings: '{"theme":"dark"}', is_full_privacy: true };
  const heard = await heardBy(bert, async () => {
    const { body } = await anna.call('editAccountSettings', { args });
    expect(body.stream).toEqual([expect.objectContaining({ account_id: id('anna'), ...args })]);
  });
  const [seen = {}] = ofType(heard, 'contact');
  expect(seen).toMatchObject({ account_id: id('anna'), display_name: 'Anna A.', phone_nr: '12' });
  expect(seen).not.toHaveProperty('client_settings');
});

methodTest('setAccountFlag', 'sets and clears a flag, which only its owner sees', async ({ anna, bert }) => {
  const set = async (client_flag: string, bool_value: boolean) =>
    (await anna.call('setAccountFlag', { args: { client_flag, bool_value } })).body.client_flags;
  await set('one', true);
  expect(await set('two', true)).toEqual(['one', 'two']);
  expect(await set('one', false)).toEqual(['two']);
  expect((await contactFor(anna, accountId('anna'))).client_flags).toEqual(['two']);
  expect(await contactFor(bert, accountId('anna'))).not.toHaveProperty('client_flags');
});

methodTest('exportConversationHistory', 'writes a file of what the account sees, and a mail', async (stage) => {
  const { anna, bert, url } = stage;
  await send(anna, await begin(stage, 'bert'), 'for both');
  await send(anna, await begin(stage), 'for anna alone');
  const ear = await earOf(bert);
  const { body } = await bert.call('exportConversationHistory', { args: { export_action: 'history_all' } });
  expect(body).toMatchObject({ mk_rec_type: 'contact', account_id: id('bert'), export_progress: '0' });
  const { export_files } = await ear.until({ mk_rec_type: 'contact', export_progress: '1' });
  const file = asRecord(JSON.parse(Array.isArray(export_files) ? String(export_files[0]) : ''));
  const history = await (await fetchAs(bert, url, file.file_url)).text();
  expect(history).toContain('for both');
  expect(history).not.toContain('for anna alone');
  expect((await lastMailTo(url, email('bert'))).body).toContain(file.file_url);
});

methodTest(
  'getContactsRecordList',
  'finds people, and makes one of an unknown address',
  async ({ anna, bert, url }) => {
    const look = async (client: typeof anna) => {
      const args = { lookup_list: [email('carl'), 'new@example.org'] };
      return recordsIn((await client.call('getContactsRecordList', { args })).body.stream);
    };
    const [carl, stranger] = await look(anna);
    expect(carl).toMatchObject({ account_id: id('carl'), display_name: 'carl', mk_account_status: 'active' });
    expect(stranger).toMatchObject({ email: 'new@example.org', mk_account_status: 'new' });
    expect((await look(bert))[1]?.account_id).toBe(stranger?.account_id);
    const made = (await worldOf(url)).filter((line) => line.email === 'new@example.org');
    expect(made).toMatchObject([{ mk_rec_type: 'contact', account_id: stranger?.account_id }]);
  },
);

methodTest('uploadAvatar', 'gives the account a picture that others can fetch', async ({ anna, bert, url }) => {
  const heard = await heardBy(bert, () => anna.call('uploadAvatar', { files: [picture] }));
  const [contact] = ofType(heard, 'contact');
  expect(contact?.account_id).toBe(id('anna'));
  const urls = asRecord(JSON.parse(String(contact?.avatar_urls)));
  const thumb = await fetchAs(bert, url, urls.size_50);
  expect([thumb.status, thumb.headers.get('content-type')]).toEqual([200, 'image/png']);
});

methodTest('deleteCurrentAvatar', 'takes the picture away, and what was behind its address', async (stage) => {
  const { anna, bert, url } = stage;
  await anna.call('uploadAvatar', { files: [picture] });
  const before = asRecord(JSON.parse(String((await contactFor(bert, accountId('anna'))).avatar_urls)));
  const heard = await heardBy(bert, () => anna.call('deleteCurrentAvatar'));
  expect(ofType(heard, 'contact')).toMatchObject([{ account_id: id('anna'), avatar_urls: '{}' }]);
  expect((await fetchAs(bert, url, before.size_50)).status).toBe(404);
});

const linked = {
  mk_rec_type: 'external_account',
  external_account_id: id('xanna'),
  account_id: id('anna'),
  mk_external_account_type: 'trello',
};

methodTest(
  'getExternalAccountInfo',
  'lists the linked accounts of one type, to their owner',
  async ({ anna, bert }) => {
    const list = async (client: typeof anna, mk_external_account_type: string) =>
      (await client.call('getExternalAccountInfo', { args: { mk_external_account_type } })).body.stream;
    expect(await list(anna, 'trello')).toEqual([linked]);
    expect(await list(anna, 'github')).toEqual([]);
    expect(await list(bert, 'trello')).toEqual([]);
  },
  [linked],
);

methodTest(
  'getTrelloBoardList',
  'lists the boards of an account of one’s own: here none',
  async ({ anna, bert }) => {
    const request = { args: { external_account_id: linked.external_account_id } };
    expect((await anna.call('getTrelloBoardList', request)).body.stream).toEqual([]);
    await expect(bert.call('getTrelloBoardList', request)).rejects.toEqual(fails(430));
  },
  [linked],
);
