// What belongs to the account: the event stream and single calls, when the service starts anew or refuses for a while.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openArchive } from '../../src/journal/archive-folder.js';
import { openStore } from '../../src/store/open.js';
import { fakeClock } from '../support/fake-clock.js';
import { temporaryFolder } from '../support/folder.js';
import { type Script, scriptedServer, sendJson } from '../support/scripted-server.js';
import { conversationOf, header, smallService } from '../support/small-service.js';
import { syncHere } from '../support/sync.js';

/** An account without conversations; `special` may answer first and says whether it did. */
const account =
  (special: (...asked: Parameters<Script>) => boolean): Script =>
  (asked, response, earlier) => {
    if (special(asked, response, earlier)) return;
    if (asked.path === '/api/account/login')
      return sendJson(
        response,
        { account_id: 'a', ticket: 'first-ticket' },
        { headers: { 'set-cookie': 'token_id=first-token;' } },
      );
    return sendJson(response, { event_horizon: 7, stream: [] });
  };

const label = (label_id: string) => ({ mk_rec_type: 'label', label_id, label: label_id });

test('a first sync that is told to start anew in its middle begins again and reads all of it', async () => {
  await using folder = await temporaryFolder();
  const pages = [
    { event_horizon: -1, stream: [label('one')] },
    { event_horizon: 0, stream: [] },
    { event_horizon: -1, stream: [label('one')] },
    { event_horizon: 9, stream: [label('two')] },
    { event_horizon: 9, stream: [] },
  ];
  await using server = await scriptedServer(
    account((asked, response, earlier) => {
      if (asked.path !== '/api/account/poll') return false;
      sendJson(response, pages[earlier.length] ?? { event_horizon: 9, stream: [] });
      return true;
    }),
  );
  const { totals } = await syncHere(server.url, folder.at('archive'));
  expect(totals.labels).toBe(2);
  const horizons = server.asked
    .filter(({ path }) => path === '/api/account/poll')
    .map(({ body }) => body.event_horizon);
  expect(horizons).toEqual([0, -1, 0, -1, 9]);
});

test('a page of the initial sync with nothing on it is asked for again, and believed in the end', async () => {
  await using folder = await temporaryFolder();
  const empty = { event_horizon: -1, stream: [] };
  let pages: { event_horizon: number; stream: object[] }[] = [empty, { event_horizon: -1, stream: [label('one')] }];
  await using server = await scriptedServer(
    account((asked, response, earlier) => {
      if (asked.path !== '/api/account/poll') return false;
      sendJson(response, pages[earlier.length] ?? { event_horizon: 9, stream: [] });
      return true;
    }),
  );
  const horizonsOf = async (name: string) => {
    const before = server.asked.length;
    const { totals } = await syncHere(server.url, folder.at(name));
    const asked = server.asked.slice(before).filter(({ path }) => path === '/api/account/poll');
    return [totals.labels, totals.open_gaps, ...asked.map(({ body }) => body.event_horizon)];
  };
  // The last page of an initial sync is asked for again as well when nothing is on it; one of what is new is not.
  expect(await horizonsOf('once')).toEqual([1, 0, 0, 0, -1, -1, -1, 9]);
  pages = [];
  expect(await horizonsOf('always')).toEqual([0, 0, 0, 0, 0, 9]);
});

test('a service that asks for a new start for ever is left', async () => {
  await using folder = await temporaryFolder();
  await using server = await scriptedServer(
    account((asked, response, earlier) => {
      if (asked.path !== '/api/account/poll') return false;
      sendJson(response, { event_horizon: earlier.length % 2 === 0 ? -1 : 0, stream: [] });
      return true;
    }),
  );
  const { totals } = await syncHere(server.url, folder.at('archive'));
  expect(server.asked.filter(({ path }) => path === '/api/account/poll').length).toBeLessThan(12);
  expect(totals.open_gaps).toBe(1);
});

