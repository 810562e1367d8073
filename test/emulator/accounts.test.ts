// What an account says of itself, how its sessions end, and the small things that it has (fleep-wire.md 1.3, 1.4; section 2, rows 2, 6,
// 8, 12, 15, 18, 22 and below the table; 4.7; 11, question 18).
import { describe, expect, it } from 'vitest';
import { begin, fails, heardBy } from './acting.js';
import { control, linkTo } from './controlling.js';
import { accountId, email, headerOf, horizonOf, id, ofType, onScene, onTypedScene } from './scene.js';
import { message, withWorld } from './small-world.js';
import { type Client, type Json, post, recordsIn, signIn } from './walk.js';

const own = async (client: Client): Promise<Json> => client.call('contact/sync', { contact_id: await idOf(client) });
const idOf = async (client: Client) => (await client.call('account/sync')).account_id;

describe('account/configure', () => {
  it('changes what is given; others hear of what they can see, and of nothing else', async () => {
    await onTypedScene(async ({ anna, bert }) => {
      const open = { display_name: ' Batman ', phone_nr: '12345' };
      const heard = await heardBy(bert, () => anna.call('editAccountSettings', { args: open }));
      const [contact] = ofType(heard, 'contact');
      expect(contact).toMatchObject({ account_id: id('anna'), display_name: 'Batman', phone_nr: '12345' });
      const closed = {
        email_interval: 'daily',
        is_full_privacy: true,
        is_newsletter_disabled: true,
        is_automute_enabled: false,
        client_settings: '{"theme":"dark"}',
      };
      let answer: Json = {};
      const silence = await heardBy(bert, async () => {
        answer = (await anna.call('editAccountSettings', { args: closed })).body;
      });
      expect(silence.stream).toEqual([]);
      expect(recordsIn(answer.stream)).toEqual([
        expect.objectContaining({
          account_id: id('anna'),
          display_name: 'Batman',
          mk_email_interval: 'daily',
          is_full_privacy: true,
          is_newsletter_disabled: true,
          is_automute_enabled: false,
          client_settings: '{"theme":"dark"}',
        }),
      ]);
      const seen = await bert.call('synchronizeContact', { args: { contact_id: accountId('anna') } });
      expect(Object.keys(seen.body)).not.toContain('client_settings');
    });
  });

  it('changes nothing when something of it is wrong', async () => {
    await onTypedScene(async ({ anna, bert }) => {
      const wrong = [{ email_interval: 'yearly' }, { client_settings: '{' }, { display_name: ' ' }];
      for (const args of wrong) {
        const call = anna.call('editAccountSettings', { args: { phone_nr: '1', ...args } });
        await expect(call).rejects.toEqual(fails(400));
      }
      await bert.call('addFleepAddress', { args: { fleep_address: 'bertie' } });
      const taken = anna.call('editAccountSettings', { args: { phone_nr: '1', fleep_address: 'bertie' } });
      await expect(taken).rejects.toEqual(fails(431, 'address_taken'));
      const { body } = await anna.call('synchronizeContact', { args: { contact_id: accountId('anna') } });
      expect(body.phone_nr).toBeUndefined();
    });
  });

  it('takes a new password for the old one, and ends all other sessions, those that wait as well', async () => {
    await onScene(async ({ anna, url }) => {
      const other = await signIn(url, { email: email('anna'), password: 'pw' });
      const waiting = other.call('account/poll', { event_horizon: await horizonOf(other), wait: true });
      const wrong = anna.call('account/configure', { old_password: 'no', password: 'new' });
      await expect(wrong).rejects.toThrow('431');
      await anna.call('account/configure', { old_password: 'pw', password: 'new' });
      await expect(waiting).rejects.toThrow('account/poll: 401');
      await expect(other.call('account/sync')).rejects.toThrow('Expired token, please relogin.');
      expect(await idOf(anna)).toBe(id('anna'));
      expect((await post(url, 'account/login', { email: email('anna'), password: 'pw' })).status).toBe(431);
      expect((await signIn(url, { email: email('anna'), password: 'new' })).ticket).toMatch(/^[0-9a-f]{20}$/);
    });
  });
});

