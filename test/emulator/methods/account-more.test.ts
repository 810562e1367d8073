// What an account is called, where it is reached, how it ends, and what its clients ask (fleep-wire.md section 2, below the table).
import { expect } from 'vitest';
import { begin, fails, headerFor, heardBy } from '../acting.js';
import { control, linkTo, worldOf } from '../controlling.js';
import { accountId, conversationIdIn, email, headerOf, id, ofType } from '../scene.js';
import { asRecord } from '../walk.js';
import { methodTest } from './method-test.js';
import { contactFor, listOf, stateOf } from './seeing.js';

methodTest('closeAccount', 'takes somebody out of everything, and tells who was there', async (stage) => {
  const { anna, bert, eve } = stage;
  const conversation = await begin(stage, 'bert', 'carl');
  const heard = await heardBy(anna, () => bert.call('closeAccount'));
  expect(ofType(heard, 'message')).toMatchObject([{ message_nr: 2, mk_message_type: 'closeV2' }]);
  expect(ofType(heard, 'contact').at(-1)).toMatchObject({ account_id: id('bert'), mk_account_status: 'closed' });
  expect(await headerFor(anna, conversation)).toMatchObject({
    members: [id('anna'), id('carl')],
    leavers: [id('bert')],
  });
  const args = { email: email('bert'), password: 'pw' };
  await expect(eve.call('loginAccount', { args })).rejects.toEqual(fails(431));
});

methodTest('openDialog', 'opens the conversation of two people, always the same', async ({ anna, bert }) => {
  const open = async (client: typeof anna, name: 'anna' | 'bert') =>
    (await client.call('openDialog', { args: { contact_id: accountId(name) } })).body;
  const body = await open(anna, 'bert');
  const conversation = conversationIdIn({ body });
  expect(headerOf(body)).toMatchObject({ topic: '', members: [id('anna'), id('bert')] });
  expect(await listOf(bert)).toEqual([conversation]);
  expect((await contactFor(bert, accountId('anna'))).dialog_id).toBe(conversation);
  expect(conversationIdIn({ body: await open(bert, 'anna') })).toBe(conversation);
});

methodTest('configureEmailInterval', 'changes how often the account gets mail', async ({ anna }) => {
  const set = (email_interval: string) => anna.call('configureEmailInterval', { args: { email_interval } });
  await set('hourly');
  expect((await contactFor(anna, accountId('anna'))).mk_email_interval).toBe('hourly');
  await expect(set('yearly')).rejects.toEqual(fails(400));
});

methodTest('configurePrimaryEmail', 'puts an alternate address in the place of the first', async (stage) => {
  const { anna, bert, eve, url } = stage;
  const primary_email = 'annie@example.org';
  await anna.call('addEmailAlias', { args: { emails: primary_email } });
  await anna.call('confirmEmailAlias', { args: { notification_id: await linkTo(url, primary_email) } });
  const heard = await heardBy(bert, () => anna.call('configurePrimaryEmail', { args: { primary_email } }));
  expect(ofType(heard, 'contact')).toContainEqual(
    expect.objectContaining({ account_id: id('anna'), email: primary_email }),
  );
  const { body } = await eve.call('loginAccount', { args: { email: primary_email, password: 'pw' } });
  expect(body.account_id).toBe(id('anna'));
});

methodTest('configureApplePush', 'names a device, which is its last owner’s', async ({ anna, bert, url }) => {
  const args = { apn_token: 'abc', token_ids: ['t1'] };
  await anna.call('configureApplePush', { args });
  expect((await stateOf(url, 'anna')).devices).toEqual([{ token: 'apn_token abc', token_ids: ['t1'] }]);
  await bert.call('configureApplePush', { args });
  expect((await stateOf(url, 'anna')).devices).toEqual([]);
});

methodTest('configureAndroidPush', 'names a device, which is its last owner’s', async ({ anna, bert, url }) => {
  const args = { registration_id: 'xyz' };
  await anna.call('configureAndroidPush', { args });
  await bert.call('configureAndroidPush', { args });
  expect((await stateOf(url, 'anna')).devices).toEqual([]);
  expect((await stateOf(url, 'bert')).devices).toEqual([{ token: 'registration_id xyz', token_ids: [] }]);
});

methodTest('addFleepAddress', 'gives a Fleep id, by which others find the account', async ({ anna, bert }) => {
  const add = (client: typeof anna) => client.call('addFleepAddress', { args: { fleep_address: 'Annie' } });
  expect((await add(anna)).body.fleep_address).toBe('annie');
  expect((await contactFor(bert, accountId('anna'))).fleep_address).toBe('annie');
  const found = await bert.call('getContactsRecordList', { args: { lookup_list: ['annie@fleep.io'] } });
  expect(found.body.stream).toMatchObject([{ account_id: id('anna') }]);
  await expect(add(bert)).rejects.toEqual(fails(431, 'address_taken'));
});

methodTest('checkClient', 'tells a living session from a dead one', async ({ anna }) => {
  const { ticket } = anna.session;
  expect((await anna.call('checkClient')).body).toEqual({});
  expect(anna.session.ticket).toBe(ticket);
  await anna.call('logoutAccount');
  await anna.call('checkClient');
  // It was told that the session is dead, and signed in anew.
  expect(anna.session.ticket).not.toBe(ticket);
});

methodTest('getMarkupSyntax', 'gives the rules by which a typed text becomes a message', async ({ anna }) => {
  const { syntax } = (await anna.call('getMarkupSyntax', { args: { utf16: false } })).body;
  expect(new RegExp(String(asRecord(syntax).drop_chars)).test('\u0001')).toBe(true);
  expect(JSON.stringify(syntax)).toContain('esmile');
});

methodTest('submitStats', 'is counted, and changes nothing', async ({ anna, url }) => {
  const before = await worldOf(url);
  await anna.call('submitStats', { args: { stats: [{ event: 'start', properties: {} }] } });
  const { body } = await control(url, 'GET requests');
  expect(asRecord(body.requests)['submit/stats']).toBe(1);
  expect(await worldOf(url)).toEqual(before);
  await expect(anna.call('submitStats', { args: { stats: 'all' } })).rejects.toEqual(fails(400));
});
