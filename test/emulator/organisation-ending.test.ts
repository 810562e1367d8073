// How people leave an organisation, how it ends, and organisations that a world has from the first (fleep-wire.md 4.3, 4.7).
import { describe, expect, it } from 'vitest';
import type { AccountId, OrganisationId, TeamId } from '../../src/fleep/ids.js';
import { fails, heardBy } from './acting.js';
import { control, lastMailTo } from './controlling.js';
import { configure, createConversation, enlist, found, storeConversation, sync } from './organising.js';
import { accountId, email, id, type Name, ofType, onTypedScene, pollFrom } from './scene.js';
import { recordsIn, signIn } from './walk.js';

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
