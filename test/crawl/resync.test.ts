// A service that asks to start over on the way: what its answers leap over comes all the same.
import { expect, test } from 'vitest';
import { syntheticWorld } from '../../src/emulator/index.js';
import { FleepClient } from '../../src/fleep/client.js';
import type { ConversationId } from '../../src/fleep/ids.js';
import { openArchive } from '../../src/journal/archive-folder.js';
import { openStore } from '../../src/store/open.js';
import { LOGIN } from '../support/cli.js';
import { temporaryFolder } from '../support/folder.js';
import { serve, syncHere } from '../support/sync.js';

const SENT = 12;

async function rowsOf<R extends Record<string, unknown>>(archive: string, sql: string): Promise<R[]> {
  await using database = await openStore(await openArchive(archive));
  return (await database.rows<R>(sql)) as R[];
}

test('edits between what is known and the newest end are had, though the service starts over there', async () => {
  await using folder = await temporaryFolder();
  const world = syntheticWorld({ messages: 20, conversations: 1, seed: 5 });
  await using server = await serve({ world, variants: ['resync', 'small-batches'] });
  const archive = folder.at('archive');
  await syncHere(server.url, archive);
  const [conversation] = await rowsOf<{ id: ConversationId }>(
    archive,
    'SELECT conversation_id AS id FROM conversations',
  );
  const id = conversation?.id as ConversationId;
  await using client = new FleepClient({
    server: server.url,
    email: LOGIN.FLEEP_EMAIL,
    password: LOGIN.FLEEP_PASSWORD,
  });
  await client.signIn();
  const numbers: number[] = [];
  for (let nr = 1; nr <= SENT; nr += 1) {
    const { body } = await client.call('sendMessage', { id, args: { message: `sent ${nr}` } });
    numbers.push(Number(body.result_message_nr));
  }
  await syncHere(server.url, archive);
  for (const message_nr of numbers)
    await client.call('editConversationMessage', { id, args: { message_nr, message: `edited ${message_nr}` } });
  for (let nr = 1; nr <= SENT; nr += 1) await client.call('sendMessage', { id, args: { message: `later ${nr}` } });
  const { exit_code, totals } = await syncHere(server.url, archive);
  expect([exit_code, totals.open_gaps]).toEqual([0, 0]);
  const [counts] = await rowsOf(
    archive,
    `SELECT count(*) FILTER (text LIKE 'edited %')::INTEGER AS edited, count(*) FILTER (text LIKE 'later %')::INTEGER AS later FROM messages`,
  );
  expect(counts).toEqual({ edited: SENT, later: SENT });
});
