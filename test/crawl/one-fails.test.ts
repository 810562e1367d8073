// One thing that the service always answers with an error keeps nothing else from being archived, and is asked for again by each run; a
// service that answers nothing ends the run.
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { openArchive } from '../../src/journal/archive-folder.js';
import { openStore } from '../../src/store/open.js';
import { faultsOf, hasty } from '../chaos/trial.js';
import { LOGIN } from '../support/cli.js';
import { type Front, type Spoil, startFront, untouched } from '../support/faulty-front.js';
import { type TemporaryFolder, temporaryFolder } from '../support/folder.js';
import { scriptedServer, sendJson } from '../support/scripted-server.js';
import { conversationOf, header, smallService } from '../support/small-service.js';
import { liveWorld, serve, syncHere } from '../support/sync.js';
import { conv, message, people } from '../support/tiny-world.js';

const ATTEMPTS = 9;
const names = Array.from({ length: 8 }, (_unused, index) => `c${index}`);

const file = (conversation_id: string) => {
  const text = `content of ${conversation_id}`;
  return {
    mk_rec_type: 'file',
    conversation_id,
    message_nr: 1,
    attachment_id: 'a',
    file_name: 'file.txt',
    file_url: `/file/${conversation_id}/a`,
    file_size: text.length,
    file_sha256: createHash('sha256').update(text).digest('hex'),
    content: { text },
  };
};

const lines = [...people, ...names.flatMap((id) => [conv(id), message(id, 1), message(id, 2), file(id)])];

const isOf =
  (...parts: string[]) =>
  (call: string): boolean =>
    parts.some((part) => call.includes(part));

/** Requests that are struck are answered with 500, and noted. */
function striking(isStruck: (call: string) => boolean, struck: string[] = []): Spoil {
  return ({ call, response }) => {
    if (!isStruck(call)) return false;
    struck.push(call);
    response.writeHead(500, { 'content-type': 'application/json' }).end('{"error_message":"broken"}');
    return true;
  };
}

interface Setting {
  readonly folder: TemporaryFolder;
  readonly front: Front;
  /** The exit code of a sync, and the gaps that are open then. */
  sync(): Promise<{ code: number; gaps: string[] }>;
}

async function onStage(play: (setting: Setting) => Promise<void>): Promise<void> {
  await using folder = await temporaryFolder();
  await using server = await serve({ world: liveWorld(lines).world });
  await using front = await startFront(server.url);
  const sync = async () => {
    const code = await codeOf(syncHere(front.url, folder.at('archive'), { connection: { clock: hasty } }));
    return { code, gaps: await gapsOf(folder.at('archive')) };
  };
  await play({ folder, front, sync });
}

const codeOf = (run: Promise<{ exit_code: number }>): Promise<number> =>
  run.then(
    ({ exit_code }) => exit_code,
    (error: { exitCode: number }) => error.exitCode,
  );

async function gapsOf(archive: string): Promise<string[]> {
  await using database = await openStore(await openArchive(archive));
  const rows = await database.rows(
    `SELECT kind || ' ' || coalesce(conversation_id, target) || ': ' || cause AS gap FROM gaps
     WHERE is_open AND NOT is_expected AND kind <> 'messages' ORDER BY gap`,
  );
  return rows.map(({ gap }) => String(gap));
}

const things: readonly (readonly [name: string, struck: string, gap: string])[] = [
  ['conversation', 'conversation/sync/c3', 'conversation c3: fetch failed'],
  ['list of a conversation', 'conversation/show_hooks/c3', 'conversation c3: fetch failed'],
  ['file', '/file/c3/', 'file /file/c3/a: fetch failed'],
  ['call', 'alias/sync', 'call synchronizeEmailAlias: fetch failed'],
];

test.concurrent.each(things)('one %s that always fails is a gap until it does not', (_name, struck, gap) =>
  onStage(async ({ folder, front, sync }) => {
    const asked: string[] = [];
    front.spoil = striking(isOf(struck), asked);
    expect(await sync()).toEqual({ code: 3, gaps: [gap] });
    expect(asked).toHaveLength(ATTEMPTS);
    // Of that one alone something is missing.
    const lost = (await faultsOf(folder.at('archive'), lines)).filter((fault) => !fault.includes('c3'));
    expect(lost).toEqual([]);
    expect(await sync()).toEqual({ code: 3, gaps: [gap] });
    expect(asked).toHaveLength(2 * ATTEMPTS);
    front.spoil = untouched;
    expect(await sync()).toEqual({ code: 0, gaps: [] });
    expect(await faultsOf(folder.at('archive'), lines)).toEqual([]);
  }),
);

test('a conversation that failed is asked for again, and not all lists for its sake', () =>
  onStage(async ({ front, sync }) => {
    front.spoil = striking(isOf('conversation/sync/c3'));
    await sync();
    const asked: string[] = [];
    front.spoil = ({ call }) => {
      asked.push(call);
      return false;
    };
    expect(await sync()).toEqual({ code: 0, gaps: [] });
    expect(asked.filter((call) => call === 'conversation/list')).toEqual([]);
    expect(asked.filter((call) => call.startsWith('conversation/sync/'))).toEqual(
      asked.filter((call) => call === 'conversation/sync/c3'),
    );
  }));

