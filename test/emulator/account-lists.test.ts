// What an account can listen to, link and be reminded of, and what its clients ask (fleep-wire.md section 2; 1.1, 3.2, 4.7).
import { describe, expect, it } from 'vitest';
import { begin, fails, heardBy, send } from './acting.js';
import { control } from './controlling.js';
import {
  accountId,
  conversationIdIn,
  email,
  horizonOf,
  id,
  numbersOf,
  ofType,
  onScene,
  onTypedScene,
  pollFrom,
} from './scene.js';
import { post, recordsIn } from './walk.js';

describe('account/listen', () => {
  it('tells of messages that alert, once, and counts the conversations with something new', async () => {
    await onTypedScene(async (scene) => {
      const { anna, bert } = scene;
      const listen = async (event_horizon: number, wait = false) => {
        const { body } = await bert.call('listenForNotificationsFromFleep', { args: { event_horizon, wait } });
        return { horizon: Number(body.event_horizon), count: body.conv_count, messages: recordsIn(body.messages) };
      };
      const start = await listen(0);
      expect(start).toMatchObject({ count: 0, messages: [] });
      const conversation = await begin(scene, 'bert');
      const begun = await listen(start.horizon);
      expect(begun).toMatchObject({ count: 0, messages: [] });
      const waiting = listen(begun.horizon, true);
      await send(anna, conversation, 'We *used* to live in the box');
      const first = await waiting;
      expect(first.count).toBe(1);
      expect(first.messages).toEqual([
        {
          conv_url: expect.stringMatching(/^https:\/\/fleep\.io\/chat\?cid=[\w-]{22}$/),
          conversation_id: conversation,
          topic: 'talk',
          message: 'We used to live in the box',
          author_name: 'anna',
        },
      ]);
      expect(await listen(first.horizon)).toEqual({ ...first, messages: [] });
      await bert.call('markConversationAsRead', { id: conversation });
      expect((await listen(first.horizon)).count).toBe(0);
      await bert.call('setConversationAlerts', { id: conversation, args: { mk_alert_level: 'never' } });
      const quiet = await listen(first.horizon);
      await send(anna, conversation, 'nobody hears this');
      expect(await listen(quiet.horizon)).toMatchObject({ count: 0, messages: [] });
    });
  });
});

describe('what is linked', () => {
  const mailbox = {
    mail_address: 'Me@example.org',
    smtp_username: 'me',
    smtp_host: 'smtp.example.org',
    smtp_port: 465,
    smtp_password: 'hush',
    mk_smtp_connection: 'ssl',
    imap_username: 'me',
    imap_host: 'imap.example.org',
    imap_port: 993,
    imap_password: 'hush',
    mk_imap_connection: 'ssl',
  };

  it('adds, lists and removes mailboxes of the account alone, and never shows a password', async () => {
    await onTypedScene(async ({ anna, bert }) => {
      const added = await anna.call('addMailbox', { args: mailbox });
      const { smtp_password: _smtp, imap_password: _imap, ...shown } = mailbox;
      const [record] = ofType(added.body, 'mail');
      expect(record).toEqual({
        mk_rec_type: 'mail',
        mail_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        mk_mail_type: 'mail',
        mk_mail_status: 'mail_add',
        ...shown,
        mail_address: 'me@example.org',
      });
      const list = async (client: typeof anna) => recordsIn((await client.call('listMailboxes')).body.stream);
      expect(await list(anna)).toEqual([record]);
      expect(await list(bert)).toEqual([]);
      const { mail_id } = record ?? {};
      await expect(bert.call('storeMailbox', { args: { mail_id, is_removed: true } })).rejects.toEqual(fails(430));
      const heard = await heardBy(anna, () => anna.call('storeMailbox', { args: { mail_id, imap_port: 143 } }));
      expect(ofType(heard, 'mail')).toEqual([{ ...record, imap_port: 143 }]);
      await anna.call('storeMailbox', { args: { mail_id, is_removed: true } });
      expect(await list(anna)).toEqual([{ mk_rec_type: 'mail', mail_id, mk_mail_status: 'mail_removed' }]);
    });
  });

  it('keeps mail servers, which both lists name, one of them also by GET', async () => {
    await onTypedScene(async ({ anna }) => {
      const args = { smtp_host: 'smtp.example.org', smtp_username: 'me', smtp_password: 'hush', smtp_port: 465 };
      await expect(anna.call('smtpConfigure', { args: { smtp_username: 'me' } })).rejects.toEqual(fails(400));
      const { body } = await anna.call('smtpConfigure', { args });
      const [server] = recordsIn(body.stream);
      const { smtp_password: _password, ...shown } = args;
      expect(server).toMatchObject({ mk_rec_type: 'smtp', mk_smtp_status: 'smtp_added', ...shown });
      expect(Object.keys(server ?? {})).not.toContain('smtp_password');
      expect((await anna.call('getSmtpList')).body.stream).toEqual([server]);
      await anna.call('smtpConfigure', { args: { smtp_id: String(server?.smtp_id), is_removed: true } });
      expect((await anna.call('listSmtpServers')).body.stream).toEqual([{ ...server, mk_smtp_status: 'smtp_removed' }]);
    });
  });
});

