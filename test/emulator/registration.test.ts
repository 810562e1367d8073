// How an account and a password come to be (fleep-wire.md 1.2, 1.4, 1.5; section 2, rows 3 to 5, 9, 10, 14, 19; 4.3 signin).
import { describe, expect, it } from 'vitest';
import { FleepClient } from '../../src/fleep/client.js';
import { fails, heardBy } from './acting.js';
import { advance, control, lastMailTo, linkTo, mailsTo } from './controlling.js';
import { conversationIdIn, email, headerOf, id, numbersOf, ofType, onTypedScene, pollFrom } from './scene.js';
import { asRecord, type Json, post, recordsIn, signIn } from './walk.js';

const retry = { attempts: 1, bodyAttempts: 1, refusedAttempts: 1, baseMs: 1, maxMs: 1 };
const eve = 'eve@example.org';

async function asStranger(url: string, run: (client: FleepClient) => Promise<void>): Promise<void> {
  const client = new FleepClient({ server: url, email: eve, password: 'secret', retry });
  try {
    await run(client);
  } finally {
    await client.close();
  }
}

const profile = { display_name: 'Eve', password: 'secret', fleep_address: 'eve.the.first' };

/** Registers eve by the code that is mailed. */
async function register(client: FleepClient, url: string): Promise<Json> {
  await client.call('createAccount', { args: { email: eve, password: 'secret', display_name: 'Eve', use_code: true } });
  const { registration_code } = await lastMailTo(url, eve);
  const args = { registration_mail: eve, registration_code: String(registration_code) };
  const { body } = await client.call('getNotificationIdForFurtherRequests', { args });
  const notification_id = String(body.notification_id);
  return (await client.call('confirmAndConfigureAccount', { args: { notification_id, ...profile } })).body;
}

