// A load that runs out of memory goes on in smaller portions, and with more memory when that does not help; it gives up only then.
import { expect, test } from 'vitest';
import { syntheticWorld } from '../../src/emulator/index.js';
import { recoverSegments } from '../../src/journal/segments.js';
import { loadJournal } from '../../src/store/load.js';
import { openWritableDatabase } from '../../src/store/writable.js';
import { temporaryFolder } from '../support/folder.js';
import { serve, syncHere } from '../support/sync.js';

const MESSAGES = 30_000;

test('what does not fit into the usual memory is loaded all the same', async () => {
  await using folder = await temporaryFolder();
  await using server = await serve({
    world: syntheticWorld({ messages: MESSAGES, conversations: 60, seed: 5 }),
    batch: 1000,
  });
  const archive = folder.at('archive');
  await syncHere(server.url, archive);
  const { position } = await recoverSegments(archive);

  const small = await openWritableDatabase(folder.at('small.duckdb'));
  await expect(loadJournal(small, archive, position, ['8MB'])).rejects.toThrow(/Out of Memory/);
  await small.close();

  await using database = await openWritableDatabase(folder.at('enough.duckdb'));
  await loadJournal(database, archive, position, ['8MB', '12MB', '300MB']);
  expect(await database.rows('SELECT count(*) AS n FROM messages')).toEqual([{ n: MESSAGES }]);
});
