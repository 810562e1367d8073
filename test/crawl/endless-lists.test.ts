// A service whose lists repeat themselves or never end: sync finds what there is and stops.
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folder.js';
import { type Asked, scriptedServer, sendJson } from '../support/scripted-server.js';
import { syncHere } from '../support/sync.js';

const header = (conversation_id: string) => ({ mk_rec_type: 'conv', conversation_id, last_message_nr: 1, topic: 't' });
const MOST_REQUESTS = 300;

/** Answers as an account with three conversations of one message; `list` decides what conversation/list says. */
async function syncWith(list: (asked: Asked, turn: number) => object) {
  await using folder = await temporaryFolder();
  let turn = 0;
  await using server = await scriptedServer((asked, response) => {
    if (server.asked.length > MOST_REQUESTS) return sendJson(response, {}, { status: 400 });
    const id = /conversation\/sync[a-z_]*\/(\w+)$/.exec(asked.path)?.[1];
    const message = {
      mk_rec_type: 'message',
      conversation_id: id,
      message_nr: 1,
      mk_message_type: 'text',
      message: 'x',
    };
    switch (asked.path) {
      case '/api/account/login':
        return sendJson(response, { account_id: 'a', ticket: 't' }, { headers: { 'set-cookie': 'token_id=s;' } });
      case '/api/account/poll':
        return sendJson(response, { event_horizon: 7, stream: [] });
      case '/api/conversation/list':
        turn += 1;
        return sendJson(response, list(asked, turn));
      default:
        return sendJson(
          response,
          id === undefined ? { stream: [] } : { header: { ...header(id), bw_message_nr: 1 }, stream: [message] },
        );
    }
  });
  const { totals } = await syncHere(server.url, folder.at('archive'));
  expect(server.asked.length).toBeLessThan(MOST_REQUESTS);
  return totals;
}

const ALL = ['c1', 'c2', 'c3'];

test('a list that repeats entries on its way is read to its end', async () => {
  const pages = [['c1'], ['c1', 'c2'], ['c2'], ['c1', 'c3'], []];
  const totals = await syncWith((_asked, turn) => ({
    conversations: (pages[turn - 1] ?? []).map(header),
    sync_horizon: turn * 10,
  }));
  expect(totals).toMatchObject({ conversations: 3, messages: 3 });
});

test('a page that comes once more, with the horizon that it had, is no end', async () => {
  const pages: readonly [string[], number][] = [
    [['c1'], 1],
    [['c1'], 1],
    [['c2'], 2],
    [['c1'], 1],
    [['c2'], 2],
    [['c3'], 3],
    [[], 3],
  ];
  const totals = await syncWith((_asked, turn) => {
    const [ids, sync_horizon] = pages[turn - 1] ?? [[], 3];
    return { conversations: ids.map(header), sync_horizon };
  });
  expect(totals).toMatchObject({ conversations: 3, messages: 3, open_gaps: 0 });
});

test.each([
  ['the same horizon', () => 5],
  ['ever new horizons', (turn: number) => turn],
])('a list that hands out the same page and %s for ever is left, and is a gap', async (_name, horizonOf) => {
  const totals = await syncWith((_asked, turn) => ({ conversations: ALL.map(header), sync_horizon: horizonOf(turn) }));
  expect(totals).toMatchObject({ conversations: 3, messages: 3, open_gaps: 1 });
});