describe('what an account sets for itself', () => {
  it('keeps its flags in order', async () => {
    await onTypedScene(async ({ anna }) => {
      const set = async (client_flag: string, bool_value?: boolean) => {
        const args = { client_flag, ...(bool_value === undefined ? {} : { bool_value }) };
        return (await anna.call('setAccountFlag', { args })).body.client_flags;
      };
      expect(await set('show_wizard')).toEqual(['show_wizard']);
      const heard = await heardBy(anna, async () => expect(await set('a_flag')).toEqual(['a_flag', 'show_wizard']));
      expect(ofType(heard, 'contact')).toEqual([expect.objectContaining({ client_flags: ['a_flag', 'show_wizard'] })]);
      expect(await set('show_wizard', false)).toEqual(['a_flag']);
      expect(await set('never_set', false)).toEqual(['a_flag']);
    });
  });

  it('chooses a Fleep id once, and is found and signs in by it', async () => {
    await onTypedScene(async ({ anna, bert }, url) => {
      const { body } = await anna.call('addFleepAddress', { args: { fleep_address: 'Annie' } });
      expect(body).toMatchObject({ fleep_address: 'annie', stream: [{ account_id: id('anna') }] });
      const again = anna.call('editAccountSettings', { args: { fleep_address: 'annie5' } });
      await expect(again).rejects.toEqual(fails(431, 'address_limit'));
      const args = { lookup_list: ['annie@fleep.io'], ignore_list: [] };
      expect(recordsIn((await bert.call('getContactsRecordList', { args })).body.stream)).toEqual([
        {
          mk_rec_type: 'contact',
          account_id: id('anna'),
          avatar_urls: null,
          display_name: 'anna',
          fleep_address: 'annie',
          is_in_org: false,
          mk_account_status: 'active',
          organisation_id: null,
        },
      ]);
      expect(await idOf(await signIn(url, { email: 'annie', password: 'pw' }))).toBe(id('anna'));
    });
  });

  it('changes how often it gets mail, with a session or by the link of a mail', async () => {
    await onTypedScene(async ({ anna }, url) => {
      await anna.call('configureEmailInterval', { args: { email_interval: 'hourly' } });
      const interval = async () => {
        const { body } = await anna.call('synchronizeContact', { args: { contact_id: accountId('anna') } });
        return body.mk_email_interval;
      };
      expect(await interval()).toBe('hourly');
      await control(url, 'POST accounts', { email: 'eve@example.org', password: 'secret' });
      const notification_id = await linkTo(url, 'eve@example.org');
      const open = await post(url, 'account/configure_email_interval', { notification_id, email_interval: 'daily' });
      expect(open.status).toBe(200);
      const eve = await signIn(url, { email: 'eve@example.org', password: 'secret' });
      expect((await own(eve)).mk_email_interval).toBe('daily');
      expect((await post(url, 'account/configure_email_interval', { email_interval: 'daily' })).status).toBe(400);
    });
  });
});

describe('a session', () => {
  it('is dead at once when it is ended, and opens no page any more', async () => {
    await onScene(async ({ anna, url }) => {
      const get = (path: string) => fetch(url + path, { headers: { cookie: anna.cookie }, redirect: 'manual' });
      expect((await get('/globals/auth')).status).toBe(200);
      expect((await get('/chat')).status).toBe(200);
      const waiting = anna.call('account/poll', { event_horizon: await horizonOf(anna), wait: true });
      const other = await signIn(url, { email: email('anna'), password: 'pw' });
      expect(await anna.call('account/logout')).toEqual({});
      await expect(waiting).rejects.toThrow('401');
      await expect(anna.call('account/sync')).rejects.toThrow('401');
      expect((await get('/globals/auth')).status).toBe(401);
      const chat = await get('/chat');
      expect([chat.status, chat.headers.get('location')]).toEqual([302, '/login']);
      const login = await get('/login');
      expect(login.status).toBe(200);
      const cookies = login.headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? '');
      const ticket = cookies.find((cookie) => cookie.startsWith('xs_ticket='))?.slice('xs_ticket='.length);
      const worthless = await post(url, 'account/sync', { ticket }, { cookie: cookies.join('; ') });
      expect(worthless.status).toBe(401);
      expect(await idOf(other)).toBe(id('anna'));
    });
  });

  it('begins with the token and, for browsers, the ticket as cookies', async () => {
    await onScene(async ({ url }) => {
      const login = await post(url, 'account/login', { email: email('anna'), password: 'pw', remember_me: true });
      const { ticket } = (await login.json()) as Json;
      expect(login.headers.getSetCookie()).toEqual([
        expect.stringMatching(/^token_id=[0-9a-f-]{36}; .*Max-Age=/),
        expect.stringMatching(new RegExp(`^xs_ticket=${ticket}; .*Max-Age=`)),
      ]);
    });
  });
});

