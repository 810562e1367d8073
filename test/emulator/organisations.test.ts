// Organisations: who is in them, what they manage, what they log (fleep-wire.md section 2; 3.7, 4.3, 4.7, 9.8, 9.12, 9.18).
import { describe, expect, it } from 'vitest';
import type { FleepClient } from '../../src/fleep/client.js';
import type { AccountId, ConversationId, OrganisationId, TeamId } from '../../src/fleep/ids.js';
import { fails, heardBy, send } from './acting.js';
import { control, lastMailTo, linkTo, mailsTo } from './controlling.js';
import {
  accountId,
  email,
  headerOf,
  horizonOf,
  id,
  type Name,
  ofType,
  onTypedScene,
  pollFrom,
  type TypedScene,
} from './scene.js';
import { type Json, post, recordsIn, signIn } from './walk.js';

/** Anna's organisation. */
async function found({ anna }: TypedScene, organisation_name = 'Acme'): Promise<OrganisationId> {
  const { body } = await anna.call('createOrganisation', { args: { organisation_name } });
  return ofType(body, 'org_header')[0]?.organisation_id as OrganisationId;
}

const configure = (client: FleepClient, org: OrganisationId, args: Json) =>
  client.call('configureOrganisation', { id: org, args });

const remindersOf = async (client: FleepClient) => recordsIn((await client.call('synchronizeReminders')).body.stream);

async function join(client: FleepClient, org: OrganisationId) {
  const reminders = await remindersOf(client);
  const reminder = reminders.find(({ organisation_id, is_active }) => organisation_id === org && is_active === true);
  const args = { reminder_id: String(reminder?.reminder_id) };
  return client.call('joinOrganisation', { id: org, args });
}

/** Invites people, who accept. */
async function enlist(scene: TypedScene, org: OrganisationId, ...names: Exclude<Name, 'anna'>[]): Promise<void> {
  await configure(scene.anna, org, { add_account_ids: names.map(id) });
  for (const name of names) await join(scene[name], org);
}

const sync = async (client: FleepClient, org: OrganisationId) =>
  (await client.call('synchronizeOrganisation', { id: org })).body;

/** Type and data of every event, oldest first. */
async function logOf(client: FleepClient, org: OrganisationId): Promise<[unknown, unknown][]> {
  const { body } = await client.call('synchronizeOrganisationChangelog', { id: org });
  const events = ofType(body, 'org_changelog');
  expect(events.map(({ version_nr }) => version_nr)).toEqual(events.map((_event, index) => events.length - index));
  return events.reverse().map(({ event_type, event_data }) => [event_type, event_data]);
}

const statusesIn = (answer: Json) =>
  Object.fromEntries(
    ofType(answer, 'org_member').map(({ account_id, mk_member_status }) => [account_id, mk_member_status]),
  );

async function createConversation({ anna }: TypedScene, org: OrganisationId, args: Json): Promise<Json> {
  const { body } = await anna.call('createOrganisationConversation', { id: org, args });
  return ofType(body, 'org_conv')[0] ?? {};
}

const storeConversation = (client: FleepClient, org: OrganisationId, args: Json) =>
  client.call('storeOrganisationConversation', { id: org, args });

