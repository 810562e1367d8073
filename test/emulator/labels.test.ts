// Labels of an account, and the lists of conversations that go by them (fleep-wire.md section 2, rows 25 and 44; 3.3, 4.7).
import { describe, expect, it } from 'vitest';
import { FleepClient } from '../../src/fleep/client.js';
import type { ConversationId } from '../../src/fleep/ids.js';
import { begin, fails, headerFor, heardBy, send } from './acting.js';
import { control } from './controlling.js';
import { accountId, conversationIdIn, email, headerOf, ofType, onTypedScene } from './scene.js';
import { type Json, recordsIn } from './walk.js';

const label = (name: string, subtype: string, fields: Json = {}): Json => ({
  mk_rec_type: 'label',
  label_id: `label-${subtype}`,
  label: name,
  index: 0,
  mk_label_type: subtype === 'user' ? 'user_label' : 'system_label',
  mk_label_subtype: subtype,
  mk_label_status: 'active',
  ...fields,
});

const SUBTYPES = ['unread', 'recent', 'muted', 'archived', 'starred', 'spam', 'email', '1:1 conversations'];
const world = SUBTYPES.map((subtype) => label(subtype === 'spam' ? 'Spam' : subtype, subtype));

const initial = async (client: FleepClient, type: string): Promise<Json[]> => {
  const args = { event_horizon: 0, wait: false };
  return ofType((await client.call('storingConnectionInformation', { args })).body, type);
};

/** Conversations under a label, and the label that comes in front of them. */
async function under(client: FleepClient, label_id: string): Promise<{ record: Json; ids: unknown[] }> {
  const { body } = await client.call('synchronizeLabelConversations', { args: { label_id } });
  const [record = {}] = ofType(body, 'label');
  return { record, ids: ofType(body, 'conv').map((header) => header.conversation_id) };
}

const store = async (client: FleepClient, conversation: ConversationId, args: Json): Promise<Json> =>
  headerOf((await client.call('storeConversationHeaderFields', { id: conversation, args })).body);

const change = async (client: FleepClient, args: Json): Promise<Json> =>
  ofType((await client.call('storeLabel', { args })).body, 'label')[0] ?? {};

describe('a label of one’s own', () => {
  it('is made, renamed, moved and removed, and nobody else has it', async () => {
    await onTypedScene(async ({ anna, bert }) => {
      const made = await change(anna, { label: 'full-stack' });
      expect(made).toEqual({
        mk_rec_type: 'label',
        label_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        label: 'full-stack',
        index: 1,
        mk_label_type: 'user_label',
        mk_label_subtype: 'user',
        mk_label_status: 'active',
        is_on_left_pane: true,
        is_in_recent: true,
        is_in_muted: true,
      });
      const { label_id } = made;
      const heard = await heardBy(anna, async () => {
        expect(await change(anna, { label_id, label: 'marketing' })).toEqual({ ...made, label: 'marketing' });
        const moved = await change(anna, { label_id, index: 8, is_on_left_pane: false, is_in_muted: false });
        expect(moved).toMatchObject({ index: 8, is_on_left_pane: false, is_in_muted: false, is_in_recent: true });
      });
      expect(ofType(heard, 'label')).toMatchObject([{ label: 'marketing' }, { index: 8 }]);
      const gone = await change(anna, { label: 'marketing', index: -1 });
      expect(gone).toMatchObject({ label_id, mk_label_status: 'removed', index: -1 });
      expect(gone).not.toHaveProperty('label');
      expect((await initial(anna, 'label')).map((one) => one.label_id)).toEqual(world.map((one) => one.label_id));
      expect(await initial(bert, 'label')).toEqual(world);
      await expect(change(anna, { label_id, label: 'x' })).rejects.toEqual(fails(430));
      await expect(change(anna, {})).rejects.toEqual(fails(400));
      await expect(change(anna, { label_id: 'label-spam', label: 'x' })).rejects.toEqual(fails(431, 'system_label'));
      await expect(change(anna, { label_id: 'label-spam', index: -1 })).rejects.toEqual(fails(431, 'system_label'));
    }, world);
  });

  it('is given to conversations by name or by id, and follows its label', async () => {
    await onTypedScene(async (scene) => {
      const { anna, bert } = scene;
      const conversation = await begin(scene, 'bert');
      const heard = await heardBy(anna, async () => {
        const header = await store(anna, conversation, { labels: ['backend', 'frontend'] });
        expect(header).toMatchObject({
          labels: ['backend', 'frontend'],
          label_ids: [expect.any(String), expect.any(String)],
        });
      });
      const [backend = {}, frontend = {}] = ofType(heard, 'label');
      expect([backend.label, frontend.label]).toEqual(['backend', 'frontend']);
      expect(await headerFor(bert, conversation)).toMatchObject({ label_ids: [] });
      const { record, ids } = await under(anna, String(frontend.label_id));
      expect(record).toEqual({ ...frontend, sync_cursor: '{}', sync_inbox_time: 0 });
      expect(ids).toEqual([conversation]);
      await expect(under(bert, String(frontend.label_id))).rejects.toEqual(fails(430));
      const byId = await store(anna, conversation, { label_ids: [frontend.label_id] });
      expect(byId).toMatchObject({ labels: ['frontend'], label_ids: [frontend.label_id] });
      const renamed = await heardBy(anna, () => change(anna, { label_id: frontend.label_id, label: 'front' }));
      expect(ofType(renamed, 'conv')).toMatchObject([{ labels: ['front'] }]);
      const removed = await heardBy(anna, () => change(anna, { label_id: frontend.label_id, index: -1 }));
      expect(ofType(removed, 'conv')).toMatchObject([{ labels: [], label_ids: [] }]);
      await anna.call('updateConversationLabels', { id: conversation, args: { labels: ['BACKEND'] } });
      expect(await headerFor(anna, conversation)).toMatchObject({ labels: ['backend'], label_ids: [backend.label_id] });
      await expect(store(anna, conversation, { label_ids: ['none'] })).rejects.toEqual(fails(430));
      await expect(store(anna, conversation, { labels: ['recent'] })).rejects.toEqual(fails(431, 'system_label'));
    }, world);
  });
});

