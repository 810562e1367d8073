// Teams, and what they do to conversations and labels (fleep-wire.md section 2, rows 48 and 79 to 83; 3.7, 4.3, 4.7).
import { describe, expect, it } from 'vitest';
import type { FleepClient } from '../../src/fleep/client.js';
import type { ConversationId, TeamId } from '../../src/fleep/ids.js';
import { begin, fails, headerFor, heardBy, messageOf, send } from './acting.js';
import {
  accountId,
  conversationIdIn,
  email,
  headerOf,
  id,
  type Name,
  numbersOf,
  ofType,
  onTypedScene,
} from './scene.js';
import type { Json } from './walk.js';

async function teamOf(client: FleepClient, team_name: string, ...others: Name[]): Promise<TeamId> {
  const args = { team_name, account_ids: others.map(accountId) };
  const [team] = ofType((await client.call('createTeam', { args })).body, 'team');
  return String(team?.team_id) as TeamId;
}

const configure = async (client: FleepClient, team: TeamId, args: Json): Promise<Json> =>
  ofType((await client.call('configureTeam', { id: team, args })).body, 'team')[0] ?? {};

const teamsOf = async (client: FleepClient): Promise<Json[]> =>
  ofType((await client.call('synchronizeOwnTeams')).body, 'team');

describe('a team', () => {
  it('begins with its creator, and its members hear of it and get a label', async () => {
    await onTypedScene(async ({ anna, bert, carl }) => {
      let made: Json = {};
      const heard = await heardBy(bert, async () => {
        const args = {
          team_name: 'Actors',
          account_ids: [accountId('bert')],
          emails: email('carl'),
          is_autojoin: true,
        };
        made = (await anna.call('createTeam', { args })).body;
      });
      const [team = {}] = ofType(made, 'team');
      expect(team).toEqual({
        mk_rec_type: 'team',
        team_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        mk_sync_mode: 'tsm_full',
        team_version_nr: 1,
        team_name: 'Actors',
        members: [id('anna'), id('carl'), id('bert')],
        admins: [],
        pending: [],
        is_deleted: false,
        is_tiny: false,
        is_autojoin: true,
        autojoin_url: expect.stringMatching(/^https:\/\/fleep\.io\/team\/[\w-]{22}$/),
        organisation_id: null,
        is_managed: false,
        is_org_wide: false,
      });
      expect(ofType(heard, 'team')).toEqual([team]);
      expect(ofType(heard, 'label')).toEqual([
        expect.objectContaining({
          label: 'Actors',
          mk_label_type: 'system_label',
          mk_label_subtype: 'team_label',
          team_id: team.team_id,
          is_on_left_pane: false,
        }),
      ]);
      expect(await teamsOf(carl)).toEqual([team]);
    });
  });

  it('changes by the names of today and of 2016, a version for each kind of change', async () => {
    await onTypedScene(async ({ anna, bert, dora }) => {
      const team = await teamOf(anna, 'Singers');
      expect(await configure(anna, team, { add_account_ids: [accountId('bert')] })).toMatchObject({
        team_version_nr: 2,
      });
      expect(await configure(anna, team, { added_emails: email('carl') })).toMatchObject({
        team_version_nr: 3,
        members: [id('anna'), id('bert'), id('carl')],
      });
      const renamed = { team_name: 'Performers', is_autojoin: true, removed_emails: email('carl') };
      expect(await configure(bert, team, renamed)).toMatchObject({
        team_version_nr: 6,
        team_name: 'Performers',
        is_autojoin: true,
        members: [id('anna'), id('bert')],
      });
      const all = { args: { event_horizon: 0, wait: false } };
      const first = (await bert.call('storingConnectionInformation', all)).body;
      expect(ofType(first, 'label').filter(({ team_id }) => team_id === team)).toMatchObject([{ label: 'Performers' }]);
      await expect(configure(dora, team, { team_name: 'x' })).rejects.toEqual(fails(431, 'not_team_member'));
      await expect(configure(anna, team, { team_name: ' ' })).rejects.toEqual(fails(400));
      await expect(configure(anna, 'none' as TeamId, {})).rejects.toEqual(fails(430));
      await expect(configure(anna, team, { add_admin_ids: [accountId('bert')] })).rejects.toEqual(fails(431));
      await expect(configure(anna, team, { kick_account_ids: [accountId('bert')] })).rejects.toEqual(fails(431));
      expect((await teamsOf(bert))[0]?.team_version_nr).toBe(6);
    });
  });

  it('is joined by its link while that is allowed', async () => {
    await onTypedScene(async ({ anna, dora }) => {
      const team = await teamOf(anna, 'Open');
      const [{ autojoin_url } = {}] = await teamsOf(anna);
      const join = (team_url_key: string) => dora.call('autojoinToTeam', { args: { team_url_key } });
      const key = String(autojoin_url).split('/').at(-1) ?? '';
      await expect(join(key)).rejects.toEqual(fails(431, 'no_autojoin'));
      await configure(anna, team, { is_autojoin: true });
      const heard = await heardBy(anna, () => join(key));
      expect(ofType(heard, 'team')).toMatchObject([{ members: [id('anna'), id('dora')], team_version_nr: 3 }]);
      await join(team);
      expect((await teamsOf(dora))[0]).toMatchObject({ team_version_nr: 3 });
      await expect(join('none')).rejects.toEqual(fails(430));
    });
  });

  it('shows all of itself to its members and to whoever proves access, and little to others', async () => {
    await onTypedScene(async (scene) => {
      const { anna, bert, carl } = scene;
      const team = await teamOf(anna, 'Crew');
      const conversation = await begin(scene, 'bert');
      await anna.call('addTeamToConversation', { id: conversation, args: { team_id: team } });
      const sync = async (client: FleepClient, conversation_id?: ConversationId) =>
        (await client.call('synchronizeTeam', { id: team, args: conversation_id ? { conversation_id } : {} })).body;
      const full = await sync(anna);
      expect(full).toMatchObject({ mk_sync_mode: 'tsm_full', members: [id('anna')], team_version_nr: 2 });
      expect(await sync(bert, conversation)).toEqual(full);
      const slight = await sync(bert);
      expect(slight).toMatchObject({ mk_sync_mode: 'tsm_snapshot', is_tiny: true, team_name: 'Crew' });
      expect(slight).not.toHaveProperty('members');
      await expect(sync(carl, conversation)).rejects.toEqual(fails(430));
      const args = { team_ids: [team, 'none' as TeamId] };
      const shown = await bert.call('synchronizeTeamsList', { id: conversation, args });
      expect(shown.body.stream).toEqual([full]);
      await expect(anna.call('synchronizeTeam', { id: 'none' as TeamId })).rejects.toEqual(fails(430));
    });
  });
});