describe('founding', () => {
  it('makes an organisation with one admin, whose contact says so', async () => {
    await onTypedScene(async (scene) => {
      const { anna, bert } = scene;
      let org = '' as OrganisationId;
      const heard = await heardBy(bert, async () => {
        org = await found(scene);
      });
      expect(ofType(heard, 'contact')).toEqual([
        expect.objectContaining({ account_id: id('anna'), organisation_id: org }),
      ]);
      expect(Object.keys(ofType(heard, 'contact')[0] ?? {})).not.toContain('is_org_admin');
      expect((await sync(anna, org)).stream).toEqual([
        {
          mk_rec_type: 'org_header',
          organisation_id: org,
          organisation_founder_id: id('anna'),
          organisation_name: 'Acme',
          status: 'bos_new',
          version_nr: 1,
          trial_time: expect.any(Number),
          grace_time: 0,
          active_member_count: 1,
          is_admin: true,
          is_member: true,
        },
        {
          mk_rec_type: 'org_member',
          organisation_id: org,
          account_id: id('anna'),
          is_admin: true,
          mk_member_status: 'bms_active',
        },
      ]);
      const owner = await anna.call('synchronizeContact', { args: { contact_id: accountId('anna') } });
      expect(owner.body).toMatchObject({
        organisation_name: 'Acme',
        is_org_admin: true,
        storage_quota_bytes: 107_374_182_400,
      });
      expect((await anna.call('synchronizeAccount')).body).toMatchObject({ is_in_org: true, is_org_admin: true });
      await expect(found(scene)).rejects.toEqual(fails(431, 'in_organisation'));
      const unnamed = bert.call('createOrganisation', { args: { organisation_name: ' ' } });
      await expect(unnamed).rejects.toEqual(fails(400));
    });
  });

  it('lets everybody but active admins see the header and nothing more', async () => {
    await onTypedScene(async (scene) => {
      const { anna, bert, carl } = scene;
      const org = await found(scene);
      await configure(anna, org, { add_account_ids: [id('bert'), id('carl')], add_admin_ids: [id('carl')] });
      await join(bert, org);
      const members = await sync(bert, org);
      expect(members.stream).toEqual([expect.objectContaining({ is_admin: false, is_member: true })]);
      const pendingAdmin = await sync(carl, org);
      expect(pendingAdmin.stream).toEqual([expect.objectContaining({ is_admin: false, is_member: false })]);
      for (const name of [
        'synchronizeOrganisationConversations',
        'synchronizeOrganisationTeams',
        'synchronizeOrganisationChangelog',
        'synchronizeOrganisationBilling',
      ] as const) {
        const { body } = await scene.dora.call(name, { id: org } as never);
        expect(recordsIn(body.stream).map(({ mk_rec_type }) => mk_rec_type)).toEqual(['org_header']);
      }
      const { conversation_id } = await createConversation(scene, org, {});
      const teams = await scene.dora.call('getOrganisationConversationTeams', { args: { conversation_id } });
      expect(recordsIn(teams.body.stream).map(({ mk_rec_type }) => mk_rec_type)).toEqual(['org_header']);
      for (const change of [configure(bert, org, { organisation_name: 'Mine' }), storeConversation(bert, org, {})]) {
        await expect(change).rejects.toEqual(fails(403, 'forbidden'));
      }
      const unknown = sync(anna, id('none') as OrganisationId);
      await expect(unknown).rejects.toEqual(fails(430, 'not_found'));
    });
  });
});

