// Finding conversations and reading one (fleep-wire.md section 2, rows 28, 37, 43, 45 to 48; 3.3, 3.4, 3.5, 3.8).
import { expect } from 'vitest';
import type { ConversationId, TeamId } from '../../../src/fleep/ids.js';
import { begin, fails, heardBy, send, upload } from '../acting.js';
import { headerOf, id, numbersOf, ofType } from '../scene.js';
import { message } from '../small-world.js';
import type { Json } from '../walk.js';
import { methodTest } from './method-test.js';

const long = '10000000-0000-4000-8000-0000000000aa' as ConversationId;
const history = (count: number): Json[] => [
  { mk_rec_type: 'conv', conversation_id: long, topic: 'long', members: [id('anna'), id('bert')] },
  ...Array.from({ length: count }, (_unused, index) => message(long, index + 1, { account_id: id('anna') })),
];

const upTo = (count: number): number[] => Array.from({ length: count }, (_unused, index) => index + 1);

methodTest('getAllConversation', 'lists the conversations of the account, to the empty page', async (stage) => {
  const { bert, dora } = stage;
  const [one, two] = [await begin(stage, 'bert'), await begin(stage, 'bert', 'dora')];
  await begin(stage, 'carl');
  const list = async (client: typeof bert, sync_horizon: number) =>
    (await client.call('getAllConversation', { args: { sync_horizon } })).body;
  const first = await list(bert, 0);
  const ids = first.conversations?.map(({ conversation_id }) => conversation_id);
  expect(new Set(ids)).toEqual(new Set([one, two]));
  expect(first.conversations?.[0]).toMatchObject({ mk_rec_type: 'conv', topic: 'talk', profile_id: id('bert') });
  expect((await list(bert, Number(first.sync_horizon))).conversations).toEqual([]);
  expect((await list(dora, 0)).conversations).toMatchObject([{ conversation_id: two }]);
});

methodTest(
  'synchronizeStateForConversation',
  'gives the state, and from a number on all that came after it',
  async ({ anna, bert, dora }) => {
    const sync = async (args: { from_message_nr?: number; mk_direction?: 'ic_header' }, client = bert) =>
      (await client.call('synchronizeStateForConversation', { id: long, args })).body;
    const header = headerOf(await sync({ mk_direction: 'ic_header' }));
    expect(header).toMatchObject({ topic: 'long', profile_id: id('bert'), last_message_nr: 30, is_init: true });
    const found: unknown[] = [];
    for (let from = 0; from < 30; ) {
      const page = await sync({ from_message_nr: from });
      found.push(...numbersOf(page));
      expect(headerOf(page)).not.toHaveProperty('bw_message_nr');
      from = Number(headerOf(page).fw_message_nr);
    }
    expect(found).toEqual(upTo(30));
    const args = { message_nr: 3, message: 'edited' };
    await anna.call('storeMessage', { id: long, args: { message_nr: 3, tags: ['pin'] } });
    await anna.call('editConversationMessage', { id: long, args });
    const news = await sync({ from_message_nr: 30 });
    expect(ofType(news, 'message').at(-1)).toMatchObject({ message_nr: 3, flow_message_nr: 32 });
    await expect(sync({}, dora)).rejects.toEqual(fails(430));
  },
  history(30),
);

methodTest(
  'synchronizeBackwardForConversation',
  'goes back to the first message, page by page',
  async ({ bert, dora }) => {
    const found: unknown[] = [];
    for (let from = 41; from > 1; ) {
      const args = { from_message_nr: from };
      const { body } = await bert.call('synchronizeBackwardForConversation', { id: long, args });
      found.unshift(...numbersOf(body));
      expect(headerOf(body)).not.toHaveProperty('fw_message_nr');
      from = Number(headerOf(body).bw_message_nr);
    }
    expect(found).toEqual(upTo(40));
    await expect(dora.call('synchronizeBackwardForConversation', { id: long })).rejects.toEqual(fails(430));
  },
  history(40),
);

methodTest(
  'synchronizeFilesForConversation',
  'lists the files, newest first, until the horizon is 0',
  async (stage) => {
    const { anna, bert } = stage;
    const conversation = await begin(stage, 'bert');
    for (let number = 2; number <= 12; number += 1) {
      const attachments = [await upload(anna, `${number}.txt`)];
      await anna.call('sendMessage', { id: conversation, args: { message: '', attachments } });
    }
    const page = async (from_message_nr: number) =>
      (await bert.call('synchronizeFilesForConversation', { id: conversation, args: { from_message_nr } })).body;
    const first = await page(13);
    const names = (body: Json) => ofType(body, 'file').map(({ file_name }) => file_name);
    expect(names(first)).toHaveLength(10);
    const last = await page(Number(headerOf(first).file_horizon));
    expect(names(last)).toEqual(['2.txt']);
    expect(headerOf(last).file_horizon).toBe(0);
  },
);

