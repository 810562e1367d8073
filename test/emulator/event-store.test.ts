// event/store on the practice server: ids, statuses, and the events of accounts (fleep-wire.md 1.4, 3.9).
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { begin, fails, headerFor, heardBy, messageOf, send } from './acting.js';
import { contactOf, event, failed, messagesIn, requestIn, store, storeAll } from './events.js';
import { id, ofType, onTypedScene } from './scene.js';
import { type Json, recordsIn, signIn } from './walk.js';

describe('event/store', () => {
  it('takes a thousand events at once, and no more', async () => {
    await onTypedScene(async ({ anna }) => {
      const events = (count: number) =>
        Array.from({ length: count }, (_unused, index) =>
          event('account:add_flag', { client_flag: `flag ${index % 7}` }),
        );
      const heard = await heardBy(anna, async () => {
        const { body } = await storeAll(anna, events(1000));
        expect(recordsIn(body.requests).filter(({ status_code }) => status_code === 200)).toHaveLength(1000);
      });
      expect(ofType(heard, 'request')).toHaveLength(1000);
      await expect(storeAll(anna, events(1001))).rejects.toEqual(fails(400, 'bad_request'));
    });
  });

  it('gives each event a status of its own, and tells of it by poll', async () => {
    await onTypedScene(async (scene) => {
      const conversation_id = await begin(scene, 'bert');
      const { anna } = scene;
      const stream = [
        event('message:add_plain', { conversation_id, message: 'fine' }),
        event('message:edit', { conversation_id, message_nr: 10, message: 'x' }),
        event('account:set_sleep_interval', { sleep_interval: 100 }),
        event('message:dance', { conversation_id }),
        event('message:add_plain', { conversation_id: id('nobody'), message: 'x' }),
        event('message:add_plain', { conversation_id, message: 7 }),
      ];
      const heard = await heardBy(anna, async () => {
        const { body, status } = await storeAll(anna, stream);
        expect(status).toBe(200);
        const [first] = stream;
        expect(recordsIn(body.requests)).toEqual([
          {
            mk_rec_type: 'request',
            client_req_id: first?.client_req_id,
            mk_event_type: 'urn:fleep:client:message:add_plain',
            status_code: 200,
            identifier: { conversation_id, message_nr: 2 },
          },
          expect.objectContaining({ status_code: 430, error_id: 'not_found', error_message: 'Message not found.' }),
          expect.objectContaining({ status_code: 400, error_message: 'Invalid sleep interval.' }),
          failed(400, 'invalid_call'),
          failed(430, 'not_found'),
          failed(400, 'bad_request'),
        ]);
      });
      expect(ofType(heard, 'request').map(({ status_code }) => status_code)).toEqual([200, 430, 400, 400, 430, 400]);
      expect((await headerFor(anna, conversation_id)).last_message_nr).toBe(2);
    });
  });

  it('refuses what is no list of events, and events that are none', async () => {
    await onTypedScene(async ({ anna }, url) => {
      const plain = await signIn(url, { email: 'anna@example.org', password: 'pw' });
      await expect(plain.call('event/store', { stream: 'x' })).rejects.toThrow('400');
      const { requests } = await plain.call('event/store/', { stream: [null, {}, { mk_event_type: 'message:edit' }] });
      expect(recordsIn(requests).map(({ status_code }) => status_code)).toEqual([400, 400, 400]);
      const empty = await storeAll(anna, []);
      expect(empty.body).toMatchObject({ stream: [], requests: [] });
    });
  });

  it('does an event once, whatever is sent under its id again', async () => {
    await onTypedScene(async (scene) => {
      const conversation_id = await begin(scene, 'bert');
      const { anna, bert } = scene;
      const twice = (message: string, request: string) =>
        storeAll(anna, [event('message:add_plain', { conversation_id, message }, request)]);
      const request = randomUUID();
      const first = await twice('PlainMessage1', request);
      const second = await twice('PlainMessage2', request);
      expect(requestIn(second)).toEqual(requestIn(first));
      expect(messagesIn(second)).toEqual(messagesIn(first));
      expect(messagesIn(second)[0]?.message).toBe('<msg><p>PlainMessage1</p></msg>');
      const edit = event('message:edit', { conversation_id, message_nr: 2, message: 'After1Edit' });
      await storeAll(anna, [edit]);
      await storeAll(anna, [{ ...edit, params: { conversation_id, message_nr: 2, message: 'After2Edit' } }]);
      expect(await messageOf(bert, conversation_id, 2)).toMatchObject({
        message: '<msg><p>After1Edit</p></msg>',
        flow_message_nr: 3,
      });
      const wrong = event('message:edit', { conversation_id, message_nr: 9, message: 'x' });
      const answers = [await storeAll(anna, [wrong]), await storeAll(anna, [wrong])];
      expect(answers.map((answer) => requestIn(answer).status_code)).toEqual([430, 430]);
    });
  });

  it('gives a forward sync when it is asked from a number on', async () => {
    await onTypedScene(async (scene) => {
      const conversation_id = await begin(scene, 'bert');
      const { anna, bert } = scene;
      await send(bert, conversation_id, 'not seen yet');
      const answer = await store(anna, 'message:add_plain', { conversation_id, message: 'mine', from_message_nr: 1 });
      expect(messagesIn(answer).map(({ message_nr }) => message_nr)).toEqual([2, 3]);
      expect(ofType(answer.body, 'conv')).toEqual([expect.objectContaining({ fw_message_nr: 3, last_message_nr: 3 })]);
    });
  });
});

