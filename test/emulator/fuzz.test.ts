// Requests that no client would send: each is answered with a documented status and a JSON error, and the next one as if nothing had
// been. FUZZ_REQUESTS says how many, SEED which.
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { methodNames, methodOf } from '../../src/fleep/methods/index.js';
import { chooseSeed, type Random, randomFrom } from '../support/random.js';
import { control, email, headerOf, id, onScene, PEOPLE, type Scene } from './scene.js';
import { asRecord, type Client, type Json, signIn } from './walk.js';

const REQUESTS = Number(process.env.FUZZ_REQUESTS ?? 1000);
/** fleep-wire.md 1.4; 413 is what a body too large gets, 302 what a browser without a session gets. */
const DOCUMENTED = [200, 201, 302, 400, 401, 403, 404, 405, 409, 413, 416, 429, 430, 431, 507];
const VERBS = ['POST', 'POST', 'POST', 'POST', 'GET', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'];

const deep = (levels: number): unknown => (levels === 0 ? 1 : [deep(levels - 1)]);
const WRONG: readonly ((random: Random) => unknown)[] = [
  () => null,
  () => true,
  () => -1,
  () => 0,
  () => 1e308,
  () => 2 ** 53,
  () => 1.5,
  () => '',
  () => 'x'.repeat(5000),
  () => '\u0000\ud800\u202e<msg>&',
  () => '../../etc/passwd',
  () => "'; DROP TABLE messages; --",
  () => id('nobody'),
  () => [],
  () => [null, 1, {}, ['x']],
  () => ({}),
  () => ({ __proto__: 1, constructor: 'x', toString: 1 }),
  () => deep(200),
  (random) => PEOPLE.map((name) => (random.chance(0.5) ? id(name) : 7)),
];

interface Shot {
  readonly verb: string;
  readonly path: string;
  readonly body: Buffer | undefined;
}

function shoot(random: Random, conversation: string, ticket: string): Shot {
  const method = methodOf(random.pick(methodNames));
  const ids = [conversation, id('nobody'), 'x', '%00', '..%2f..', 'a'.repeat(2000), ''];
  const base = method.path.startsWith('/') ? method.path : `/api/${method.path}`;
  const path = `${base}${method.id === undefined ? '' : `/${random.pick(ids)}`}${random.chance(0.1) ? `?ticket=${ticket}` : ''}`;
  const verb = random.pick(VERBS);
  const hasBody = verb !== 'GET' && verb !== 'HEAD';
  return {
    verb,
    path,
    body: hasBody ? bodyOf(random, Object.keys(method.inputs ?? {}), conversation, ticket) : undefined,
  };
}

function bodyOf(random: Random, names: readonly string[], conversation: string, ticket: string): Buffer {
  const kind = random.whole(1, 20);
  if (kind === 1) return Buffer.from([0xff, 0xfe, 0x7b, 0x22, 0xc3, 0x28]);
  if (kind === 2) return Buffer.from(`{"ticket":"${ticket}",${'['.repeat(20_000)}`);
  if (kind === 3) return Buffer.from(JSON.stringify(random.pick(WRONG)(random)));
  if (kind === 4) return Buffer.from('{"a":1,}');
  const fields: Json = random.chance(0.95) ? { ticket } : {};
  for (const name of names) if (random.chance(0.7)) fields[name] = random.pick(WRONG)(random);
  if (names.includes('conversation_id') && random.chance(0.5)) fields.conversation_id = conversation;
  if (names.includes('stream'))
    fields.stream = random.chance(0.5) ? [random.pick(WRONG)(random), { mk_event_type: 'x' }] : 1;
  // A poll that waits is not what is looked for here.
  return Buffer.from(JSON.stringify({ ...fields, wait: false }));
}

async function fire(
  url: string,
  cookie: string,
  { verb, path, body }: Shot,
): Promise<{ status: number; text: string }> {
  const headers = { 'content-type': 'application/json', cookie };
  const init = {
    method: verb,
    headers,
    redirect: 'manual' as const,
    ...(body === undefined ? {} : { body: new Uint8Array(body) }),
  };
  const answer = await fetch(url + path, init);
  return { status: answer.status, text: await answer.text() };
}

function check(shot: Shot, { status, text }: { status: number; text: string }): void {
  const what = `${shot.verb} ${shot.path.slice(0, 120)} ${shot.body?.toString('latin1').slice(0, 300) ?? ''} → ${text.slice(0, 200)}`;
  expect(DOCUMENTED, what).toContain(status);
  const isBare = shot.verb === 'HEAD' || status < 400 || status === 416;
  if (!isBare)
    expect(JSON.parse(text), what).toEqual({ error_id: expect.any(String), error_message: expect.any(String) });
}

/** What a request that is not even HTTP gets: the connection ends. */
function sendBytes(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.end(bytes));
    let heard = '';
    socket.on('data', (chunk) => {
      heard += chunk.toString('latin1');
    });
    socket.on('close', () => resolve(heard));
    socket.on('error', reject);
  });
}

