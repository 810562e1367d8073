// Hooks of conversations on the practice server: what comes in, what goes out, and who knows of them (fleep-wire.md 4.7, 9.20).
import { createServer, type Server } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { FleepClient } from '../../src/fleep/client.js';
import type { ConversationId } from '../../src/fleep/ids.js';
import { earOf, fetchAs, onlyOf } from './hearing.js';
import { accountId, conversationIdIn, email, id, onTypedScene } from './scene.js';
import { asRecord, type Json, recordsIn } from './walk.js';

async function begin(client: FleepClient, ...others: readonly ('bert' | 'carl')[]): Promise<ConversationId> {
  const args = { topic: 'hooks', emails: others.map(email).join(',') };
  return conversationIdIn(await client.call('createConversation', { args }));
}

async function createHook(client: FleepClient, conversation: ConversationId, more: Json = {}) {
  const args = { mk_hook_type: 'plain', hook_name: 'door', ...more };
  const { body } = await client.call('createConversationWebhook', { id: conversation, args });
  const hook = onlyOf(body.stream, 'hook');
  return { body, hook, key: String(hook.hook_key) };
}

const hooksOf = async (client: FleepClient, conversation: ConversationId): Promise<Json[]> =>
  recordsIn((await client.call('getConversationWebhook', { id: conversation })).body.hooks);

const postJson = (url: string, body: Json) =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

const messagesFrom = async (client: FleepClient, conversation: ConversationId, from: number): Promise<Json[]> => {
  const args = { from_message_nr: from };
  const { body } = await client.call('synchronizeStateForConversation', { id: conversation, args });
  return recordsIn(body.stream).filter((record) => record.mk_rec_type === 'message');
};

describe('conversation/create_hook', () => {
  it('tells everybody of a hook, and its owner alone of its key and address', async () => {
    await onTypedScene(async ({ anna, bert }, url) => {
      const conversation = await begin(anna, 'bert');
      const ear = await earOf(bert);
      const { body, hook } = await createHook(anna, conversation);
      expect(hook).toEqual({
        mk_rec_type: 'hook',
        conversation_id: conversation,
        account_id: accountId('anna'),
        hook_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        hook_key: expect.stringMatching(/^[\w-]{22}$/),
        hook_name: 'door',
        hook_url: `${url}/hook/${hook.hook_key}`,
        mk_hook_type: 'plain',
        is_active: true,
        avatar_urls: expect.stringMatching(/^\{"size_50":"\/avatar\/hook\/.*thumb50\.png","size_100":.*\}$/),
        outgoing_url: '',
        outgoing_disabled: false,
        outgoing_disable_reason: null,
      });
      expect(asRecord(body.hook_info).hook_url).toBe(hook.hook_url);
      expect(onlyOf(body.stream, 'message')).toMatchObject({
        message_nr: 2,
        mk_message_type: 'hook',
        message: JSON.stringify({ hook_name: 'door', hook_key: hook.hook_key }),
      });
      const { hook_key: _key, hook_url: _url, ...open } = hook;
      expect(await ear.until({ mk_rec_type: 'hook' })).toEqual(open);
      expect(await hooksOf(bert, conversation)).toEqual([open]);
      expect(await hooksOf(anna, conversation)).toEqual([hook]);
      const avatar = asRecord(JSON.parse(String(hook.avatar_urls)));
      expect((await fetchAs(bert, url, avatar.size_50)).headers.get('content-type')).toBe('image/png');
    });
  });

  it('knows its types, and takes members only', async () => {
    await onTypedScene(async ({ anna, carl }) => {
      const conversation = await begin(anna);
      const types = `bitbucket confluence github gitlab ifttt import jira newrelic pivotaltracker plain sameroom slack trello zapier`;
      for (const mk_hook_type of types.split(' ')) await createHook(anna, conversation, { mk_hook_type });
      expect((await hooksOf(anna, conversation)).map((hook) => hook.mk_hook_type)).toEqual(types.split(' '));
      await expect(createHook(anna, conversation, { mk_hook_type: 'other' })).rejects.toMatchObject({ status: 400 });
      await expect(createHook(carl, conversation)).rejects.toMatchObject({ status: 430 });
    });
  });
});

