// A conversation that no list names is found by searching for the people who are in none of those that were found.
import { expect, test } from 'vitest';
import { faultsOf } from '../chaos/trial.js';
import { type Front, send, startFront } from '../support/faulty-front.js';
import { temporaryFolder } from '../support/folder.js';
import { liveWorld, serve, syncHere } from '../support/sync.js';
import { ANNA, BERT, conv, message, people } from '../support/tiny-world.js';

type Record = { readonly conversation_id?: string };

/** BERT is met in what the lists withhold only. */
const VIEWER = '00000000-0000-4000-8000-00000000000a';
const lines = [
  ...people,
  conv('listed', { members: [VIEWER, ANNA] }),
  message('listed', 1),
  conv('withheld', { members: [VIEWER, BERT], topic: '' }),
  ...[1, 2, 3].map((number) => message('withheld', number, { account_id: BERT })),
];

/** Everything but a search and the walk itself is silent about the one conversation. Says what was searched for. */
function withhold(front: Front): string[] {
  const searched: string[] = [];
  front.spoil = async (exchange) => {
    if (exchange.call.startsWith('conversation/sync') || exchange.call.startsWith('/')) return false;
    const answered = await exchange.fetch();
    const body = JSON.parse(String(answered.body));
    if (exchange.call === 'search') {
      searched.push(/"keywords":"([^"]*)"/.exec(exchange.sent)?.[1] ?? '');
      body.matches = [message('withheld', 2, { message: '<msg><p><mark>message</mark> 2</p></msg>' })];
    } else {
      for (const list of ['conversations', 'stream'])
        if (Array.isArray(body[list]))
          body[list] = body[list].filter((one: Record) => one.conversation_id !== 'withheld');
    }
    send(exchange.response, { ...answered, body: Buffer.from(JSON.stringify(body)) });
    return true;
  };
  return searched;
}

test('what only a search names is archived, and what a search has marked is no version of a message', async () => {
  await using folder = await temporaryFolder();
  await using server = await serve({ world: liveWorld(lines).world });
  await using front = await startFront(server.url);
  const searched = withhold(front);
  const { exit_code } = await syncHere(front.url, folder.at('archive'));
  expect(exit_code).toBe(0);
  expect(searched).toEqual([BERT.slice(-1)]);
  expect(await faultsOf(folder.at('archive'), lines)).toEqual([]);
});

test('a search that is refused is no gap, and is not tried for the next name', async () => {
  await using folder = await temporaryFolder();
  await using server = await serve({ world: liveWorld([...people, conv('alone', { members: [VIEWER] })]).world });
  await using front = await startFront(server.url);
  let searches = 0;
  front.spoil = ({ call, response }) => {
    if (call !== 'search') return false;
    searches += 1;
    send(response, { status: 431, headers: { 'content-type': 'application/json' }, body: Buffer.from('{}') });
    return true;
  };
  const { exit_code, totals } = await syncHere(front.url, folder.at('archive'));
  expect([exit_code, totals.open_gaps, searches]).toEqual([0, 0, 1]);
});