/** As the first who still can: requests log people out, and may change passwords or close accounts. */
async function signInAgain({ url }: Scene): Promise<Client> {
  for (const name of ['bert', 'carl', 'dora']) {
    const client = await signIn(url, { email: email(name), password: 'pw' });
    if (client.cookie !== '') return client;
  }
  newcomers += 1;
  const login = { email: email(`newcomer${newcomers}`), password: 'pw' };
  await control(url, 'accounts', { ...login, display_name: 'Newcomer' });
  return signIn(url, login);
}

let newcomers = 0;

/** Somebody who signs in and looks after it all: the server is still the server. */
async function expectWell({ anna }: Scene, conversation: string): Promise<void> {
  const { header } = await anna.call(`conversation/sync/${conversation}`, { mk_direction: 'ic_header' });
  expect(asRecord(header).conversation_id).toBe(conversation);
}

describe('hostile requests', () => {
  it('are answered with what is documented, one after the other', async () => {
    const seed = chooseSeed();
    const random = randomFrom(seed);
    await onScene(async (scene) => {
      const made = await scene.anna.call('conversation/create', {
        topic: 't',
        emails: 'carl@example.org',
        message: 'm',
      });
      const conversation = String(headerOf(made).conversation_id);
      let shooter: Client = scene.bert;
      for (let request = 0; request < REQUESTS; request += 1) {
        // Anna does not take part, so that she can see whether the server is well.
        const shot = shoot(random, conversation, shooter.ticket);
        try {
          const answer = await fire(scene.url, shooter.cookie, shot);
          check(shot, answer);
          if (answer.status === 401) shooter = await signInAgain(scene);
        } catch (cause) {
          throw new Error(`SEED=${seed}, request ${request}: ${shot.verb} ${shot.path.slice(0, 200)}`, { cause });
        }
        if (request % 100 === 0) await expectWell(scene, conversation);
      }
      await expectWell(scene, conversation);
    });
  });

  it('that are nested to any depth are refused', async () => {
    await onScene(async ({ url, anna }) => {
      const nested = `${'['.repeat(300_000)}${']'.repeat(300_000)}`;
      const event = `{"client_req_id":${nested},"mk_event_type":"urn:fleep:client:account:add_flag"}`;
      const bodies: [string, string][] = [
        ['api/event/store', `{"ticket":"${anna.ticket}","stream":[${event}]}`],
        ['_emulator/faults', `{"schedule":{"rules":[{"kind":"status","status":200,"json":${nested}}]}}`],
        ['api/account/login', `{"email":${nested}}`],
      ];
      for (const [path, body] of bodies) {
        const answer = await fetch(`${url}/${path}`, { method: 'POST', body, headers: { cookie: anna.cookie } });
        expect([path, answer.status]).toEqual([path, 400]);
      }
    });
  });

  it('whose target is no address are refused', async () => {
    await onScene(async ({ url }) => {
      const get = (target: string) => sendBytes(url, `GET ${target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
      expect(await get('http://a:99999/')).toMatch(/^HTTP\/1\.1 400.*"error_id":"bad_request"/s);
      expect(await get('http://elsewhere/globals/auth')).toMatch(/^HTTP\/1\.1 401/);
    });
  });

  it('that are no HTTP end their connection and nothing else', async () => {
    await onScene(async (scene) => {
      expect(await sendBytes(scene.url, '\u0000\u0001\u0002 nonsense\r\n\r\n')).toMatch(/^HTTP\/1\.1 400/);
      expect(
        await sendBytes(scene.url, 'POST /api/account/poll HTTP/1.1\r\nhost: x\r\ncontent-length: 99\r\n\r\n{'),
      ).toBeDefined();
      const made = await scene.anna.call('conversation/create', { topic: 't' });
      await expectWell(scene, String(headerOf(made).conversation_id));
    });
  });
});