describe('account events', () => {
  it('change what the account says of itself, and tell those who know it', async () => {
    await onTypedScene(async (scene) => {
      await begin(scene, 'bert');
      const { anna, bert } = scene;
      const heard = await heardBy(bert, () => anna.call('eventSetName', { args: { name: 'Anna Anew' } }));
      expect(ofType(heard, 'contact')).toEqual([
        expect.objectContaining({ account_id: id('anna'), display_name: 'Anna Anew' }),
      ]);
      await anna.call('eventSetPhone', { args: { phone_nr: '+37200000000' } });
      await anna.call('eventUpdateStatus', { args: { status_emoji: '☕', status_message: 'away' } });
      await anna.call('eventSetSleepInterval', { args: { sleep_interval: 0 } });
      await anna.call('eventChangeSettings', { args: { client_settings: '{"theme":"dark"}' } });
      await anna.call('eventSetPush', { args: { mk_push_new_message: 'first' } });
      await anna.call('eventSetEmailInterval', { args: { mk_email_interval: 'daily' } });
      await anna.call('eventAddFlag', { args: { client_flag: 'show_onboarding' } });
      await anna.call('eventAddFlag', { args: { client_flag: 'emoticons_old' } });
      const own = contactOf(await anna.call('eventRemoveFlag', { args: { client_flag: 'show_onboarding' } }));
      expect(own).toMatchObject({
        display_name: 'Anna Anew',
        phone_nr: '+37200000000',
        status_emoji: '☕',
        status_message: 'away',
        sleep_interval: 0,
        client_settings: '{"theme":"dark"}',
        mk_push_new_message: 'first',
        mk_email_interval: 'daily',
        client_flags: ['emoticons_old'],
      });
      const seen = contactOf(await bert.call('eventGetContact', { args: { contact_id: id('anna') } }));
      expect(seen).toMatchObject({ status_message: 'away' });
      for (const name of ['client_settings', 'client_flags', 'mk_email_interval'])
        expect(seen).not.toHaveProperty(name);
    });
  });

  it('refuse what is too long or no option', async () => {
    await onTypedScene(async ({ anna }) => {
      const wrong: [string, Json][] = [
        ['account:set_name', { name: 'x'.repeat(129) }],
        ['account:set_name', { name: ' ' }],
        ['account:set_phone', { phone_nr: '1'.repeat(17) }],
        ['account:change_settings', { client_settings: 'no json' }],
        ['account:set_mk_push_new_message', { mk_push_new_message: 'never' }],
        ['account:set_email_interval', { mk_email_interval: 'weekly' }],
        ['account:set_device_token', { mk_device_type: 'desktop', device_token: 'x' }],
        ['account:add_flag', { client_flag: 'x'.repeat(1025) }],
        ['account:update_status_message', { status_message: 'x'.repeat(1025) }],
      ];
      const { body } = await storeAll(
        anna,
        wrong.map(([name, params]) => event(name, params)),
      );
      expect(recordsIn(body.requests).map(({ status_code }) => status_code)).toEqual(wrong.map(() => 400));
      expect(contactOf(await anna.call('eventGetContact', { args: { contact_id: id('anna') } }))).toMatchObject({
        display_name: 'anna',
      });
    });
  });

  it('change the password, which ends the other sessions', async () => {
    await onTypedScene(async ({ anna }, url) => {
      const other = await signIn(url, { email: 'anna@example.org', password: 'pw' });
      const change = (old_password: string) =>
        anna.call('eventChangePassword', { args: { password: 'new one', old_password } });
      expect(requestIn(await change('wrong'))).toEqual(failed(431, 'invalid_password'));
      await other.call('account/sync');
      expect(requestIn(await change('pw'))).toMatchObject({ status_code: 200, identifier: { account_id: id('anna') } });
      await expect(other.call('account/sync')).rejects.toThrow('401');
      await signIn(url, { email: 'anna@example.org', password: 'new one' });
    });
  });
});
