// Sign-in, errors, transport, lists and polls of the practice server.
import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { syntheticWorld } from '../../src/emulator/index.js';
import { message, plain, secret, smallWorld, withWorld } from './small-world.js';
import { credentials, type Json, listConversations, post, recordsIn, signIn } from './walk.js';

async function statusOf(response: Response | Promise<Response>): Promise<[number, unknown]> {
  const answer = await response;
  const body: unknown = await answer.json();
  return [answer.status, body];
}

const failure = { error_id: expect.any(String), error_message: expect.any(String) };

describe('signing in', () => {
  it('gives a ticket, the owner record and a cookie', async () => {
    await withWorld(async (url) => {
      const response = await post(url, 'account/login/', { ...credentials, remember_me: true });
      expect(response.headers.get('set-cookie')).toMatch(/^token_id=[0-9a-f-]{36};.*Max-Age/);
      expect(await response.json()).toMatchObject({
        ticket: expect.stringMatching(/^[0-9a-f]{20}$/),
        display_name: 'Archivist',
        profiles: [{ mk_rec_type: 'contact' }],
      });
    });
  });

  it('refuses a wrong password or e-mail with 431', async () => {
    await withWorld(async (url) => {
      for (const wrong of [{ password: 'wrong' }, { email: 'nobody@example.org' }]) {
        const answer = await statusOf(post(url, 'account/login', { ...credentials, ...wrong }));
        expect(answer).toEqual([431, { ...failure, error_message: 'Incorrect email or password' }]);
      }
    });
  });

  it('needs both halves on a call, and the cookie alone on a file', async () => {
    await withWorld(async (url) => {
      const { cookie, ticket } = await signIn(url);
      const other = await signIn(url);
      const call = (body: Json, headers: Record<string, string>) => statusOf(post(url, 'account/sync', body, headers));
      expect((await call({ ticket }, { cookie }))[0]).toBe(200);
      expect(await call({ ticket }, {})).toEqual([401, failure]);
      expect(await call({}, { cookie })).toEqual([401, failure]);
      expect(await call({ ticket: other.ticket }, { cookie })).toEqual([401, failure]);
      expect(await call({ ticket }, { cookie: cookie.replace(/.$/, 'x') })).toEqual([401, failure]);
      expect((await fetch(`${url}/file/c/6/a/two.txt`)).status).toBe(401);
      expect((await fetch(`${url}/file/c/6/a/two.txt`, { headers: { cookie } })).status).toBe(200);
    });
  });

  it('ends with logout', async () => {
    await withWorld(async (url) => {
      const client = await signIn(url);
      expect(await client.call('account/logout')).toEqual({});
      await expect(client.call('account/sync')).rejects.toThrow('401');
    });
  });

  it('rotates ticket and cookie, and drops old ones', async () => {
    await withWorld(
      async (url) => {
        const { cookie, ticket } = await signIn(url);
        let current = { cookie, ticket };
        for (let calls = 0; calls < 60; calls += 1) {
          const response = await post(url, 'account/sync', { ticket: current.ticket }, { cookie: current.cookie });
          expect(response.status).toBe(200);
          const fresh: Json = JSON.parse(await response.text());
          const token = /token_id=[^;]+/.exec(response.headers.get('set-cookie') ?? '')?.[0];
          if (token) current = { cookie: token, ticket: String(fresh.ticket) };
        }
        expect(current.ticket).not.toBe(ticket);
        expect((await post(url, 'account/sync', { ticket }, { cookie })).status).toBe(401);
      },
      { rotateTickets: true },
    );
  });

  it.each(['account/logout', 'account/close'])(
    'gives nothing new with %s when it is time to rotate',
    async (method) => {
      await withWorld(
        async (url) => {
          const { cookie, ticket, call } = await signIn(url);
          for (let calls = 1; calls < 10; calls += 1) await call('account/sync');
          const response = await post(url, method, { ticket, password: credentials.password }, { cookie });
          expect([response.status, await response.json(), response.headers.get('set-cookie')]).toEqual([200, {}, null]);
          expect((await post(url, 'account/sync', { ticket }, { cookie })).status).toBe(401);
        },
        { rotateTickets: true },
      );
    },
  );
});

