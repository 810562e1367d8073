// What goes wrong on purpose (docs/emulator.md, faults): what each kind does to an answer and to the world, and which requests it hits.
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { control } from './controlling.js';
import { headerOf, horizonOf, numbersOf, ofType, onScene, pollFrom, type Scene } from './scene.js';
import { asRecord, type Client, type Json, post, recordsIn } from './walk.js';

const plan = (url: string, rules: Json[], seed?: number) =>
  control(url, 'POST faults', { schedule: { ...(seed === undefined ? {} : { seed }), rules } });

const report = async (url: string): Promise<Json[]> => recordsIn((await control(url, 'GET faults')).body.rules);

/** A call as it is, whatever its status. */
const raw = (url: string, { cookie, ticket }: Client, method: string, body: Json = {}): Promise<Response> =>
  post(url, method, { ...body, ticket, api_version: 2 }, { cookie });

async function begin(scene: Scene): Promise<string> {
  return String(headerOf(await scene.anna.call('conversation/create', { topic: 't' })).conversation_id);
}

const messagesOf = async (client: Client, talk: string) =>
  numbersOf(await client.call(`conversation/sync/${talk}`, { from_message_nr: 0 }));

/** Which of so many requests a schedule hits, by their number from 1. */
async function struckOf(url: string, client: Client, count: number): Promise<number[]> {
  const struck: number[] = [];
  for (let number = 1; number <= count; number += 1) {
    if ((await raw(url, client, 'account/sync')).status !== 200) struck.push(number);
  }
  return struck;
}

describe('a planned status', () => {
  it('comes with JSON, HTML and Retry-After, and keeps the call from happening', async () => {
    await onScene(async (scene) => {
      const { anna, url } = scene;
      const talk = await begin(scene);
      await plan(url, [
        { call: 'message/send', nth: 1, kind: 'status', status: 503, html: '<h1>Down</h1>', retry_after_s: 7 },
        { call: 'message/send', nth: 2, kind: 'status', status: 429, json: { error_id: 'busy', error_message: 'x' } },
        { call: 'message/send', nth: 3, kind: 'status', status: 500 },
      ]);
      const send = () => raw(url, anna, `message/send/${talk}`, { message: 'hi' });
      const html = await send();
      expect([html.status, html.headers.get('retry-after'), await html.text()]).toEqual([503, '7', '<h1>Down</h1>']);
      expect(html.headers.get('content-type')).toContain('text/html');
      const json = await send();
      expect([json.status, json.headers.get('retry-after'), await json.json()]).toEqual([
        429,
        null,
        { error_id: 'busy', error_message: 'x' },
      ]);
      expect(await (await send()).json()).toMatchObject({ error_id: 'fault' });
      expect(await messagesOf(anna, talk)).toEqual([1]);
      expect((await send()).status).toBe(200);
      expect(await messagesOf(anna, talk)).toEqual([1, 2]);
    });
  });

  it('may come after the call has happened', async () => {
    await onScene(async (scene) => {
      const { anna, url } = scene;
      const talk = await begin(scene);
      await plan(url, [{ call: 'message/send', kind: 'status', status: 502, after: true, times: 1 }]);
      expect((await raw(url, anna, `message/send/${talk}`, { message: 'hi' })).status).toBe(502);
      expect(await messagesOf(anna, talk)).toEqual([1, 2]);
    });
  });
});

