// Signing in and out, and how an account comes to be (fleep-wire.md 1.2, 1.3; section 2, rows 1 to 5, 9, 10, 14, 19).
import { expect } from 'vitest';
import type { FleepClient } from '../../../src/fleep/client.js';
import type { AccountId } from '../../../src/fleep/ids.js';
import { fails } from '../acting.js';
import { control, lastMailTo, linkTo, mailsTo } from '../controlling.js';
import { fetchAs } from '../hearing.js';
import { email, id } from '../scene.js';
import { recordsIn } from '../walk.js';
import { EVE, methodTest } from './method-test.js';
import { contactFor, loginsOf } from './seeing.js';

const asAnna = (client: FleepClient, password = 'pw') =>
  client.call('loginAccount', { args: { email: email('anna'), password, remember_me: true } });

const whoIs = async (client: FleepClient) => (await client.call('synchronizeAccount')).body.account_id;

methodTest('loginAccount', 'opens a session of the account', async ({ eve }) => {
  const { body } = await asAnna(eve);
  expect(body).toMatchObject({
    account_id: id('anna'),
    display_name: 'anna',
    ticket: expect.stringMatching(/^[0-9a-f]{20}$/),
    profiles: [{ mk_rec_type: 'contact', account_id: id('anna'), email: email('anna') }],
  });
  expect(await whoIs(eve)).toBe(id('anna'));
  await expect(asAnna(eve, 'wrong')).rejects.toEqual(fails(431));
});

methodTest('logoutAccount', 'ends the session and no other one', async ({ anna, eve, url }) => {
  await asAnna(eve);
  await anna.call('logoutAccount');
  expect((await fetchAs(anna, url, '/globals/auth')).status).toBe(401);
  expect((await fetchAs(eve, url, '/globals/auth')).status).toBe(200);
});

methodTest('checkSession', 'tells a living session from a dead one', async ({ anna }) => {
  const { ticket } = anna.session;
  await anna.call('checkSession');
  expect(anna.session.ticket).toBe(ticket);
  await anna.call('logoutAccount');
  await anna.call('checkSession');
  // It was told that the session is dead, and signed in anew.
  expect(anna.session.ticket).not.toBe(ticket);
});

methodTest('createAccount', 'mails a code, and makes nothing before it is used', async ({ eve, url }) => {
  const args = { email: EVE, password: 'secret', display_name: 'Eve', use_code: true };
  await eve.call('createAccount', { args });
  expect(await lastMailTo(url, EVE)).toMatchObject({
    kind: 'registration',
    registration_code: expect.stringMatching(/^\d{3}-\d{3}$/),
  });
  expect(await loginsOf(url)).not.toContain(EVE);
  const taken = eve.call('createAccount', { args: { ...args, email: email('anna') } });
  await expect(taken).rejects.toEqual(fails(431, 'email_taken'));
});

methodTest('repeatEmailCode', 'mails another code, after which the first does nothing', async ({ eve, url }) => {
  await eve.call('createAccount', { args: { email: EVE, password: 'secret' } });
  const first = await linkTo(url, EVE);
  await eve.call('repeatEmailCode', { args: { email: EVE } });
  expect(await mailsTo(url, EVE)).toHaveLength(2);
  const confirm = eve.call('confirmAccount', { args: { notification_id: first } });
  await expect(confirm).rejects.toEqual(fails(431, 'expired_notification'));
});

methodTest('getNotificationIdForFurtherRequests', 'trades the code for the id to confirm by', async ({ eve, url }) => {
  await eve.call('createAccount', { args: { email: EVE, password: 'secret', display_name: 'Eve', use_code: true } });
  const mail = await lastMailTo(url, EVE);
  const args = { registration_mail: EVE, registration_code: String(mail.registration_code) };
  const { body } = await eve.call('getNotificationIdForFurtherRequests', { args });
  expect(body).toMatchObject({ notification_id: mail.notification_id, email: EVE, display_name: 'Eve' });
  const wrong = { ...args, registration_code: '' };
  await expect(eve.call('getNotificationIdForFurtherRequests', { args: wrong })).rejects.toEqual(fails(431));
});

methodTest('confirmAccount', 'makes the account with the password of its registration', async ({ eve, url }) => {
  await eve.call('createAccount', { args: { email: EVE, password: 'secret', display_name: 'Eve' } });
  const args = { notification_id: await linkTo(url, EVE) };
  const { body } = await eve.call('confirmAccount', { args });
  expect(body).toMatchObject({ display_name: 'Eve', profiles: [{ email: EVE, mk_account_status: 'active' }] });
  expect(await loginsOf(url)).toContain(EVE);
  expect(await whoIs(eve)).toBe(body.account_id);
});

methodTest('confirmAndConfigureAccount', 'makes the account with a profile of its own', async ({ anna, eve, url }) => {
  await eve.call('repeatEmailCode', { args: { email: EVE } });
  const profile = { display_name: 'Eve E.', password: 'secret', fleep_address: 'eve.first', phone_nr: '+372' };
  const args = { notification_id: await linkTo(url, EVE), ...profile };
  const { body } = await eve.call('confirmAndConfigureAccount', { args });
  expect(recordsIn(body.profiles)[0]).toMatchObject({ display_name: 'Eve E.', phone_nr: '+372', has_password: true });
  await eve.signIn();
  const found = await anna.call('getContactsRecordList', { args: { lookup_list: ['eve.first@fleep.io'] } });
  expect(found.body.stream).toEqual([
    expect.objectContaining({ account_id: body.account_id, mk_account_status: 'active' }),
  ]);
});

methodTest('sendResetPasswordLink', 'mails a link and leaves the password as it is', async ({ eve, url }) => {
  await eve.call('sendResetPasswordLink', { args: { email: email('anna') } });
  expect(await mailsTo(url, email('anna'))).toEqual([
    expect.objectContaining({ kind: 'password_reset', account_id: id('anna') }),
  ]);
  expect((await asAnna(eve)).body.account_id).toBe(id('anna'));
});

methodTest('confirmNewPassword', 'sets the password and ends all sessions', async ({ anna, eve, url }) => {
  await eve.call('sendResetPasswordLink', { args: { email: email('anna') } });
  const args = { notification_id: await linkTo(url, email('anna')), password: 'new one' };
  await eve.call('confirmNewPassword', { args });
  expect((await fetchAs(anna, url, '/globals/auth')).status).toBe(401);
  await expect(asAnna(eve)).rejects.toEqual(fails(431));
  expect((await asAnna(eve, 'new one')).body.account_id).toBe(id('anna'));
});

methodTest('unsubscribeForNotification', 'stops mails by the link in one', async ({ eve, url }) => {
  await control(url, 'POST accounts', { email: EVE, password: 'secret' });
  await eve.signIn();
  const own = (await whoIs(eve)) as AccountId;
  const interval = async () => (await contactFor(eve, own)).mk_email_interval;
  expect(await interval()).toBe('hourly');
  await eve.call('unsubscribeForNotification', { args: { notification_id: await linkTo(url, EVE) } });
  expect(await interval()).toBe('never');
});