describe('registering', () => {
  it('mails a code, which is traded for a notification id, which makes the account and signs it in', async () => {
    await onTypedScene((_scene, url) =>
      asStranger(url, async (client) => {
        const args = { email: eve, password: 'secret', display_name: 'Eve', use_code: true };
        await client.call('createAccount', { args });
        const mail = await lastMailTo(url, eve);
        expect(mail).toMatchObject({
          kind: 'registration',
          subject: `Fleep confirmation code: ${mail.registration_code}`,
        });
        expect(mail.registration_code).toMatch(/^\d{3}-\d{3}$/);
        await expect(signIn(url, { email: eve, password: 'secret' })).resolves.toMatchObject({ ticket: 'undefined' });
        const code = { registration_mail: eve, registration_code: String(mail.registration_code).replace('-', '') };
        const prepared = await client.call('getNotificationIdForFurtherRequests', { args: code });
        expect(prepared.body).toMatchObject({ notification_id: mail.notification_id, email: eve, display_name: 'Eve' });
        expect(prepared.body.suggestions).toContain('eve');
        const confirmed = await post(url, 'account/confirm/v2', { notification_id: mail.notification_id, ...profile });
        expect(confirmed.headers.getSetCookie()[0]).toMatch(/^token_id=[0-9a-f-]{36};/);
        const body = asRecord(await confirmed.json());
        const [owner] = recordsIn(body.profiles);
        expect(body).toMatchObject({ display_name: 'Eve', ticket: expect.stringMatching(/^[0-9a-f]{20}$/) });
        expect(owner).toMatchObject({
          account_id: body.account_id,
          email: eve,
          display_name: 'Eve',
          fleep_address: 'eve.the.first',
          fleep_autogen: expect.stringMatching(/^eve\./),
          mk_account_status: 'active',
          client_flags: ['emoticons_old', 'show_onboarding'],
          is_hidden_for_add: true,
          has_password: true,
          storage_quota_bytes: 10_737_418_240,
        });
        expect(Object.keys(owner ?? {})).not.toContain('activity_time');
        const session = await signIn(url, { email: 'eve.the.first', password: 'secret' });
        const { contacts } = await session.call('contact/sync/all');
        expect(recordsIn(contacts).map(({ display_name }) => display_name)).toEqual(['Eve', 'Fleep Support']);
        expect((await lastMailTo(url, eve)).kind).toBe('welcome');
      }),
    );
  });

  it('goes by the link alone, with the password that was given first', async () => {
    await onTypedScene((_scene, url) =>
      asStranger(url, async (client) => {
        await client.call('createAccount', { args: { email: eve, password: 'secret', display_name: 'Eve' } });
        const notification_id = await linkTo(url, eve);
        const { body } = await client.call('confirmAccount', { args: { notification_id } });
        expect(body.display_name).toBe('Eve');
        expect((await signIn(url, { email: eve, password: 'secret' })).ticket).toMatch(/^[0-9a-f]{20}$/);
        const again = client.call('confirmAccount', { args: { notification_id } });
        await expect(again).rejects.toEqual(fails(431, 'expired_notification'));
      }),
    );
  });

  it('can be asked for again, which makes the first code worthless; a wrong or old code is refused', async () => {
    await onTypedScene((_scene, url) =>
      asStranger(url, async (client) => {
        const codes: string[] = [];
        for (const _time of [1, 2]) {
          await client.call('repeatEmailCode', { args: { email: eve } });
          codes.push(String((await lastMailTo(url, eve)).registration_code));
        }
        const prepare = (registration_code: string | undefined) => {
          const args = { registration_mail: eve, registration_code: registration_code ?? '' };
          return client.call('getNotificationIdForFurtherRequests', { args });
        };
        const refused = fails(431, 'expired_notification');
        await expect(prepare(codes[0] === codes[1] ? '' : codes[0])).rejects.toEqual(refused);
        await expect(prepare('')).rejects.toEqual(refused);
        const notification_id = String((await prepare(codes[1])).body.notification_id);
        await expect(client.call('confirmAccount', { args: { notification_id } })).rejects.toEqual(fails(400));
        await advance(url, 8 * 86_400);
        await expect(prepare(codes[1])).rejects.toEqual(refused);
        const late = client.call('confirmAndConfigureAccount', { args: { notification_id, ...profile } });
        await expect(late).rejects.toEqual(refused);
      }),
    );
  });

  it('refuses what is taken, and lets somebody try again with the same link', async () => {
    await onTypedScene(({ bert }, url) =>
      asStranger(url, async (client) => {
        const taken = client.call('createAccount', { args: { email: email('anna'), password: 'x' } });
        await expect(taken).rejects.toEqual(fails(431, 'email_taken'));
        await bert.call('addFleepAddress', { args: { fleep_address: 'bertie' } });
        await client.call('repeatEmailCode', { args: { email: eve } });
        const notification_id = await linkTo(url, eve);
        const confirm = (fleep_address: string) =>
          client.call('confirmAndConfigureAccount', { args: { ...profile, notification_id, fleep_address } });
        await expect(confirm('Bertie')).rejects.toEqual(fails(431, 'address_taken'));
        expect((await confirm('evie')).body.display_name).toBe('Eve');
      }),
    );
  });

  it('is possible only so often in an hour', async () => {
    await onTypedScene((_scene, url) =>
      asStranger(url, async (client) => {
        const ask = () => client.call('repeatEmailCode', { args: { email: eve } });
        for (let time = 0; time < 10; time += 1) await ask();
        await expect(ask()).rejects.toEqual(fails(431, 'velocity'));
        await advance(url, 3600);
        await ask();
        expect(await mailsTo(url, eve)).toHaveLength(11);
      }),
    );
  });
});

