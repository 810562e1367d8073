// An event stream that never stands still, since to read it is an event: it is read to where it ended when that was noticed.
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folder.js';
import { scriptedServer, sendJson } from '../support/scripted-server.js';
import { header, smallService } from '../support/small-service.js';
import { type Line, syncHere } from '../support/sync.js';

const MOST_REQUESTS = 100;
const BEGIN = 7;

const presence = (turn: number): Line => ({ mk_rec_type: 'lastseen', account_id: 'a', activity_time: turn });

/** Polls of a first sync and of a second one, whose stream is what `streamOf` says of each horizon; account/sync names `end` then. */
async function pollsOf(streamOf: (horizon: number) => Line[], end: number) {
  await using folder = await temporaryFolder();
  let isFirst = true;
  const told: number[] = [];
  await using server = await scriptedServer(
    smallService(
      () => [header('c'), header('d')],
      (asked, response) => {
        if (server.asked.length > MOST_REQUESTS) throw new Error('The stream does not end');
        if (asked.path === '/api/account/sync') sendJson(response, { account_id: 'a', event_horizon: end });
        else if (asked.path === '/api/account/poll') {
          const horizon = Number(asked.body.event_horizon);
          if (horizon > 0) told.push(horizon);
          const next = isFirst ? BEGIN : horizon + 1;
          sendJson(response, { event_horizon: next, stream: isFirst ? [] : streamOf(horizon) });
        } else return false;
        return true;
      },
    ),
  );
  const archive = folder.at('archive');
  await syncHere(server.url, archive);
  isFirst = false;
  told.length = 0;
  const { exit_code, totals } = await syncHere(server.url, archive);
  const polls = [...told];
  told.length = 0;
  await syncHere(server.url, archive);
  return { exit_code, totals, polls, next: told[0] };
}

test.each([
  ['presence', (horizon: number) => [presence(horizon)]],
  ['nothing', () => []],
])('%s alone ends it, without a gap, and the next run goes on there', async (_name, streamOf) => {
  const { exit_code, totals, polls, next } = await pollsOf(streamOf, 0);
  expect([exit_code, totals.open_gaps]).toEqual([0, 0]);
  expect(polls).toEqual([7, 8, 9]);
  expect(next).toBe(10);
});

test('what happened before that is read, however much presence lies in between', async () => {
  const topic = 'new';
  const { polls, totals, exit_code } = await pollsOf(
    (horizon) => (horizon === 18 ? [header('e', { topic })] : [presence(horizon)]),
    20,
  );
  expect(polls.at(-1)).toBeGreaterThanOrEqual(20);
  expect(polls.length).toBeLessThan(20);
  expect([exit_code, totals.conversations]).toEqual([0, 3]);
});
