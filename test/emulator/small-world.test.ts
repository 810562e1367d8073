// What a client gets from a small world with every irregularity of a real one.
import { describe, expect, it } from 'vitest';
import { worldFromRecords } from '../../src/emulator/index.js';
import {
  archivist,
  author,
  empty,
  late,
  left,
  message,
  plain,
  secret,
  sectionId,
  smallWorld,
  withWorld,
} from './small-world.js';
import { type Json, latestMessages, post, recordsIn, signIn, walkAll } from './walk.js';

const numbersOf = (stream: unknown) =>
  recordsIn(stream).flatMap((record) => (record.mk_rec_type === 'message' ? [Number(record.message_nr)] : []));

describe.each([1, 2, 7, 100])('a walk with batch %i', (batch) => {
  it.each(['ic_full', 'ic_tiny', 'ic_header', 'ic_end'])(
    'from %s reaches all and nothing else',
    async (backwardFrom) => {
      const walked = await withWorld(async (url) => walkAll(await signIn(url), { backwardFrom }), { batch });
      const truth = [...latestMessages(smallWorld)].filter(([at, line]) => {
        const nr = Number(line.message_nr);
        if (at.startsWith(secret) || (at.startsWith(left) && nr > 2)) return false;
        return !at.startsWith(late) || nr >= 5 || (nr === 2 && backwardFrom === 'ic_full');
      });
      expect([...walked.messages.keys()].sort()).toEqual(truth.map(([at]) => at).sort());
      for (const [at, line] of truth) expect(walked.messages.get(at)).toMatchObject(line);
      const unseen = [`${late} 3 att-unseen.txt`, `${secret} 1 att-secret.txt`];
      const files = smallWorld.filter((line) => line.mk_rec_type === 'file');
      const keys = files.map((line) => `${line.conversation_id} ${line.message_nr} ${line.attachment_id}`);
      expect([...walked.files.keys()].sort()).toEqual(keys.filter((key) => !unseen.includes(key)).sort());
      expect([...walked.previews.keys()]).toEqual([`${plain} 6 att-shot.png`]);
      expect([...walked.conversations.keys()].sort()).toEqual([plain, late, left, empty].sort());
    },
  );
});

it('sends malformed records byte for byte, with only what is absent added', async () => {
  const line = JSON.stringify(smallWorld.find((record) => 'surprise' in record));
  const raw = line.replace('[1000]', '[1e3, 1.0]').replace('"soon"', '"so\\u006fn"');
  const record: Json = JSON.parse(raw);
  const world = worldFromRecords([]);
  expect(world.conversationsOf('nobody')).toEqual([]);
  const body = await withWorld(async (url) => {
    const { cookie, ticket } = await signIn(url);
    return (await post(url, `conversation/sync/${late}`, { ticket, from_message_nr: 5 }, { cookie })).text();
  });
  expect(record.posted_time).toBe('soon');
  expect(body).toContain(line.slice(0, -1));
  expect(body).toContain('"message":"<msg><p>never closed"');
  expect(body).not.toContain('"content"');
});

it('derives prev_message_nr, inbox_nr, lock_account_id and profile_id where they are absent', async () => {
  const { stream } = await withWorld(async (url) =>
    (await signIn(url)).call(`conversation/sync/${plain}`, { mk_direction: 'ic_flow', from_message_nr: 6 }),
  );
  const six = recordsIn(stream).find((record) => record.mk_rec_type === 'message' && record.message_nr === 6);
  expect(six).toMatchObject({ prev_message_nr: 2, inbox_nr: 2, lock_account_id: null });
  expect(six).toHaveProperty('profile_id');
});

it('ic_flow without a number is around what the account has read', async () => {
  const records = [
    ...smallWorld.slice(0, 2),
    { mk_rec_type: 'conv', conversation_id: plain, members: [archivist], read_message_nr: 6 },
    ...Array.from({ length: 20 }, (_unused, index) => message(plain, index + 1)),
  ];
  const { stream } = await withWorld(
    async (url) => (await signIn(url)).call(`conversation/sync/${plain}`, { mk_direction: 'ic_flow' }),
    { records, batch: 4 },
  );
  expect(numbersOf(stream)).toEqual([4, 5, 6, 7, 8]);
});

describe('forward', () => {
  it('brings an edited message at the number of its last edit, under its own number', async () => {
    await withWorld(
      async (url) => {
        const client = await signIn(url);
        const at = async (from: number) =>
          (await client.call(`conversation/sync/${plain}`, { from_message_nr: from })).stream;
        expect(await at(1)).toEqual([]);
        expect(await at(2)).toEqual([]);
        expect(recordsIn(await at(8))[0]).toMatchObject({ message_nr: 2, flow_message_nr: 9 });
        expect(numbersOf(await at(9))).toEqual([10]);
      },
      { batch: 1 },
    );
  });
});