describe('account/close', () => {
  it('takes somebody out of everything, tells who was with them, and lets them in no more', async () => {
    await onTypedScene(async (scene, url) => {
      const { anna, bert, carl } = scene;
      const conversation = await begin(scene, 'bert', 'carl');
      await anna.call('createTeam', { args: { team_name: 'team', account_ids: [accountId('bert')] } });
      const session = await signIn(url, { email: email('bert'), password: 'pw' });
      const heard = await heardBy(anna, async () => {
        expect(await session.call('account/close')).toEqual({});
      });
      expect(ofType(heard, 'message')).toEqual([
        expect.objectContaining({
          message_nr: 2,
          account_id: id('bert'),
          mk_message_type: 'closeV2',
          message: JSON.stringify({ topic: 'bert' }),
        }),
      ]);
      expect(ofType(heard, 'conv').at(-1)).toMatchObject({ members: [id('anna'), id('carl')], leavers: [id('bert')] });
      expect(ofType(heard, 'team').at(-1)).toMatchObject({ members: [id('anna')] });
      expect(ofType(heard, 'contact').at(-1)).toMatchObject({ account_id: id('bert'), mk_account_status: 'closed' });
      await expect(session.call('account/logout')).rejects.toThrow('401');
      expect((await post(url, 'account/login', { email: email('bert'), password: 'pw' })).status).toBe(431);
      await carl.call('addMembersToConversation', { id: conversation, args: { emails: email('bert') } });
      const { body } = await carl.call('synchronizeStateForConversation', {
        id: conversation,
        args: { mk_direction: 'ic_header' },
      });
      expect(headerOf(body).members).toEqual([id('anna'), id('carl')]);
      const taken = bert.call('createAccount', { args: { email: email('bert'), password: 'x' } });
      await expect(taken).rejects.toEqual(fails(431, 'email_taken'));
    });
  });
});

describe('an account of a world without a contact', () => {
  const conversation_id = '40000000-0000-4000-8000-000000000001';
  const logins = [
    { mk_rec_type: 'account', account_id: id('anna'), email: 'Anna@example.org', password: 'pw', display_name: 'Anna' },
    { mk_rec_type: 'account', account_id: id('bert'), email: email('bert'), password: 'pw' },
    { mk_rec_type: 'conv', conversation_id, members: [id('anna'), id('bert')] },
    message(conversation_id, 1, { account_id: id('anna') }),
  ];
  const contact = (name: 'anna' | 'bert', more: Json) =>
    expect.objectContaining({ mk_rec_type: 'contact', account_id: id(name), mk_account_status: 'active', ...more });

  it('has one made of its login, for itself and for those who ask for it', async () => {
    await withWorld(
      async (url) => {
        const login = await post(url, 'account/login', { email: email('anna'), password: 'pw' });
        const own = contact('anna', { display_name: 'Anna', email: 'Anna@example.org' });
        expect(await login.json()).toMatchObject({ display_name: 'Anna', profiles: [own] });
        const anna = await signIn(url, { email: email('anna'), password: 'pw' });
        const bert = await signIn(url, { email: email('bert'), password: 'pw' });
        for (const client of [anna, bert]) {
          expect(await client.call('contact/sync', { contact_id: id('anna') })).toEqual(own);
          expect(await client.call('contact/sync/list', { contacts: [id('bert')] })).toEqual({
            contacts: [contact('bert', { display_name: email('bert') })],
          });
          expect(await client.call('contact/sync/all')).toEqual({ contacts: [] });
        }
      },
      { records: logins },
    );
  });
});