describe('a team in a conversation', () => {
  it('brings its members along, and later ones too', async () => {
    await onTypedScene(async (scene) => {
      const { anna, bert, carl } = scene;
      const team = await teamOf(anna, 'Crew', 'bert');
      const conversation = await begin(scene);
      await send(anna, conversation, 'two');
      const heard = await heardBy(bert, async () => {
        const args = { add_team_ids: [team] };
        const { body } = await anna.call('storeConversationHeaderFields', { id: conversation, args });
        expect(headerOf(body)).toMatchObject({ teams: [team], members: [id('anna'), id('bert')] });
      });
      const told = await messageOf(bert, conversation, 3);
      expect(told.mk_message_type).toBe('add_teamV2');
      expect(JSON.parse(String(told.message))).toEqual({
        members: [id('bert')],
        team_id: team,
        team_name: 'Crew',
        sysmsg_text: '{author} added {members} using {team_name}',
      });
      const [forBert = {}] = ofType(heard, 'conv');
      expect(forBert).toMatchObject({ is_init: true, join_message_nr: 3, read_message_nr: 2 });
      expect(ofType(heard, 'team')[0]).toMatchObject({ team_version_nr: 2 });
      await configure(anna, team, { add_account_ids: [accountId('carl')] });
      const header = await headerFor(carl, conversation);
      expect(header).toMatchObject({ join_message_nr: 4, members: [id('anna'), id('bert'), id('carl')] });
      expect(header.label_ids).toHaveLength(1);
    });
  });

  it('takes those along whom only it had brought', async () => {
    await onTypedScene(async (scene) => {
      const { anna, bert, carl, dora } = scene;
      const actors = await teamOf(anna, 'Actors', 'bert', 'carl');
      const singers = await teamOf(anna, 'Singers', 'carl');
      const args = { topic: '2 dogs', team_ids: [actors, singers], account_ids: [accountId('dora')] };
      const { body } = await anna.call('createConversation', { args });
      const conversation = conversationIdIn({ body });
      expect(headerOf(body)).toMatchObject({
        mk_conv_type: 'cct_no_mail',
        last_message_nr: 3,
        teams: [actors, singers],
      });
      expect(headerOf(body).label_ids).toHaveLength(2);
      const heard = await heardBy(bert, () => configure(anna, actors, { remove_account_ids: [accountId('bert')] }));
      expect(ofType(heard, 'conv')).toMatchObject([
        { is_init: true, is_reset: true, can_post: false, teams: [], label_ids: [], last_message_nr: 4 },
      ]);
      expect(ofType(heard, 'team')).toMatchObject([{ is_tiny: true }]);
      expect(ofType(heard, 'label')).toMatchObject([{ mk_label_status: 'removed' }]);
      await configure(anna, actors, { add_account_ids: [accountId('bert'), accountId('dora')] });
      const store = { id: conversation, args: { remove_team_ids: [actors] } };
      const gone = await anna.call('storeConversationHeaderFields', store);
      expect(headerOf(gone.body)).toMatchObject({ teams: [singers], leavers: [id('bert')], last_message_nr: 6 });
      const members = [id('anna'), id('dora'), id('carl')];
      for (const client of [carl, dora]) expect((await headerFor(client, conversation)).members).toEqual(members);
      expect(await messageOf(anna, conversation, 6)).toMatchObject({ mk_message_type: 'kick_team' });
    });
  });

  it('that has nobody new to bring is named all the same; only its members move it', async () => {
    await onTypedScene(async (scene) => {
      const { anna, bert, dora } = scene;
      const team = await teamOf(anna, 'Crew', 'dora');
      const conversation = await begin(scene, 'bert', 'dora');
      const move = (client: FleepClient, name: 'addTeamToConversation' | 'removeTeamFromConversation') =>
        client.call(name, { id: conversation, args: { team_id: team } });
      await expect(move(bert, 'addTeamToConversation')).rejects.toEqual(fails(431, 'not_team_member'));
      await move(dora, 'addTeamToConversation');
      expect(await messageOf(bert, conversation, 2)).toMatchObject({
        mk_message_type: 'add_team',
        message: JSON.stringify({ teams: [team] }),
      });
      await expect(move(bert, 'removeTeamFromConversation')).rejects.toEqual(fails(431));
      await move(dora, 'removeTeamFromConversation');
      expect(await headerFor(bert, conversation)).toMatchObject({
        teams: [],
        members: [id('anna'), id('bert'), id('dora')],
      });
      await scene.carl.call('createTeam', { args: { team_name: 'Other' } });
      const [{ team_id } = {}] = await teamsOf(scene.carl);
      const args = { team_id: String(team_id) as TeamId };
      await expect(scene.carl.call('addTeamToConversation', { id: conversation, args })).rejects.toEqual(fails(430));
    });
  });

  it('comes and goes by team/configure, and goes when the team is removed', async () => {
    await onTypedScene(async (scene) => {
      const { anna, bert } = scene;
      const team = await teamOf(anna, 'Crew', 'bert');
      const conversation = await begin(scene);
      await configure(anna, team, { add_conversations: [conversation] });
      expect(await headerFor(bert, conversation)).toMatchObject({ teams: [team], can_post: true });
      await configure(anna, team, { removed_conversations: [conversation] });
      expect(await headerFor(bert, conversation)).toMatchObject({ can_post: false });
      await configure(anna, team, { added_conversations: [conversation] });
      expect(await headerFor(bert, conversation)).toMatchObject({ can_post: true });
      const heard = await heardBy(bert, () => anna.call('removeTeam', { id: team }));
      expect(ofType(heard, 'team')).toMatchObject([{ is_deleted: true, members: [id('anna'), id('bert')] }]);
      expect(ofType(heard, 'label')).toMatchObject([{ mk_label_status: 'removed' }]);
      expect(await headerFor(anna, conversation)).toMatchObject({ teams: [], label_ids: [], leavers: [id('bert')] });
      expect(await teamsOf(anna)).toEqual([]);
      await expect(configure(anna, team, { team_name: 'x' })).rejects.toEqual(fails(430));
    });
  });
});