test.each([
  ['with a new start', { event_horizon: 0, stream: [] }],
  ['without a horizon', {}],
])(
  'an initial sync that is answered %s is no whole one: asked for again, and a gap until it came',
  async (_name, odd) => {
    await using folder = await temporaryFolder();
    let turns = 1;
    await using server = await scriptedServer(
      account((asked, response, earlier) => {
        if (asked.path !== '/api/account/poll') return false;
        sendJson(response, earlier.length < turns ? odd : { event_horizon: 9, stream: [label('one')] });
        return true;
      }),
    );
    const once = await syncHere(server.url, folder.at('once'));
    expect(once.totals).toMatchObject({ labels: 1, open_gaps: 0 });
    turns = server.asked.length + 100;
    expect((await syncHere(server.url, folder.at('always'))).totals).toMatchObject({ labels: 0, open_gaps: 1 });
    turns = 0;
    expect((await syncHere(server.url, folder.at('always'))).totals).toMatchObject({ labels: 1, open_gaps: 0 });
  },
);

test('an answer that cannot be read is kept as it came, but for what is of the session, and the gap says where', async () => {
  await using folder = await temporaryFolder();
  const archive = folder.at('archive');
  const answer =
    '{"ticket" : "t-secret", "asked": "first-ticket, first-token, correct%20horse", "stream": [{"mk_rec_type"';
  await using server = await scriptedServer(
    account((asked, response) => {
      if (asked.path !== '/api/alias/sync') return false;
      response.end(answer);
      return true;
    }),
  );
  expect((await syncHere(server.url, archive)).totals.open_gaps).toBe(1);
  expect(server.asked.filter(({ path }) => path === '/api/alias/sync')).toHaveLength(3);
  await using database = await openStore(await openArchive(archive));
  const [gap] = await database.rows<{ detail: string }>('SELECT detail FROM gaps WHERE is_open');
  const path = /it is kept in (files\/[0-9a-f]{2}\/[0-9a-f]{64})$/.exec(gap?.detail ?? '')?.[1] ?? '';
  expect(readFileSync(join(archive, path), 'utf8')).toBe(
    '{"ticket" : "", "asked": "…, …, …", "stream": [{"mk_rec_type"',
  );
});

test('a call that was refused is a gap until it is answered', async () => {
  await using folder = await temporaryFolder();
  let isRefusing = true;
  await using server = await scriptedServer(
    account((asked, response) => {
      if (asked.path !== '/api/alias/sync' || !isRefusing) return false;
      sendJson(response, { error_id: 'ERR_SECURITY' }, { status: 430 });
      return true;
    }),
  );
  expect((await syncHere(server.url, folder.at('archive'))).totals.open_gaps).toBe(1);
  isRefusing = false;
  expect((await syncHere(server.url, folder.at('archive'))).totals.open_gaps).toBe(0);
});

test('a conversation that is refused is a gap, and is asked for again only when all lists are read', async () => {
  await using folder = await temporaryFolder();
  const header = { mk_rec_type: 'conv', conversation_id: 'c', last_message_nr: 3, join_message_nr: 1 };
  await using server = await scriptedServer(
    account((asked, response, earlier) => {
      if (asked.path === '/api/conversation/list') {
        sendJson(response, { conversations: earlier.length % 2 === 0 ? [header] : [], sync_horizon: 5 });
        return true;
      }
      if (!asked.path.startsWith('/api/conversation/sync')) return false;
      sendJson(response, { error_id: 'ERR_SECURITY' }, { status: 430 });
      return true;
    }),
  );
  const walks = () => server.asked.filter(({ path }) => path.startsWith('/api/conversation/sync')).length;
  expect((await syncHere(server.url, folder.at('archive'))).exit_code).toBe(3);
  expect(walks()).toBe(1);
  expect((await syncHere(server.url, folder.at('archive'))).exit_code).toBe(3);
  expect(walks()).toBe(1);
  await syncHere(server.url, folder.at('archive'), { full: true });
  expect(walks()).toBe(2);
});