describe('side lists', () => {
  it('pages the pinboard by weight without parting equal weights', async () => {
    await withWorld(async (url) => {
      const client = await signIn(url);
      const pages: number[][] = [];
      for (let cursor: Json = {}; ; ) {
        const answer = await client.call('account/sync_pinboard', { conversation_id: plain, pin_limit: 3, ...cursor });
        pages.push(numbersOf(answer.stream));
        const next = (answer.header as Json).pin_cursor;
        if (next === null) break;
        cursor = JSON.parse(String(next));
      }
      expect(pages).toEqual([
        [28, 27, 26],
        [25, 24, 23, 22],
        [21, 20],
      ]);
    });
  });

  it('pages a section of the task board by its cursor', async () => {
    await withWorld(async (url) => {
      const client = await signIn(url);
      const ask = (more: Json) =>
        client.call('account/sync_taskboard', {
          conversation_id: plain,
          section_id: sectionId,
          task_limit: 3,
          ...more,
        });
      const first = recordsIn((await ask({})).stream);
      const cursor = JSON.parse(String(first[0]?.sync_cursor));
      const second = recordsIn((await ask(cursor)).stream);
      expect(numbersOf(first)).toEqual([44, 43, 42]);
      expect(numbersOf(second)).toEqual([41, 40]);
      expect(second[0]).toEqual(smallWorld.find((line) => line.mk_rec_type === 'section'));
    });
  });

  it('shows pins from before the membership through the pinboard only', async () => {
    await withWorld(async (url) => {
      const client = await signIn(url);
      const pins = await client.call(`conversation/sync_pins/${late}`, {});
      expect(numbersOf(pins.stream)).toEqual([2]);
      expect(numbersOf((await client.call(`conversation/sync_backward/${late}`, {})).stream)).toEqual([6, 7]);
    });
  });
});

it('answers the lists of the account', async () => {
  await withWorld(async (url) => {
    const client = await signIn(url);
    expect(recordsIn((await client.call('account/sync_teams')).stream)).toMatchObject([{ team_id: 'team-own' }]);
    const foreign = await client.call(`conversation/sync_teams/${plain}`, { team_ids: ['team-foreign'] });
    expect(recordsIn(foreign.stream)).toMatchObject([{ team_id: 'team-foreign' }]);
    expect(recordsIn((await client.call('contact/sync/all')).contacts)).toHaveLength(2);
    expect(recordsIn((await client.call('contact/sync/list', { contacts: [author] })).contacts)).toHaveLength(1);
    expect(await client.call('contact/sync', { contact_id: author })).toMatchObject({ display_name: 'Author' });
    expect(recordsIn((await client.call('alias/sync')).stream)).toHaveLength(2);
    expect(recordsIn((await client.call('account/sync_reminders')).stream)).toHaveLength(1);
    expect(recordsIn((await client.call(`conversation/show_hooks/${plain}`)).hooks)).toHaveLength(1);
    expect(await client.call('classificators')).toHaveProperty('mk_message_type');
    const labelled = recordsIn((await client.call('label/sync_conversations', { label_id: 'label-1' })).stream);
    expect(labelled.map((record) => record.mk_rec_type).slice(0, 3)).toEqual(['label', 'conv', 'message']);
    expect(labelled[0]).toMatchObject({ label: 'Work', sync_cursor: '{}', sync_inbox_time: 0 });
    const named = await client.call('account/sync_conversations', { conversation_ids: [plain, left, plain] });
    expect(recordsIn(named.stream).filter((record) => record.mk_rec_type === 'conv')).toHaveLength(2);
  });
});

it('serves two accounts at once, each with what it may see', async () => {
  await withWorld(async (url) => {
    const [mine, other] = await Promise.all([
      signIn(url),
      signIn(url, { email: 'outsider@example.org', password: 'demo' }),
    ]);
    const [a, b] = await Promise.all([walkAll(mine), walkAll(other)]);
    expect(a.conversations.has(secret)).toBe(false);
    expect([...b.conversations.keys()].sort()).toEqual([secret, left, empty].sort());
    expect((await mine.get('/file/c/1/a/secret.txt')).status).toBe(404);
    expect((await other.get('/file/c/1/a/secret.txt')).status).toBe(200);
  });
});