describe('a managed team', () => {
  it('is an organisation’s: admins change it, kicking confiscates, and it can be for everybody', async () => {
    await onTypedScene(async (scene) => {
      const { anna, bert, carl } = scene;
      await expect(anna.call('createTeam', { args: { team_name: 'x', is_managed: true } })).rejects.toEqual(fails(431));
      const made = await anna.call('createOrganisation', { args: { organisation_name: 'Works' } });
      const [org] = ofType(made.body, 'org_header');
      const args = { team_name: 'Staff', account_ids: [accountId('bert')], is_managed: true };
      const [team = {}] = ofType((await anna.call('createTeam', { args })).body, 'team');
      const team_id = String(team.team_id) as TeamId;
      expect(team).toMatchObject({ is_managed: true, admins: [id('anna')], organisation_id: org?.organisation_id });
      await expect(configure(bert, team_id, { team_name: 'x' })).rejects.toEqual(fails(431));
      expect(await configure(anna, team_id, { add_admin_ids: [accountId('bert')] })).toMatchObject({
        admins: [id('anna'), id('bert')],
        team_version_nr: 2,
      });
      const begun = await anna.call('createConversation', { args: { topic: 't', team_ids: [team_id] } });
      const conversation = conversationIdIn(begun);
      expect(headerOf(begun.body)).toMatchObject({ is_managed: true, admins: [id('anna')] });
      await bert.call('configureTeam', { id: team_id, args: { add_account_ids: [accountId('carl')] } });
      await send(anna, conversation, 'secret');
      await configure(bert, team_id, { kick_account_ids: [accountId('carl')] });
      const left = await carl.call('synchronizeStateForConversation', { id: conversation });
      expect(numbersOf(left.body)).toEqual([5]);
      const id_ = String(org?.organisation_id) as never;
      await anna.call('configureOrganisation', { id: id_, args: { add_account_ids: [accountId('dora')] } });
      expect(await configure(anna, team_id, { is_org_wide: true })).toMatchObject({
        is_org_wide: true,
        members: [id('anna'), id('bert'), id('dora')],
      });
      await configure(bert, team_id, { remove_account_ids: [accountId('bert')] });
      expect(await teamsOf(bert)).toEqual([]);
    });
  });
});

