// The people that an account knows, and alternate addresses (fleep-wire.md 3.10, 4.4; section 2, rows 13, 61 to 68, 71 to 74).
import { describe, expect, it } from 'vitest';
import type { FleepClient } from '../../src/fleep/client.js';
import type { AccountId } from '../../src/fleep/ids.js';
import { fails, heardBy, upload } from './acting.js';
import { advance, control, linkTo, mailsTo } from './controlling.js';
import { accountId, conversationIdIn, email, headerOf, id, ofType, onTypedScene } from './scene.js';
import { type Json, post, recordsIn, signIn } from './walk.js';

const contactOf = async (client: FleepClient, contact_id: AccountId): Promise<Json> =>
  (await client.call('synchronizeContact', { args: { contact_id } })).body;

const listed = async (client: FleepClient, args: { search_str?: string; ignore?: AccountId[] } = {}) =>
  recordsIn((await client.call('synchronizeAllContact', { args })).body.contacts).map(({ account_id }) => account_id);

const lookup = async (client: FleepClient, lookup_list: string[], ignore_list: AccountId[] = []) =>
  recordsIn((await client.call('getContactsRecordList', { args: { lookup_list, ignore_list } })).body.stream);

describe('contacts', () => {
  it('are made once of an address that is given many times, by its first name', async () => {
    await onTypedScene(async ({ anna }) => {
      const emails = `First <new@example.org>, ${'Other <NEW@example.org>;'.repeat(50_000)} new@example.org`;
      const { body } = await anna.call('createConversation', { args: { topic: 'many', emails } });
      const made = recordsIn(body.stream).filter(({ email: address }) => address === 'new@example.org');
      expect(made.map(({ display_name }) => display_name)).toEqual(['First']);
    });
  });

  it('are filtered by what people are called and by ids to leave out', async () => {
    await onTypedScene(async ({ anna }) => {
      expect(await listed(anna)).toEqual(['anna', 'bert', 'carl', 'dora'].map(id));
      expect(await listed(anna, { search_str: 'BERT' })).toEqual([id('bert')]);
      expect(await listed(anna, { search_str: 'mk_rec_type' })).toEqual([]);
      expect(await listed(anna, { ignore: [accountId('anna'), accountId('dora')] })).toEqual([id('bert'), id('carl')]);
      const list = { contacts: [accountId('carl'), id('nobody') as AccountId] };
      const { body } = await anna.call('synchronizeContactList', { args: list });
      expect(body.contacts).toEqual([expect.objectContaining({ account_id: id('carl') })]);
      const nobody = contactOf(anna, id('nobody') as AccountId);
      await expect(nobody).rejects.toEqual(fails(430));
    });
  });

  it('have a name of the viewer’s own, which nobody else sees', async () => {
    await onTypedScene(async ({ anna, bert, carl }) => {
      const args = { contact_id: accountId('bert'), contact_name: 'Bertie', phone_nr: '007' };
      const heard = await heardBy(anna, () => anna.call('describeFofContact', { args }));
      const seen = { contact_name: 'Bertie', display_name: 'Bertie', full_name: 'bert', phone_nr: '007' };
      expect(ofType(heard, 'contact')).toEqual([expect.objectContaining(seen)]);
      expect(await contactOf(anna, accountId('bert'))).toMatchObject(seen);
      for (const other of [bert, carl]) {
        const contact = await contactOf(other, accountId('bert'));
        expect(contact.display_name).toBe('bert');
        expect(Object.keys(contact)).not.toContain('contact_name');
      }
      await bert.call('editAccountSettings', { args: { display_name: 'Bert B.' } });
      expect(await contactOf(anna, accountId('bert'))).toMatchObject({ ...seen, full_name: 'Bert B.' });
      await anna.call('describeFofContact', { args: { contact_id: accountId('bert'), contact_name: '' } });
      expect((await contactOf(anna, accountId('bert'))).display_name).toBe('Bert B.');
      const nobody = anna.call('describeFofContact', { args: { contact_id: id('nobody') as AccountId } });
      await expect(nobody).rejects.toEqual(fails(430));
    });
  });

  it('are hidden from suggestions, or taken off the list, for one viewer', async () => {
    await onTypedScene(async ({ anna, bert }) => {
      const hidden = await anna.call('hideContact', { args: { contacts: [accountId('carl')] } });
      expect(hidden.body).toEqual({ contacts: [id('carl')] });
      expect((await contactOf(anna, accountId('carl'))).is_hidden_for_add).toBe(true);
      expect((await contactOf(bert, accountId('carl'))).is_hidden_for_add).toBeUndefined();
      await anna.call('removeContactFromConversation', { args: { contact_id: accountId('dora') } });
      expect(await listed(anna)).toEqual(['anna', 'bert', 'carl'].map(id));
      expect(await listed(bert)).toContain(id('dora'));
      expect((await contactOf(anna, accountId('dora'))).display_name).toBe('dora');
      await anna.call('createConversation', { args: { account_ids: [accountId('dora')] } });
      expect(await listed(anna)).toContain(id('dora'));
    });
  });

  it('are imported: strangers become people, known ones get a name', async () => {
    await onTypedScene(async ({ anna, bert }) => {
      const contact_list = [
        { addr_full: 'President <president@example.org>', addr_descr: 'Mr. President', phone_nr: '+37258012547' },
        { addr_full: email('bert'), addr_descr: 'Bertie', mk_addr_type: 'adt_gmail' },
        { addr_full: 'no address' },
      ];
      const { body } = await anna.call('importContact', { args: { contact_list } });
      const [president, known] = recordsIn(body.stream);
      expect(recordsIn(body.stream)).toHaveLength(2);
      expect(president).toMatchObject({
        email: 'president@example.org',
        display_name: 'Mr. President',
        phone_nr: '+37258012547',
        mk_account_status: 'new',
        is_hidden_for_add: false,
      });
      expect(known).toMatchObject({ account_id: id('bert'), display_name: 'Bertie', full_name: 'bert' });
      expect(await listed(anna)).toContain(president?.account_id);
      expect(await listed(bert)).not.toContain(president?.account_id);
      const [again] = await lookup(anna, ['PRESIDENT@example.org']);
      expect(again?.account_id).toBe(president?.account_id);
      await expect(anna.call('importContact', { args: { contact_list: 'x' as never } })).rejects.toEqual(fails(400));
    });
  });

  it('are looked up by e-mail or Fleep id; an e-mail that nobody has becomes a person', async () => {
    await onTypedScene(async ({ anna, bert }) => {
      const found = await lookup(anna, [email('bert'), 'new@example.org', 'nobody@fleep.io', 'no address']);
      expect(found).toEqual([
        {
          mk_rec_type: 'contact',
          account_id: id('bert'),
          avatar_urls: null,
          display_name: 'bert',
          email: email('bert'),
          is_in_org: false,
          mk_account_status: 'active',
          organisation_id: null,
        },
        expect.objectContaining({ email: 'new@example.org', mk_account_status: 'new' }),
      ]);
      const [known] = await lookup(bert, ['new@example.org']);
      expect(known?.account_id).toBe(found[1]?.account_id);
      expect(await lookup(anna, [email('bert')], [accountId('bert')])).toEqual([]);
    });
  });

  it('were active or are left out', async () => {
    await onTypedScene(async ({ anna }) => {
      const [stranger] = await lookup(anna, ['new@example.org']);
      const contacts = [accountId('bert'), stranger?.account_id as AccountId];
      const { body } = await anna.call('synchronizeContactActivity', { args: { contacts } });
      expect(body.stream).toEqual([
        { mk_rec_type: 'lastseen', account_id: id('bert'), activity_time: expect.any(Number) },
      ]);
    });
  });

  it('tell their owner alone what only the owner is told', async () => {
    const world = [
      { mk_rec_type: 'conv', conversation_id: id('conv'), members: [id('anna'), id('bert')] },
      {
        mk_rec_type: 'contact',
        account_id: id('bert'),
        email: email('bert'),
        display_name: 'bert',
        has_password: true,
      },
    ];
    await onTypedScene(async ({ anna, bert }) => {
      const attachments = [await upload(bert, 'a.txt')];
      await bert.call('sendMessage', { id: id('conv') as never, args: { message: '', attachments } });
      expect(await contactOf(bert, accountId('bert'))).toMatchObject({
        has_password: true,
        storage_quota_bytes: 10_737_418_240,
        storage_used_bytes: 'content of a.txt'.length,
        export_progress: '1',
      });
      const seen = Object.keys(await contactOf(anna, accountId('bert')));
      for (const name of ['has_password', 'storage_used_bytes', 'export_progress']) expect(seen).not.toContain(name);
    }, world);
  });
});