test('the list of a label that is refused is a gap until this very list is answered', async () => {
  await using folder = await temporaryFolder();
  const archive = folder.at('archive');
  let refused = ['one'];
  const hidden = header('hidden');
  await using server = await scriptedServer(
    smallService(
      () => [],
      (asked, response) => {
        if (asked.path === '/api/account/poll') {
          sendJson(response, { event_horizon: 7, stream: [label('one'), label('two')] });
          return true;
        }
        if (asked.path !== '/api/label/sync_conversations') return false;
        const { label_id } = asked.body;
        if (refused.includes(String(label_id))) sendJson(response, {}, { status: 403 });
        else sendJson(response, { stream: label_id === 'one' ? [hidden] : [] });
        return true;
      },
    ),
  );
  for (let run = 0; run < 2; run += 1)
    expect((await syncHere(server.url, archive)).totals).toMatchObject({ open_gaps: 1, conversations: 0 });
  refused = [];
  expect((await syncHere(server.url, archive)).totals).toMatchObject({ open_gaps: 0, conversations: 1 });
});

test('what one account lacks of a conversation is not asked of another that does not see it', async () => {
  await using folder = await temporaryFolder();
  const archive = folder.at('archive');
  let signedIn = '';
  await using server = await scriptedServer(
    smallService(
      () => (signedIn === 'a@example.org' ? [header('holed', { last_message_nr: 9 }), header('hookless')] : []),
      (asked, response) => {
        if (asked.path === '/api/account/login') signedIn = String(asked.body.email);
        const id = conversationOf(asked);
        const isRefused =
          signedIn !== 'a@example.org' || asked.path.startsWith('/api/conversation/show_hooks/hookless');
        if (id === undefined || !isRefused) return false;
        sendJson(response, {}, { status: 430 });
        return true;
      },
    ),
  );
  const sync = (email: string) =>
    syncHere(server.url, archive, { full: true, credentials: async () => ({ email, password: 'p' }) });
  const { open_gaps } = (await sync('a@example.org')).totals;
  expect(open_gaps).toBeGreaterThan(0);
  const before = server.asked.length;
  expect((await sync('b@example.org')).totals).toMatchObject({ open_gaps });
  expect(server.asked.slice(before).filter((asked) => conversationOf(asked) !== undefined)).toEqual([]);
});

test('what one account was refused stays a gap when another is answered', async () => {
  await using folder = await temporaryFolder();
  const archive = folder.at('archive');
  let refused = 'a@example.org';
  let ticket = '';
  await using server = await scriptedServer(
    smallService(
      () => [],
      (asked, response) => {
        if (asked.path === '/api/account/login') ticket = String(asked.body.email);
        if (asked.path !== '/api/alias/sync' || ticket !== refused) return false;
        sendJson(response, {}, { status: 403 });
        return true;
      },
    ),
  );
  const credentials = (email: string) => ({ credentials: async () => ({ email, password: 'p' }) });
  expect((await syncHere(server.url, archive, credentials('a@example.org'))).exit_code).toBe(3);
  expect((await syncHere(server.url, archive, credentials('b@example.org'))).totals.open_gaps).toBe(1);
  const lists = server.asked.filter(({ path }) => path === '/api/conversation/list').length;
  await syncHere(server.url, archive, credentials('b@example.org'));
  expect(server.asked.filter(({ path }) => path === '/api/conversation/list')).toHaveLength(lists);
  refused = '';
  expect((await syncHere(server.url, archive, credentials('a@example.org'))).totals.open_gaps).toBe(0);
});

