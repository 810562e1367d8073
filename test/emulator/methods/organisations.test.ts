// What is asked of an organisation, and who is in it (fleep-wire.md section 2, below the table; 4.7, 9.18).
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { FleepClient } from '../../../src/fleep/client.js';
import type { OrganisationId, TeamId } from '../../../src/fleep/ids.js';
import { begin, fails, headerFor, heardBy } from '../acting.js';
import { lastMailTo, worldOf } from '../controlling.js';
import { fetchAs } from '../hearing.js';
import {
  configure,
  createConversation,
  enlist,
  found,
  join,
  logOf,
  remindersOf,
  statusesIn,
  sync,
} from '../organising.js';
import { accountId, email, id, ofType } from '../scene.js';
import { asRecord } from '../walk.js';
import { methodTest } from './method-test.js';

const picture = {
  name: 'logo.jpg',
  bytes: readFileSync(new URL('../../../demo-world/files/boxes-shelf.jpg', import.meta.url)),
};

async function crewOf(client: FleepClient, org: OrganisationId): Promise<TeamId> {
  const args = { team_name: 'Crew', account_ids: [accountId('bert')] };
  const { body } = await client.call('createOrganisationTeam', { id: org, args });
  return String(ofType(body, 'team')[0]?.team_id) as TeamId;
}

methodTest('synchronizeOrganisation', 'gives admins the header and the members, others the header', async (stage) => {
  const { anna, bert } = stage;
  const org = await found(stage);
  await enlist(stage, org, 'bert');
  const body = await sync(anna, org);
  expect(ofType(body, 'org_header')).toMatchObject([
    { organisation_id: org, organisation_name: 'Acme', active_member_count: 2, is_admin: true },
  ]);
  expect(statusesIn(body)).toEqual({ [id('anna')]: 'bms_active', [id('bert')]: 'bms_active' });
  expect((await sync(bert, org)).stream).toEqual([
    expect.objectContaining({ mk_rec_type: 'org_header', is_admin: false, is_member: true }),
  ]);
});

methodTest('synchronizeOrganisationConversations', 'lists what the organisation manages, to admins', async (stage) => {
  const { anna, bert } = stage;
  const org = await found(stage);
  await begin(stage, 'bert');
  const managed = await createConversation(stage, org, { topic: 'managed', account_ids: [id('bert')] });
  const list = async (client: FleepClient) =>
    (await client.call('synchronizeOrganisationConversations', { id: org })).body;
  expect(await list(anna)).toEqual({ stream: [managed], sync_cursor: '{}' });
  expect(managed).toMatchObject({ mk_rec_type: 'org_conv', topic: 'managed', members: [id('anna'), id('bert')] });
  expect(ofType(await list(bert), 'org_conv')).toEqual([]);
});

methodTest('synchronizeOrganisationTeams', 'lists the teams of the organisation, to admins', async (stage) => {
  const { anna, bert } = stage;
  const org = await found(stage);
  await bert.call('createTeam', { args: { team_name: 'free' } });
  const team_id = await crewOf(anna, org);
  const list = async (client: FleepClient) => (await client.call('synchronizeOrganisationTeams', { id: org })).body;
  expect(await list(anna)).toMatchObject({ stream: [{ team_id, organisation_id: org }], sync_cursor: '{}' });
  expect(ofType(await list(anna), 'team')).toHaveLength(1);
  expect(ofType(await list(bert), 'team')).toEqual([]);
});

methodTest('synchronizeOrganisationChangelog', 'tells what was done, newest first', async (stage) => {
  const { anna, bert } = stage;
  const org = await found(stage);
  await configure(anna, org, { organisation_name: 'Works' });
  const log = async (client: FleepClient, args: { version_nr?: number } = {}) =>
    (await client.call('synchronizeOrganisationChangelog', { id: org, args })).body;
  const events = ofType(await log(anna), 'org_changelog');
  expect(events).toMatchObject([
    { version_nr: 2, event_type: 'configure_org', event_data: { organisation_name: 'Works' } },
    { version_nr: 1, event_type: 'create_org', account_id: id('anna'), organisation_id: org },
  ]);
  expect((await log(anna, { version_nr: 2 })).stream).toEqual(events.slice(1));
  expect(ofType(await log(bert), 'org_changelog')).toEqual([]);
});