describe('alternate addresses', () => {
  const michael = 'michael@example.org';
  const aliases = async (client: FleepClient) => recordsIn((await client.call('synchronizeEmailAlias')).body.stream);

  it('are confirmed by mail, belong to the account then, and are given back', async () => {
    await onTypedScene(async ({ anna, bert }, url) => {
      const { body } = await anna.call('addEmailAlias', { args: { emails: michael } });
      const [pending] = recordsIn(body.stream);
      expect(pending).toMatchObject({ email: michael, display_name: michael, mk_account_status: 'new' });
      expect((await aliases(anna)).map(({ account_id }) => account_id)).toEqual([pending?.account_id, id('anna')]);
      const notification_id = await linkTo(url, michael);
      const heard = await heardBy(anna, async () => {
        const answer = await post(url, 'alias/confirm', { notification_id });
        expect(answer.status).toBe(200);
      });
      expect(ofType(heard, 'contact')).toContainEqual(
        expect.objectContaining({ account_id: id('anna'), alias_account_ids: [pending?.account_id] }),
      );
      expect(await aliases(anna)).toEqual([
        expect.objectContaining({ email: michael, mk_account_status: 'alias', is_hidden_for_add: true }),
        expect.objectContaining({ account_id: id('anna'), alias_account_ids: [pending?.account_id] }),
      ]);
      const made = await bert.call('createConversation', { args: { emails: michael } });
      expect(headerOf(made.body).members).toEqual([id('bert'), id('anna')]);
      expect(conversationIdIn(made)).toMatch(/-/);
      const taken = bert.call('addEmailAlias', { args: { emails: michael } });
      await expect(taken).rejects.toEqual(fails(431, 'email_taken'));
      await expect(bert.call('confirmEmailAlias', { args: { notification_id } })).rejects.toEqual(fails(431));
      await anna.call('removeEmailAlias', { args: { emails: michael } });
      expect(await aliases(anna)).toEqual([expect.objectContaining({ alias_account_ids: [] })]);
      expect((await lookup(bert, [michael]))[0]).toMatchObject({ mk_account_status: 'new' });
    });
  });

  it('are refused where they are somebody’s, and their links end with the wish for them', async () => {
    await onTypedScene(async ({ anna, bert }, url) => {
      for (const emails of [email('bert'), email('anna')]) {
        await expect(anna.call('addEmailAlias', { args: { emails } })).rejects.toEqual(fails(431, 'email_taken'));
      }
      await expect(anna.call('addEmailAlias', { args: { emails: 'x' } })).rejects.toEqual(fails(400));
      await anna.call('addEmailAlias', { args: { emails: michael } });
      const first = await linkTo(url, michael);
      await anna.call('removeEmailAlias', { args: { emails: michael } });
      expect(await aliases(anna)).toHaveLength(1);
      await bert.call('addEmailAlias', { args: { emails: michael } });
      const second = await linkTo(url, michael);
      const confirm = (notification_id: string) => anna.call('confirmEmailAlias', { args: { notification_id } });
      await expect(confirm(first)).rejects.toEqual(fails(431, 'expired_notification'));
      await advance(url, 8 * 86_400);
      await expect(confirm(second)).rejects.toEqual(fails(431, 'expired_notification'));
      expect(await mailsTo(url, michael)).toHaveLength(2);
    });
  });

  it('can take the place of the main one', async () => {
    await onTypedScene(async ({ anna, bert }, url) => {
      await anna.call('addEmailAlias', { args: { emails: michael } });
      const early = anna.call('configurePrimaryEmail', { args: { primary_email: michael } });
      await expect(early).rejects.toEqual(fails(431, 'no_alias'));
      await anna.call('confirmEmailAlias', { args: { notification_id: await linkTo(url, michael) } });
      const heard = await heardBy(bert, () => anna.call('editAccountSettings', { args: { primary_email: michael } }));
      expect(ofType(heard, 'contact')).toContainEqual(
        expect.objectContaining({ account_id: id('anna'), email: michael }),
      );
      expect((await anna.call('synchronizeAccount')).body.email).toBe(michael);
      expect((await aliases(anna)).map((one) => one.email)).toEqual([email('anna'), michael]);
      expect((await post(url, 'account/login', { email: email('anna'), password: 'pw' })).status).toBe(431);
      expect((await signIn(url, { email: michael, password: 'pw' })).ticket).toMatch(/^[0-9a-f]{20}$/);
      await anna.call('configurePrimaryEmail', { args: { primary_email: email('anna') } });
      expect((await post(url, 'account/login', { email: email('anna'), password: 'pw' })).status).toBe(200);
    });
  });
});

it('gives a new account Fleep Support, itself, and whom it meets', async () => {
  await onTypedScene(async ({ anna }, url) => {
    const { body } = await control(url, 'POST accounts', { email: 'eve@example.org', password: 'secret' });
    const eve = await signIn(url, { email: 'eve@example.org', password: 'secret' });
    const names = async () =>
      recordsIn((await eve.call('contact/sync/all')).contacts).map(({ display_name }) => display_name);
    expect(await names()).toEqual(['eve@example.org', 'Fleep Support']);
    await anna.call('createConversation', { args: { account_ids: [body.account_id as AccountId] } });
    expect(await names()).toEqual(['eve@example.org', 'Fleep Support', 'anna']);
    expect(await listed(anna)).toContain(body.account_id);
  });
});