describe('conversation/configure_hook and drop_hook', () => {
  it('rename a hook and end it; it stays in the list', async () => {
    await onTypedScene(async ({ anna, bert }) => {
      const conversation = await begin(anna, 'bert');
      const { hook, key } = await createHook(anna, conversation);
      const ear = await earOf(bert);
      const args = { hook_key: key, hook_name: 'gate' };
      const { body } = await anna.call('configureConversationWebhook', { id: conversation, args });
      expect(onlyOf(body.stream, 'hook')).toEqual({ ...hook, hook_name: 'gate' });
      expect(await ear.until({ mk_rec_type: 'hook' })).toMatchObject({ hook_name: 'gate', is_active: true });
      await expect(bert.call('configureConversationWebhook', { id: conversation, args })).rejects.toMatchObject({
        status: 430,
      });
      await anna.call('removeConversationWebhook', { id: conversation, args: { hook_key: key } });
      expect(await ear.until({ mk_rec_type: 'message' })).toMatchObject({
        mk_message_type: 'unhook',
        message: JSON.stringify({ hook_name: 'gate', hook_key: key }),
      });
      expect(await hooksOf(anna, conversation)).toEqual([{ ...hook, hook_name: 'gate', is_active: false }]);
      await expect(
        anna.call('removeConversationWebhook', { id: conversation, args: { hook_key: key } }),
      ).rejects.toMatchObject({ status: 430 });
    });
  });
});

