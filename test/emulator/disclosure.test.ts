// What is shown to members who came later, and what is taken from those who are kicked (fleep-wire.md section 2, rows 33, 34 and 44;
// 3.7, 4.3).
import { describe, expect, it } from 'vitest';
import type { FleepClient } from '../../src/fleep/client.js';
import type { ConversationId } from '../../src/fleep/ids.js';
import { begin, fails, headerFor, heardBy, messageOf, send } from './acting.js';
import { accountId, conversationIdIn, email, headerOf, id, numbersOf, ofType, onTypedScene } from './scene.js';
import type { Json } from './walk.js';

const seenBy = async (client: FleepClient, conversation: ConversationId): Promise<unknown[]> => {
  const { body } = await client.call('synchronizeStateForConversation', {
    id: conversation,
    args: { from_message_nr: 0 },
  });
  return numbersOf(body);
};

const store = (client: FleepClient, conversation: ConversationId, args: Json) =>
  client.call('storeConversationHeaderFields', { id: conversation, args });

describe('disclosing', () => {
  it('shows what came from a number on, and tells who begins where', async () => {
    await onTypedScene(async (scene) => {
      const { anna, bert } = scene;
      const conversation = await begin(scene);
      for (const text of ['two', 'three', 'four']) await send(anna, conversation, text);
      await store(anna, conversation, { add_account_ids: [accountId('bert')] });
      expect(await seenBy(bert, conversation)).toEqual([5]);
      const heard = await heardBy(bert, async () => {
        const args = { emails: email('bert'), message_nr: 3 };
        const { body } = await anna.call('discloseConversationHistory', { id: conversation, args });
        expect(headerOf(body)).toMatchObject({ last_message_nr: 6, read_message_nr: 6 });
        expect(ofType(body, 'activity')).toEqual([
          { mk_rec_type: 'activity', conversation_id: conversation, account_id: id('bert'), join_message_nr: 3 },
        ]);
      });
      expect(ofType(heard, 'conv')).toMatchObject([{ is_init: true, disclose_message_nr: 3, join_message_nr: 3 }]);
      expect(numbersOf(heard)).toEqual([3, 4, 5, 6]);
      const told = await messageOf(bert, conversation, 6);
      expect(told).toMatchObject({ mk_message_type: 'discloseV2', ref_message_nr: 3, inbox_nr: -3 });
      expect(JSON.parse(String(told.message))).toEqual({
        members: [id('bert')],
        team_ids: [],
        team_names: [],
        sysmsg_text: '{author} disclosed previous messages to {teamsAndMembers} starting from {disclose_time}.',
      });
    });
  });

  it('of everything goes as far back as the discloser sees', async () => {
    await onTypedScene(async (scene) => {
      const { anna, bert, carl } = scene;
      const conversation = await begin(scene);
      for (const text of ['two', 'three']) await send(anna, conversation, text);
      await store(anna, conversation, { add_account_ids: [accountId('bert')] });
      await send(anna, conversation, 'five');
      await store(anna, conversation, { add_account_ids: [accountId('carl')] });
      const all = (client: FleepClient) =>
        client.call('discloseAllConversationsHistory', {
          id: conversation,
          args: { account_ids: [accountId('carl')] },
        });
      await all(bert);
      expect(await seenBy(carl, conversation)).toEqual([4, 5, 6, 7]);
      const args = { account_ids: [accountId('carl')], message_nr: 1 };
      await bert.call('discloseConversationHistory', { id: conversation, args });
      expect(await seenBy(carl, conversation)).toEqual([4, 5, 6, 7, 8]);
      await all(anna);
      expect(await seenBy(carl, conversation)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
      expect(await seenBy(bert, conversation)).toEqual([4, 5, 6, 7, 8, 9]);
    });
  });

  it('to a team reaches its members, and nobody who is not in the conversation', async () => {
    await onTypedScene(async (scene) => {
      const { anna, bert, carl, dora } = scene;
      const conversation = await begin(scene);
      await send(anna, conversation, 'two');
      const made = await anna.call('createTeam', { args: { team_name: 'readers', account_ids: [accountId('bert')] } });
      const [team] = ofType(made.body, 'team');
      const team_ids = [String(team?.team_id)];
      await store(anna, conversation, { add_team_ids: team_ids, add_account_ids: [accountId('carl')] });
      expect([await seenBy(bert, conversation), await seenBy(carl, conversation)]).toEqual([[4], [3, 4]]);
      await store(anna, conversation, { disclose_team_ids: team_ids });
      expect(await seenBy(bert, conversation)).toEqual([1, 2, 3, 4, 5]);
      expect(await seenBy(carl, conversation)).toEqual([3, 4, 5]);
      const told = JSON.parse(String((await messageOf(bert, conversation, 5)).message));
      expect(told).toMatchObject({ members: [], team_ids, team_names: ['readers'] });
      await store(anna, conversation, { disclose_account_ids: [accountId('dora')] });
      expect((await headerFor(anna, conversation)).last_message_nr).toBe(5);
      await expect(seenBy(dora, conversation)).rejects.toEqual(fails(430));
    });
  });

  it('happens by itself where is_disclose is set', async () => {
    await onTypedScene(async (scene) => {
      const { anna, bert } = scene;
      const conversation = await begin(scene);
      await send(anna, conversation, 'two');
      await store(anna, conversation, { is_disclose: true });
      await store(anna, conversation, { add_account_ids: [accountId('bert')] });
      expect(await seenBy(bert, conversation)).toEqual([1, 2, 3, 4]);
      const header = await headerFor(bert, conversation);
      expect(header).toMatchObject({
        join_message_nr: 1,
        begin_message_nr: 4,
        disclose_message_nr: 1,
        unread_count: 0,
      });
      await store(anna, conversation, { is_disclose: false });
      await store(anna, conversation, { add_account_ids: [accountId('carl')] });
      expect(await seenBy(scene.carl, conversation)).toEqual([6]);
    });
  });

  it('is for members', async () => {
    await onTypedScene(async (scene) => {
      const { bert, carl } = scene;
      const conversation = await begin(scene, 'bert');
      const args = { emails: email('bert'), message_nr: 1 };
      await expect(carl.call('discloseConversationHistory', { id: conversation, args })).rejects.toEqual(fails(430));
      await bert.call('leaveConversation', { id: conversation });
      await expect(bert.call('discloseConversationHistory', { id: conversation, args })).rejects.toEqual(fails(431));
    });
  });
});

describe('a managed conversation', () => {
  const kicked = (text: unknown) => JSON.parse(String(text));

  it('leaves those kicked with what was there before it was managed', async () => {
    await onTypedScene(async (scene) => {
      const { anna, bert, carl } = scene;
      await anna.call('createOrganisation', { args: { organisation_name: 'Works' } });
      const conversation = await begin(scene, 'bert');
      await send(anna, conversation, 'two');
      const kick = (name: 'bert' | 'carl') => store(anna, conversation, { kick_account_ids: [accountId(name)] });
      await expect(kick('bert')).rejects.toEqual(fails(431, 'not_managed'));
      const { body } = await store(anna, conversation, { is_managed: true });
      expect(headerOf(body)).toMatchObject({ is_managed: true, admins: [id('anna')] });
      await send(anna, conversation, 'four');
      await store(anna, conversation, { add_account_ids: [accountId('carl')] });
      await expect(store(bert, conversation, { topic: 'mine' })).rejects.toEqual(fails(431, 'not_admin'));
      const heard = await heardBy(bert, () => kick('bert'));
      expect(ofType(heard, 'conv')).toMatchObject([{ is_init: true, is_reset: true, can_post: false }]);
      expect(await seenBy(bert, conversation)).toEqual([1, 2, 6]);
      expect(kicked((await messageOf(bert, conversation, 6)).message)).toEqual({
        members: [id('bert')],
        org_name: 'Works',
        organisation_id: headerOf(body).organisation_id,
        sysmsg_text: "{author} removed {members} and their access to the conversation's content.",
      });
      await kick('carl');
      expect(await seenBy(carl, conversation)).toEqual([7]);
      expect(await seenBy(anna, conversation)).toEqual([1, 2, 3, 4, 5, 6, 7]);
      await store(anna, conversation, { is_managed: false });
      expect(await headerFor(anna, conversation)).toMatchObject({
        is_managed: false,
        organisation_id: null,
        admins: [],
      });
    });
  });

  it('lets those who are removed keep all of it, and has admins', async () => {
    await onTypedScene(async (scene) => {
      const { anna, bert, carl } = scene;
      await anna.call('createOrganisation', { args: { organisation_name: 'Works' } });
      const args = { topic: 't', is_managed: true, account_ids: [accountId('bert'), accountId('carl')] };
      const conversation = conversationIdIn(await anna.call('createConversation', { args }));
      await store(anna, conversation, { add_admins: [accountId('bert')] });
      expect((await headerFor(carl, conversation)).admins).toEqual([id('anna'), id('bert')]);
      await bert.call('removeMembersFromConversation', { id: conversation, args: { emails: email('carl') } });
      expect(await seenBy(carl, conversation)).toEqual([1, 2]);
      await store(bert, conversation, { remove_admins: [accountId('anna')] });
      await expect(store(anna, conversation, { add_admins: ['x'] })).resolves.toBeDefined();
      await expect(store(carl, conversation, { topic: 't' })).rejects.toEqual(fails(431));
    });
  });

  it('ends for everybody when an admin deletes it', async () => {
    await onTypedScene(async (scene) => {
      const { anna, bert } = scene;
      await anna.call('createOrganisation', { args: { organisation_name: 'Works' } });
      const args = { topic: 't', is_managed: true, account_ids: [accountId('bert')], message: 'secret' };
      const conversation = conversationIdIn(await anna.call('createConversation', { args }));
      await expect(store(bert, conversation, { is_deleted_by_admin: true })).rejects.toEqual(fails(431, 'not_admin'));
      await store(anna, conversation, { is_deleted_by_admin: true });
      for (const client of [anna, bert]) expect(await seenBy(client, conversation)).toEqual([3]);
      expect((await messageOf(bert, conversation, 3)).mk_message_type).toBe('deleteV1');
      expect(await headerFor(bert, conversation)).toMatchObject({ can_post: false, members: [] });
    });
  });
});