it('an org-wide team has everybody of the organisation, those who come later as well', async () => {
  await onTypedScene(async (scene) => {
    const { anna, dora } = scene;
    const org = ofType(
      (await anna.call('createOrganisation', { args: { organisation_name: 'W' } })).body,
      'org_header',
    );
    const organisation = { id: String(org[0]?.organisation_id) as never };
    const invite = (name: Name) =>
      anna.call('configureOrganisation', { ...organisation, args: { add_account_ids: [accountId(name)] } });
    await invite('bert');
    const conversation = await begin(scene);
    const create = async (args: { is_managed: boolean }) => {
      const wanted = { team_name: 'All', conversations: [conversation], is_org_wide: true };
      return (await anna.call('createTeam', { args: { ...wanted, ...args } })).body;
    };
    await expect(create({ is_managed: false })).rejects.toEqual(fails(431));
    const [team = {}] = ofType(await create({ is_managed: true }), 'team');
    expect(team).toMatchObject({ members: [id('anna'), id('bert')], is_org_wide: true, team_version_nr: 1 });
    const team_id = String(team.team_id) as TeamId;
    await invite('carl');
    const heard = await heardBy(dora, () => invite('dora'));
    const everybody = [id('anna'), id('bert'), id('carl'), id('dora')];
    expect(ofType(heard, 'team')).toEqual([expect.objectContaining({ members: everybody, team_version_nr: 3 })]);
    expect(await headerFor(anna, conversation)).toMatchObject({ members: everybody, last_message_nr: 4 });
    await configure(anna, team_id, { remove_account_ids: [accountId('carl')] });
    await invite('carl');
    await configure(anna, team_id, { is_org_wide: false });
    await anna.call('configureOrganisation', { ...organisation, args: { remove_account_ids: [accountId('dora')] } });
    await configure(anna, team_id, { remove_account_ids: [accountId('dora')] });
    await invite('dora');
    expect((await teamsOf(anna))[0]).toMatchObject({ members: [id('anna'), id('bert')], is_org_wide: false });
  });
});

it('a team of the world is sent as it is until somebody changes it', async () => {
  const team_id = '30000000-0000-4000-8000-000000000001' as TeamId;
  const conversation = '10000000-0000-4000-8000-0000000000bb' as ConversationId;
  const team = {
    mk_rec_type: 'team',
    team_id,
    team_name: 'Old',
    members: [id('anna'), id('bert')],
    team_version_nr: 4,
  };
  const conv = { mk_rec_type: 'conv', conversation_id: conversation, topic: 'old', teams: [team_id] };
  const world = [
    team,
    { ...conv, members: [id('anna'), id('bert'), id('carl')] },
    {
      mk_rec_type: 'message',
      conversation_id: conversation,
      message_nr: 1,
      account_id: id('anna'),
      mk_message_type: 'create',
      message: '{}',
    },
  ];
  await onTypedScene(async ({ anna, bert, carl, dora }) => {
    expect(await teamsOf(bert)).toEqual([team]);
    expect(await teamsOf(dora)).toEqual([]);
    expect(await configure(anna, team_id, { add_account_ids: [accountId('dora')] })).toMatchObject({
      team_version_nr: 5,
    });
    expect(await headerFor(dora, conversation)).toMatchObject({ join_message_nr: 2, profile_id: id('dora') });
    await configure(anna, team_id, { remove_account_ids: [accountId('bert')] });
    expect(await headerFor(bert, conversation)).toMatchObject({ can_post: false });
    expect((await headerFor(carl, conversation)).members).toEqual([id('anna'), id('carl'), id('dora')]);
  }, world);
});
