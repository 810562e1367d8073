// A client that is given a session of an earlier run, and what errors say of sessions, against a real HTTP server.
import { open } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { FleepClient } from '../../src/fleep/client.js';
import { downloadFile } from '../../src/fleep/download.js';
import type { SessionPair } from '../../src/fleep/session.js';
import { fakeClock } from '../support/fake-clock.js';
import { temporaryFolder } from '../support/folder.js';
import { type Script, scriptedServer, sendJson } from '../support/scripted-server.js';

const PAIR: SessionPair = { token: 'kept-token', ticket: 'kept-ticket' };

/** A client with the kept session; `replaced` are the pairs that it was told to keep, `settled` how often it was waited for. */
async function withKeptSession(script: Script) {
  const server = await scriptedServer(script);
  const replaced: SessionPair[] = [];
  const seen = { settled: 0 };
  const kept = {
    pair: PAIR,
    replace: (pair: SessionPair) => void replaced.push(pair),
    [Symbol.asyncDispose]: async () => {
      seen.settled += 1;
    },
  };
  const client = new FleepClient({ server: server.url, email: 'who@example.org', kept, clock: fakeClock() });
  return {
    client,
    server,
    replaced,
    seen,
    async [Symbol.asyncDispose]() {
      await client.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

test('a kept session goes with the first call, and nobody logs in', async () => {
  await using fleep = await withKeptSession((_asked, response) => sendJson(response, {}));
  await fleep.client.call('synchronizeOwnTeams');
  expect(fleep.server.asked).toMatchObject([
    { path: '/api/account/sync_teams', headers: { cookie: 'token_id=kept-token' }, body: { ticket: 'kept-ticket' } },
  ]);
  expect(fleep.replaced).toEqual([]);
});

test('signing in with a kept session asks the service whose it is', async () => {
  await using fleep = await withKeptSession((_asked, response) => sendJson(response, { account_id: 'a' }));
  expect((await fleep.client.signIn()).body.account_id).toBe('a');
  expect(fleep.server.asked.map(({ path }) => path)).toEqual(['/api/account/sync']);
});

test('a kept session that has ended ends the run with 5, whose sentence names login and no secret', async () => {
  await using fleep = await withKeptSession((_asked, response) => sendJson(response, {}, { status: 401 }));
  const failures = await Promise.all(
    Array.from({ length: 5 }, () => fleep.client.call('synchronizeOwnTeams').catch((error: unknown) => error)),
  );
  for (const failure of failures) {
    expect(failure).toMatchObject({ exitCode: 5, message: expect.stringMatching(/who@example\.org.*login/) });
    expect(String(failure)).not.toContain('kept-');
  }
  expect(fleep.server.asked.map(({ path }) => path)).toEqual(Array(5).fill('/api/account/sync_teams'));
});

test('a replaced half is told of together with the other one, once; closing waits for the keeper', async () => {
  await using fleep = await withKeptSession((_asked, response, earlier) =>
    sendJson(
      response,
      { ticket: 'ticket-2' },
      { headers: earlier[0] ? { 'set-cookie': 'token_id=token-2; Path=/' } : {} },
    ),
  );
  for (let call = 0; call < 3; call += 1) await fleep.client.call('synchronizeOwnTeams');
  expect(fleep.replaced).toEqual([
    { token: 'kept-token', ticket: 'ticket-2' },
    { token: 'token-2', ticket: 'ticket-2' },
  ]);
  await fleep.client.close();
  expect(fleep.seen.settled).toBe(1);
});

test('a login that names no account is no login', async () => {
  await using server = await scriptedServer((_asked, response) => sendJson(response, { ticket: 't' }));
  await using client = new FleepClient({ server: server.url, email: 'e', password: 'secret' });
  await expect(client.signIn()).rejects.toMatchObject({ kind: 'body' });
});

test('the cookie of a refused download is not taken over', async () => {
  await using fleep = await withKeptSession((_asked, response) =>
    sendJson(response, {}, { status: 404, headers: { 'set-cookie': 'token_id=worthless; Path=/' } }),
  );
  await using folder = await temporaryFolder();
  await using target = await open(folder.at('file'), 'w');
  await expect(downloadFile(fleep.client, { url: '/file/x' }, target)).rejects.toMatchObject({ kind: 'refused' });
  expect(fleep.client.session.pair).toEqual(PAIR);
});

test('no error has the ticket of a query in it', async () => {
  await using fleep = await withKeptSession((_asked, response) => void response.destroy());
  const failure = await fleep.client.call('checkSession').catch((error: unknown) => error);
  expect(fleep.server.asked.at(-1)?.path).toBe('/globals/auth?ticket=kept-ticket');
  expect(failure).toMatchObject({ kind: 'network', call: '/globals/auth' });
  expect(String(failure)).not.toContain('kept-ticket');
});

test.each([
  ['ticket', 'kept-ticket'],
  ['token', 'kept-token'],
])('a %s that the service repeats in its refusal is not in the error', async (_name, secret) => {
  await using fleep = await withKeptSession((_asked, response) =>
    sendJson(response, { error_id: secret, error_message: `${secret} is not good` }, { status: 431 }),
  );
  const failure = await fleep.client.call('synchronizeOwnTeams').catch((error: unknown) => error);
  expect(failure).toMatchObject({ kind: 'refused', errorId: '…', message: expect.stringContaining('… is not good') });
});

test.each([
  ['as it is', (password: string) => password],
  ['inside JSON', (password: string) => JSON.stringify({ password })],
  ['in an address', (password: string) => `?password=${encodeURIComponent(password)}`],
])('neither is a password %s', async (_name, form) => {
  const password = 'a "secret" & more';
  await using server = await scriptedServer((_asked, response) =>
    sendJson(response, { error_message: `wrong: ${form(password)}` }, { status: 431 }),
  );
  await using client = new FleepClient({ server: server.url, email: 'e', password });
  const failure = await client.signIn().catch((error: unknown) => error);
  expect(String(failure)).toContain('wrong: ');
  expect(String(failure)).not.toMatch(/secret|more/);
});