describe('a planned end of the connection', () => {
  it('comes before the call happens, or after', async () => {
    await onScene(async (scene) => {
      const { anna, url } = scene;
      const talk = await begin(scene);
      await plan(url, [
        { call: 'message/send', nth: 1, kind: 'drop' },
        { call: 'message/send', nth: 2, kind: 'drop', after: true },
      ]);
      const send = () => raw(url, anna, `message/send/${talk}`, { message: 'hi' });
      await expect(send()).rejects.toThrow('fetch failed');
      expect(await messagesOf(anna, talk)).toEqual([1]);
      await expect(send()).rejects.toThrow('fetch failed');
      expect(await messagesOf(anna, talk)).toEqual([1, 2]);
    });
  });

  it('comes in the middle of a body, after as many bytes as it says', async () => {
    await onScene(async ({ anna, url }) => {
      await plan(url, [{ call: 'account/sync', kind: 'drop', bytes: 20 }]);
      const broken = await raw(url, anna, 'account/sync');
      expect(broken.status).toBe(200);
      expect(Number(broken.headers.get('content-length'))).toBeGreaterThan(20);
      await expect(broken.text()).rejects.toThrow();
      expect((await onWire(url, anna, 'account/sync')).length).toBe(20);
    });
  });
});

/** The body of an answer, as far as it came. */
function onWire(url: string, { cookie, ticket }: Client, method: string): Promise<string> {
  const body = JSON.stringify({ ticket, api_version: 2 });
  const head = `POST /api/${method} HTTP/1.1\r\nhost: x\r\ncookie: ${cookie}\r\ncontent-length: ${body.length}\r\n\r\n`;
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(head + body));
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(text.slice(text.indexOf('\r\n\r\n') + 4)));
  });
}

describe('a truncated answer', () => {
  it('is complete, and too short', async () => {
    await onScene(async (scene) => {
      const { anna, url } = scene;
      const talk = await begin(scene);
      const upload = await fetch(`${url}/api/file/upload?ticket=${anna.ticket}`, {
        method: 'PUT',
        headers: { cookie: anna.cookie, 'content-disposition': 'attachment; filename="long.txt"' },
        body: 'x'.repeat(100_000),
      });
      const [uploaded] = recordsIn(asRecord(await upload.json()).files);
      const sent = await anna.call(`message/send/${talk}`, { message: 'x', attachments: [uploaded?.upload_url] });
      const [file] = ofType(sent, 'file');
      await plan(url, [{ call: 'file', kind: 'truncate', bytes: 1234, times: 1 }]);
      const fetchFile = async () => (await anna.get(String(file?.file_url))).arrayBuffer();
      expect((await fetchFile()).byteLength).toBe(1234);
      expect((await fetchFile()).byteLength).toBe(100_000);
    });
  });
});

describe('a planned delay', () => {
  it('holds the request back, then lets it happen; another fault may follow it', async () => {
    await onScene(async ({ anna, url }) => {
      await plan(url, [
        { call: 'account/sync', nth: 1, kind: 'delay', delay_ms: 150 },
        { call: 'account/sync', nth: 2, kind: 'status', status: 500, delay_ms: 150 },
      ]);
      for (const status of [200, 500]) {
        const start = performance.now();
        expect((await raw(url, anna, 'account/sync')).status).toBe(status);
        expect(performance.now() - start).toBeGreaterThan(140);
      }
    });
  });
});

describe('the planned end of a session', () => {
  it('is a 401 for that session, its waiting poll included, and for no other', async () => {
    await onScene(async ({ anna, bert, url }) => {
      const event_horizon = await horizonOf(anna);
      const waiting = raw(url, anna, 'account/poll', { event_horizon, wait: true });
      await plan(url, [{ call: 'contact/sync/all', kind: 'end_session' }]);
      expect((await raw(url, anna, 'contact/sync/all')).status).toBe(401);
      expect((await waiting).status).toBe(401);
      await plan(url, []);
      expect((await raw(url, anna, 'account/sync')).status).toBe(401);
      expect((await raw(url, bert, 'account/sync')).status).toBe(200);
    });
  });
});