describe('membership', () => {
  it('begins with an invitation that is taken by its reminder', async () => {
    await onTypedScene(async (scene) => {
      const { anna, bert } = scene;
      const org = await found(scene);
      const heard = await heardBy(bert, async () => {
        const { body } = await configure(anna, org, { add_account_ids: [id('bert')] });
        expect(statusesIn(body)).toEqual({ [id('anna')]: 'bms_active', [id('bert')]: 'bms_pending' });
      });
      expect(ofType(heard, 'reminder')).toEqual([
        {
          mk_rec_type: 'reminder',
          reminder_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
          account_id: id('bert'),
          creator_id: id('anna'),
          mk_reminder_type: 'org_invite',
          organisation_id: org,
          remind_time: expect.any(Number),
          expire_time: expect.any(Number),
          is_active: true,
        },
      ]);
      const toAnna = await heardBy(anna, async () => {
        const { body } = await join(bert, org);
        expect(ofType(body, 'org_header')).toEqual([
          expect.objectContaining({ version_nr: 3, is_admin: false, is_member: true, active_member_count: 2 }),
        ]);
        expect(ofType(body, 'contact')).toEqual([
          expect.objectContaining({ account_id: id('bert'), organisation_id: org, is_org_admin: false }),
        ]);
        expect(ofType(body, 'reminder')).toEqual([expect.objectContaining({ is_active: false })]);
      });
      expect(ofType(toAnna, 'org_header').at(-1)).toMatchObject({ version_nr: 3, is_admin: true });
      await expect(join(bert, org)).rejects.toEqual(fails(431, 'no_invitation'));
      expect(await logOf(anna, org)).toEqual([
        ['create_org', { account_id: id('anna'), organisation_name: 'Acme' }],
        ['configure_org', { account_id: id('anna'), add_account_ids: [id('bert')] }],
        ['activate_member', { member_account_id: id('bert') }],
      ]);
    });
  });

  it('is declined by a reminder that is clicked away, by the call, or by the link of a mail', async () => {
    await onTypedScene(async (scene, url) => {
      const { anna, bert, carl } = scene;
      const org = await found(scene);
      const { body } = await anna.call('getContactsRecordList', { args: { lookup_list: ['eve@example.org'] } });
      const eve = recordsIn(body.stream)[0]?.account_id;
      await configure(anna, org, { add_account_ids: [id('bert'), id('carl'), eve] });
      const [reminder] = await remindersOf(bert);
      await bert.call('addReminder', { args: { reminder_id: String(reminder?.reminder_id) } });
      await expect(join(bert, org)).rejects.toEqual(fails(431, 'no_invitation'));
      await carl.call('declineOrganisationInvite', { id: org });
      const notification_id = await linkTo(url, 'eve@example.org');
      expect((await post(url, 'business/decline_invite/', { notification_id })).status).toBe(200);
      expect((await post(url, 'business/decline_invite/', { notification_id })).status).toBe(431);
      expect((await post(url, `business/decline_invite/${org}`, {})).status).toBe(401);
      expect(statusesIn(await sync(anna, org))).toEqual({
        [id('anna')]: 'bms_active',
        [id('bert')]: 'bms_declined',
        [id('carl')]: 'bms_declined',
        [String(eve)]: 'bms_declined',
      });
      expect((await logOf(anna, org)).slice(2)).toEqual([
        ['member_declines', { member_account_id: id('bert') }],
        ['member_declines', { member_account_id: id('carl') }],
        ['member_declines', { member_account_id: eve }],
      ]);
    });
  });

  it('comes with registering by the link of an invitation', async () => {
    await onTypedScene(async (scene, url) => {
      const { anna } = scene;
      const org = await found(scene);
      const { body } = await anna.call('getContactsRecordList', { args: { lookup_list: ['eve@example.org'] } });
      const eve = recordsIn(body.stream)[0]?.account_id;
      await configure(anna, org, { add_account_ids: [eve] });
      expect(await lastMailTo(url, 'eve@example.org')).toMatchObject({
        kind: 'org_invite',
        subject: 'Invitation to Acme',
      });
      const notification_id = await linkTo(url, 'eve@example.org');
      const prepared = await post(url, 'account/prepare/v2', { notification_id });
      const { suggestions } = (await prepared.json()) as { suggestions: string[] };
      const profile = { display_name: 'Eve', password: 'secret', fleep_address: suggestions[0] };
      const confirmed = (await (await post(url, 'account/confirm/v2', { notification_id, ...profile })).json()) as Json;
      expect(recordsIn(confirmed.profiles)[0]).toMatchObject({
        account_id: eve,
        organisation_id: org,
        is_org_admin: false,
      });
      expect((await logOf(anna, org)).at(-1)).toEqual([
        'activate_member',
        { email_account_id: eve, member_account_id: eve },
      ]);
    });
  });

  it('is changed by admins: admin or not, suspended, let back in, removed', async () => {
    await onTypedScene(async (scene, url) => {
      const { anna, bert } = scene;
      const org = await found(scene);
      await enlist(scene, org, 'bert', 'carl');
      await configure(anna, org, { add_admin_ids: [id('bert')] });
      expect(await sync(bert, org)).toMatchObject({ stream: [{ is_admin: true }, {}, {}, {}] });
      await configure(anna, org, { remove_admin_ids: [id('bert')] });
      expect(recordsIn((await sync(bert, org)).stream)).toHaveLength(1);
      const waiting = signIn(url, { email: email('carl'), password: 'pw' }).then(async (session) =>
        session.call('account/poll', { event_horizon: await horizonOf(session), wait: true }),
      );
      waiting.catch(() => undefined);
      const { body } = await configure(anna, org, { suspend_account_ids: [id('carl')] });
      expect(statusesIn(body)).toMatchObject({ [id('carl')]: 'bms_suspended' });
      const signInAsCarl = () => post(url, 'account/login', { email: email('carl'), password: 'pw' });
      expect((await signInAsCarl()).status).toBe(431);
      await configure(anna, org, { activate_account_ids: [id('carl')] });
      expect((await signInAsCarl()).status).toBe(200);
      const heard = await heardBy(bert, () => configure(anna, org, { remove_account_ids: [id('bert')] }));
      expect(ofType(heard, 'org_header').at(-1)).toMatchObject({ is_member: false });
      expect(ofType(heard, 'contact').at(-1)).toMatchObject({ account_id: id('bert'), organisation_id: null });
      expect(await lastMailTo(url, email('bert'))).toMatchObject({ subject: 'You have been removed from Acme' });
      const alone = configure(anna, org, { remove_account_ids: [id('anna')] });
      await expect(alone).rejects.toEqual(fails(431, 'last_admin'));
      const stranger = configure(anna, org, { add_admin_ids: [id('dora')] });
      await expect(stranger).rejects.toEqual(fails(431, 'not_member'));
    });
  });

  it('gives admins power over accounts: to close them, and to set their passwords', async () => {
    await onTypedScene(async (scene, url) => {
      const { anna, dora } = scene;
      const org = await found(scene);
      await enlist(scene, org, 'bert', 'carl');
      const bert = await signIn(url, { email: email('bert'), password: 'pw' });
      await expect(bert.call('account/close')).rejects.toThrow('430');
      const args = { profile_id: id('bert'), password: 'new' };
      await anna.call('resetMemberPassword', { id: org, args });
      await expect(bert.call('account/sync')).rejects.toThrow('401');
      expect((await post(url, 'account/login', { email: email('bert'), password: 'new' })).status).toBe(200);
      expect((await mailsTo(url, email('bert'))).map(({ kind }) => kind)).toEqual(['notice']);
      const outside = anna.call('resetMemberPassword', { id: org, args: { ...args, profile_id: id('dora') } });
      await expect(outside).rejects.toEqual(fails(431, 'not_member'));
      const carl = await signIn(url, { email: email('carl'), password: 'pw' });
      const heard = await heardBy(dora, () => configure(anna, org, { close_account_ids: [id('carl')] }));
      expect(ofType(heard, 'contact').at(-1)).toMatchObject({ account_id: id('carl'), mk_account_status: 'closed' });
      await expect(carl.call('account/sync')).rejects.toThrow('401');
      expect((await post(url, 'account/login', { email: email('carl'), password: 'pw' })).status).toBe(431);
      expect(statusesIn(await sync(anna, org))).toMatchObject({ [id('carl')]: 'bms_closed' });
    });
  });
});

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