test.each([
  // What was never whole stays a gap.
  ['its state', '/api/conversation/sync/c', { gaps: 0, gone: 1 }],
  ['a list of it', '/api/conversation/show_hooks/c', { gaps: 1, gone: 1 }],
])(
  'a conversation that no list names and of which %s cannot be read is a gap, and not gone before the service has none',
  async (_name, path, later) => {
    await using folder = await temporaryFolder();
    const archive = folder.at('archive');
    let isListed = true;
    let answer: 'whole' | 'unreadable' | 'absent' = 'whole';
    await using server = await scriptedServer(
      smallService(
        () => (isListed ? [header('c')] : []),
        (asked, response) => {
          if (answer === 'absent' && conversationOf(asked) === 'c') sendJson(response, {}, { status: 430 });
          else if (answer === 'unreadable' && asked.path === path) response.end('<html>');
          else return false;
          return true;
        },
      ),
    );
    const run = async () => {
      const { totals } = await syncHere(server.url, archive, { full: true });
      await using database = await openStore(await openArchive(archive));
      const gone = await database.rows('SELECT conversation_id FROM conversations WHERE gone_time IS NOT NULL');
      return { gaps: totals.open_gaps, gone: gone.length };
    };
    expect(await run()).toEqual({ gaps: 0, gone: 0 });
    isListed = false;
    answer = 'unreadable';
    expect(await run()).toEqual({ gaps: 1, gone: 0 });
    answer = 'absent';
    expect(await run()).toEqual(later);
    // As it was, and with nothing new.
    isListed = true;
    answer = 'whole';
    expect(await run()).toEqual({ gaps: 0, gone: 0 });
  },
);

test('a conversation that is gone after more was heard of it is marked when all lists are read, and nothing is missed then', async () => {
  await using folder = await temporaryFolder();
  const archive = folder.at('archive');
  let isThere = true;
  await using server = await scriptedServer(
    smallService(
      () => (isThere ? [header('c')] : []),
      (asked, response) => {
        if (isThere) return false;
        if (asked.path === '/api/account/poll')
          sendJson(response, {
            event_horizon: 8,
            stream: asked.body.event_horizon === 7 ? [header('c', { last_message_nr: 2, is_deleted: true })] : [],
          });
        else if (conversationOf(asked) === 'c') sendJson(response, {}, { status: 430 });
        else return false;
        return true;
      },
    ),
  );
  const run = async (full: boolean) => {
    const { exit_code } = await syncHere(server.url, archive, { full });
    await using database = await openStore(await openArchive(archive));
    const [row] = await database.rows(
      `SELECT gone_time IS NOT NULL AS is_gone, (SELECT count(*) FROM messages)::INT AS messages,
         (SELECT list(first_message_nr::INT) FROM gaps WHERE kind = 'messages' AND is_open AND is_expected) AS lacking
       FROM conversations`,
    );
    return { exit_code, ...row };
  };
  expect(await run(false)).toEqual({ exit_code: 0, is_gone: false, messages: 1, lacking: null });
  isThere = false;
  expect(await run(false)).toEqual({ exit_code: 3, is_gone: false, messages: 1, lacking: null });
  for (const full of [true, true, false])
    expect(await run(full)).toEqual({ exit_code: 0, is_gone: true, messages: 1, lacking: [2] });
  isThere = true;
  expect(await run(true)).toMatchObject({ is_gone: false });
});

const failures = {
  'is refused': { status: 403, ends: 3 },
  fails: { status: 503, ends: 3 },
  'ends the run': { status: undefined, ends: 6 },
};

test.each(Object.entries(failures))(
  'who was met in a run in which the look-up %s is looked up by the next one',
  async (_name, { status, ends }) => {
    await using folder = await temporaryFolder();
    const archive = folder.at('archive');
    let isAnswering = false;
    await using server = await scriptedServer(
      smallService(
        () => [header('c')],
        (asked, response) => {
          if (asked.path !== '/api/contact/sync/list') return false;
          if (isAnswering) sendJson(response, { contacts: [{ account_id: 'author', display_name: 'Anna' }] });
          else if (status === undefined) response.destroy();
          else sendJson(response, {}, { status });
          return true;
        },
      ),
    );
    const sync = () => syncHere(server.url, archive, { connection: { clock: fakeClock() } });
    const code = await sync().then(
      ({ exit_code }) => exit_code,
      ({ exitCode }) => exitCode,
    );
    expect(code).toBe(ends);
    isAnswering = true;
    expect(await sync()).toMatchObject({ exit_code: 0, totals: { accounts: 1, open_gaps: 0 } });
  },
);
