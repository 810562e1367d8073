// Teams (fleep-wire.md section 2, rows 79 to 83; 3.10, 4.7).
import { expect } from 'vitest';
import type { FleepClient } from '../../../src/fleep/client.js';
import type { TeamId } from '../../../src/fleep/ids.js';
import { begin, fails, headerFor, heardBy } from '../acting.js';
import { found } from '../organising.js';
import { accountId, id, ofType } from '../scene.js';
import type { Json } from '../walk.js';
import { methodTest } from './method-test.js';
import { firstPollOf } from './seeing.js';

const teamsOf = async (client: FleepClient): Promise<Json[]> =>
  ofType((await client.call('synchronizeOwnTeams')).body, 'team');

/** A team of anna and bert. */
async function crew(client: FleepClient, more: { is_autojoin?: boolean } = {}): Promise<TeamId> {
  const args = { team_name: 'Crew', account_ids: [accountId('bert')], ...more };
  return String(ofType((await client.call('createTeam', { args })).body, 'team')[0]?.team_id) as TeamId;
}

methodTest('synchronizeTeam', 'shows a team in full to members and whoever proves access', async (stage) => {
  const { anna, bert, carl } = stage;
  const team = await crew(anna);
  const conversation = await begin(stage, 'carl');
  await anna.call('addTeamToConversation', { id: conversation, args: { team_id: team } });
  const full = (await bert.call('synchronizeTeam', { id: team })).body;
  expect(full).toMatchObject({
    mk_rec_type: 'team',
    mk_sync_mode: 'tsm_full',
    team_name: 'Crew',
    members: [id('anna'), id('bert')],
  });
  const proof = { id: team, args: { conversation_id: conversation } };
  expect((await carl.call('synchronizeTeam', proof)).body).toEqual(full);
  const slight = (await carl.call('synchronizeTeam', { id: team })).body;
  expect(slight).toMatchObject({ mk_sync_mode: 'tsm_snapshot', is_tiny: true });
  expect(slight).not.toHaveProperty('members');
});

methodTest('synchronizeOwnTeams', 'lists the teams that one is in', async ({ anna, bert, dora }) => {
  const [one, two] = [await crew(anna), await crew(anna)];
  await anna.call('removeTeam', { id: two });
  expect((await bert.call('synchronizeOwnTeams')).body.stream).toEqual([
    expect.objectContaining({ mk_rec_type: 'team', team_id: one, members: [id('anna'), id('bert')] }),
  ]);
  expect((await dora.call('synchronizeOwnTeams')).body.stream).toEqual([]);
});

methodTest('autojoinToTeam', 'lets somebody in by the link, where that is allowed', async ({ anna, dora }) => {
  const team = await crew(anna);
  const key = String((await teamsOf(anna))[0]?.autojoin_url)
    .split('/')
    .at(-1);
  const join = () => dora.call('autojoinToTeam', { args: { team_url_key: key ?? '' } });
  await expect(join()).rejects.toEqual(fails(431, 'no_autojoin'));
  await anna.call('configureTeam', { id: team, args: { is_autojoin: true } });
  const heard = await heardBy(anna, join);
  expect(ofType(heard, 'team')).toMatchObject([{ members: [id('anna'), id('bert'), id('dora')] }]);
  expect(await teamsOf(dora)).toMatchObject([{ team_id: team }]);
});

methodTest('createTeam', 'begins a team, whose members hear of it and get its label', async (stage) => {
  const { anna, bert, carl } = stage;
  const conversation = await begin(stage, 'bert');
  await found(stage);
  const args = {
    team_name: 'Crew',
    emails: 'carl@example.org',
    account_ids: [accountId('bert')],
    conversations: [conversation],
    is_autojoin: true,
    is_managed: true,
    is_org_wide: true,
  };
  const heard = await heardBy(bert, () => anna.call('createTeam', { args }));
  const members = [id('anna'), id('carl'), id('bert')];
  const team = { team_name: 'Crew', members, is_autojoin: true, is_managed: true, is_org_wide: true };
  expect(ofType(heard, 'team').at(-1)).toMatchObject(team);
  expect(await firstPollOf(bert, 'label')).toMatchObject([{ label: 'Crew', mk_label_subtype: 'team_label' }]);
  expect(await headerFor(carl, conversation)).toMatchObject({ teams: [ofType(heard, 'team').at(-1)?.team_id] });
});

methodTest('configureTeam', 'changes name and people, and tells who goes', async (stage) => {
  const { anna, bert, carl } = stage;
  const team = await crew(anna);
  const args = {
    team_name: 'Band',
    add_account_ids: [accountId('carl')],
    remove_emails: 'bert@example.org',
  };
  const heard = await heardBy(bert, () => anna.call('configureTeam', { id: team, args }));
  expect(ofType(heard, 'team').at(-1)).toMatchObject({ team_id: team, is_tiny: true });
  expect(await teamsOf(bert)).toEqual([]);
  expect(await teamsOf(carl)).toMatchObject([{ team_id: team, team_name: 'Band', members: [id('anna'), id('carl')] }]);
});

methodTest('removeTeam', 'ends a team, and takes it and its people out of conversations', async (stage) => {
  const { anna, bert } = stage;
  const team = await crew(anna);
  const conversation = await begin(stage);
  await anna.call('addTeamToConversation', { id: conversation, args: { team_id: team } });
  const heard = await heardBy(bert, () => anna.call('removeTeam', { id: team }));
  expect(ofType(heard, 'team').at(-1)).toMatchObject({ team_id: team, is_deleted: true });
  expect([await teamsOf(anna), await teamsOf(bert)]).toEqual([[], []]);
  expect(await headerFor(anna, conversation)).toMatchObject({ teams: [], leavers: [id('bert')] });
});
