// A header that tells of numbers which the flow does not have yet: they are a gap, and each run asks for them once more.
import { expect, test } from 'vitest';
import { openArchive } from '../../src/journal/archive-folder.js';
import { openStore } from '../../src/store/open.js';
import { temporaryFolder } from '../support/folder.js';
import { scriptedServer, sendJson } from '../support/scripted-server.js';
import { conversationOf, header, smallService } from '../support/small-service.js';
import { type Line, syncHere } from '../support/sync.js';

const message = (message_nr: number): Line => ({
  mk_rec_type: 'message',
  conversation_id: 'c',
  message_nr,
  prev_message_nr: message_nr - 1,
  account_id: 'author',
  mk_message_type: 'text',
  message: '<msg><p>x</p></msg>',
});

async function service() {
  const state = { told: 2, there: 2, isGone: false };
  const told = () => header('c', { last_message_nr: state.told });
  const server = await scriptedServer(
    smallService(
      () => (state.isGone ? [] : [told()]),
      (asked, response) => {
        const { path, body } = asked;
        if (path === '/api/account/poll')
          sendJson(response, {
            event_horizon: state.told,
            stream: body.event_horizon === 0 || body.event_horizon === state.told ? [] : [told()],
          });
        else if (state.isGone && conversationOf(asked) === 'c') sendJson(response, {}, { status: 430 });
        else if (path === '/api/conversation/sync/c') {
          const from = Number(body.from_message_nr ?? 0);
          const stream = [1, 2, 3, 4].filter((nr) => nr > from && nr <= state.there).map(message);
          sendJson(response, { header: { ...told(), bw_message_nr: 1, fw_message_nr: state.there }, stream });
        } else return false;
        return true;
      },
    ),
  );
  return { state, server, url: server.url, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

async function syncAndLook(here: Awaited<ReturnType<typeof service>>, archive: string, full = false) {
  const before = here.server.asked.length;
  const { exit_code, totals } = await syncHere(here.url, archive, { full });
  await using database = await openStore(await openArchive(archive));
  const rows = await database.rows(
    'SELECT first_message_nr::INT AS first, last_message_nr::INT AS last, cause FROM gaps WHERE is_open AND NOT is_expected ORDER BY ALL',
  );
  const asked = here.server.asked.slice(before).filter((one) => conversationOf(one) === 'c').length;
  return {
    exit_code,
    messages: totals.messages,
    asked,
    gaps: rows.map(({ first, last, cause }) => `${first}-${last} ${cause}`),
  };
}

const LAGGING = { exit_code: 3, messages: 2, gaps: ['3-4 no progress'] };
const WHOLE = { exit_code: 0, gaps: [] };

async function lagging(play: (here: Awaited<ReturnType<typeof service>>, archive: string) => Promise<void>) {
  await using folder = await temporaryFolder();
  await using here = await service();
  const archive = folder.at('archive');
  expect(await syncAndLook(here, archive)).toMatchObject({ ...WHOLE, messages: 2 });
  here.state.told = 4;
  expect(await syncAndLook(here, archive)).toMatchObject({ ...LAGGING, asked: 3 });
  await play(here, archive);
}

test('the newest numbers that did not come are asked for by each run, with one request', () =>
  lagging(async (here, archive) => {
    expect(await syncAndLook(here, archive)).toEqual({ ...LAGGING, asked: 1 });
    here.state.there = 4;
    expect(await syncAndLook(here, archive)).toEqual({ ...WHOLE, messages: 4, asked: 1 });
    expect(await syncAndLook(here, archive)).toEqual({ ...WHOLE, messages: 4, asked: 0 });
  }));

test('numbers that the header takes back are missed no more', () =>
  lagging(async (here, archive) => {
    here.state.told = 2;
    expect(await syncAndLook(here, archive)).toEqual({ ...WHOLE, messages: 2, asked: 1 });
    expect(await syncAndLook(here, archive)).toEqual({ ...WHOLE, messages: 2, asked: 0 });
  }));

test('what never came of a conversation that is gone is missed no more', () =>
  lagging(async (here, archive) => {
    here.state.isGone = true;
    expect(await syncAndLook(here, archive, true)).toMatchObject({ ...WHOLE, messages: 2 });
    expect(await syncAndLook(here, archive)).toEqual({ ...WHOLE, messages: 2, asked: 0 });
  }));
