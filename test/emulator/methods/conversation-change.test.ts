// Beginning a conversation and changing it for oneself or for all (fleep-wire.md section 2, rows 27, 29 to 32, 35, 38, 39, 41, 42, 49).
import { expect } from 'vitest';
import type { ConversationId } from '../../../src/fleep/ids.js';
import { begin, fails, headerFor, heardBy, messageOf, send } from '../acting.js';
import { accountId, conversationIdIn, headerOf, id, numbersOf, ofType } from '../scene.js';
import { methodTest } from './method-test.js';
import { firstPollOf, listOf, numbersFor } from './seeing.js';

methodTest('createConversation', 'begins it for everybody who is named, with a first message', async (stage) => {
  const { anna, bert, dora } = stage;
  const args = { topic: 'plans', account_ids: [accountId('bert')], emails: 'carl@example.org', message: 'hello' };
  const heard = await heardBy(bert, async () => {
    const { body } = await anna.call('createConversation', { args });
    expect(headerOf(body)).toMatchObject({ mk_init_mode: 'ic_full', topic: 'plans', creator_id: id('anna') });
    expect(body.result_message_nr).toBe(2);
  });
  expect(ofType(heard, 'conv')[0]).toMatchObject({
    is_init: true,
    topic: 'plans',
    members: [id('anna'), id('carl'), id('bert')],
  });
  expect(ofType(heard, 'message').map((message) => message.mk_message_type)).toEqual(['create', 'text']);
  expect(await listOf(stage.carl)).toEqual([conversationIdIn({ body: { header: ofType(heard, 'conv')[0] } })]);
  expect(await listOf(dora)).toEqual([]);
});

methodTest('autojoinConversation', 'lets somebody in by the link, where that is allowed', async (stage) => {
  const { anna, dora } = stage;
  const conversation = await begin(stage, 'bert');
  const key = String((await headerFor(anna, conversation)).autojoin_url)
    .split('/')
    .at(-1);
  const join = () => dora.call('autojoinConversation', { args: { conv_url_key: key ?? '' } });
  await expect(join()).rejects.toEqual(fails(431, 'no_autojoin'));
  await anna.call('storeConversationHeaderFields', { id: conversation, args: { is_autojoin: true } });
  const heard = await heardBy(anna, join);
  expect(ofType(heard, 'message')).toMatchObject([{ mk_message_type: 'autojoin', account_id: id('dora') }]);
  expect((await headerFor(dora, conversation)).members).toEqual([id('anna'), id('bert'), id('dora')]);
});

const old = '10000000-0000-4000-8000-0000000000aa' as ConversationId;

methodTest(
  'convertConversation',
  'makes messages of 2016 into those of today',
  async ({ anna, bert }) => {
    const heard = await heardBy(bert, () => anna.call('convertConversation', { id: old }));
    expect(ofType(heard, 'message')).toMatchObject([
      { message_nr: 1, flow_message_nr: 2, mk_message_type: 'text', message: '<msg><p>old</p></msg>' },
    ]);
    expect((await messageOf(anna, old, 1)).mk_message_type).toBe('text');
  },
  [
    { mk_rec_type: 'conv', conversation_id: old, members: [id('anna'), id('bert')] },
    {
      mk_rec_type: 'message',
      conversation_id: old,
      message_nr: 1,
      account_id: id('bert'),
      mk_message_type: 'textV2',
      message: JSON.stringify({ message: '<msg><p>old</p></msg>' }),
    },
  ],
);

methodTest('createVideoCall', 'brings the address of a call to everybody', async (stage) => {
  const { anna, bert } = stage;
  const conversation = await begin(stage, 'bert');
  const args = { provider: 'appear.in', room_name: 'our room' };
  const heard = await heardBy(bert, () => anna.call('createVideoCall', { id: conversation, args }));
  const [message] = ofType(heard, 'message');
  expect(message).toMatchObject({ mk_message_type: 'call', account_id: id('anna') });
  expect(JSON.parse(String(message?.message))).toMatchObject({ call_url: 'https://appear.in/our%20room' });
  expect((await headerFor(bert, conversation)).default_call_room).toBe('https://appear.in/our%20room');
});