test('a service that fails every conversation ends the run, after three of them', () =>
  onStage(async ({ folder, front, sync }) => {
    const asked: string[] = [];
    front.spoil = striking(isOf('conversation/sync/'), asked);
    expect((await sync()).code).toBe(6);
    // Three, and those that are under way with them: four at a time.
    expect(asked.length).toBeGreaterThanOrEqual(3 * ATTEMPTS);
    expect(asked.length).toBeLessThanOrEqual(6 * ATTEMPTS);
    front.spoil = untouched;
    expect(await sync()).toEqual({ code: 0, gaps: [] });
    expect(await faultsOf(folder.at('archive'), lines)).toEqual([]);
  }));

test('many that always fail end a few runs and then no more, and all else is archived', () =>
  onStage(async ({ folder, front, sync }) => {
    const bad = names.slice(0, 6);
    front.spoil = striking(isOf(...bad.map((id) => `conversation/sync/${id}`)));
    const codes: number[] = [];
    for (let runs = 0; runs < 6 && codes.at(-1) !== 3; runs += 1) codes.push((await sync()).code);
    expect(codes.at(-1)).toBe(3);
    expect(await gapsOf(folder.at('archive'))).toEqual(bad.map((id) => `conversation ${id}: fetch failed`));
    const lost = (await faultsOf(folder.at('archive'), lines)).filter((fault) => !isOf(...bad)(fault));
    expect(lost).toEqual([]);
    expect((await sync()).code).toBe(3);
    front.spoil = untouched;
    expect(await sync()).toEqual({ code: 0, gaps: [] });
  }));

test('a conversation that is complete and fails where no list names it is asked for again by the next run', async () => {
  await using folder = await temporaryFolder();
  let [isListed, isFailing] = [true, false];
  await using server = await scriptedServer(
    smallService(
      () => (isListed ? [header('c')] : []),
      (asked, response) => {
        if (!isFailing || conversationOf(asked) !== 'c') return false;
        sendJson(response, {}, { status: 503 });
        return true;
      },
    ),
  );
  const sync = (full: boolean) =>
    codeOf(syncHere(server.url, folder.at('archive'), { full, connection: { clock: hasty } }));
  expect(await sync(true)).toBe(0);
  [isListed, isFailing] = [false, true];
  expect(await sync(true)).toBe(3);
  expect(await sync(false)).toBe(3);
  isFailing = false;
  expect(await sync(false)).toBe(0);
});

test('an organisation of which one answer always fails is a gap until it does not', async () => {
  await using folder = await temporaryFolder();
  let isFailing = true;
  await using server = await scriptedServer(
    smallService(
      () => [header('c')],
      (asked, response) => {
        if (asked.path === '/api/account/poll') {
          const stream = [{ mk_rec_type: 'org_header', organisation_id: 'o' }];
          sendJson(response, { event_horizon: 7, stream });
          return true;
        }
        if (!isFailing || !asked.path.startsWith('/api/business/')) return false;
        if (!asked.path.includes('sync_conversations')) return false;
        sendJson(response, {}, { status: 500 });
        return true;
      },
    ),
  );
  const sync = () => codeOf(syncHere(server.url, folder.at('archive'), { connection: { clock: hasty } }));
  expect(await sync()).toBe(3);
  expect(await gapsOf(folder.at('archive'))).toEqual(['call synchronizeOrganisationConversations: fetch failed']);
  isFailing = false;
  expect(await sync()).toBe(0);
});

test.each([
  ['a member', [], { exit_code: 3, open_gaps: 1 }],
  ['somebody who has left', [LOGIN.FLEEP_EMAIL], { exit_code: 0, open_gaps: 0 }],
])('a list of a conversation that is refused to %s', async (_name, leavers, { exit_code, open_gaps }) => {
  await using folder = await temporaryFolder();
  let isRefused = true;
  await using server = await scriptedServer(
    smallService(
      () => [header('c', { leavers })],
      (asked, response) => {
        if (!isRefused || asked.path !== '/api/conversation/show_hooks/c') return false;
        sendJson(response, {}, { status: 431 });
        return true;
      },
    ),
  );
  const sync = async (full: boolean) => {
    const { exit_code, totals } = await syncHere(server.url, folder.at('archive'), { full });
    return { exit_code, open_gaps: totals.open_gaps };
  };
  expect(await sync(false)).toEqual({ exit_code, open_gaps });
  await using database = await openStore(await openArchive(folder.at('archive')));
  expect(await database.rows('SELECT cause, is_open, is_expected FROM gaps')).toEqual([
    { cause: 'not permitted', is_open: true, is_expected: open_gaps === 0 },
  ]);
  isRefused = false;
  expect(await sync(true)).toEqual({ exit_code: 0, open_gaps: 0 });
});
