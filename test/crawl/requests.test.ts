// How much a sync asks for: no more than it needs at first, next to nothing when nothing changed, little when little did.
import { expect, test } from 'vitest';
import { syntheticWorld } from '../../src/emulator/index.js';
import { FleepClient } from '../../src/fleep/client.js';
import type { ConversationId } from '../../src/fleep/ids.js';
import { openArchive } from '../../src/journal/archive-folder.js';
import { openStore } from '../../src/store/open.js';
import { LOGIN } from '../support/cli.js';
import { temporaryFolder } from '../support/folder.js';
import { serve, syncHere } from '../support/sync.js';

/** CONVERSATIONS=10000 is the size at which the promise is made; a smaller account asks for the same. */
const CONVERSATIONS = Number(process.env.CONVERSATIONS ?? 400);
const CHANGED = 7;

const idsOf = async (archive: string): Promise<ConversationId[]> => {
  await using database = await openStore(await openArchive(archive));
  const rows = await database.rows<{ id: ConversationId }>(
    'SELECT conversation_id AS id FROM conversations ORDER BY ALL',
  );
  return rows.map(({ id }) => id);
};

test('nothing changed: a handful; k conversations changed: at most three more for each', {
  timeout: 900_000,
}, async () => {
  await using folder = await temporaryFolder();
  const world = syntheticWorld({ messages: CONVERSATIONS * 6, conversations: CONVERSATIONS, seed: 3 });
  await using server = await serve({ world });
  const archive = folder.at('archive');
  const first = await syncHere(server.url, archive);
  expect(first.totals.conversations).toBe(CONVERSATIONS);
  const asked = () => [...server.requests.values()].reduce((sum, count) => sum + count, 0);

  const before = asked();
  const idle = await syncHere(server.url, archive);
  expect(asked() - before).toBe(idle.requests);
  expect(idle.requests).toBeLessThanOrEqual(10);

  await using client = new FleepClient({
    server: server.url,
    email: LOGIN.FLEEP_EMAIL,
    password: LOGIN.FLEEP_PASSWORD,
  });
  await client.signIn();
  for (const id of (await idsOf(archive)).slice(0, CHANGED))
    await client.call('sendMessage', { id, args: { message: 'something new' } });
  const changed = await syncHere(server.url, archive);
  expect(changed.requests).toBeLessThanOrEqual(10 + 3 * CHANGED);
  expect(changed.added.messages).toBe(CHANGED);
});

test('the first sync asks for no page of messages twice, and for nothing that a header says is not there', async () => {
  await using folder = await temporaryFolder();
  const messages = 12_000;
  const batch = 50;
  const world = syntheticWorld({ messages, conversations: 20, seed: 4 });
  await using server = await serve({ world, batch });
  const { totals } = await syncHere(server.url, folder.at('archive'));
  expect(totals.messages).toBe(messages);
  const { requests } = server;
  // The state, with the newest messages, and the pages below it; hooks are asked for once a conversation.
  const pages = (requests.get('conversation/sync') ?? 0) + (requests.get('conversation/sync_backward') ?? 0);
  const database = await openStore(await openArchive(folder.at('archive')));
  const rows = await database.rows<{ least: number }>(
    `SELECT sum(ceil(last_message_nr / ${batch}))::BIGINT AS least FROM conversations`,
  );
  await database.close();
  expect(pages).toBeLessThanOrEqual(Number(rows[0]?.least) * 1.02 + 20);
  expect(requests.get('conversation/show_hooks')).toBe(20);
});
