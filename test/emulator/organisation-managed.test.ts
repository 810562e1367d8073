// What an organisation manages: its conversations and teams, and the log of what is done to them (fleep-wire.md 3.7, 4.3, 4.7, 9.18).
import { describe, expect, it } from 'vitest';
import type { FleepClient } from '../../src/fleep/client.js';
import type { ConversationId, OrganisationId, TeamId } from '../../src/fleep/ids.js';
import { fails, heardBy, send } from './acting.js';
import { configure, createConversation, enlist, found, logOf, statusesIn, storeConversation } from './organising.js';
import { accountId, headerOf, id, ofType, onTypedScene } from './scene.js';
import { type Json, recordsIn } from './walk.js';

describe('what an organisation manages', () => {
  it('is made by admins and said by org_conv records', async () => {
    await onTypedScene(async (scene) => {
      const { anna, bert } = scene;
      const org = await found(scene);
      let conversation: Json = {};
      const heard = await heardBy(bert, async () => {
        conversation = await createConversation(scene, org, { topic: 'managed', account_ids: [id('bert')] });
      });
      expect(conversation).toMatchObject({
        mk_rec_type: 'org_conv',
        topic: 'managed',
        creator_id: id('anna'),
        organisation_id: org,
        is_managed: true,
        is_deletable: true,
        managed_time: expect.any(Number),
        members: [id('anna'), id('bert')],
        admins: [id('anna')],
        leavers: [],
        teams: [],
        mk_conv_type: 'cct_default',
        autojoin_url: expect.stringMatching(/^https:/),
      });
      expect(ofType(heard, 'conv')[0]).toMatchObject({ is_managed: true, organisation_id: org, admins: [id('anna')] });
      expect(JSON.parse(String(ofType(heard, 'message')[0]?.message))).toMatchObject({
        org_name: 'Acme',
        organisation_id: org,
      });
      const { body } = await anna.call('synchronizeOrganisationConversations', { id: org });
      expect(body).toEqual({ stream: [conversation], sync_cursor: '{}' });
      expect((await logOf(anna, org)).at(-1)).toEqual([
        'chat.create_conversation',
        {
          account_id: id('anna'),
          conversation_id: conversation.conversation_id,
          topic: 'managed',
          member_ids: [id('anna'), id('bert')],
        },
      ]);
    });
  });

  it('is listed page by page, or by ids', async () => {
    await onTypedScene(async (scene) => {
      const { anna } = scene;
      const org = await found(scene);
      const made = [];
      for (let number = 0; number < 52; number += 1) {
        made.push((await createConversation(scene, org, { topic: `t${number}` })).topic);
      }
      const topics: unknown[] = [];
      for (let sync_cursor: string | undefined; sync_cursor !== '{}'; ) {
        const args = sync_cursor === undefined ? {} : { sync_cursor };
        const { body } = await anna.call('synchronizeOrganisationConversations', { id: org, args });
        topics.push(...recordsIn(body.stream).map(({ topic }) => topic));
        sync_cursor = String(body.sync_cursor);
      }
      expect(topics).toEqual(made);
      const bad = anna.call('synchronizeOrganisationConversations', { id: org, args: { sync_cursor: '{' } });
      await expect(bad).rejects.toEqual(fails(400));
    });
  });

  it('is changed by its own admins only, members of the conversation or not', async () => {
    await onTypedScene(async (scene) => {
      const { anna, bert, carl, dora } = scene;
      const org = await found(scene);
      await enlist(scene, org, 'bert');
      await configure(anna, org, { add_admin_ids: [id('bert')] });
      const other = ofType(
        (await carl.call('createOrganisation', { args: { organisation_name: 'B' } })).body,
        'org_header',
      );
      const { conversation_id } = await createConversation(scene, org, { topic: 'shared', account_ids: [id('carl')] });
      const add = { conversation_id, add_account_ids: [id('dora')] };
      await expect(storeConversation(carl, org, add)).rejects.toEqual(fails(403));
      const foreign = storeConversation(carl, other[0]?.organisation_id as OrganisationId, add);
      await expect(foreign).rejects.toEqual(fails(403));
      const heard = await heardBy(dora, () =>
        storeConversation(bert, org, { ...add, add_admins: [id('dora')], topic: 'new' }),
      );
      expect(ofType(heard, 'conv').at(-1)).toMatchObject({ topic: 'new', admins: [id('anna'), id('dora')] });
      await storeConversation(bert, org, {
        conversation_id,
        remove_admins: [id('dora')],
        remove_account_ids: [id('carl')],
      });
      const { body } = await anna.call('synchronizeOrganisationConversations', {
        id: org,
        args: { conversation_ids: [conversation_id as ConversationId] },
      });
      expect(body.stream).toEqual([
        expect.objectContaining({ members: [id('anna'), id('dora')], admins: [id('anna')], leavers: [id('carl')] }),
      ]);
      expect((await logOf(anna, org)).slice(-5).map(([type]) => type)).toEqual([
        'chat.add_members',
        'chat.add_admins',
        'chat.set_topic',
        'chat.remove_members',
        'chat.remove_admins',
      ]);
    });
  });

  it('is taken away from who is kicked', async () => {
    await onTypedScene(async (scene) => {
      const { bert, anna } = scene;
      const org = await found(scene);
      const { conversation_id } = await createConversation(scene, org, {
        topic: 'm',
        account_ids: [id('bert'), id('carl')],
      });
      const conversation = conversation_id as ConversationId;
      await send(anna, conversation, 'secret');
      await storeConversation(anna, org, { conversation_id, kick_account_ids: [id('bert')] });
      const seen = async (client: FleepClient) => {
        const args = { from_message_nr: 0 };
        const { body } = await client.call('synchronizeStateForConversation', { id: conversation, args });
        return ofType(body, 'message').map(({ mk_message_type }) => mk_message_type);
      };
      expect(await seen(bert)).toEqual(['kickV2']);
      expect(await seen(anna)).toEqual(['create', 'text', 'kickV2']);
    });
  });

  it('is deleted by an admin for everybody', async () => {
    await onTypedScene(async (scene) => {
      const { anna, bert } = scene;
      const org = await found(scene);
      const { conversation_id } = await createConversation(scene, org, { topic: 'gone', account_ids: [id('bert')] });
      const conversation = conversation_id as ConversationId;
      await send(anna, conversation, 'secret');
      const heard = await heardBy(bert, async () => {
        const { body } = await storeConversation(anna, org, { conversation_id, is_deleted_by_admin: true });
        expect(ofType(body, 'org_conv')[0]).toMatchObject({ members: [], leavers: [id('anna'), id('bert')] });
      });
      expect(ofType(heard, 'message')).toEqual([
        expect.objectContaining({ mk_message_type: 'deleteV1', message_nr: 3 }),
      ]);
      expect(JSON.parse(String(ofType(heard, 'message')[0]?.message))).toEqual({
        members: [id('anna'), id('bert')],
        org_name: 'Acme',
        organisation_id: org,
        sysmsg_text: 'An administrator of {org_name} has deleted this conversation and its content.',
      });
      expect(ofType(heard, 'conv').at(-1)).toMatchObject({ can_post: false, is_reset: true });
      const args = { from_message_nr: 0 };
      const { body } = await anna.call('synchronizeStateForConversation', { id: conversation, args });
      expect(ofType(body, 'message').map(({ message_nr }) => message_nr)).toEqual([3]);
      await expect(send(bert, conversation, 'still here?')).rejects.toEqual(fails(431));
      expect((await logOf(anna, org)).at(-1)).toEqual([
        'chat.delete_conversation_by_admin',
        { account_id: id('anna'), conversation_id, topic: 'gone' },
      ]);
    });
  });

  it('has teams, each change of which is in the log', async () => {
    await onTypedScene(async (scene) => {
      const { anna, carl } = scene;
      const org = await found(scene);
      const args = { team_name: 'Crew', account_ids: [accountId('bert')] };
      const { body } = await anna.call('createOrganisationTeam', { id: org, args });
      const [team] = ofType(body, 'team');
      expect(team).toMatchObject({
        team_name: 'Crew',
        is_managed: true,
        organisation_id: org,
        admins: [id('anna')],
        members: [id('anna'), id('bert')],
        team_version_nr: 1,
      });
      const team_id = team?.team_id as TeamId;
      const store = (more: Json) => anna.call('storeOrganisationTeam', { id: org, args: { team_id, ...more } });
      const heard = await heardBy(carl, async () => {
        const changed = await store({
          add_account_ids: [id('carl')],
          remove_account_ids: [id('bert')],
          team_name: 'Staff',
          is_autojoin: true,
        });
        expect(ofType(changed.body, 'team')[0]).toMatchObject({
          team_name: 'Staff',
          members: [id('anna'), id('carl')],
          is_autojoin: true,
          team_version_nr: 5,
        });
      });
      expect(ofType(heard, 'team').at(-1)).toMatchObject({ team_name: 'Staff', members: [id('anna'), id('carl')] });
      const conversation = await createConversation(scene, org, { topic: 'of the team', team_ids: [team_id] });
      expect(conversation).toMatchObject({
        members: [id('anna'), id('carl')],
        teams: [team_id],
        mk_conv_type: 'cct_no_mail',
      });
      const teams = await anna.call('synchronizeOrganisationTeams', { id: org });
      expect(recordsIn(teams.body.stream).map((one) => one.team_id)).toEqual([team_id]);
      const asked = { conversation_id: conversation.conversation_id };
      const ofConversation = await anna.call('getOrganisationConversationTeams', { args: asked });
      expect(recordsIn(ofConversation.body.stream).map((one) => one.team_id)).toEqual([team_id]);
      await store({ is_deleted: true, is_managed: false });
      const left = await anna.call('synchronizeOrganisationTeams', { id: org });
      expect(left.body.stream).toEqual([]);
      const named = { account_id: id('anna'), team_id, team_name: 'Staff' };
      expect((await logOf(anna, org)).filter(([type]) => String(type).startsWith('team.'))).toEqual([
        [
          'team.create',
          {
            ...named,
            team_name: 'Crew',
            member_ids: [id('anna'), id('bert')],
            conversation_ids: null,
            conversation_topics: null,
            is_autojoin: false,
            is_org_wide: false,
          },
        ],
        ['team.add_members', { ...named, team_name: 'Crew', member_ids: [id('carl')] }],
        ['team.remove_members', { ...named, team_name: 'Crew', member_ids: [id('bert')] }],
        ['team.set_name', named],
        ['team.set_autojoin', { ...named, is_autojoin: true }],
        ['team.set_unmanaged', named],
        ['team.remove', named],
      ]);
      await expect(store({ team_name: 'x' })).rejects.toEqual(fails(403));
    });
  });

  it('comes in with a team that is invited', async () => {
    await onTypedScene(async (scene) => {
      const { anna, bert } = scene;
      const topic = { topic: 'plans' };
      const conversation = headerOf((await anna.call('createConversation', { args: topic })).body)
        .conversation_id as ConversationId;
      const args = { team_name: 'Crew', account_ids: [accountId('bert')], conversations: [conversation] };
      const team_id = ofType((await anna.call('createTeam', { args })).body, 'team')[0]?.team_id;
      const org = await found(scene);
      const heard = await heardBy(bert, async () => {
        const { body } = await anna.call('inviteTeamToOrganisation', { id: org, args: { team_id } });
        expect(ofType(body, 'team')[0]).toMatchObject({ is_managed: true, organisation_id: org, admins: [id('anna')] });
        expect(statusesIn(body)).toEqual({ [id('anna')]: 'bms_active', [id('bert')]: 'bms_pending' });
      });
      expect(ofType(heard, 'reminder')).toHaveLength(1);
      expect(ofType(heard, 'conv').at(-1)).toMatchObject({ is_managed: true, organisation_id: org });
      expect((await logOf(anna, org)).map(([type]) => type)).toEqual([
        'create_org',
        'configure_org',
        'team.set_managed',
        'chat.set_managed',
      ]);
    });
  });
});