methodTest('synchronizeOrganisationBilling', 'gives admins the bill', async (stage) => {
  const { anna, bert } = stage;
  const org = await found(stage);
  const bill = async (client: FleepClient) => (await client.call('synchronizeOrganisationBilling', { id: org })).body;
  expect(ofType(await bill(anna), 'billing')).toEqual([
    { mk_rec_type: 'billing', organisation_id: org, next_billing_date: 0 },
  ]);
  expect(ofType(await bill(bert), 'billing')).toEqual([]);
});

methodTest(
  'getOrganisationConversationTeams',
  'lists the teams of a managed conversation, to admins',
  async (stage) => {
    const { anna, bert } = stage;
    const org = await found(stage);
    const team_id = await crewOf(anna, org);
    await anna.call('createOrganisationTeam', { id: org, args: { team_name: 'Other' } });
    const { conversation_id } = await createConversation(stage, org, { team_ids: [team_id] });
    const list = async (client: FleepClient) =>
      (await client.call('getOrganisationConversationTeams', { args: { conversation_id } })).body;
    expect((await list(anna)).stream).toMatchObject([{ team_id, team_name: 'Crew' }]);
    expect(ofType(await list(bert), 'team')).toEqual([]);
  },
);

methodTest('createOrganisation', 'founds one, whose founder is its admin, for others to see', async (stage) => {
  const { anna, bert } = stage;
  const args = { organisation_name: 'Acme' };
  const heard = await heardBy(bert, () => anna.call('createOrganisation', { args }));
  const [contact] = ofType(heard, 'contact');
  expect(contact).toMatchObject({ account_id: id('anna'), organisation_id: expect.stringMatching(/^[0-9a-f-]{36}$/) });
  expect((await anna.call('synchronizeAccount')).body).toMatchObject({ is_in_org: true, is_org_admin: true });
  const body = await sync(anna, contact?.organisation_id as OrganisationId);
  expect(ofType(body, 'org_header')).toMatchObject([
    { organisation_name: 'Acme', organisation_founder_id: id('anna'), status: 'bos_new' },
  ]);
});

methodTest('configureOrganisation', 'invites people and changes the name, by admins only', async (stage) => {
  const { anna, bert, carl } = stage;
  const org = await found(stage);
  const args = { organisation_name: 'Works', add_account_ids: [accountId('bert')] };
  const heard = await heardBy(bert, () => anna.call('configureOrganisation', { id: org, args }));
  expect(ofType(heard, 'reminder')).toMatchObject([{ mk_reminder_type: 'org_invite', organisation_id: org }]);
  const body = await sync(anna, org);
  expect(ofType(body, 'org_header')).toMatchObject([{ organisation_name: 'Works' }]);
  expect(statusesIn(body)).toMatchObject({ [id('bert')]: 'bms_pending' });
  await expect(carl.call('configureOrganisation', { id: org, args })).rejects.toEqual(fails(403));
});

methodTest('joinOrganisation', 'accepts the invitation, and everybody sees it', async (stage) => {
  const { anna, bert, carl } = stage;
  const org = await found(stage);
  await configure(anna, org, { add_account_ids: [id('bert')] });
  const heard = await heardBy(carl, () => join(bert, org));
  expect(ofType(heard, 'contact')).toMatchObject([{ account_id: id('bert'), organisation_id: org }]);
  expect(statusesIn(await sync(anna, org))).toMatchObject({ [id('bert')]: 'bms_active' });
  expect(await remindersOf(bert)).toMatchObject([{ is_active: false }]);
});

