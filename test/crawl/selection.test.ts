// Filters: what a run was told to leave out is named as left out, is no failure, and comes with a later run that is not told so.
import { describe, expect, test } from 'vitest';
import { everything, type Selection } from '../../src/crawl/selection.js';
import { worldFromRecords } from '../../src/emulator/index.js';
import { openArchive } from '../../src/journal/archive-folder.js';
import { openStore } from '../../src/store/open.js';
import { runCli } from '../support/cli.js';
import { temporaryFolder } from '../support/folder.js';
import { scriptedServer, sendJson } from '../support/scripted-server.js';
import { conversationOf, header, smallService } from '../support/small-service.js';
import { type Line, planHere, serve, syncHere } from '../support/sync.js';
import { conv, message, people } from '../support/tiny-world.js';

const DAY = 86_400;
const DAYS = 60;
const start = Date.parse('2024-01-01T00:00:00Z') / 1000;

const long = Array.from({ length: DAYS }, (_unused, day) =>
  message('long', day + 1, { posted_time: start + day * DAY, prev_message_nr: day }),
);

const world = () =>
  worldFromRecords([
    ...people,
    conv('long', { topic: 'Harbour plans' }),
    ...long,
    conv('files', { topic: 'Pictures' }),
    message('files', 1),
  ]);

async function openGaps(archive: string) {
  await using database = await openStore(await openArchive(archive));
  return await database.rows<{ kind: string; cause: string; is_expected: boolean }>(
    'SELECT kind, cause, is_expected, conversation_id, first_message_nr AS first, last_message_nr AS last FROM gaps WHERE is_open ORDER BY ALL',
  );
}

async function twice(selection: Partial<Selection>) {
  await using folder = await temporaryFolder();
  await using server = await serve({ world: world(), batch: 10 });
  const archive = folder.at('archive');
  const first = await syncHere(server.url, archive, { selection: { ...everything, ...selection } });
  const left = await openGaps(archive);
  const again = await syncHere(server.url, archive, { selection: { ...everything, ...selection } });
  expect(again.requests, 'the filter is remembered').toBeLessThan(5);
  expect(await openGaps(archive)).toEqual(left);
  const whole = await syncHere(server.url, archive);
  return { first, left, whole, rest: await openGaps(archive) };
}

test('one conversation, by words of its title', async () => {
  const { first, left, whole, rest } = await twice({ conversations: ['harbour'] });
  expect(first).toMatchObject({ exit_code: 0, totals: { open_gaps: 0 } });
  // The lists bring the newest message of each conversation.
  expect(first.totals.messages).toBeLessThanOrEqual(DAYS + 1);
  expect(left).toContainEqual(
    expect.objectContaining({ kind: 'conversation', conversation_id: 'files', cause: 'left out', is_expected: true }),
  );
  expect(whole.totals.messages).toBe(DAYS + 1);
  expect(rest).toEqual([]);
});

test('all but one, by its id', async () => {
  const { first, whole, rest } = await twice({ exclude: ['long'] });
  expect(first.totals.messages).toBeLessThanOrEqual(2);
  expect(whole.totals.messages).toBe(DAYS + 1);
  expect(rest).toEqual([]);
});

test('what was posted since a day', async () => {
  const { first, left, whole, rest } = await twice({ since: new Date('2024-02-10T00:00:00Z') });
  expect(first.exit_code).toBe(0);
  expect(first.totals.messages).toBeGreaterThanOrEqual(21);
  expect(first.totals.messages).toBeLessThan(45);
  expect(left).toContainEqual(
    expect.objectContaining({
      kind: 'messages',
      conversation_id: 'long',
      cause: 'left out',
      is_expected: true,
      first: 1,
    }),
  );
  expect(whole.totals.messages).toBe(DAYS + 1);
  expect(rest).toEqual([]);
});

test('a conversation is known by its title when what changed does not say it', async () => {
  await using folder = await temporaryFolder();
  const archive = folder.at('archive');
  let last = 1;
  const listed = () => [
    header('named', { topic: 'Harbour plans' }),
    header('other', { topic: '', default_topic: 'Anna' }),
  ];
  await using server = await scriptedServer(
    smallService(listed, (asked, response) => {
      if (asked.path !== '/api/account/poll' || last === 1) return false;
      const stream = ['named', 'other'].map((conversation_id) => ({
        mk_rec_type: 'conv',
        conversation_id,
        last_message_nr: last,
      }));
      sendJson(response, { event_horizon: 6 + last, stream: asked.body.event_horizon === 6 + last ? [] : stream });
      return true;
    }),
  );
  await syncHere(server.url, archive);
  const walked = async (selection: Partial<Selection>) => {
    last += 1;
    const before = server.asked.length;
    await syncHere(server.url, archive, { selection: { ...everything, ...selection } });
    return new Set(server.asked.slice(before).flatMap((asked) => conversationOf(asked) ?? []));
  };
  expect(await walked({ conversations: ['harbour'] })).toEqual(new Set(['named']));
  expect(await walked({ exclude: ['anna'] })).toEqual(new Set(['named']));
  expect(await walked({})).toEqual(new Set(['named', 'other']));
});

