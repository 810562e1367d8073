// The people that an account knows, and alternate addresses (fleep-wire.md section 2, rows 61 to 68 and 71 to 74; 3.10).
import { expect } from 'vitest';
import type { FleepClient } from '../../../src/fleep/client.js';
import type { AccountId } from '../../../src/fleep/ids.js';
import { fails, heardBy } from '../acting.js';
import { lastMailTo, linkTo } from '../controlling.js';
import { accountId, email, id, ofType } from '../scene.js';
import { recordsIn } from '../walk.js';
import { methodTest } from './method-test.js';
import { contactFor } from './seeing.js';

const ALIAS = 'annie@example.org';

const knownTo = async (client: FleepClient, args: { search_str?: string; ignore?: AccountId[] } = {}) =>
  recordsIn((await client.call('synchronizeAllContact', { args })).body.contacts).map(({ account_id }) => account_id);

const addressesOf = async (client: FleepClient) =>
  ofType((await client.call('synchronizeEmailAlias')).body, 'contact').map((one) => [one.email, one.mk_account_status]);

methodTest('synchronizeAllContact', 'lists who is known, by what they are called or without some', async ({ anna }) => {
  expect(await knownTo(anna)).toEqual(['anna', 'bert', 'carl', 'dora'].map(id));
  expect(await knownTo(anna, { search_str: 'BERT' })).toEqual([id('bert')]);
  expect(await knownTo(anna, { ignore: [accountId('anna'), accountId('dora')] })).toEqual([id('bert'), id('carl')]);
});

methodTest('synchronizeContactList', 'gives the records of those who are named', async ({ anna }) => {
  const contacts = [accountId('carl'), accountId('bert'), id('nobody') as AccountId];
  const { body } = await anna.call('synchronizeContactList', { args: { contacts } });
  expect(body.contacts).toMatchObject([
    { mk_rec_type: 'contact', account_id: id('carl'), display_name: 'carl', email: email('carl') },
    { mk_rec_type: 'contact', account_id: id('bert'), display_name: 'bert', email: email('bert') },
  ]);
});

methodTest('synchronizeContact', 'is the record itself, in full for its owner alone', async ({ anna, bert }) => {
  const own = await contactFor(bert, accountId('bert'));
  expect(own).toMatchObject({ mk_rec_type: 'contact', account_id: id('bert'), export_progress: '1' });
  expect(own).toHaveProperty('storage_used_bytes');
  const seen = await contactFor(anna, accountId('bert'));
  expect(seen).toMatchObject({ account_id: id('bert'), display_name: 'bert' });
  expect(seen).not.toHaveProperty('storage_used_bytes');
  await expect(contactFor(anna, id('nobody') as AccountId)).rejects.toEqual(fails(430));
});

methodTest('synchronizeContactActivity', 'says when people were there, and nothing of others', async ({ anna }) => {
  const found = await anna.call('getContactsRecordList', { args: { lookup_list: ['new@example.org'] } });
  const stranger = String(recordsIn(found.body.stream)[0]?.account_id) as AccountId;
  const args = { contacts: [accountId('bert'), stranger] };
  const { body } = await anna.call('synchronizeContactActivity', { args });
  expect(body.stream).toEqual([{ mk_rec_type: 'lastseen', account_id: id('bert'), activity_time: expect.any(Number) }]);
});

methodTest('describeFofContact', 'gives somebody a name that one sees oneself only', async ({ anna, carl }) => {
  const args = { contact_id: accountId('bert'), contact_name: 'Bertie', phone_nr: '007' };
  const heard = await heardBy(anna, () => anna.call('describeFofContact', { args }));
  expect(ofType(heard, 'contact')).toMatchObject([
    { account_id: id('bert'), display_name: 'Bertie', full_name: 'bert', contact_name: 'Bertie', phone_nr: '007' },
  ]);
  const seen = await contactFor(carl, accountId('bert'));
  expect([seen.display_name, seen.contact_name]).toEqual(['bert', undefined]);
});