describe('errors', () => {
  it.each<[number, string, Json]>([
    [404, 'conversation/nothing', {}],
    [404, 'message/shout/x', {}],
    [430, `conversation/sync/${secret}`, {}],
    [430, 'conversation/sync_backward/none', {}],
    [400, `conversation/sync/${plain}`, { mk_direction: 'toString' }],
    [400, `conversation/sync/${plain}`, { from_message_nr: 'x' }],
    [400, `conversation/sync/${plain}`, { from_message_nr: 1.5 }],
    [400, `conversation/sync_backward/${plain}`, { from_message_nr: 20.5 }],
    [400, 'conversation/list', { sync_horizon: 0.5 }],
    [400, 'account/poll', { event_horizon: -0.5 }],
    [400, 'account/sync_pinboard', {}],
    [430, 'contact/sync', { contact_id: 'none' }],
  ])('%i for %s %j', async (status, method, body) => {
    await withWorld(async (url) => {
      const { cookie, ticket } = await signIn(url);
      expect(await statusOf(post(url, method, { ...body, ticket }, { cookie }))).toEqual([status, failure]);
    });
  });

  it('405 for GET, 400 for a body that is no JSON object, 404 for a file without content', async () => {
    await withWorld(async (url) => {
      const client = await signIn(url);
      const raw = (body: string) => fetch(`${url}/api/account/sync`, { method: 'POST', body });
      expect(await statusOf(client.get('/api/account/sync'))).toEqual([405, failure]);
      expect(await statusOf(raw('{'))).toEqual([400, failure]);
      expect(await statusOf(raw('[]'))).toEqual([400, failure]);
      expect(await statusOf(client.get('/file/c/20/a/bulk-0'))).toEqual([404, failure]);
      expect((await client.get(`/api/classificators?ticket=${client.ticket}`)).status).toBe(200);
    });
  });

  it('413 for a body above 2 MB', async () => {
    await withWorld(async (url) => {
      const status = await new Promise((resolve, reject) => {
        const sending = request(`${url}/api/account/login`, { method: 'POST' }, (response) => {
          response.resume();
          resolve(response.statusCode);
        });
        sending.on('error', reject);
        sending.end(Buffer.alloc(2_200_000, 0x20));
      });
      expect(status).toBe(413);
    });
  });
});

it('takes null for absent, a slash at the end and unknown arguments, and counts calls', async () => {
  await withWorld(async (url, requests) => {
    const client = await signIn(url);
    const nulls = { mk_direction: null, from_message_nr: null, api_version: 2, unheard_of: true };
    expect(await client.call(`conversation/sync/${plain}/`, nulls)).toMatchObject({ header: { is_init: true } });
    await client.get('/file/c/6/a/two.txt');
    expect(Object.fromEntries(requests)).toEqual({ 'account/login': 1, 'conversation/sync': 1, file: 1 });
  });
});

it('zips large answers when asked to', async () => {
  await withWorld(async (url) => {
    const { cookie, ticket } = await signIn(url);
    const ask = (method: string, encoding: string) =>
      post(url, method, { ticket }, { cookie, 'accept-encoding': encoding });
    expect((await ask(`conversation/sync/${plain}`, 'gzip')).headers.get('content-encoding')).toBe('gzip');
    expect((await ask(`conversation/sync/${plain}`, 'identity')).headers.get('content-encoding')).toBeNull();
    expect((await ask('account/sync', 'gzip')).headers.get('content-encoding')).toBeNull();
    expect(await (await ask('account/sync', 'gzip')).json()).toMatchObject({ email: credentials.email });
  });
});