methodTest('changeConversationTopic', 'renames it for everybody, by a message', async (stage) => {
  const { anna, bert } = stage;
  const conversation = await begin(stage, 'bert');
  await send(anna, conversation, 'two');
  const request = { id: conversation, args: { topic: 'new topic' } };
  const heard = await heardBy(bert, () => anna.call('changeConversationTopic', request));
  expect(ofType(heard, 'message')).toMatchObject([{ message_nr: 3, mk_message_type: 'topic' }]);
  expect(await headerFor(bert, conversation)).toMatchObject({ topic: 'new topic', topic_message_nr: 3 });
});

methodTest('setConversationAlerts', 'mutes it for the one account', async (stage) => {
  const { anna, bert } = stage;
  const conversation = await begin(stage, 'bert');
  const args = { mk_alert_level: 'never' as const };
  const { body } = await bert.call('setConversationAlerts', { id: conversation, args });
  expect(headerOf(body)).toMatchObject({ mk_alert_level: 'never', is_muted: true });
  expect(await headerFor(bert, conversation)).toMatchObject({ mk_alert_level: 'never', snooze_interval: -1 });
  expect(await headerFor(anna, conversation)).toMatchObject({ mk_alert_level: 'default', is_muted: false });
});

methodTest('markConversationAsRead', 'moves the read horizon to the end, and the others hear of it', async (stage) => {
  const { anna, bert } = stage;
  const conversation = await begin(stage, 'bert');
  for (const text of ['two', 'three']) await send(anna, conversation, text);
  expect((await headerFor(bert, conversation)).unread_count).toBe(2);
  const heard = await heardBy(anna, async () => {
    const { body } = await bert.call('markConversationAsRead', { id: conversation });
    expect(headerOf(body)).toMatchObject({ is_init: true, mk_init_mode: 'ic_tiny', unread_count: 0 });
    expect(numbersOf(body)).toEqual([3]);
  });
  expect(ofType(heard, 'activity')).toMatchObject([{ account_id: id('bert'), read_message_nr: 3 }]);
  expect((await headerFor(bert, conversation)).read_message_nr).toBe(3);
});

methodTest('hideConversation', 'hides it from the one account until something comes', async (stage) => {
  const { anna, bert } = stage;
  const conversation = await begin(stage, 'bert');
  await bert.call('hideConversation', { id: conversation });
  const isHidden = async (client: typeof anna) => {
    const { hide_message_nr = 0, last_message_nr } = await headerFor(client, conversation);
    return Number(hide_message_nr) >= Number(last_message_nr);
  };
  expect([await isHidden(anna), await isHidden(bert)]).toEqual([false, true]);
  await send(anna, conversation, 'news');
  expect(await isHidden(bert)).toBe(false);
});

methodTest('unhideConversation', 'shows a hidden conversation again', async (stage) => {
  const { bert } = stage;
  const conversation = await begin(stage, 'bert');
  await bert.call('hideConversation', { id: conversation });
  const visible = async () => {
    const args = { event_horizon: 0, wait: false, poll_flags: ['skip_hidden'] as const };
    return ofType((await bert.call('storingConnectionInformation', { args })).body, 'conv').length;
  };
  expect(await visible()).toBe(0);
  const { body } = await bert.call('unhideConversation', { id: conversation });
  expect(headerOf(body).hide_message_nr).toBe(0);
  expect(await visible()).toBe(1);
});

methodTest('deleteConversation', 'takes it from the one account until somebody writes', async (stage) => {
  const { anna, bert } = stage;
  const conversation = await begin(stage, 'bert');
  await send(anna, conversation, 'gone');
  const { body } = await bert.call('deleteConversation', { id: conversation });
  expect(headerOf(body)).toMatchObject({ is_deleted: true, delete_message_nr: 2 });
  expect([await listOf(anna), await listOf(bert)]).toEqual([[conversation], []]);
  await send(anna, conversation, 'again');
  expect(await listOf(bert)).toEqual([conversation]);
  expect([await numbersFor(anna, conversation), await numbersFor(bert, conversation)]).toEqual([[1, 2, 3], [3]]);
});

