// The lists beside the flow: one that is refused, or that never ends, is named and holds up nothing.
import { expect, test } from 'vitest';
import { openArchive } from '../../src/journal/archive-folder.js';
import { openStore } from '../../src/store/open.js';
import { temporaryFolder } from '../support/folder.js';
import { type Asked, scriptedServer, sendJson } from '../support/scripted-server.js';
import { header, smallService } from '../support/small-service.js';
import { type Line, syncHere } from '../support/sync.js';

const MOST_REQUESTS = 60;
const HOOK = { mk_rec_type: 'hook', conversation_id: 'c', hook_key: 'k', hook_name: 'h' };
const SECTION = { mk_rec_type: 'section', conversation_id: 'c', section_id: 's', name: 'To Do' };

const pin = (message_nr: number): Line => ({
  mk_rec_type: 'message',
  conversation_id: 'c',
  message_nr,
  mk_message_type: 'text',
  message: 'x',
  pin_weight: message_nr,
});

type Answers = (asked: Asked, turn: number) => { body: object; status?: number } | undefined;

/** Syncs a conversation with such a header; `answers` may speak for single calls, counted from 1. */
async function syncWith(fields: Line, answers: Answers, again: { readonly fields: Line } | undefined = undefined) {
  await using folder = await temporaryFolder();
  let turn = 0;
  let isRefusing = true;
  let now = fields;
  await using server = await scriptedServer(
    smallService(
      () => [header('c', now)],
      (asked, response) => {
        if (server.asked.length > MOST_REQUESTS) throw new Error('The walk does not end');
        if (asked.path === '/api/conversation/show_hooks/c') {
          sendJson(response, { hooks: [HOOK] });
          return true;
        }
        const answer = isRefusing ? answers(asked, turn + 1) : undefined;
        if (answer === undefined) return false;
        turn += 1;
        sendJson(response, answer.body, { status: answer.status ?? 200 });
        return true;
      },
    ),
  );
  const archive = folder.at('archive');
  const first = await syncHere(server.url, archive);
  if (again !== undefined) {
    isRefusing = false;
    now = again.fields;
    await syncHere(server.url, archive, { full: true });
  }
  await using database = await openStore(await openArchive(archive));
  const gaps = await database.rows(
    "SELECT gap_id, cause FROM gaps WHERE is_open AND gap_id NOT LIKE 'hole:%' ORDER BY gap_id",
  );
  return { first, gaps, turns: turn, paths: server.asked.map(({ path }) => path) };
}

const refuseFiles: Answers = ({ path }) =>
  path === '/api/conversation/sync_files/c' ? { body: { error_id: 'x', error_message: 'no' }, status: 430 } : undefined;

test('files that are refused are named, and cost no hook, pin or message', async () => {
  const { first, gaps, paths } = await syncWith({ file_horizon: 9, pin_horizon: 3 }, refuseFiles);
  expect(first).toMatchObject({ exit_code: 3, totals: { messages: 1, hooks: 1, open_gaps: 1 } });
  expect(gaps).toEqual([{ gap_id: 'list:files:c', cause: 'not permitted' }]);
  expect(paths).toContain('/api/conversation/sync_pins/c');
});

test.each([{ file_horizon: 9 }, { file_horizon: 0 }])('and are missing no more when they come: %j', async (fields) => {
  expect((await syncWith({ file_horizon: 9 }, refuseFiles, { fields })).gaps).toEqual([]);
});

test('a cursor of the pin board is followed where the older horizon is 0', async () => {
  const fields = { join_message_nr: 1, pin_horizon: 0, pin_cursor: '{"pin_weight":99}' };
  const { first, turns } = await syncWith(fields, ({ path, body }, turn) => {
    if (path !== '/api/account/sync_pinboard') return undefined;
    expect(body).toMatchObject({ conversation_id: 'c', pin_weight: turn === 1 ? 99 : 5 });
    return {
      body: { header: header('c', { pin_cursor: turn === 1 ? '{"pin_weight":5}' : null }), stream: [pin(turn + 3)] },
    };
  });
  expect(first).toMatchObject({ exit_code: 0, totals: { messages: 3 } });
  expect(turns).toBe(2);
});

test.each<[Line, number]>([
  [{}, 0],
  [{ pin_cursor: null }, 0],
  [{ pin_cursor: '{"pin_weight":5}' }, 1],
])('after the horizon it is what the newest header says: %j, asked %i times', async (named, times) => {
  const { paths } = await syncWith({ pin_horizon: 9, pin_cursor: '{"pin_weight":99}' }, ({ path }) => {
    const isPins = path === '/api/conversation/sync_pins/c';
    if (!isPins && path !== '/api/account/sync_pinboard') return undefined;
    return { body: { header: header('c', isPins ? { pin_horizon: 0, ...named } : {}), stream: [pin(4)] } };
  });
  expect(paths.filter((path) => path === '/api/account/sync_pinboard')).toHaveLength(times);
});

test.each<[string, Line, (turn: number) => object]>([
  ['files', { file_horizon: 1 }, (turn) => ({ header: header('c', { file_horizon: turn + 1 }), stream: [] })],
  ['pins', { pin_horizon: 1 }, (turn) => ({ header: header('c', { pin_horizon: turn + 1 }), stream: [pin(1)] })],
  [
    'pins',
    { pin_cursor: '{"pin_weight":0}' },
    (turn) => ({ header: header('c', { pin_cursor: `{"pin_weight":${turn}}` }), stream: [] }),
  ],
  [
    'taskboard',
    { has_taskboard: true, join_message_nr: 2 },
    (turn) => ({ stream: [{ ...SECTION, sync_cursor: `{"task_weight":${turn}}` }] }),
  ],
])('%s that are never at an end are left and named: %j', async (name, fields, answerOf) => {
  const { first, gaps, turns } = await syncWith(fields, ({ path, body }, turn) => {
    if (/sync_(files|pins|pinboard|taskboard)/.test(path)) return { body: answerOf(turn) };
    return body.mk_direction === 'ic_full' && name === 'taskboard'
      ? { body: { header: header('c', { ...fields, bw_message_nr: 1, fw_message_nr: 1 }), stream: [SECTION] } }
      : undefined;
  });
  expect(first).toMatchObject({ exit_code: 3, totals: { hooks: 1 } });
  expect(gaps).toEqual([{ gap_id: `list:${name}:c`, cause: 'no progress' }]);
  expect(turns).toBeLessThan(6);
});

test.each([
  ['conversations', (turn: number) => ({ mk_rec_type: 'org_conv', conversation_id: 'o', member_count: turn })],
  ['teams', () => ({ mk_rec_type: 'team', team_id: 't' })],
])('%s of an organisation that are never at an end are left and named', async (name, recordOf) => {
  const { first, gaps } = await syncWith({}, ({ path, body }, turn) => {
    if (path === '/api/account/poll' && body.event_horizon === 0)
      return { body: { event_horizon: 7, stream: [{ mk_rec_type: 'org_header', organisation_id: 'b' }] } };
    return path.startsWith(`/api/business/sync_${name}/`)
      ? { body: { sync_cursor: `c${turn}`, stream: [recordOf(turn)] } }
      : undefined;
  });
  expect(first.exit_code).toBe(3);
  expect(gaps).toEqual([
    { gap_id: expect.stringMatching(/^call:synchronizeOrganisation\w+:.*:b$/), cause: 'no progress' },
  ]);
});