methodTest('declineOrganisationInvite', 'declines the invitation, of which the admin hears', async (stage) => {
  const { anna, bert } = stage;
  const org = await found(stage);
  await configure(anna, org, { add_account_ids: [id('bert')] });
  await bert.call('declineOrganisationInvite', { id: org });
  expect(statusesIn(await sync(anna, org))).toMatchObject({ [id('bert')]: 'bms_declined' });
  expect((await logOf(anna, org)).at(-1)).toEqual(['member_declines', { member_account_id: id('bert') }]);
  await expect(join(bert, org)).rejects.toEqual(fails(431, 'no_invitation'));
});

methodTest('closeOrganisation', 'ends it, and gives back what it managed', async (stage) => {
  const { anna, bert, url } = stage;
  const org = await found(stage);
  await enlist(stage, org, 'bert');
  await createConversation(stage, org, { topic: 'm', account_ids: [id('bert')] });
  const heard = await heardBy(bert, () => anna.call('closeOrganisation', { id: org }));
  expect(ofType(heard, 'org_header').at(-1)).toMatchObject({ status: 'bos_closed', is_member: false });
  expect(ofType(heard, 'message')).toMatchObject([{ mk_message_type: 'unmanage' }]);
  expect(ofType(heard, 'conv').at(-1)).toMatchObject({ is_managed: false, organisation_id: null });
  expect((await lastMailTo(url, email('bert'))).subject).toBe('Acme has been deleted on Fleep');
});

methodTest('createOrganisationTeam', 'makes a managed team, whose members hear of it', async (stage) => {
  const { anna, bert } = stage;
  const org = await found(stage);
  const args = { team_name: 'Crew', account_ids: [accountId('bert')] };
  const heard = await heardBy(bert, () => anna.call('createOrganisationTeam', { id: org, args }));
  expect(ofType(heard, 'team')).toMatchObject([
    {
      team_name: 'Crew',
      members: [id('anna'), id('bert')],
      is_managed: true,
      organisation_id: org,
      admins: [id('anna')],
    },
  ]);
  expect((await logOf(anna, org)).at(-1)?.[0]).toBe('team.create');
  const foreign = bert.call('createOrganisationTeam', { id: org, args });
  await expect(foreign).rejects.toEqual(fails(403));
});

methodTest('storeOrganisationTeam', 'changes a managed team, each change in the log', async (stage) => {
  const { anna, carl } = stage;
  const org = await found(stage);
  const team_id = await crewOf(anna, org);
  const args = { team_id, team_name: 'Staff', add_account_ids: [id('carl')], remove_account_ids: [id('bert')] };
  const heard = await heardBy(carl, () => anna.call('storeOrganisationTeam', { id: org, args }));
  expect(ofType(heard, 'team').at(-1)).toMatchObject({ team_name: 'Staff', members: [id('anna'), id('carl')] });
  const types = (await logOf(anna, org)).map(([type]) => type);
  expect(types.slice(-3)).toEqual(['team.add_members', 'team.remove_members', 'team.set_name']);
});

methodTest('diffOrganisationTeam', 'is not served, as nothing but its name is known', async (stage) => {
  const { anna, url } = stage;
  const org = await found(stage);
  const args = { team_id: await crewOf(anna, org) };
  const before = await worldOf(url);
  await expect(anna.call('diffOrganisationTeam', { id: org, args })).rejects.toEqual(fails(404, 'not_found'));
  expect(await worldOf(url)).toEqual(before);
});

methodTest('createOrganisationConversation', 'makes a managed conversation for those named', async (stage) => {
  const { anna, bert } = stage;
  const org = await found(stage);
  const args = { topic: 'managed', account_ids: [accountId('bert')] };
  const heard = await heardBy(bert, async () => {
    const { body } = await anna.call('createOrganisationConversation', { id: org, args });
    expect(ofType(body, 'org_conv')).toMatchObject([{ topic: 'managed', is_managed: true, organisation_id: org }]);
  });
  const { message } = ofType(heard, 'message')[0] ?? {};
  expect(JSON.parse(String(message))).toMatchObject({ org_name: 'Acme', organisation_id: org });
  expect(ofType(heard, 'conv')[0]).toMatchObject({ is_managed: true, admins: [id('anna')] });
});