describe('the labels of the service', () => {
  it('list conversations by the state that they have for the account', async () => {
    await onTypedScene(async (scene) => {
      const { anna, bert } = scene;
      const conversation = await begin(scene, 'bert');
      const where = async (client: FleepClient) => {
        const found: string[] = [];
        for (const subtype of SUBTYPES) {
          if ((await under(client, `label-${subtype}`)).ids.includes(conversation)) found.push(subtype);
        }
        return found;
      };
      expect(await where(bert)).toEqual(['recent']);
      await send(anna, conversation, 'two');
      expect([await where(anna), await where(bert)]).toEqual([['recent'], ['unread', 'recent']]);
      await bert.call('markConversationAsRead', { id: conversation });
      await store(bert, conversation, { snooze_interval: -1 });
      expect(await where(bert)).toEqual(['muted']);
      await store(bert, conversation, { snooze_interval: 0 });
      await bert.call('hideConversation', { id: conversation });
      expect(await where(bert)).toEqual(['archived']);
      await bert.call('unhideConversation', { id: conversation });
      expect(await store(bert, conversation, { labels: ['starred'] })).toMatchObject({ label_ids: ['label-starred'] });
      expect(await where(bert)).toEqual(['recent', 'starred']);
      const spam = await store(bert, conversation, { labels: ['Spam'] });
      expect(spam).toMatchObject({ labels: ['Spam'], mk_alert_level: 'never', snooze_interval: -1 });
      expect(await where(bert)).toEqual(['muted', 'spam']);
      expect(await store(bert, conversation, { labels: [] })).toMatchObject({ labels: [], mk_alert_level: 'default' });
      await anna.call('addMembersToConversation', { id: conversation, args: { emails: 'reader@example.net' } });
      expect(await where(bert)).toEqual(['recent', 'email']);
      await bert.call('deleteConversation', { id: conversation });
      expect(await where(bert)).toEqual([]);
    }, world);
  });

  it('has one for conversations of two and one for each team', async () => {
    await onTypedScene(async (scene) => {
      const { anna, bert } = scene;
      const dialog = await anna.call('openDialog', { args: { contact_id: accountId('bert') } });
      const conversation = conversationIdIn(dialog);
      expect(headerOf(dialog.body)).toMatchObject({ label_ids: ['label-1:1 conversations'] });
      expect((await under(bert, 'label-1:1 conversations')).ids).toEqual([conversation]);
      const other = await begin(scene, 'bert');
      await store(anna, other, { labels: ['mine'] });
      const args = { team_name: 'Crew', conversations: [other] };
      const heard = await heardBy(anna, () => anna.call('createTeam', { args }));
      const [team = {}] = ofType(heard, 'label');
      expect((await under(anna, String(team.label_id))).ids).toEqual([other]);
      expect(await headerFor(anna, other)).toMatchObject({
        labels: ['mine'],
        label_ids: [expect.any(String), team.label_id],
      });
      expect(await store(anna, other, { label_ids: [team.label_id] })).toMatchObject({
        labels: [],
        label_ids: [team.label_id],
      });
    }, world);
  });

  it('are there from the beginning for an account that comes later', async () => {
    await onTypedScene(async (_scene, url) => {
      await control(url, 'POST accounts', { email: email('eve'), password: 'pw', display_name: 'eve' });
      const eve = new FleepClient({ server: url, email: email('eve'), password: 'pw' });
      await eve.signIn();
      const labels = await initial(eve, 'label');
      const subtypes = labels.map((one) => one.mk_label_subtype);
      expect([...subtypes].sort()).toEqual([...SUBTYPES].sort());
      expect(labels.map((one) => one.index)).toEqual(labels.map((_one, index) => index));
      const recent = labels.find((one) => one.mk_label_subtype === 'recent');
      expect(recent).toMatchObject({ label: 'Recent', is_on_left_pane: true, is_in_recent: true, is_in_muted: false });
      const made = await eve.call('createConversation', { args: { topic: 'hers' } });
      expect((await under(eve, String(recent?.label_id))).ids).toContain(conversationIdIn(made));
      expect(await initial(eve, 'label')).toEqual(labels);
      await eve.close();
    }, world);
  });

  it('come up for an account of a world without any when it gives them', async () => {
    await onTypedScene(async (scene) => {
      const conversation = await begin(scene);
      expect(await initial(scene.anna, 'label')).toEqual([]);
      await store(scene.anna, conversation, { labels: ['starred'] });
      expect(await initial(scene.anna, 'label')).toMatchObject([
        { label: 'starred', mk_label_type: 'system_label', mk_label_subtype: 'starred' },
      ]);
    });
  });
});

