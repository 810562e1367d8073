// Content that no run came to yet is missing, until it is there or a run has said why it is not.
import { expect, test } from 'vitest';
import { type Loaded, newTables } from './load-pages.js';

const file = (name: string, more: Readonly<Record<string, unknown>> = {}) => ({
  mk_rec_type: 'file',
  conversation_id: 'c',
  message_nr: 1,
  attachment_id: name,
  file_url: `/file/${name}`,
  ...more,
});

const missing = async (tables: Loaded): Promise<unknown[]> =>
  (
    await tables.rows(
      `SELECT gap_id || ' ' || cause || if(is_expected, ' (expected)', '') AS gap FROM gaps
       WHERE kind = 'file' AND is_open ORDER BY gap_id`,
    )
  ).map(({ gap }) => gap);

test.each(['duckdb', 'parquet'] as const)('%s', async (store) => {
  await using tables = await newTables(store);
  const contact = { mk_rec_type: 'contact', account_id: 'anna', avatar_urls: '{"size_100": "/avatar/anna"}' };
  await tables.load(file('a'), file('a', { attachment_id: 'the same again' }), file('b'), file('c'), contact);
  const unfetched = ['/avatar/anna', '/file/a', '/file/b', '/file/c'].map((url) => `hole:file:${url} not fetched yet`);
  expect(await missing(tables)).toEqual(unfetched);

  await tables.load({ mk_rec_type: 'archive_file', file_url: '/file/a', stored_sha256: '00', stored_size: 1 });
  const gap = { mk_rec_type: 'archive_gap', kind: 'file', is_open: true };
  await tables.load(
    { ...gap, gap_id: 'file:/file/b', target: '/file/b', cause: 'left out' },
    { ...gap, gap_id: 'file:/avatar/anna', target: '/avatar/anna', cause: 'not found' },
  );
  const known = ['file:/avatar/anna not found', 'file:/file/b left out (expected)'];
  expect(await missing(tables)).toEqual([...known, 'hole:file:/file/c not fetched yet']);

  await tables.load(file('c', { is_deleted: true }));
  expect(await missing(tables)).toEqual(known);
});