describe('reminders', () => {
  it('are each account’s own, and are put out by a click', async () => {
    const reminder = (name: string) => ({
      mk_rec_type: 'reminder',
      reminder_id: id(`r${name}`),
      account_id: id(name),
      mk_reminder_type: 'org_invite',
      is_active: true,
    });
    await onTypedScene(
      async ({ anna, bert }) => {
        const list = async (client: typeof anna) => (await client.call('synchronizeReminders')).body.stream;
        expect(await list(anna)).toEqual([reminder('anna')]);
        const click = (client: typeof anna) => client.call('addReminder', { args: { reminder_id: id('ranna') } });
        await expect(click(bert)).rejects.toEqual(fails(430));
        const heard = await heardBy(anna, () => click(anna));
        expect(heard.stream).toEqual([{ ...reminder('anna'), is_active: false }]);
        expect(await list(anna)).toEqual(heard.stream);
        expect(await list(bert)).toEqual([reminder('bert')]);
      },
      [reminder('anna'), reminder('bert')],
    );
  });
});

it('moves the time somebody was last here, by signing in and by polling', async () => {
  await onTypedScene(async ({ anna, bert }, url) => {
    const lastSeen = async (name: 'anna' | 'bert') => {
      const args = { contacts: [accountId(name)] };
      return ofType((await anna.call('synchronizeContactActivity', { args })).body, 'lastseen')[0]?.activity_time;
    };
    const { body } = await control(url, 'GET clock');
    expect(Number(await lastSeen('bert')) - Number(body.now)).toBeLessThan(60);
    const { now } = (await control(url, 'POST clock', { advance_s: 5000 })).body;
    expect(Number(await lastSeen('bert'))).toBeLessThan(Number(now) - 4000);
    await bert.call('storingConnectionInformation', { args: { event_horizon: 0, wait: false } });
    expect(Number(await lastSeen('bert'))).toBeGreaterThanOrEqual(Number(now));
    await post(url, 'account/login', { email: email('anna'), password: 'pw' });
    expect(Number(await lastSeen('anna'))).toBeGreaterThanOrEqual(Number(now));
  });
});

it('answers polls of a conversation that goes on while somebody sets things', async () => {
  await onScene(async ({ anna, bert }) => {
    const from = await horizonOf(bert);
    const made = await anna.call('conversation/create', { topic: 't', emails: email('bert') });
    await anna.call('account/configure', { display_name: 'A.' });
    await anna.call(`message/send/${conversationIdIn({ body: made })}`, { message: 'x' });
    const heard = await pollFrom(bert, from);
    expect(numbersOf(heard)).toEqual([1, 2]);
    expect(ofType(heard, 'contact').at(-1)).toMatchObject({ display_name: 'A.' });
  });
});