methodTest('storeOrganisationConversation', 'changes a managed conversation, and kicks out of it', async (stage) => {
  const { anna, bert, dora } = stage;
  const org = await found(stage);
  const { conversation_id } = await createConversation(stage, org, { topic: 'm', account_ids: [id('bert')] });
  const args = { conversation_id, topic: 'new', add_account_ids: [id('dora')], kick_account_ids: [id('bert')] };
  const heard = await heardBy(dora, () => anna.call('storeOrganisationConversation', { id: org, args }));
  expect(ofType(heard, 'conv').at(-1)).toMatchObject({ topic: 'new', members: [id('anna'), id('dora')] });
  expect(await headerFor(bert, conversation_id as Parameters<typeof headerFor>[1])).toMatchObject({ can_post: false });
  const types = (await logOf(anna, org)).map(([type]) => type);
  expect(types.slice(-3)).toEqual(['chat.add_members', 'chat.kick_members', 'chat.set_topic']);
});

methodTest('inviteTeamToOrganisation', 'manages a team and invites its members', async (stage) => {
  const { anna, bert } = stage;
  const args = { team_name: 'Crew', account_ids: [accountId('bert')] };
  const team_id = ofType((await anna.call('createTeam', { args })).body, 'team')[0]?.team_id;
  const org = await found(stage);
  const heard = await heardBy(bert, () => anna.call('inviteTeamToOrganisation', { id: org, args: { team_id } }));
  expect(ofType(heard, 'reminder')).toMatchObject([{ mk_reminder_type: 'org_invite', organisation_id: org }]);
  expect(ofType(heard, 'team').at(-1)).toMatchObject({ team_id, is_managed: true, organisation_id: org });
  expect(statusesIn(await sync(anna, org))).toMatchObject({ [id('bert')]: 'bms_pending' });
});

methodTest('resetMemberPassword', 'sets a member’s password, which ends the member’s sessions', async (stage) => {
  const { anna, bert, eve, url } = stage;
  const org = await found(stage);
  await enlist(stage, org, 'bert');
  const args = { profile_id: id('bert'), password: 'new' };
  await anna.call('resetMemberPassword', { id: org, args });
  expect((await fetchAs(bert, url, '/globals/auth')).status).toBe(401);
  const login = (password: string) => eve.call('loginAccount', { args: { email: email('bert'), password } });
  await expect(login('pw')).rejects.toEqual(fails(431));
  expect((await login('new')).body.account_id).toBe(id('bert'));
  expect((await lastMailTo(url, email('bert'))).subject).toBe('Your Fleep password has been reset');
});

methodTest('uploadOrganisationAvatar', 'gives the organisation a picture that members can fetch', async (stage) => {
  const { anna, bert, url } = stage;
  const org = await found(stage);
  await enlist(stage, org, 'bert');
  const heard = await heardBy(bert, () => anna.call('uploadOrganisationAvatar', { id: org, files: [picture] }));
  const { avatar_urls } = ofType(heard, 'org_header').at(-1) ?? {};
  const thumb = await fetchAs(bert, url, asRecord(JSON.parse(String(avatar_urls))).size_50);
  expect([thumb.status, thumb.headers.get('content-type')]).toEqual([200, 'image/png']);
  const foreign = bert.call('uploadOrganisationAvatar', { id: org, files: [picture] });
  await expect(foreign).rejects.toEqual(fails(403));
});

methodTest('deleteOrganisationAvatar', 'takes the picture away, for members too', async (stage) => {
  const { anna, bert, url } = stage;
  const org = await found(stage);
  await enlist(stage, org, 'bert');
  const { body } = await anna.call('uploadOrganisationAvatar', { id: org, files: [picture] });
  const before = asRecord(JSON.parse(String(ofType(body, 'org_header')[0]?.avatar_urls)));
  const heard = await heardBy(bert, () => anna.call('deleteOrganisationAvatar', { id: org }));
  expect(ofType(heard, 'org_header').at(-1)).toMatchObject({ organisation_id: org, avatar_urls: '{}' });
  expect((await fetchAs(bert, url, before.size_50)).status).toBe(404);
});
