// Organisations: who founds them, who is in them, what admins may do to members (fleep-wire.md section 2; 4.7, 9.8, 9.12, 9.18).
import { describe, expect, it } from 'vitest';
import type { OrganisationId } from '../../src/fleep/ids.js';
import { fails, heardBy } from './acting.js';
import { lastMailTo, linkTo, mailsTo } from './controlling.js';
import {
  configure,
  createConversation,
  enlist,
  found,
  join,
  logOf,
  remindersOf,
  statusesIn,
  storeConversation,
  sync,
} from './organising.js';
import { accountId, email, horizonOf, id, ofType, onTypedScene } from './scene.js';
import { type Json, post, recordsIn, signIn } from './walk.js';

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