describe('POST /hook/KEY', () => {
  it('takes a message as JSON and as a form', async () => {
    await onTypedScene(async ({ anna, bert }) => {
      const conversation = await begin(anna, 'bert');
      const { hook, key } = await createHook(anna, conversation);
      const address = String(hook.hook_url);
      const ear = await earOf(bert);
      expect((await postJson(address, { message: 'hookMessage' })).status).toBe(200);
      const form = new URLSearchParams({ message: 'form & message' });
      expect((await fetch(address, { method: 'POST', body: form })).status).toBe(200);
      expect(await ear.until({ mk_rec_type: 'message' })).toMatchObject({
        account_id: accountId('anna'),
        profile_id: accountId('bert'),
        hook_key: key,
        inbox_nr: 1,
        is_new_sheet: false,
        message: '<msg><p>hookMessage</p></msg>',
        message_nr: 3,
        prev_message_nr: 2,
        mk_message_type: 'text',
        tags: [],
      });
      expect(await ear.until({ mk_rec_type: 'message' })).toMatchObject({
        message: '<msg><p>form &amp; message</p></msg>',
        message_nr: 4,
      });
    });
  });

  it('takes imported messages with their times and senders, and each message_key once', async () => {
    await onTypedScene(async ({ anna }) => {
      const conversation = await begin(anna);
      const { hook } = await createHook(anna, conversation, { mk_hook_type: 'import' });
      const messages = [
        { message_key: null, message: 'one', posted_time: 1_500_000_000, sender_name: 'test' },
        { message_key: 'key', message: 'two', posted_time: 1_336_824_732, sender_name: 'raul' },
      ];
      await postJson(String(hook.hook_url), { messages, is_read: true });
      const [one, two] = await messagesFrom(anna, conversation, 2);
      expect(one).toMatchObject({ message_nr: 3, sender_name: 'test', posted_time: 1_500_000_000 });
      expect(two).toMatchObject({ message_nr: 4, sender_name: 'raul', posted_time: 1_336_824_732, inbox_nr: 2 });
      expect(Object.keys(one ?? {})).not.toContain('is_new_sheet');
      const state = await anna.call('synchronizeStateForConversation', { id: conversation, args: {} });
      expect(asRecord(state.body.header)).toMatchObject({ read_message_nr: 4, unread_count: 0 });
      await postJson(String(hook.hook_url), { messages: [{ message_key: 'key', message: 'two' }] });
      expect(await messagesFrom(anna, conversation, 4)).toEqual([]);
      await postJson(String(hook.hook_url), { messages: [{ message_key: 'key', message: 'changed' }] });
      expect(await messagesFrom(anna, conversation, 4)).toMatchObject([
        { message_nr: 4, flow_message_nr: 5, message: '<msg><p>changed</p></msg>', posted_time: 1_336_824_732 },
      ]);
    });
  });

  it('refuses what is no delivery, hooks that are unknown or dropped, and those whose owner has left', async () => {
    await onTypedScene(async ({ anna, bert }, url) => {
      const conversation = await begin(anna, 'bert');
      const { hook, key } = await createHook(anna, conversation);
      const address = String(hook.hook_url);
      for (const body of [
        {},
        { message: 7 },
        { messages: [] },
        { messages: ['x'] },
        { messages: [{ message: 'a' }, {}] },
      ]) {
        expect((await postJson(address, body)).status).toBe(400);
      }
      expect((await fetch(address)).status).toBe(405);
      expect((await postJson(`${url}/hook/unknown`, { message: 'x' })).status).toBe(404);
      await anna.call('removeConversationWebhook', { id: conversation, args: { hook_key: key } });
      const gone = await postJson(address, { message: 'x' });
      expect([gone.status, asRecord(await gone.json()).error_id]).toEqual([410, 'hook_dropped']);
      const other = await createHook(bert, conversation);
      await bert.call('leaveConversation', { id: conversation });
      expect((await postJson(String(other.hook.hook_url), { message: 'x' })).status).toBe(431);
      const written = (await messagesFrom(anna, conversation, 2)).filter(
        (message) => message.mk_message_type === 'text',
      );
      expect(written).toEqual([]);
    });
  });

  it('shows key and address of a hook of the world to an owner who signs in here alone', async () => {
    const conversation_id = id('talk') as ConversationId;
    const hook = (account_id: string, hook_key: string) => ({
      mk_rec_type: 'hook',
      conversation_id,
      account_id,
      hook_key,
      hook_url: `https://fleep.io/hook/${hook_key}`,
      hook_name: 'door',
      is_active: true,
    });
    const [known, unknown] = [hook(id('anna'), 'known'), hook(id('nobody here'), 'unknown')];
    const { hook_key: _key, hook_url: _url, ...open } = known;
    await onTypedScene(
      async ({ anna, bert }) => {
        expect(await hooksOf(anna, conversation_id)).toEqual([known, unknown]);
        expect(await hooksOf(bert, conversation_id)).toEqual([open, unknown]);
      },
      [{ mk_rec_type: 'conv', conversation_id, members: [id('anna'), id('bert')] }, known, unknown],
    );
  });

  it('finds hooks that came with the world, and leaves them as they are', async () => {
    const conversation_id = '10000000-0000-4000-8000-0000000000aa';
    const hook = { mk_rec_type: 'hook', conversation_id, hook_key: 'stated', hook_url: 'https://fleep.io/hook/stated' };
    const world = [
      { mk_rec_type: 'conv', conversation_id, members: [id('anna'), id('bert')] },
      { ...hook, account_id: id('anna'), mk_hook_type: 'plain', is_active: true },
    ];
    await onTypedScene(async ({ anna, bert }, url) => {
      const ear = await earOf(bert);
      expect((await postJson(`${url}/hook/stated`, { message: 'in' })).status).toBe(200);
      expect(await ear.until({ mk_rec_type: 'message' })).toMatchObject({ hook_key: 'stated', account_id: id('anna') });
      expect(await hooksOf(anna, conversation_id as ConversationId)).toMatchObject([hook]);
    }, world);
  });
});

interface Listener {
  readonly url: string;
  readonly bodies: Json[];
  readonly server: Server;
}