describe('leaving and ending', () => {
  it('takes admin rights from who is removed, and everything from who is kicked', async () => {
    await onTypedScene(async (scene) => {
      const { anna } = scene;
      const org = await found(scene);
      await enlist(scene, org, 'bert', 'carl');
      const people = { account_ids: [accountId('bert'), accountId('carl')] };
      const { body } = await anna.call('createOrganisationTeam', { id: org, args: { team_name: 'Crew', ...people } });
      const team_id = ofType(body, 'team')[0]?.team_id as TeamId;
      const { conversation_id } = await createConversation(scene, org, { topic: 'm', ...people });
      await storeConversation(anna, org, { conversation_id, add_admins: [id('bert')] });
      await configure(anna, org, { remove_account_ids: [id('bert')] });
      const conversation = async () =>
        recordsIn((await anna.call('synchronizeOrganisationConversations', { id: org })).body.stream)[0];
      expect(await conversation()).toMatchObject({ members: ['anna', 'bert', 'carl'].map(id), admins: [id('anna')] });
      await configure(anna, org, { kick_account_ids: [id('carl')] });
      expect(await conversation()).toMatchObject({ members: [id('anna'), id('bert')], leavers: [id('carl')] });
      const team = await anna.call('synchronizeTeam', { id: team_id });
      expect(team.body.members).toEqual([id('anna'), id('bert')]);
    });
  });

  it('gives back what was managed, and tells everybody', async () => {
    await onTypedScene(async (scene, url) => {
      const { anna, bert } = scene;
      const org = await found(scene);
      await enlist(scene, org, 'bert');
      const { body } = await anna.call('createOrganisationTeam', { id: org, args: { team_name: 'Crew' } });
      const team_id = ofType(body, 'team')[0]?.team_id as TeamId;
      await createConversation(scene, org, { topic: 'm', account_ids: [id('bert')] });
      const heard = await heardBy(bert, () => anna.call('closeOrganisation', { id: org }));
      expect(ofType(heard, 'org_header').at(-1)).toMatchObject({
        status: 'bos_closed',
        is_member: false,
        active_member_count: 0,
      });
      const [message] = ofType(heard, 'message');
      expect(message).toMatchObject({ mk_message_type: 'unmanage' });
      const support = await bert.call('synchronizeContact', { args: { contact_id: message?.account_id as AccountId } });
      expect(support.body.display_name).toBe('Fleep Support');
      expect(ofType(heard, 'conv').at(-1)).toMatchObject({ is_managed: false, organisation_id: null, admins: [] });
      expect((await anna.call('synchronizeTeam', { id: team_id })).body).toMatchObject({
        is_managed: false,
        organisation_id: null,
      });
      expect((await anna.call('synchronizeAccount')).body).toMatchObject({ is_in_org: false, is_org_admin: false });
      expect((await lastMailTo(url, email('bert'))).subject).toBe('Acme has been deleted on Fleep');
      expect((await lastMailTo(url, email('anna'))).subject).toMatch(/^You deleted/);
      await expect(configure(anna, org, { organisation_name: 'x' })).rejects.toEqual(fails(403));
      const again = await found(scene, 'Next');
      expect(again).not.toBe(org);
    });
  });

  it('ends with the account of a founder who is the last one left', async () => {
    await onTypedScene(async (scene, url) => {
      const org = await found(scene);
      const anna = await signIn(url, { email: email('anna'), password: 'pw' });
      await anna.call('account/close');
      const { body } = await scene.bert.call('synchronizeOrganisation', { id: org });
      expect(ofType(body, 'org_header')[0]).toMatchObject({ status: 'bos_closed' });
    });
  });
});

