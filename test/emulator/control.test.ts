// What the practice server can be told from outside of the service (docs/emulator.md): accounts, mails, time, and what it has counted.

import { describe, expect, it } from 'vitest';
import { emulatorCommand } from '../../src/commands/emulator.js';
import { control, mailsTo } from './controlling.js';
import { email, headerOf, id, ofType, onScene } from './scene.js';
import { withWorld } from './small-world.js';
import { asRecord, type Json, post, recordsIn, signIn } from './walk.js';

describe('the paths of control', () => {
  it('are not there in a server that is started without them', async () => {
    await withWorld(
      async (url) => {
        for (const name of ['GET world', 'GET outbox', 'GET requests', 'POST clock', 'POST accounts', 'POST faults']) {
          expect(await control(url, name, name.startsWith('POST') ? {} : undefined)).toMatchObject({
            status: 404,
            body: { error_id: 'not_found' },
          });
        }
      },
      { control: false },
    );
  });

  it('and the time that a poll waits are options of the command', async () => {
    const ending = new AbortController();
    const options = { synthetic: 'messages=5,conversations=1', control: false, pollTimeout: 1, signal: ending.signal };
    let running: Promise<void> | undefined;
    try {
      const printed = await new Promise<string>((write) => {
        running = emulatorCommand(options, { write });
      });
      const url = String(asRecord(JSON.parse(printed)).url);
      expect((await control(url, 'GET world')).status).toBe(404);
      const client = await signIn(url);
      const { event_horizon } = await client.call('account/sync');
      const start = performance.now();
      expect((await client.call('account/poll', { event_horizon, wait: true })).stream).toEqual([]);
      expect(performance.now() - start).toBeGreaterThan(900);
    } finally {
      ending.abort();
      await running;
    }
  });

  it('make accounts that can sign in at once, and no second one for an address', async () => {
    await onScene(async ({ anna, url }) => {
      const made = await anna.call('conversation/create', { topic: 't', emails: 'eve@example.org' });
      const members = headerOf(made).members;
      const known = (Array.isArray(members) ? members : []).find((one) => one !== id('anna'));
      const eve = { email: 'Eve@example.org', password: 'secret', display_name: 'Eve' };
      const { status, body } = await control(url, 'POST accounts', eve);
      expect([status, body]).toEqual([
        200,
        expect.objectContaining({
          mk_rec_type: 'contact',
          account_id: known,
          display_name: 'Eve',
          mk_account_status: 'active',
        }),
      ]);
      const client = await signIn(url, { email: 'eve@example.org', password: 'secret' });
      expect(await client.call('account/sync')).toMatchObject({ account_id: body.account_id, display_name: 'Eve' });
      expect((await control(url, 'POST accounts', eve)).status).toBe(431);
    });
  });

  it('take one verb each, and say what they cannot take', async () => {
    await withWorld(async (url) => {
      const cases: [string, Json | undefined, number][] = [
        ['GET nothing', undefined, 404],
        ['POST world', {}, 405],
        ['GET accounts', undefined, 405],
        ['POST accounts', { email: 'x@example.org' }, 400],
        ['POST accounts', { email: 'no address', password: 'x' }, 400],
        ['POST accounts', { email: 'x@example.org', password: '' }, 400],
        ['POST clock', {}, 400],
        ['POST clock', { now: 1, advance_s: 1 }, 400],
        ['POST clock', { now: 'soon' }, 400],
        ['POST clock', { now: 1.5 }, 400],
        ['POST clock', { now: 1e300 }, 400],
        ['POST clock', { advance_s: -1e12 }, 400],
        ['POST faults', { schedule: [] }, 400],
      ];
      for (const [name, body, status] of cases)
        expect([name, (await control(url, name, body)).status]).toEqual([name, status]);
    });
  });

  it('count requests by call, and not themselves', async () => {
    await onScene(async ({ anna, url }) => {
      const counts = async () => asRecord((await control(url, 'GET requests')).body.requests);
      const before = await counts();
      expect(before['account/login']).toBe(4);
      await anna.call('account/sync');
      await anna.get('/file/nowhere');
      const after = await counts();
      expect(after).toEqual({ ...before, 'account/sync': 1, file: 1 });
    });
  });

  it('set the time of everything that has one', async () => {
    await onScene(async ({ anna, url }) => {
      expect((await control(url, 'POST clock', { now: 2_000_000_000 })).body).toEqual({ now: 2_000_000_000 });
      const made = await anna.call('conversation/create', { topic: 't' });
      expect(Number(ofType(made, 'message')[0]?.posted_time)).toBeGreaterThanOrEqual(2_000_000_000);
      const { now } = (await control(url, 'POST clock', { advance_s: 3600 })).body;
      expect(Number(now)).toBeGreaterThanOrEqual(2_000_003_600);
      expect(Number((await control(url, 'GET clock')).body.now)).toBeGreaterThanOrEqual(Number(now));
    });
  });

  it('show the mails of one address or of one kind', async () => {
    await onScene(async ({ url }) => {
      await post(url, 'account/register/v2', { email: 'eve@example.org' });
      await post(url, 'account/reset_password', { email: email('anna') });
      const kinds = async (query: string) =>
        recordsIn((await control(url, `GET outbox${query}`)).body.mails).map(({ kind }) => kind);
      expect(await kinds('')).toEqual(['registration', 'password_reset']);
      expect(await kinds('?kind=registration')).toEqual(['registration']);
      expect(await kinds(`?to=${email('anna')}`)).toEqual(['password_reset']);
      const [mail] = await mailsTo(url, 'eve@example.org');
      expect(Object.keys(mail ?? {})).not.toContain('details');
    });
  });
});