describe('a planned resync', () => {
  it('is the answer 0, after which a poll brings everything again', async () => {
    await onScene(async (scene) => {
      const { anna, url } = scene;
      const talk = await begin(scene);
      await plan(url, [{ call: 'account/poll', nth: 1, kind: 'resync' }]);
      expect(await pollFrom(anna, await horizonOf(anna))).toEqual({ event_horizon: 0, stream: [] });
      const again = await pollFrom(anna, 0);
      expect(recordsIn(again.stream)).toContainEqual(
        expect.objectContaining({ mk_rec_type: 'conv', conversation_id: talk }),
      );
    });
  });
});

describe('which requests are hit', () => {
  it('those whose number among the requests that fit is named, or every so many of them', async () => {
    await onScene(async ({ anna, url }) => {
      const rule = { call: 'account/sync', kind: 'status', status: 500 };
      await plan(url, [{ ...rule, nth: [2, 5] }]);
      expect(await struckOf(url, anna, 6)).toEqual([2, 5]);
      await plan(url, [{ ...rule, every: 3, times: 2 }]);
      expect(await struckOf(url, anna, 10)).toEqual([3, 6]);
      expect(await report(url)).toEqual([{ ...rule, every: 3, times: 2, count: 10, hits: 2 }]);
    });
  });

  it('some by chance, and with the same seed the same ones', async () => {
    await onScene(async ({ anna, bert, url }) => {
      const rules = [{ call: 'account/sync', probability: 0.3, kind: 'status', status: 500 }];
      await plan(url, rules, 7);
      const first = await struckOf(url, anna, 40);
      expect(first.length).toBeGreaterThan(3);
      expect(first.length).toBeLessThan(25);
      await plan(url, rules, 7);
      await raw(url, bert, 'contact/sync/all');
      expect(await struckOf(url, anna, 40)).toEqual(first);
      await plan(url, rules, 8);
      expect(await struckOf(url, anna, 40)).not.toEqual(first);
    });
  });

  it('by the name of the call, by the beginning of the path, or all; the first rule that strikes decides', async () => {
    await onScene(async (scene) => {
      const { anna, url } = scene;
      const talk = await begin(scene);
      await plan(url, [
        { path: `/api/conversation/sync/${talk}`, kind: 'status', status: 501 },
        { call: 'conversation/sync', kind: 'status', status: 502 },
        { nth: 3, kind: 'status', status: 503 },
      ]);
      const statuses = [];
      for (const method of [`conversation/sync/${talk}`, 'conversation/sync/other', 'account/sync', 'account/sync']) {
        statuses.push((await raw(url, anna, method)).status);
      }
      expect(statuses).toEqual([501, 502, 503, 200]);
      expect((await report(url)).map(({ count, hits }) => [count, hits])).toEqual([
        [1, 1],
        [2, 1],
        [4, 1],
      ]);
      expect((await control(url, 'GET requests')).status).toBe(200);
    });
  });
});

describe('a schedule', () => {
  it('that is none is refused, and the earlier one stays', async () => {
    await onScene(async ({ anna, url }) => {
      await plan(url, [{ call: 'account/sync', kind: 'status', status: 500 }]);
      const bad: Json[] = [
        { kind: 'flood' },
        { kind: 'status' },
        { kind: 'status', status: 99 },
        { kind: 'status', status: '500 or so' },
        { kind: 'drop', nth: 0 },
        { kind: 'drop', nth: [1.5] },
        { kind: 'drop', nth: 1, every: 2 },
        { kind: 'drop', bytes: -1 },
        { kind: 'delay', delay_ms: -5 },
        { kind: 'drop', method: 'account/sync' },
      ];
      for (const rule of bad) expect([rule, (await plan(url, [rule])).status]).toEqual([rule, 400]);
      expect((await control(url, 'POST faults', { schedule: { rules: {} } })).status).toBe(400);
      expect((await raw(url, anna, 'account/sync')).status).toBe(500);
      expect(await control(url, 'POST faults', {})).toEqual({ status: 200, body: { rules: [] } });
      expect((await raw(url, anna, 'account/sync')).status).toBe(200);
    });
  });
});