test('of several accounts in an archive each goes by what it sees itself, as Fleep calls it for that account', async () => {
  await using folder = await temporaryFolder();
  const archive = folder.at('archive');
  const dialog = (default_topic: string) => header('dialog', { topic: '', default_topic });
  const lists = { eva: [header('hers', { topic: 'Harbour plans' }), dialog('Olev')], olev: [dialog('Eva')] };
  let who: keyof typeof lists = 'eva';
  let last = 1;
  await using server = await scriptedServer(
    smallService(
      () => lists[who],
      (asked, response) => {
        if (asked.path !== '/api/account/poll' || last === 1) return false;
        const conv = { mk_rec_type: 'conv', conversation_id: 'dialog', last_message_nr: last };
        sendJson(response, { event_horizon: 6 + last, stream: asked.body.event_horizon === 6 + last ? [] : [conv] });
        return true;
      },
    ),
  );
  const syncAs = (account: keyof typeof lists, selection: Partial<Selection>) => {
    who = account;
    const credentials = async () => ({ email: account, password: 'x' });
    return syncHere(server.url, archive, { credentials, selection: { ...everything, ...selection } });
  };
  await syncAs('eva', {});
  await expect(syncAs('olev', { conversations: ['harbour'] })).rejects.toMatchObject({ exitCode: 2 });
  await syncAs('olev', {});
  last = 2;
  const before = server.asked.length;
  await syncAs('olev', { conversations: ['eva'] });
  expect(server.asked.slice(before).flatMap((asked) => conversationOf(asked) ?? [])).toContain('dialog');
});

describe('a conversation that is renamed', () => {
  /** Its header comes with every poll, and a message more when it was renamed. */
  async function renamed(topics: readonly Line[], selection: Partial<Selection>) {
    await using folder = await temporaryFolder();
    let turn = 0;
    const now = () => header('one', { default_topic: 'Anna', ...topics[turn], last_message_nr: turn + 1 });
    await using server = await scriptedServer(
      smallService(
        () => [now(), header('other')],
        ({ path, body }, response) => {
          if (path !== '/api/account/poll') return false;
          const horizon = 7 + turn;
          sendJson(response, { event_horizon: horizon, stream: body.event_horizon === horizon ? [] : [now()] });
          return true;
        },
      ),
    );
    const walks: unknown[] = [];
    for (turn = 0; turn < topics.length; turn += 1) {
      const before = server.asked.length;
      const chosen = { selection: { ...everything, ...selection } };
      const { unmatched } = await syncHere(server.url, folder.at('archive'), chosen);
      const asked = server.asked.slice(before).map(conversationOf);
      walks.push({ vain: [...unmatched.conversation, ...unmatched.exclude], isOne: asked.includes('one') });
    }
    return walks;
  }
  const named = (...titles: string[]) => titles.map((topic) => ({ topic }));
  const walked = { vain: [], isOne: true };
  const leftOut = { ...walked, isOne: false };

  test('stays chosen', async () => {
    const topics = named('Harbour plans', 'Dock plans', 'Quay plans');
    expect(await renamed(topics, { conversations: ['harbour'] })).toEqual([walked, walked, walked]);
  });

  test('stays chosen when it was called by its members', async () => {
    expect(await renamed(named('', 'Dock plans', 'Quay'), { conversations: ['anna'] })).toEqual([
      walked,
      walked,
      walked,
    ]);
  });

  test('is not chosen by members whose names were never its title', async () => {
    const [, vain] = await renamed(named('Harbour', 'Dock'), { conversations: ['anna', 'other'] });
    expect(vain).toEqual({ ...leftOut, vain: ['anna'] });
  });

  test('stays left out', async () => {
    const topics = named('Redundancies', 'Changes', 'Future');
    expect(await renamed(topics, { exclude: ['redundancies'] })).toEqual([leftOut, leftOut, leftOut]);
  });

  test('is left out from the title on that an exclude means, though nothing is left then', async () => {
    const topics = named('Harbour', 'Redundancies', 'Harbour again');
    expect(await renamed(topics, { conversations: ['harbour'], exclude: ['redundancies'] })).toEqual([
      { ...walked, vain: ['redundancies'] },
      leftOut,
      leftOut,
    ]);
  });
});

