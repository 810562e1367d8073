// The client against a real HTTP server that answers as each test says.
import { setTimeout as delay } from 'node:timers/promises';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { findGapCause } from '../../src/crawl/gaps.js';
import { FleepClient } from '../../src/fleep/client.js';
import { FleepError } from '../../src/fleep/errors.js';
import type { ConversationId } from '../../src/fleep/ids.js';
import { fakeClock } from '../support/fake-clock.js';
import { newGate } from '../support/gate.js';
import { type Script, scriptedServer, sendJson } from '../support/scripted-server.js';

const LIMITS = { maxBodyBytes: 100_000, headersTimeoutMs: 2000, bodyTimeoutMs: 2000, leastBodyBytes: 0 };

/** A client of a server that signs in as `s1`, `s2` … and leaves all other calls to `script`. */
async function signedIn(script: Script) {
  let logins = 0;
  const server = await scriptedServer((asked, response, earlier) => {
    if (asked.path !== '/api/account/login') return script(asked, response, earlier);
    logins += 1;
    const headers = { 'set-cookie': `token_id=s${logins}; Path=/; HttpOnly` };
    return sendJson(response, { account_id: 'a', ticket: `t${logins}` }, { headers });
  });
  const clock = fakeClock();
  const client = new FleepClient({ server: server.url, email: 'e', password: 'secret', limits: LIMITS, clock });
  await client.signIn();
  return {
    client,
    server,
    clock,
    logins: () => logins,
    async [Symbol.asyncDispose]() {
      await client.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

test('cookie, ticket and api_version go with every call; what answers is handed out as it came', async () => {
  const body = '{"stream" : [ {"n":1.0} ]}';
  await using fleep = await signedIn((_asked, response) => void response.end(body));
  const answer = await fleep.client.call('synchronizeStateForConversation', {
    id: 'c/1' as ConversationId,
    args: { from_message_nr: 3 },
  });
  expect(answer.bytes.toString()).toBe(body);
  expect(answer.call).toBe('conversation/sync/c%2F1');
  const asked = fleep.server.asked.at(-1);
  expect(asked).toMatchObject({
    method: 'POST',
    path: '/api/conversation/sync/c%2F1',
    headers: { cookie: 'token_id=s1', 'content-type': 'application/json' },
    body: { from_message_nr: 3, api_version: 2, ticket: 't1' },
  });
});

test('a new cookie and a new ticket of any answer are used from then on', async () => {
  await using fleep = await signedIn((_asked, response) =>
    sendJson(response, { ticket: 'rotated' }, { headers: { 'set-cookie': 'token_id=fresh; Path=/' } }),
  );
  await fleep.client.call('synchronizeOwnTeams');
  await fleep.client.call('synchronizeOwnTeams');
  expect(fleep.server.asked.at(-1)).toMatchObject({
    headers: { cookie: 'token_id=fresh' },
    body: { ticket: 'rotated' },
  });
});

test('when the session is gone, twenty calls at once cost one new login', async () => {
  await using fleep = await signedIn((asked, response) =>
    sendJson(response, {}, { status: asked.body.ticket === 't1' ? 401 : 200 }),
  );
  await Promise.all(Array.from({ length: 20 }, () => fleep.client.call('synchronizeOwnTeams')));
  expect(fleep.logins()).toBe(2);
});

test('a refusal that arrives after another call has signed in anew costs no further login', async () => {
  const late = newGate();
  await using fleep = await signedIn(async (asked, response) => {
    if (asked.body.ticket !== 't1') return sendJson(response, {});
    if (asked.path === '/api/alias/sync') await late.opened;
    sendJson(response, {}, { status: 401 });
  });
  const slow = fleep.client.call('synchronizeEmailAlias');
  await fleep.client.call('synchronizeOwnTeams');
  late.open();
  await slow;
  expect(fleep.logins()).toBe(2);
});

/** A service where every answer brings a new ticket, and where the first session has ended when `ended` says so. */
const rotating =
  (ended: () => boolean, waiting: Promise<void>): Script =>
  async (asked, response, earlier) => {
    if (asked.path === '/api/alias/sync' && earlier.length === 0) await waiting;
    if (asked.headers.cookie === 'token_id=s1' && ended()) return sendJson(response, {}, { status: 401 });
    sendJson(response, { ticket: `rotated${earlier.length}` });
  };

test('a session that ends while its ticket is replaced is signed in anew, once', async () => {
  const late = newGate();
  let hasEnded = false;
  await using fleep = await signedIn(rotating(() => hasEnded, late.opened));
  const slow = fleep.client.call('synchronizeEmailAlias');
  await fleep.client.call('synchronizeOwnTeams');
  hasEnded = true;
  late.open();
  await slow;
  await Promise.all(Array.from({ length: 20 }, () => fleep.client.call('synchronizeOwnTeams')));
  expect(fleep.logins()).toBe(2);
});

test('a ticket that another answer has replaced meanwhile costs no login', async () => {
  const late = newGate();
  await using fleep = await signedIn(async (asked, response, earlier) => {
    if (asked.path !== '/api/alias/sync') return sendJson(response, { ticket: 'rotated' });
    if (earlier.length === 0) await late.opened;
    sendJson(response, {}, { status: asked.body.ticket === 'rotated' ? 200 : 401 });
  });
  const slow = fleep.client.call('synchronizeEmailAlias');
  await fleep.client.call('synchronizeOwnTeams');
  late.open();
  await slow;
  expect(fleep.logins()).toBe(1);
});

test('a session that ends right after the login is an end, not a storm', async () => {
  await using fleep = await signedIn((_asked, response) => sendJson(response, {}, { status: 401 }));
  await expect(fleep.client.call('synchronizeOwnTeams')).rejects.toMatchObject({ exitCode: 5 });
  expect(fleep.logins()).toBe(2);
});

test('a refused login says so, without the password', async () => {
  await using server = await scriptedServer((_asked, response) =>
    sendJson(response, { error_id: 'x', error_message: 'Incorrect email or password' }, { status: 431 }),
  );
  await using client = new FleepClient({ server: server.url, email: 'who@example.org', password: 'secret' });
  const failure = await client.signIn().catch((error: unknown) => error);
  expect(failure).toMatchObject({ exitCode: 5, message: expect.stringContaining('Incorrect email or password') });
  expect(String(failure)).not.toContain('secret');
  expect(server.asked).toHaveLength(1);
});

test('the login is handed out without e-mail and password among its arguments', async () => {
  await using server = await scriptedServer((_asked, response) => sendJson(response, { account_id: 'a', ticket: 't' }));
  await using client = new FleepClient({ server: server.url, email: 'e', password: 'secret' });
  expect(JSON.stringify((await client.signIn()).args)).toBe('{"remember_me":true}');
});

test('430 and 431 are answers: asked once, with the words of the service', async () => {
  await using fleep = await signedIn((_asked, response) =>
    sendJson(response, { error_id: 'bl', error_message: 'Member has left' }, { status: 431 }),
  );
  const call = fleep.client.call('synchronizeOwnTeams');
  await expect(call).rejects.toMatchObject({ kind: 'refused', status: 431, errorId: 'bl' });
  await expect(call).rejects.toThrow('Member has left');
  expect(fleep.server.asked).toHaveLength(2);
});

test('a POST is tried again, after the Retry-After of the answer', async () => {
  await using fleep = await signedIn((_asked, response, earlier) =>
    sendJson(response, {}, earlier.length === 0 ? { status: 503, headers: { 'retry-after': '40' } } : {}),
  );
  await fleep.client.call('synchronizeOwnTeams');
  expect(fleep.clock.sleeps).toEqual([40_000]);
});

test('a redirect is refused, and nobody follows it', async () => {
  await using fleep = await signedIn((_asked, response) =>
    sendJson(response, {}, { status: 302, headers: { location: '/elsewhere' } }),
  );
  await expect(fleep.client.call('synchronizeOwnTeams')).rejects.toMatchObject({ kind: 'redirect' });
  expect(fleep.server.asked.map(({ path }) => path)).not.toContain('/elsewhere');
});

const bad: readonly (readonly [string, Script])[] = [
  ['larger than allowed', (_asked, response) => void response.end(`{"a":"${'x'.repeat(200_000)}"}`)],
  [
    'larger than allowed once unpacked',
    (_asked, response) => {
      response.setHeader('content-encoding', 'gzip');
      response.end(gzipSync(`{"a":"${'x'.repeat(20_000_000)}"}`));
    },
  ],
  [
    'bad gzip',
    (_asked, response) => {
      response.setHeader('content-encoding', 'gzip');
      response.end('{}');
    },
  ],
  ['HTML', (_asked, response) => void response.end('<html><body>Welcome</body></html>')],
  ['empty', (_asked, response) => void response.end()],
  ['cut off', (_asked, response) => void response.end('{"stream":[{"a":1}')],
  ['a list', (_asked, response) => void response.end('[]')],
  ['not UTF-8', (_asked, response) => void response.end(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]))],
];

test.each(bad)('a body that is %s is asked for three times and then given up', async (_name, script) => {
  await using fleep = await signedIn(script);
  const failure = await fleep.client.call('synchronizeOwnTeams').catch((error: unknown) => error);
  expect(failure).toMatchObject({ kind: 'body' });
  expect(findGapCause(failure)).toBe('fetch failed');
  expect(fleep.server.asked).toHaveLength(1 + 3);
});

const TELLING = '{"stream":[1,2,3],"ticket":"a new one"}';
const packings: readonly (readonly [string, string, Buffer, string])[] = [
  ['gzip that breaks off', 'gzip', gzipSync(TELLING).subarray(0, -9), '{"stream":[1,2,3],"ticket":"'],
  ['gzip that is damaged', 'gzip', gzipSync(TELLING).fill(0xff, 20, 24), ''],
  ['no gzip', 'gzip', Buffer.from(TELLING), ''],
  ['larger than allowed', 'gzip', gzipSync(`${TELLING}${' '.repeat(200_000)}`), ''],
  ['brotli', 'br', brotliCompressSync(TELLING), ''],
];

test.each(packings)('of a body that is %s nothing is kept that is packed', async (_name, encoding, body, kept) => {
  await using fleep = await signedIn((_asked, response) => {
    response.setHeader('content-encoding', encoding);
    response.end(body);
  });
  const failure = await fleep.client.call('synchronizeOwnTeams').catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(FleepError);
  const { kind, bytes = Buffer.alloc(0) } = failure as FleepError;
  expect([kind, bytes.toString().slice(0, kept.length), bytes.includes('a new one')]).toEqual(['body', kept, false]);
  expect(bytes.length > 0).toBe(kept !== '');
});

test('a connection that breaks in mid-body is a matter of the network: the whole answer is asked for again', async () => {
  await using fleep = await signedIn((_asked, response, earlier) => {
    if (earlier.length > 1) return sendJson(response, { whole: true });
    response.writeHead(200, { 'content-length': 100 });
    response.write('{"whole":');
    response.destroy();
  });
  expect((await fleep.client.call('synchronizeOwnTeams')).body).toEqual({ whole: true });
  expect(fleep.server.asked).toHaveLength(1 + 3);
});

test('a body that drips is given up and asked for again', async () => {
  let asked = 0;
  await using server = await scriptedServer(async (_asked, response) => {
    asked += 1;
    if (asked > 1) return void response.end('{"stream":[]}');
    for (let sent = 0; sent < 100 && !response.destroyed; sent += 1) {
      response.write(' ');
      await delay(20);
    }
    response.end('{}');
  });
  const limits = { ...LIMITS, bodyTimeoutMs: 200, leastBodyBytes: 1000 };
  await using client = new FleepClient({
    server: server.url,
    email: 'e',
    password: 'p',
    limits,
    clock: fakeClock(),
  });
  const answer = await client.call('synchronizeOwnTeams');
  expect(answer.body).toEqual({ stream: [] });
  expect(asked).toBe(2);
});

test('a long poll waits for its turn among the requests of a second, and keeps none of the others from starting', async () => {
  await using server = await scriptedServer((asked, response) =>
    asked.path === '/api/account/login'
      ? sendJson(response, { account_id: 'a', ticket: 't' }, { headers: { 'set-cookie': 'token_id=s;' } })
      : sendJson(response, { event_horizon: 7, stream: [] }),
  );
  const clock = fakeClock();
  await using client = new FleepClient({
    server: server.url,
    email: 'e',
    password: 'secret',
    clock,
    connections: 1,
    perSecond: 2,
  });
  await client.signIn();
  for (const wait of [true, true, false, true])
    await client.call('storingConnectionInformation', { args: { event_horizon: 7, wait } });
  expect(clock.sleeps).toEqual([500, 500, 500, 500]);
});