describe('lists', () => {
  const many = Array.from({ length: 45 }, (_unused, index) => index);

  it('of a label come in pages by its cursor, by name and horizon, and by account/sync_conversations', async () => {
    await onTypedScene(async ({ anna }) => {
      const made: unknown[] = [];
      for (const index of many) {
        made.unshift(conversationIdIn(await anna.call('createConversation', { args: { topic: `no ${index}` } })));
      }
      const walked: unknown[] = [];
      for (let sync_cursor = ''; sync_cursor !== '{}'; ) {
        const args = { label_id: 'label-recent', sync_cursor, mk_init_mode: 'ic_header' as const };
        const { body } = await anna.call('synchronizeLabelConversations', { args });
        walked.push(...ofType(body, 'conv').map((header) => header.conversation_id));
        sync_cursor = String(ofType(body, 'label')[0]?.sync_cursor);
      }
      expect([...walked].sort()).toEqual([...made].map(String).sort());
      const named: unknown[] = [];
      for (let sync_horizon = 0; ; ) {
        const page: Json = (await anna.call('listLabelledConversations', { args: { label: 'recent', sync_horizon } }))
          .body;
        const headers = recordsIn(page.conversations);
        if (headers.length === 0) break;
        named.push(...headers.map((header) => header.conversation_id));
        sync_horizon = Number(page.sync_horizon);
      }
      expect(new Set(named)).toEqual(new Set(made));
      const batch = async (args: Json) =>
        (await anna.call('getNextBatchOfConversations', { args: { conversation_ids: [], ...args } })).body;
      const byLabel = await batch({ label: 'Recent' });
      expect(ofType(byLabel, 'label')).toMatchObject([{ label: 'recent' }]);
      expect(ofType(byLabel, 'conv')).toHaveLength(20);
      const all: unknown[] = [];
      for (let sync_cursor = '{"offset":0}'; sync_cursor !== '{}'; ) {
        const page = await batch({ sync_cursor, mk_init_mode: 'ic_header' });
        all.push(...ofType(page, 'conv').map((header) => header.conversation_id));
        sync_cursor = String(page.sync_cursor);
      }
      expect([...all].sort()).toEqual([...made].map(String).sort());
      expect(ofType(await batch({ conversation_ids: made.slice(0, 2) }), 'conv')).toHaveLength(2);
      await expect(batch({ label_id: 'none' })).rejects.toEqual(fails(430));
      await expect(batch({ conversation_ids: ['none'] })).rejects.toEqual(fails(430));
    }, world);
  });
});