describe('an organisation of the world', () => {
  const org = id('org') as OrganisationId;
  const header = {
    mk_rec_type: 'org_header',
    organisation_id: org,
    organisation_founder_id: id('anna'),
    organisation_name: 'Old',
    status: 'bos_paying',
    version_nr: 7,
  };
  const member = (name: string, mk_member_status: string, is_admin: boolean) => ({
    mk_rec_type: 'org_member',
    organisation_id: org,
    account_id: id(name),
    mk_member_status,
    is_admin,
  });
  const event = {
    mk_rec_type: 'org_changelog',
    organisation_id: org,
    version_nr: 7,
    event_type: 'create_org',
    event_data: {},
  };
  const billing = { mk_rec_type: 'billing', organisation_id: org, plan_id: 'p', next_billing_date: 5 };
  const transaction = { mk_rec_type: 'transaction', organisation_id: org, transaction_id: 't', amount: 3 };
  const elsewhere = { mk_rec_type: 'org_conv', organisation_id: org, conversation_id: id('far'), topic: 'elsewhere' };
  const world = [
    header,
    member('anna', 'bms_active', true),
    member('bert', 'bms_active', false),
    event,
    billing,
    transaction,
    elsewhere,
  ];

  it('is known to its members from the first poll, and to its admins in full', async () => {
    await onTypedScene(async ({ anna, bert, carl }, url) => {
      const firstPoll = async (name: Name) => {
        const session = await signIn(url, { email: email(name), password: 'pw' });
        return recordsIn((await pollFrom(session, 0)).stream).filter(({ mk_rec_type }) =>
          /^org_|billing|trans/.test(String(mk_rec_type)),
        );
      };
      expect(await firstPoll('bert')).toEqual([
        { ...header, active_member_count: 2, is_admin: false, is_member: true },
      ]);
      expect(await firstPoll('carl')).toEqual([]);
      expect((await sync(anna, org)).stream).toEqual([
        { ...header, active_member_count: 2, is_admin: true, is_member: true },
        ...[world[1], world[2]],
      ]);
      const changelog = await anna.call('synchronizeOrganisationChangelog', { id: org });
      expect(changelog.body.stream).toEqual([event]);
      const older = await anna.call('synchronizeOrganisationChangelog', { id: org, args: { version_nr: 7 } });
      expect(older.body.stream).toEqual([]);
      const paid = await anna.call('synchronizeOrganisationBilling', { id: org });
      expect(recordsIn(paid.body.stream).slice(1)).toEqual([billing, transaction]);
      const conversations = await anna.call('synchronizeOrganisationConversations', { id: org });
      expect(conversations.body.stream).toEqual([elsewhere]);
      const same = await anna.call('synchronizeOrganisation', { id: org, args: { sync_version_nr: 7 } });
      expect(recordsIn(same.body.stream)).toHaveLength(1);
      expect(recordsIn((await sync(bert, org)).stream)).toHaveLength(1);
      expect((await sync(carl, org)).stream).toEqual([expect.objectContaining({ is_member: false })]);
      await configure(anna, org, { organisation_name: 'New' });
      expect((await sync(anna, org)).stream).toContainEqual(
        expect.objectContaining({ organisation_name: 'New', version_nr: 8 }),
      );
    }, world);
  });

  it('is shown as it is to those who came with the world when it names none of them', async () => {
    const stated = { ...header, organisation_founder_id: id('zoe'), is_admin: true, is_member: true };
    await onTypedScene(
      async ({ anna }, url) => {
        expect((await sync(anna, org)).stream).toEqual([stated, { ...member('zoe', 'bms_active', true) }]);
        await control(url, 'POST accounts', { email: 'eve@example.org', password: 'secret' });
        const eve = await signIn(url, { email: 'eve@example.org', password: 'secret' });
        expect((await eve.call(`business/sync/${org}`)).stream).toEqual([stated]);
      },
      [stated, member('zoe', 'bms_active', true)],
    );
  });
});
