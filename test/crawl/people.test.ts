// Whoever is named anywhere is looked up, once: by the run that meets them, and from the tables by a run that reads all lists.
import type { ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { rebuildCommand } from '../../src/commands/rebuild.js';
import { openArchive } from '../../src/journal/archive-folder.js';
import { openStore } from '../../src/store/open.js';
import { LOGIN } from '../support/cli.js';
import { temporaryFolder } from '../support/folder.js';
import { type Asked, scriptedServer, sendJson } from '../support/scripted-server.js';
import { header, smallService } from '../support/small-service.js';
import { type Line, syncHere } from '../support/sync.js';
import { startWatch } from '../support/watch.js';

const idOf = (nr: number): string => `00000000-0000-4000-8000-0000000000${nr}`;
const ROLES = ['author', 'mentioned', 'mentioned in JSON', 'assigned', 'reacting', 'pinning', 'tasking', 'team member'];
const MORE_ROLES = [
  'team admin',
  'invited into the team',
  'hook maker',
  'deleter',
  'in an object',
  'in a text',
  'in a key',
  'known to nobody',
];
const all = new Map([...ROLES, ...MORE_ROLES].map((role, index) => [role, idOf(10 + index)]));
const the = (role: string): string => String(all.get(role));
const NOBODY = the('known to nobody');

const message = (message_nr: number, more: Line): Line => ({
  mk_rec_type: 'message',
  conversation_id: 'c',
  message_nr,
  account_id: the('author'),
  mk_message_type: 'text',
  message: '<msg><p>x</p></msg>',
  ...more,
});
const mention = (id: string): string => `<msg><p><mention account_id="${id}">@x</mention></p></msg>`;
const stream = [
  message(1, { message: `${mention(the('mentioned'))}${mention(NOBODY)}${mention('what people type')}` }),
  message(2, {
    mk_message_type: 'textV2',
    message: JSON.stringify({ message: mention(the('mentioned in JSON')) }),
    reactions: {
      like: [the('reacting'), 'and anything else', { account_id: the('in an object') }],
      odd: 7,
      one: the('in a text'),
      times: { [the('in a key')]: 1_500_000_000 },
    },
  }),
  message(3, {
    tags: ['pin', 'is_todo'],
    mk_message_state: 'urn:fleep:message:mk_message_state:todo',
    assignee_ids: [the('assigned')],
    pinned_account_id: the('pinning'),
    tasked_account_id: the('tasking'),
  }),
  { mk_rec_type: 'file', conversation_id: 'c', message_nr: 3, attachment_id: 'f', deleter_id: the('deleter') },
];
const team = {
  mk_rec_type: 'team',
  team_id: 't',
  members: [the('team member')],
  admins: [the('team admin')],
  pending: [the('invited into the team')],
};
const hook = { conversation_id: 'c', hook_key: 'k', account_id: the('hook maker') };

/** A service that describes whoever is asked for but for one; it may refuse that until it is told not to. */
async function service() {
  const state = { isRefusing: false };
  const listed = () => [header('c', { teams: ['t'], last_message_nr: 3 })];
  const server = await scriptedServer(
    smallService(listed, ({ path, body }, response) => {
      if (path === '/api/contact/sync/list') {
        if (state.isRefusing) sendJson(response, {}, { status: 403 });
        else
          sendJson(response, {
            contacts: idsOf(body)
              .filter((id) => id !== NOBODY)
              .map(describe),
          });
      } else if (path === '/api/conversation/sync/c')
        sendJson(response, { header: { ...listed()[0], bw_message_nr: 1, fw_message_nr: 3 }, stream });
      else if (path === '/api/conversation/show_hooks/c') sendJson(response, { hooks: [hook] });
      else if (path === '/api/conversation/sync_teams/c') sendJson(response, { stream: [team] });
      else return false;
      return true;
    }),
  );
  const lookUps = () =>
    server.asked.filter(({ path }) => path === '/api/contact/sync/list').map(({ body }) => idsOf(body));
  return { server, state, lookUps, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

const idsOf = (body: Asked['body']): string[] => body.contacts as string[];
const describe = (account_id: string) => ({ mk_rec_type: 'contact', account_id, display_name: 'x' });

async function describedIn(archive: string): Promise<string[]> {
  await using database = await openStore(await openArchive(archive));
  const rows = await database.rows<{ id: string }>('SELECT account_id AS id FROM accounts ORDER BY ALL');
  return rows.map(({ id }) => id);
}

const everybody = [...all.values()];
const describable = everybody.filter((id) => id !== NOBODY);

test('a first sync looks up whoever is named; the next asks for nobody again, and one of all lists for those alone whom none described', async () => {
  await using folder = await temporaryFolder();
  await using here = await service();
  const archive = folder.at('archive');
  await syncHere(here.server.url, archive);
  expect(here.lookUps()).toEqual([everybody]);
  expect(await describedIn(archive)).toEqual(describable);
  await syncHere(here.server.url, archive);
  expect(here.lookUps()).toHaveLength(1);
  await syncHere(here.server.url, archive, { full: true });
  expect(here.lookUps()).toEqual([everybody, [NOBODY]]);
});

test('whom the answer leaves out is told, and not missed', async () => {
  await using folder = await temporaryFolder();
  await using here = await service();
  const archive = folder.at('archive');
  const { exit_code, totals } = await syncHere(here.server.url, archive);
  expect({ exit_code, gaps: totals.open_gaps }).toEqual({ exit_code: 0, gaps: 0 });
  expect(await gapsIn(archive)).toEqual([{ ...gapOf(NOBODY), cause: 'not found' }]);
});

test('whom an earlier run met is looked up from the tables', async () => {
  await using folder = await temporaryFolder();
  await using here = await service();
  const archive = folder.at('archive');
  here.state.isRefusing = true;
  await syncHere(here.server.url, archive);
  expect(await describedIn(archive)).toEqual([]);
  here.state.isRefusing = false;
  const before = here.lookUps().length;
  await syncHere(here.server.url, archive);
  expect(here.lookUps().slice(before).flat().sort()).toEqual(everybody);
  expect(await describedIn(archive)).toEqual(describable);
});

/** Goes on to the horizon where one waits for it, and holds the wait for what comes after. */
function poll(horizon: number, { event_horizon, wait }: Asked['body'], response: ServerResponse): boolean {
  const told = wait === true ? horizon : event_horizon === 0 ? 7 : event_horizon;
  if (wait !== true || event_horizon !== horizon) sendJson(response, { event_horizon: told, stream: [] });
  return true;
}

/** Its ids are known to it but for some, for which it refuses every batch that has one. */
async function strictService(count: number, bad: Set<string>) {
  const ids = Array.from({ length: count }, (_unused, nr) => `00000000-0000-4000-8000-000000000${100 + nr}`);
  const listed = () => [header('c', { members: ids })];
  const state = { isAnswering: true, horizon: 7 };
  const server = await scriptedServer(
    smallService(listed, ({ path, body }, response) => {
      if (path === '/api/account/poll') return poll(state.horizon, body, response);
      if (path !== '/api/contact/sync/list') return false;
      const asked = idsOf(body);
      const isRefused = !state.isAnswering || asked.some((id) => bad.has(id));
      sendJson(response, isRefused ? {} : { contacts: asked.map(describe) }, { status: isRefused ? 430 : 200 });
      return true;
    }),
  );
  const asked = () =>
    server.asked.filter(({ path }) => path === '/api/contact/sync/list').map(({ body }) => idsOf(body));
  const lists = () => server.asked.filter(({ path }) => path === '/api/conversation/list').length;
  return { server, ids, state, asked, lists, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

async function gapsIn(archive: string) {
  await using database = await openStore(await openArchive(archive));
  return await database.rows<{ gap_id: string; cause: string }>(
    "SELECT gap_id, cause FROM gaps WHERE is_open AND target = 'synchronizeContactList' ORDER BY ALL",
  );
}

const gapOf = (id: string | undefined) => ({
  gap_id: expect.stringMatching(`^person:.+:${id}$`),
  cause: 'not permitted',
});

test('one id that the service refuses keeps nobody else unnamed, and is asked for alone when all lists are read', async () => {
  await using folder = await temporaryFolder();
  const bad = new Set<string>();
  await using here = await strictService(150, bad);
  const archive = folder.at('archive');
  const [first, other] = [here.ids[37], here.ids[120]].map(String);
  bad.add(String(first)).add(String(other));
  await syncHere(here.server.url, archive);
  expect(await describedIn(archive)).toEqual(expect.arrayContaining(here.ids.filter((id) => !bad.has(id))));
  expect(await gapsIn(archive)).toEqual([gapOf(first), gapOf(other)]);
  expect(here.asked().length).toBeLessThan(30);

  // Nobody is asked for again in between, and not all lists are read for it.
  const [requests, lists] = [here.asked().length, here.lists()];
  await syncHere(here.server.url, archive);
  expect([here.asked().length, here.lists()]).toEqual([requests, lists]);

  bad.delete(String(other));
  await syncHere(here.server.url, archive, { full: true });
  expect(here.asked().slice(requests)).toEqual([[first], [other]]);
  expect(await gapsIn(archive)).toEqual([gapOf(first)]);
  expect(await describedIn(archive)).toContain(other);
});

test('a service that refuses the call and not an id is not asked for each', async () => {
  await using folder = await temporaryFolder();
  await using here = await strictService(100, new Set());
  const archive = folder.at('archive');
  here.state.isAnswering = false;
  await syncHere(here.server.url, archive);
  expect(here.asked().length).toBeLessThan(15);
  expect((await gapsIn(archive)).map(({ gap_id }) => gap_id.split(':')[0])).toEqual([
    'call',
    'person',
    'person',
    'person',
  ]);
  here.state.isAnswering = true;
  await syncHere(here.server.url, archive);
  expect(await describedIn(archive)).toEqual(expect.arrayContaining(here.ids));
  expect(await gapsIn(archive)).toEqual([]);
});

test('a call that was refused is missing until everybody has been asked for, not until a pass asks for nobody', async () => {
  await using folder = await temporaryFolder();
  await using here = await strictService(20, new Set());
  const archive = folder.at('archive');
  here.state.isAnswering = false;
  here.state.horizon = 8;
  const watch = startWatch(here.server.url, archive);
  const first = await watch.next('synced');
  const requests = here.asked().length;
  await watch.next('synced', first);
  watch.stop();
  await watch.ended;
  expect(here.asked()).toHaveLength(requests);
  expect((await gapsIn(archive)).map(({ gap_id }) => gap_id.split(':')[0])).toContain('call');
  here.state.isAnswering = true;
  await syncHere(here.server.url, archive);
  expect(await describedIn(archive)).toEqual(expect.arrayContaining(here.ids));
  expect(await gapsIn(archive)).toEqual([]);
});

test('ids that are refused, however many and with nobody else to ask for, are no reason to read all lists again', async () => {
  for (const count of [1, 31]) {
    await using folder = await temporaryFolder();
    const bad = new Set<string>();
    await using here = await strictService(count, bad);
    for (const id of here.ids) bad.add(id);
    const archive = folder.at('archive');
    await syncHere(here.server.url, archive);
    expect(await gapsIn(archive)).toEqual(here.ids.map(gapOf));
    const [requests, lists] = [here.asked().length, here.lists()];
    await syncHere(here.server.url, archive);
    expect([here.asked().length, here.lists()]).toEqual([requests, lists]);
  }
});

test('somebody whom an account may not know is told and not missed, and is known when another account is', async () => {
  await using folder = await temporaryFolder();
  const bad = new Set<string>();
  await using here = await strictService(3, bad);
  const archive = folder.at('archive');
  const [one, other] = [String(here.ids[0]), String(here.ids[1])];
  bad.add(one).add(other);
  const refused = await syncHere(here.server.url, archive);
  expect(refused).toMatchObject({ exit_code: 0, totals: { open_gaps: 0 } });
  expect(await gapsIn(archive)).toEqual([gapOf(one), gapOf(other)]);
  bad.delete(one);
  const credentials = async () => ({ email: 'another', password: 'x' });
  await syncHere(here.server.url, archive, { credentials });
  expect(await describedIn(archive)).toContain(one);
  expect((await gapsIn(archive)).map(({ gap_id }) => gap_id)).toEqual(
    ['another', LOGIN.FLEEP_EMAIL].map((who) => `person:${who}:${other}`),
  );
  const open = await gapsIn(archive);
  await rebuildCommand({ archive, quiet: true });
  expect(await gapsIn(archive)).toEqual(open);
});