describe('a filter that means no conversation', () => {
  const selecting = (selection: Partial<Selection>) => ({ selection: { ...everything, ...selection } });
  const refusal = {
    exitCode: 2,
    message:
      'No conversation of this account is meant by --conversation "Nosuch", "nil": give an id, or words of a title as they stand in Fleep.',
  };

  test('ends the first run before it walks, when it is all that was chosen', async () => {
    await using folder = await temporaryFolder();
    await using server = await serve({ world: world(), batch: 10 });
    const archive = folder.at('archive');
    const vain = selecting({ conversations: ['Nosuch', 'nil'] });
    await expect(planHere(server.url, archive, vain)).rejects.toMatchObject(refusal);
    await expect(syncHere(server.url, archive, vain)).rejects.toMatchObject(refusal);
    expect(await openGaps(archive), 'nothing is noted as left out').not.toContainEqual(
      expect.objectContaining({ cause: 'left out' }),
    );
    const whole = await syncHere(server.url, archive);
    expect(whole).toMatchObject({ exit_code: 0, totals: { messages: DAYS + 1 } });
    const unmatched = { conversation: ['Nosuch', 'nil'], exclude: [] };
    expect(await syncHere(server.url, archive, vain), 'one that was chosen may be gone').toMatchObject({ unmatched });
    expect(await planHere(server.url, archive, vain)).toMatchObject({ unmatched });
    expect(await planHere(server.url, archive, selecting({ exclude: ['long', 'files'] }))).toMatchObject({
      conversations: 0,
      unmatched: { exclude: [], excludes_all: true },
    });
  });

  test.each(['/api/conversation/list', '/api/label/sync_conversations', '/api/contact/sync/all', '/api/search'])(
    'is only told where %s cannot be had',
    async (path) => {
      await using folder = await temporaryFolder();
      const state = { isRefusing: true };
      const listed = () => [
        header('other'),
        ...(state.isRefusing ? [] : [header('named', { topic: 'Harbour plans' })]),
      ];
      const answers: Record<string, Line> = {
        '/api/account/poll': { event_horizon: 7, stream: [{ mk_rec_type: 'label', label_id: 'l' }] },
        '/api/contact/sync/all': { contacts: [{ account_id: 'p', display_name: 'Paul' }] },
      };
      await using server = await scriptedServer(
        smallService(listed, (asked, response) => {
          const answer = answers[asked.path];
          const isRefused = state.isRefusing && asked.path === path;
          if (isRefused) sendJson(response, {}, { status: 403 });
          else if (answer !== undefined) sendJson(response, answer);
          return isRefused || answer !== undefined;
        }),
      );
      const archive = folder.at('archive');
      const chosen = selecting({ conversations: ['harbour'] });
      expect(await syncHere(server.url, archive, chosen)).toMatchObject({ unmatched: { conversation: ['harbour'] } });
      expect(server.asked.map((asked) => asked.path)).toContain(path);
      state.isRefusing = false;
      expect(await syncHere(server.url, archive, { ...chosen, full: true })).toMatchObject({
        exit_code: 0,
        unmatched: { conversation: [] },
      });
      const walked = server.asked.flatMap((asked) => conversationOf(asked) ?? []);
      expect(new Set(walked)).toEqual(new Set(['named']));
    },
  );

  test.each<Partial<Selection>>([{ exclude: ['harbour', 'files'] }, { conversations: ['long'], exclude: ['plans'] }])(
    'is told from one that leaves out all, %o: the run is a whole one',
    async (selection) => {
      await using folder = await temporaryFolder();
      await using server = await serve({ world: world(), batch: 10 });
      const archive = folder.at('archive');
      const none = selecting(selection);
      const unmatched = { conversation: [], exclude: [], excludes_all: true };
      expect(await planHere(server.url, archive, none)).toMatchObject({ conversations: 0, unmatched });
      expect(await syncHere(server.url, archive, none)).toMatchObject({ exit_code: 0, unmatched });
      const again = await syncHere(server.url, archive, none);
      expect(again, 'the lists were read').toMatchObject({ exit_code: 0, unmatched });
      expect(again.requests).toBeLessThan(5);
      const args = ['sync', '--archive', archive, '--server', server.url, '--quiet', '--exclude', 'u'];
      expect(await runCli(args)).toMatchObject({
        code: 0,
        stderr:
          'fleep-archive: --exclude leaves out every conversation that this account has, or that --conversation chooses: name fewer.\n',
      });
      expect(await syncHere(server.url, archive)).toMatchObject({
        totals: { messages: DAYS + 1 },
        unmatched: { excludes_all: false },
      });
    },
  );

  test('is told beside others that mean something', async () => {
    await using folder = await temporaryFolder();
    await using server = await serve({ world: world(), batch: 10 });
    const archive = folder.at('archive');
    const partly = selecting({ conversations: ['harbour', 'Nosuch'], exclude: ['files', 'nil'] });
    const unmatched = { conversation: ['Nosuch'], exclude: ['nil'] };
    expect(await planHere(server.url, archive, partly)).toMatchObject({ conversations: 1, unmatched });
    expect(await syncHere(server.url, archive, partly)).toMatchObject({ exit_code: 0, unmatched });
    expect(await syncHere(server.url, archive, partly), 'nothing has changed').toMatchObject({ unmatched });
    expect(await syncHere(server.url, archive)).toMatchObject({ unmatched: { conversation: [], exclude: [] } });
  });

  test('is told on stderr, --quiet or not', async () => {
    await using folder = await temporaryFolder();
    await using server = await serve({ world: world(), batch: 10 });
    const args = ['sync', '--archive', folder.at('archive'), '--server', server.url, '--quiet', '--exclude', 'nil'];
    expect(await runCli(args)).toMatchObject({
      code: 0,
      stdout: '',
      stderr:
        'fleep-archive: No conversation of this account is meant by --exclude "nil": give an id, or words of a title as they stand in Fleep.\n',
    });
  });
});
