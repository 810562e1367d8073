// Pins from before joining are in no flow: a service without sync_pins is asked for its board, and a refusal of both is a gap.
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folder.js';
import { scriptedServer, sendJson } from '../support/scripted-server.js';
import { header, smallService } from '../support/small-service.js';
import { syncHere } from '../support/sync.js';

test.each([
  [5, 200, { messages: 2, open_gaps: 0 }],
  [5, 400, { messages: 1, open_gaps: 1 }],
  [1, 400, { messages: 1, open_gaps: 0 }],
])('no sync_pins and no cursor, joined at %i: a board that answers %i', async (join_message_nr, status, totals) => {
  await using folder = await temporaryFolder();
  const pin = { mk_rec_type: 'message', conversation_id: 'c', message_nr: 9, mk_message_type: 'text', message: 'x' };
  await using server = await scriptedServer(
    smallService(
      () => [header('c', { join_message_nr, pin_horizon: 5, pin_cursor: null })],
      (asked, response) => {
        if (asked.path === '/api/account/sync_pinboard') sendJson(response, { stream: [pin] }, { status });
        else if (asked.path === '/api/conversation/sync_pins/c') sendJson(response, {}, { status: 404 });
        else return false;
        return true;
      },
    ),
  );
  expect((await syncHere(server.url, folder.at('archive'))).totals).toMatchObject(totals);
});