/** An address on this machine that keeps what it is sent. */
async function listen(status = 200): Promise<Listener> {
  const bodies: Json[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      text += chunk;
    });
    request.on('end', () => {
      bodies.push(asRecord(JSON.parse(text)));
      response.statusCode = status;
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/in`, bodies, server };
}

async function received({ bodies }: Listener, count: number): Promise<Json[]> {
  for (let tries = 0; bodies.length < count && tries < 500; tries += 1)
    await new Promise((next) => setTimeout(next, 10));
  return bodies;
}

describe('outgoing hooks', () => {
  it('send each message that somebody writes, in order, with conversation, author and a way to answer', async () => {
    const listener = await listen();
    try {
      await onTypedScene(async ({ anna, bert }) => {
        const conversation = await begin(anna, 'bert');
        const { hook, key } = await createHook(anna, conversation, { outgoing_url: listener.url });
        for (const message of ['one', 'two']) await bert.call('sendMessage', { id: conversation, args: { message } });
        const [one, two] = await received(listener, 2);
        expect(recordsIn(one?.messages)).toMatchObject([
          {
            mk_rec_type: 'message',
            message: '<msg><p>one</p></msg>',
            account_id: accountId('bert'),
            profile_id: accountId('anna'),
            attachments: [],
            is_edit: false,
            revision_message_nr: null,
            subject: null,
          },
        ]);
        expect(recordsIn(one?.conversations)).toMatchObject([
          { conversation_id: conversation, topic: 'hooks', labels: null },
        ]);
        expect(recordsIn(one?.contacts)).toMatchObject([{ account_id: accountId('bert'), email: email('bert') }]);
        expect(one?.reply_url).toBe(hook.hook_url);
        expect(recordsIn(two?.messages)).toMatchObject([{ message: '<msg><p>two</p></msg>' }]);
        await postJson(String(one?.reply_url), { message: 'answer' });
        const args = { message: 'changed', message_nr: Number(recordsIn(two?.messages)[0]?.message_nr) };
        await bert.call('editConversationMessage', { id: conversation, args });
        const [, , third] = await received(listener, 3);
        // The answer came through the hook itself, so it does not go out again; the edit does, and says that it is one.
        expect(recordsIn(third?.messages)).toMatchObject([
          { message: '<msg><p>changed</p></msg>', is_edit: true, revision_message_nr: expect.any(Number) },
        ]);
        expect(key).not.toBe('');
      });
    } finally {
      listener.server.close();
    }
  });

  it('are turned off with a reason when nobody takes it, and tried again when they are configured', async () => {
    const broken = await listen(500);
    try {
      await onTypedScene(async ({ anna, bert }) => {
        const conversation = await begin(anna, 'bert');
        const { key } = await createHook(anna, conversation, { outgoing_url: broken.url });
        const ear = await earOf(bert);
        await bert.call('sendMessage', { id: conversation, args: { message: 'one' } });
        expect(await ear.until({ mk_rec_type: 'hook' })).toMatchObject({
          outgoing_disabled: true,
          outgoing_disable_reason: 'The address answers with status 500.',
        });
        expect(broken.bodies.length).toBe(3);
        await bert.call('sendMessage', { id: conversation, args: { message: 'two' } });
        const args = { hook_key: key, outgoing_disabled: false };
        const { body } = await anna.call('configureConversationWebhook', { id: conversation, args });
        expect(onlyOf(body.stream, 'hook')).toMatchObject({ outgoing_disabled: false, outgoing_disable_reason: null });
        expect(broken.bodies.length).toBe(3);
      });
    } finally {
      broken.server.close();
    }
  });

  it('never reach beyond this machine', async () => {
    await onTypedScene(async ({ anna }) => {
      const conversation = await begin(anna);
      await expect(createHook(anna, conversation, { outgoing_url: 'file:///etc' })).rejects.toMatchObject({
        status: 400,
      });
      await createHook(anna, conversation, { outgoing_url: 'http://192.0.2.1/in' });
      const ear = await earOf(anna);
      await anna.call('sendMessage', { id: conversation, args: { message: 'one' } });
      expect(await ear.until({ mk_rec_type: 'hook' })).toMatchObject({
        outgoing_disabled: true,
        outgoing_disable_reason: 'The practice server sends to this machine only.',
      });
    });
  });
});