methodTest('synchronizePinboardForConversation', 'lists the pins until the horizon is 0', async (stage) => {
  const { anna, bert } = stage;
  const conversation = await begin(stage, 'bert');
  for (let number = 2; number <= 12; number += 1) {
    await anna.call('storeMessage', { id: conversation, args: { message: 'pin', tags: ['pin'] } });
  }
  const pins = async (args: { from_message_nr?: number }) =>
    (await bert.call('synchronizePinboardForConversation', { id: conversation, args })).body;
  const first = await pins({});
  const last = await pins({ from_message_nr: Number(headerOf(first).pin_horizon) });
  expect([...numbersOf(first), ...numbersOf(last)].sort((a, b) => Number(a) - Number(b))).toEqual(upTo(12).slice(1));
  expect(headerOf(last).pin_horizon).toBe(0);
});

methodTest('synchronizeTeamsList', 'shows the teams of the conversation to who is in it', async (stage) => {
  const { anna, bert, dora } = stage;
  const made = await anna.call('createTeam', { args: { team_name: 'Crew' } });
  const team_id = String(ofType(made.body, 'team')[0]?.team_id) as TeamId;
  const conversation = await begin(stage, 'bert');
  await anna.call('addTeamToConversation', { id: conversation, args: { team_id } });
  const request = { id: conversation, args: { team_ids: [team_id] } };
  expect((await bert.call('synchronizeTeamsList', request)).body.stream).toEqual([
    expect.objectContaining({ mk_rec_type: 'team', team_id, team_name: 'Crew', members: [id('anna')] }),
  ]);
  await expect(dora.call('synchronizeTeamsList', request)).rejects.toEqual(fails(430));
});

methodTest('checkPermissions', 'tells members from those who left and from strangers', async (stage) => {
  const { bert, dora } = stage;
  const conversation = await begin(stage, 'bert');
  const check = (client: typeof bert) => client.call('checkPermissions', { id: conversation });
  expect((await check(bert)).body).toEqual({});
  await bert.call('leaveConversation', { id: conversation });
  await expect(check(bert)).rejects.toEqual(fails(431, 'not_member'));
  await expect(check(dora)).rejects.toEqual(fails(430));
});

methodTest('getActivity', 'shows who is there and who writes, to both sides', async (stage) => {
  const { anna, bert } = stage;
  const conversation = await begin(stage, 'bert');
  const show = async (client: typeof anna, args: { is_writing?: boolean }) =>
    (await client.call('getActivity', { id: conversation, args })).body.stream;
  const heard = await heardBy(anna, () => show(bert, { is_writing: true }));
  expect(ofType(heard, 'activity')).toMatchObject([{ account_id: id('bert'), is_writing: true }]);
  expect(await show(anna, {})).toEqual(heard.stream);
  const ended = await heardBy(anna, () => send(bert, conversation, 'written'));
  expect(ofType(ended, 'activity').at(-1)).toMatchObject({ account_id: id('bert'), is_writing: false });
});

methodTest('synchronizeLabelConversations', 'lists the conversations under a label', async (stage) => {
  const { anna, bert } = stage;
  const conversation = await begin(stage, 'bert');
  await begin(stage, 'bert');
  const labelled = await heardBy(anna, () =>
    anna.call('updateConversationLabels', { id: conversation, args: { labels: ['work'] } }),
  );
  const label_id = String(ofType(labelled, 'label')[0]?.label_id);
  const { body } = await anna.call('synchronizeLabelConversations', { args: { label_id } });
  expect(ofType(body, 'label')).toMatchObject([{ label_id, label: 'work', sync_cursor: '{}', sync_inbox_time: 0 }]);
  expect(ofType(body, 'conv')).toMatchObject([{ conversation_id: conversation, mk_init_mode: 'ic_tiny' }]);
  expect(numbersOf(body)).toEqual([1]);
  const foreign = bert.call('synchronizeLabelConversations', { args: { label_id } });
  await expect(foreign).rejects.toEqual(fails(430));
});

methodTest('listLabelledConversations', 'lists the conversations under a label by its name', async (stage) => {
  const { anna, bert } = stage;
  const conversation = await begin(stage, 'bert');
  await begin(stage, 'bert');
  await anna.call('updateConversationLabels', { id: conversation, args: { labels: ['work'] } });
  const list = async (sync_horizon: number) =>
    (await anna.call('listLabelledConversations', { args: { label: 'work', sync_horizon } })).body;
  const first = await list(0);
  expect(first.conversations).toMatchObject([{ conversation_id: conversation, labels: ['work'] }]);
  expect((await list(Number(first.sync_horizon))).conversations).toEqual([]);
  const foreign = bert.call('listLabelledConversations', { args: { label: 'work' } });
  await expect(foreign).rejects.toEqual(fails(430));
});