methodTest('hideContact', 'takes people out of the suggestions of one account', async ({ anna, bert }) => {
  const { body } = await anna.call('hideContact', { args: { contacts: [accountId('carl')] } });
  expect(body.contacts).toEqual([id('carl')]);
  expect((await contactFor(anna, accountId('carl'))).is_hidden_for_add).toBe(true);
  expect((await contactFor(bert, accountId('carl'))).is_hidden_for_add).toBeUndefined();
});

methodTest('importContact', 'makes people of addresses, for the importer’s list', async ({ anna, bert }) => {
  const contact_list = [{ addr_full: 'President <president@example.org>', phone_nr: '+372', mk_addr_type: 'gmail' }];
  const { body } = await anna.call('importContact', { args: { contact_list } });
  const [made] = recordsIn(body.stream);
  expect(made).toMatchObject({
    email: 'president@example.org',
    display_name: 'President',
    phone_nr: '+372',
    mk_account_status: 'new',
  });
  expect(await knownTo(anna)).toContain(made?.account_id);
  expect(await knownTo(bert)).not.toContain(made?.account_id);
});

methodTest('removeContactFromConversation', 'takes somebody off the list until the two meet again', async (stage) => {
  const { anna, bert } = stage;
  await anna.call('removeContactFromConversation', { args: { contact_id: accountId('dora') } });
  expect(await knownTo(anna)).not.toContain(id('dora'));
  expect(await knownTo(bert)).toContain(id('dora'));
  await anna.call('createConversation', { args: { account_ids: [accountId('dora')] } });
  expect(await knownTo(anna)).toContain(id('dora'));
});

methodTest('synchronizeEmailAlias', 'lists the owner and the other addresses', async ({ anna, bert, url }) => {
  await anna.call('addEmailAlias', { args: { emails: ALIAS } });
  await anna.call('confirmEmailAlias', { args: { notification_id: await linkTo(url, ALIAS) } });
  const { body } = await anna.call('synchronizeEmailAlias');
  expect(body.failed).toBeNull();
  const [alias, owner] = ofType(body, 'contact');
  expect(alias).toMatchObject({ email: ALIAS, mk_account_status: 'alias' });
  expect(owner).toMatchObject({ account_id: id('anna'), alias_account_ids: [alias?.account_id] });
  expect(await addressesOf(bert)).toEqual([[email('bert'), 'active']]);
});

methodTest('addEmailAlias', 'mails a link to the address, which waits to be confirmed', async ({ anna, url }) => {
  const { body } = await anna.call('addEmailAlias', { args: { emails: ALIAS } });
  expect(body.stream).toMatchObject([{ email: ALIAS, mk_account_status: 'new' }]);
  expect((await lastMailTo(url, ALIAS)).kind).toBe('alias');
  expect(await addressesOf(anna)).toEqual([
    [ALIAS, 'new'],
    [email('anna'), 'active'],
  ]);
});

methodTest('confirmEmailAlias', 'gives the address to the account, for others too', async ({ anna, bert, url }) => {
  await anna.call('addEmailAlias', { args: { emails: ALIAS } });
  const notification_id = await linkTo(url, ALIAS);
  const heard = await heardBy(anna, () => anna.call('confirmEmailAlias', { args: { notification_id } }));
  expect(ofType(heard, 'contact')).toContainEqual(
    expect.objectContaining({ account_id: id('anna'), alias_account_ids: [expect.any(String)] }),
  );
  const { body } = await bert.call('createConversation', { args: { emails: ALIAS } });
  expect(body.header?.members).toEqual([id('bert'), id('anna')]);
});

methodTest('removeEmailAlias', 'gives the address back', async ({ anna, bert, url }) => {
  await anna.call('addEmailAlias', { args: { emails: ALIAS } });
  await anna.call('confirmEmailAlias', { args: { notification_id: await linkTo(url, ALIAS) } });
  await anna.call('removeEmailAlias', { args: { emails: ALIAS } });
  expect(await addressesOf(anna)).toEqual([[email('anna'), 'active']]);
  const found = await bert.call('getContactsRecordList', { args: { lookup_list: [ALIAS] } });
  expect(found.body.stream).toMatchObject([{ email: ALIAS, mk_account_status: 'new' }]);
});
