// A load that runs out of memory goes on in smaller portions, and with more memory when that does not help; so does what is written as
// Parquet. They give up only then.
import { expect, test } from 'vitest';
import { syntheticWorld } from '../../src/emulator/index.js';
import { createArchive } from '../../src/journal/archive-folder.js';
import { recoverSegments } from '../../src/journal/recovery.js';
import { loadJournal } from '../../src/store/load.js';
import { openStore } from '../../src/store/open.js';
import { openParquetStore } from '../../src/store/parquet-store.js';
import { openWritableDatabase } from '../../src/store/writable.js';
import type { MemorySteps } from '../../src/store/writer-settings.js';
import { temporaryFolder } from '../support/folder.js';
import { serve, syncHere } from '../support/sync.js';

const MESSAGES = 15_000;

test('what does not fit into the usual memory is loaded all the same', async () => {
  await using folder = await temporaryFolder();
  await using server = await serve({
    world: syntheticWorld({ messages: MESSAGES, conversations: 30, seed: 5 }),
    batch: 1000,
  });
  const archive = folder.at('archive');
  await syncHere(server.url, archive);
  const { position } = await recoverSegments(archive);

  const small = await openWritableDatabase(folder.at('small.duckdb'));
  await expect(loadJournal(small, archive, position, ['8MB'])).rejects.toThrow(/Out of Memory/);
  await small.close();

  const database = await openWritableDatabase(folder.at('enough.duckdb'));
  await loadJournal(database, archive, position, ['8MB', '12MB', '300MB']);
  expect(await database.rows('SELECT count(*) AS n FROM messages')).toEqual([{ n: MESSAGES }]);

  const info = { store: 'parquet', server: server.url, accounts: [], created: '2024-01-01T00:00:00Z' } as const;
  const publish = async (name: string, memory: MemorySteps) => {
    const made = await createArchive(folder.at(name), info);
    await using store = await openParquetStore(made, () => undefined, memory);
    await store.database.run(`ATTACH '${folder.at('enough.duckdb')}' AS source (READ_ONLY)`);
    await store.database.run('INSERT INTO messages BY NAME SELECT * FROM source.messages');
    await store.publish();
    return made;
  };
  await database.close();
  await expect(publish('little', ['8MB'])).rejects.toThrow(/Out of Memory/);
  await using tables = await openStore(await publish('much', ['8MB', '300MB']));
  expect(await tables.rows('SELECT count(*) AS n FROM messages')).toEqual([{ n: MESSAGES }]);
});
