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

test('a list that hands out the same page and the same horizon for ever is left', async () => {
  const totals = await syncWith(() => ({ conversations: ALL.map(header), sync_horizon: 5 }));
  expect(totals).toMatchObject({ conversations: 3, messages: 3 });
});