describe('conversation/list', () => {
  it('repeats an entry between pages, names all, and ends empty', async () => {
    await withWorld(
      async (url) => {
        const client = await signIn(url);
        const first = await client.call('conversation/list', { sync_horizon: 0 });
        const second = await client.call('conversation/list', { sync_horizon: first.sync_horizon });
        const ids = (page: Json) => recordsIn(page.conversations).map((record) => record.conversation_id);
        expect(ids(second)[0]).toBe(ids(first).at(-1));
        expect(await listConversations(client)).toHaveProperty('size', 70);
      },
      { world: syntheticWorld({ messages: 700, conversations: 70, seed: 3 }) },
    );
  });
});

describe('account/poll', () => {
  it('pages the initial sync by negative horizons, then is idle', async () => {
    await withWorld(
      async (url) => {
        const client = await signIn(url);
        const poll = (event_horizon: unknown) => client.call('account/poll', { event_horizon, wait: false });
        const pages = [await poll(0)];
        while (Number(pages.at(-1)?.event_horizon) < 0) pages.push(await poll(pages.at(-1)?.event_horizon));
        const records = pages.flatMap((page) => recordsIn(page.stream));
        const ofType = (type: string) => records.filter((record) => record.mk_rec_type === type);
        expect(pages.map((page) => Math.sign(Number(page.event_horizon)))).toEqual([-1, -1, 1]);
        expect(pages.at(-1)?.sync_progress).toBe(1);
        expect(new Set(ofType('conv').map((record) => record.conversation_id)).size).toBe(70);
        expect(ofType('message')).toHaveLength(70);
        const horizon = (await client.call('account/sync')).event_horizon;
        expect(pages.at(-1)?.event_horizon).toBe(horizon);
        expect(await poll(horizon)).toMatchObject({ event_horizon: horizon, stream: [], limit_time: 0 });
      },
      { world: syntheticWorld({ messages: 700, conversations: 70, seed: 3 }) },
    );
  });

  it('brings what only a poll brings, and leaves hidden conversations out when told to', async () => {
    await withWorld(async (url) => {
      const client = await signIn(url);
      const all = await client.call('account/poll', { event_horizon: 0, wait: false });
      const types = new Set(recordsIn(all.stream).map((record) => record.mk_rec_type));
      expect([...types].sort()).toEqual(['contact', 'conv', 'file', 'label', 'message', 'reminder', 'section', 'team']);
      const count = (answer: Json) => recordsIn(answer.stream).filter((record) => record.mk_rec_type === 'conv').length;
      const visible = await client.call('account/poll', { wait: false, poll_flags: ['skip_hidden'] });
      expect([count(all), count(visible)]).toEqual([4, 3]);
    });
  });

  it('asks for a resync when the horizon belongs to another world', async () => {
    const horizonOf = (records: Json[]) =>
      withWorld(async (url) => (await (await signIn(url)).call('account/sync')).event_horizon, { records });
    const before = await horizonOf(smallWorld);
    expect(await horizonOf([...smallWorld])).toBe(before);
    const records = [...smallWorld, message(plain, 46)];
    const answer = await withWorld(
      async (url) => (await signIn(url)).call('account/poll', { event_horizon: before, wait: false }),
      { records },
    );
    expect(answer).toMatchObject({ event_horizon: 0, stream: [] });
  });

  it('holds a waiting poll for the poll time', async () => {
    await withWorld(
      async (url) => {
        const client = await signIn(url);
        const { event_horizon } = await client.call('account/sync');
        expect(await client.call('account/poll', { event_horizon })).toMatchObject({ event_horizon, stream: [] });
      },
      { pollTimeoutMs: 20 },
    );
  });

  it('ends a held poll when the server closes', async () => {
    let held: Promise<unknown> | undefined;
    await withWorld(async (url, requests) => {
      const client = await signIn(url);
      const { event_horizon } = await client.call('account/sync');
      held = client.call('account/poll', { event_horizon }).catch((error: unknown) => error);
      while (!requests.has('account/poll')) await client.call('account/sync');
    });
    expect(await held).toBeDefined();
  });
});
