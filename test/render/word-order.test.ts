// The order of words in the index of an archive: every unit keeps its own, whatever stands beside it.
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from 'vitest';
import { findHits } from '../../src/commands/search/found.js';
import { type ArchiveFolder, databasePath } from '../../src/journal/archive-folder.js';
import { withOwnIndex } from '../../src/render/search/own-index.js';
import { parseQuery } from '../../src/search/query.js';
import { makeArchive } from './small-archive.js';

/** More messages than a unit takes, so that the conversations around them are units of their own. */
const MANY = 12_001;
const [EMPTY, LARGE, LAST] = ['a', 'b', 'c'].map((digit) => `${digit.repeat(8)}-0000-4000-8000-000000000000`);

async function addMessages({ path }: ArchiveFolder): Promise<void> {
  const instance = await DuckDBInstance.create(databasePath(path), { threads: '1' });
  const connection = await instance.connect();
  await connection.run(`INSERT INTO messages
    (conversation_id, message_nr, mk_message_type, message, text, posted_time, tags, is_deleted, is_pinned, is_malformed, page_nr, record_index)
    SELECT '${LARGE}', 1 + range, 'text', '<msg><p>over and out</p></msg>', 'over and out', TIMESTAMP '2020-01-01', [], false, false, false, 1, 0
    FROM range(${MANY})`);
  connection.closeSync();
  instance.closeSync();
}

test('units without messages take nothing from their neighbours', async () => {
  const archive = await makeArchive({
    conversations: [EMPTY, LARGE, LAST].map((conversation_id = '') => ({ conversation_id, topic: 'over and in' })),
  });
  await addMessages(archive);
  const query = parseQuery('"over and" -"and in"');
  if (query === undefined) throw new Error('a query of nothing');
  const found = await withOwnIndex({ archive }, (index) => findHits(index, { query, order: 'newest', limit: 10 }));
  expect([found.messages, found.conversations]).toEqual([MANY, 0]);
  await rm(dirname(archive.path), { recursive: true });
});
