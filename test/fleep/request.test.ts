// Requests as they go over the wire, for every way in which the table says a method is called, and what comes back of them.
import { expect, test } from 'vitest';
import { FleepClient, ReadingClient } from '../../src/fleep/client.js';
import type { ConversationId, OrganisationId } from '../../src/fleep/ids.js';
import { methodNames, methodOf, type ReadMethodName } from '../../src/fleep/methods/index.js';
import { fakeClock } from '../support/fake-clock.js';
import { type RawServer, rawServer } from './raw-server.js';

const conversation = 'c' as ConversationId;

/** A client that has signed in at a server that answers every other call with `reply`. */
async function clientOf(server: RawServer): Promise<FleepClient> {
  const client = new FleepClient({ server: server.url, email: 'e', password: 'secret', clock: fakeClock() });
  await client.signIn();
  return client;
}

test('an argument that is null is left out', async () => {
  await using server = await rawServer();
  await using client = await clientOf(server);
  const answer = await client.call('synchronizeStateForConversation', {
    id: conversation,
    args: { from_message_nr: null, mk_direction: 'ic_end' },
  });
  expect(answer.args).toEqual({ mk_direction: 'ic_end' });
  expect(server.last().json()).toEqual({ mk_direction: 'ic_end', api_version: 2, ticket: 't' });
});

test('a GET carries its ticket in the query', async () => {
  await using server = await rawServer();
  await using client = await clientOf(server);
  await client.call('getSmtpList');
  await client.call('checkSession');
  expect(server.asked.slice(1).map(({ method, path }) => `${method} ${path}`)).toEqual([
    'GET /api/account/mail/list?ticket=t',
    'GET /globals/auth?ticket=t',
  ]);
  expect(server.last().headers.cookie).toBe('token_id=s');
});

test('one file is PUT as it is, with its name and its type', async () => {
  await using server = await rawServer({ reply: '{"files":[{"file_id":"f","size":3}]}' });
  await using client = await clientOf(server);
  const bytes = Buffer.from([0, 255, 10]);
  const answer = await client.call('uploadFile', { files: [{ name: 'a "b".txt', type: 'text/plain', bytes }] });
  expect(answer.body.files).toEqual([{ file_id: 'f', size: 3 }]);
  const asked = server.last();
  expect(`${asked.method} ${asked.path}`).toBe('PUT /api/file/upload?ticket=t');
  expect(asked.bytes).toEqual(bytes);
  expect(asked.headers).toMatchObject({
    cookie: 'token_id=s',
    'content-type': 'text/plain',
    'content-disposition': 'attachment; filename="a \\"b\\".txt"',
  });
});

test('a name beyond ASCII goes in the form of RFC 6266', async () => {
  await using server = await rawServer();
  await using client = await clientOf(server);
  await client.call('uploadFile', { files: [{ name: 'õun.txt', bytes: Buffer.from('x') }] });
  expect(server.last().headers['content-disposition']).toBe(
    `attachment; filename="_un.txt"; filename*=UTF-8''%C3%B5un.txt`,
  );
});

test('several files go as one form', async () => {
  await using server = await rawServer();
  await using client = await clientOf(server);
  const file = (name: string) => ({ name, bytes: Buffer.from(`content of ${name}`) });
  await client.call('uploadOrganisationAvatar', { id: 'o' as OrganisationId, files: [file('a.png'), file('b.png')] });
  const asked = server.last();
  expect(`${asked.method} ${asked.path}`).toBe('POST /api/business/avatar/upload/o?ticket=t');
  expect(asked.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
  const text = asked.bytes.toString();
  for (const name of ['a.png', 'b.png']) {
    expect(text).toContain(`name="files"; filename="${name}"`);
    expect(text).toContain(`content of ${name}`);
  }
});

test('an event goes to event/store with an id of its own, the same when it is sent again', async () => {
  await using server = await rawServer({ statuses: [503, 200] });
  await using client = await clientOf(server);
  await client.call('eventSetDone', { args: { conversation_id: conversation, message_nr: 4 } });
  const [first, second] = server.asked.slice(1).map((asked) => asked.json());
  expect(first).toMatchObject({
    stream: [
      {
        mk_event_type: 'urn:fleep:client:message:set_done',
        client_req_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        params: { conversation_id: 'c', message_nr: 4 },
      },
    ],
  });
  expect(second).toEqual(first);
});

test('what changes something is not sent again when nobody knows whether it was done', async () => {
  await using server = await rawServer({ statuses: [503, 200] });
  await using client = await clientOf(server);
  const sending = client.call('sendMessage', { id: conversation, args: { message: 'once' } });
  await expect(sending).rejects.toMatchObject({ kind: 'busy' });
  expect(server.asked).toHaveLength(2);
});

test('a public method takes no session along', async () => {
  await using server = await rawServer();
  await using client = await clientOf(server);
  await client.call('webhookEvent', { id: 'KEY', args: { message: 'hookMessage' } });
  expect(server.last()).toMatchObject({ method: 'POST', path: '/hook/KEY' });
  expect(server.last().json()).toEqual({ message: 'hookMessage' });
  expect(server.last().headers.cookie).toBeUndefined();
});

test('fields that the table names have their type or are absent, null is an empty list; others are as they came', async () => {
  const reply = '{"sync_horizon":"12","conversations":[{"topic":1},7],"odd":{"kept":[true]}}';
  await using server = await rawServer({ reply });
  await using client = await clientOf(server);
  const { body, bytes } = await client.call('getAllConversation');
  expect(body).toEqual({ sync_horizon: 12, conversations: [{ topic: 1 }], odd: { kept: [true] } });
  expect(bytes.toString()).toBe(reply);
  await using other = await rawServer({ reply: '{"sync_horizon":{},"conversations":{}}' });
  await using second = await clientOf(other);
  expect((await second.call('getAllConversation')).body).toEqual({});
  await using empty = await rawServer({ reply: '{"sync_horizon":null,"conversations":null}' });
  await using third = await clientOf(empty);
  expect((await third.call('getAllConversation')).body).toEqual({ conversations: [] });
});

test('a reading client sends no method but the reads of the table, whoever asks', async () => {
  await using server = await rawServer();
  await using client = new ReadingClient({ server: server.url, email: 'e', password: 'p', clock: fakeClock() });
  const others = methodNames.filter((name) => methodOf(name).safety !== 'read');
  expect(others.length).toBeGreaterThan(100);
  for (const name of others)
    await expect(client.call(name as ReadMethodName, { id: 'c', args: {} } as never)).rejects.toThrow(name);
  expect(server.asked).toEqual([]);
});