describe('somebody who was only an e-mail address', () => {
  it('keeps the account and the conversations, and everybody in them hears of it', async () => {
    await onTypedScene(({ anna, bert }, url) =>
      asStranger(url, async (client) => {
        const args = { topic: 'plans', emails: `${eve}, ${email('bert')}` };
        const made = await anna.call('createConversation', { args });
        const conversation = conversationIdIn(made);
        const [eveId] = recordsIn(made.body.stream).flatMap((one) => (one.email === eve ? [one.account_id] : []));
        let confirmed: Json = {};
        const heard = await heardBy(bert, async () => {
          confirmed = await register(client, url);
        });
        const member = eveId ?? confirmed.account_id;
        expect(confirmed.account_id).toBe(member);
        expect(ofType(heard, 'message')).toEqual([
          expect.objectContaining({
            message_nr: 2,
            mk_message_type: 'signin',
            account_id: member,
            inbox_nr: 0,
            message: JSON.stringify({ sysmsg_text: '{author} became a Fleep user.' }),
          }),
        ]);
        expect(ofType(heard, 'contact')).toContainEqual(
          expect.objectContaining({ account_id: member, display_name: 'Eve', mk_account_status: 'active' }),
        );
        const session = await signIn(url, { email: eve, password: 'secret' });
        const seen = await session.call(`conversation/sync/${conversation}`, { from_message_nr: 0 });
        expect(numbersOf(seen)).toEqual([1, 2]);
        expect(headerOf(seen)).toMatchObject({ profile_id: member, last_message_nr: 2 });
        const { contacts } = await session.call('contact/sync/all');
        expect(recordsIn(contacts).map(({ account_id }) => account_id)).toEqual(
          expect.arrayContaining([member, id('anna'), id('bert')]),
        );
      }),
    );
  });

  it('is let in by control as well, world or no world, and sees what names them and nothing else', async () => {
    const frieda = 'frieda@example.org';
    const conversation = (conversation_id: string, more: Json) => ({ mk_rec_type: 'conv', conversation_id, ...more });
    const world = [
      {
        mk_rec_type: 'contact',
        account_id: id('fred'),
        email: frieda,
        display_name: 'Frieda',
        mk_account_status: 'new',
      },
      conversation(id('with'), { topic: 'with', members: [id('anna'), id('fred')] }),
      conversation(id('open'), { topic: 'open', members: [] }),
    ];
    await onTypedScene(async ({ anna }, url) => {
      const heard = await heardBy(anna, async () => {
        const { body } = await control(url, 'POST accounts', { email: frieda, password: 'pw2', display_name: 'F.' });
        expect(body).toMatchObject({ account_id: id('fred'), mk_account_status: 'active', display_name: 'F.' });
      });
      expect(ofType(heard, 'contact')).toContainEqual(
        expect.objectContaining({ account_id: id('fred'), display_name: 'F.', mk_account_status: 'active' }),
      );
      const session = await signIn(url, { email: frieda, password: 'pw2' });
      const { conversations } = await session.call('conversation/list');
      expect(recordsIn(conversations).map(({ topic }) => topic)).toEqual(['with']);
      await expect(session.call(`conversation/sync/${id('open')}`)).rejects.toThrow('430');
      const again = await control(url, 'POST accounts', { email: frieda, password: 'x' });
      expect(again).toMatchObject({ status: 431, body: { error_id: 'email_taken' } });
    }, world);
  });
});

describe('a new password', () => {
  it('is set by the link of a mail, ends every session, and the link is spent', async () => {
    await onTypedScene((_scene, url) =>
      asStranger(url, async (client) => {
        const session = await signIn(url, { email: email('anna'), password: 'pw' });
        await client.call('sendResetPasswordLink', { args: { email: email('anna') } });
        const mail = await lastMailTo(url, email('anna'));
        expect(mail).toMatchObject({ kind: 'password_reset', account_id: id('anna') });
        const args = { notification_id: await linkTo(url, email('anna')), password: 'other' };
        const wrong = { ...args, notification_id: '00000000-0000-0000-0000-000000000001' };
        await expect(client.call('confirmNewPassword', { args: wrong })).rejects.toEqual(fails(431));
        await client.call('confirmNewPassword', { args });
        await expect(session.call('account/sync')).rejects.toThrow('401');
        expect((await post(url, 'account/login', { email: email('anna'), password: 'pw' })).status).toBe(431);
        expect((await post(url, 'account/login', { email: email('anna'), password: 'other' })).status).toBe(200);
        await expect(client.call('confirmNewPassword', { args })).rejects.toEqual(fails(431, 'expired_notification'));
      }),
    );
  });

  it('is mailed to accounts only, and only so often in an hour', async () => {
    await onTypedScene((_scene, url) =>
      asStranger(url, async (client) => {
        await client.call('sendResetPasswordLink', { args: { email: 'nobody@example.org' } });
        expect(await mailsTo(url, 'nobody@example.org')).toEqual([]);
        const ask = () => client.call('sendResetPasswordLink', { args: { email: email('anna') } });
        for (let time = 0; time < 5; time += 1) await ask();
        await expect(ask()).rejects.toEqual(fails(431, 'velocity'));
        const [first] = await mailsTo(url, email('anna'));
        const args = { notification_id: String(first?.notification_id), password: 'other' };
        await expect(client.call('confirmNewPassword', { args })).rejects.toEqual(fails(431));
        await advance(url, 3600);
        await ask();
      }),
    );
  });
});

it('stops mails by the link in one of them, once', async () => {
  await onTypedScene((_scene, url) =>
    asStranger(url, async (client) => {
      const { body } = await control(url, 'POST accounts', { email: eve, password: 'secret' });
      expect(body.mk_email_interval).toBe('hourly');
      const session = await signIn(url, { email: eve, password: 'secret' });
      const { event_horizon } = await session.call('account/sync');
      const args = { notification_id: await linkTo(url, eve) };
      await client.call('unsubscribeForNotification', { args });
      const heard = await pollFrom(session, event_horizon);
      expect(ofType(heard, 'contact')).toEqual([expect.objectContaining({ mk_email_interval: 'never' })]);
      await expect(client.call('unsubscribeForNotification', { args })).rejects.toEqual(fails(431));
    }),
  );
});