methodTest('sendPokeEven', 'comes round to everybody through the poll', async (stage) => {
  const { anna, bert } = stage;
  const conversation = await begin(stage, 'bert');
  const poke = { mk_rec_type: 'poke', conversation_id: conversation, account_id: id('anna'), message_nr: 77 };
  const atBert = await heardBy(bert, async () => {
    const args = { message_nr: 77, is_bg_poke: true };
    const own = await heardBy(anna, () => anna.call('sendPokeEven', { id: conversation, args }));
    expect(own.stream).toEqual([poke]);
  });
  expect(atBert.stream).toEqual([poke]);
});

methodTest('updateConversationLabels', 'labels it for the one account', async (stage) => {
  const { anna, bert } = stage;
  const conversation = await begin(stage, 'bert');
  const set = (...labels: string[]) => anna.call('updateConversationLabels', { id: conversation, args: { labels } });
  const heard = await heardBy(anna, () => set('work', 'urgent'));
  expect(ofType(heard, 'label').map(({ label }) => label)).toEqual(['work', 'urgent']);
  expect((await headerFor(anna, conversation)).labels).toEqual(['work', 'urgent']);
  expect((await headerFor(bert, conversation)).label_ids).toEqual([]);
  await set('urgent');
  expect((await headerFor(anna, conversation)).labels).toEqual(['urgent']);
});

methodTest('runSlashCommand', 'does what the typed command says', async (stage) => {
  const { anna, bert } = stage;
  const conversation = await begin(stage, 'bert');
  const type = (message: string) => anna.call('runSlashCommand', { id: conversation, args: { message } });
  const heard = await heardBy(bert, () => type('/taskto @bert do that'));
  expect(ofType(heard, 'message')).toMatchObject([
    { message_nr: 2, assignee_ids: [id('bert')], tags: expect.arrayContaining(['is_todo']) },
  ]);
  await type('/add dora@example.org');
  expect((await headerFor(bert, conversation)).members).toEqual([id('anna'), id('bert'), id('dora')]);
  await expect(type('/fly')).rejects.toEqual(fails(431, 'unknown_command'));
});

methodTest('importIntoConversation', 'brings in messages with their own times and senders', async (stage) => {
  const { anna, bert } = stage;
  const conversation = await begin(stage, 'bert');
  const messages = [{ message: 'long ago', posted_time: 1_336_824_732, sender_name: 'raul' }];
  const heard = await heardBy(bert, () =>
    anna.call('importIntoConversation', { id: conversation, args: { messages } }),
  );
  expect(ofType(heard, 'message')).toMatchObject([
    {
      message_nr: 2,
      message: '<msg><p>long ago</p></msg>',
      posted_time: 1_336_824_732,
      sender_name: 'raul',
      account_id: id('anna'),
    },
  ]);
});

methodTest('storeLabel', 'makes, renames and removes a label of one’s own', async ({ anna, bert }) => {
  const store = async (args: { label?: string; label_id?: string; index?: number }) =>
    ofType((await anna.call('storeLabel', { args })).body, 'label')[0];
  const label_id = String((await store({ label: 'work' }))?.label_id);
  expect(await firstPollOf(anna, 'label')).toMatchObject([{ label_id, label: 'work', mk_label_status: 'active' }]);
  const heard = await heardBy(anna, () => store({ label_id, label: 'play' }));
  expect(ofType(heard, 'label')).toMatchObject([{ label_id, label: 'play' }]);
  expect(await store({ label_id, index: -1 })).toMatchObject({ label_id, mk_label_status: 'removed' });
  expect([await firstPollOf(anna, 'label'), await firstPollOf(bert, 'label')]).toEqual([[], []]);
});
