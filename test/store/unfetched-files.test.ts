// Content that no run came to yet is missing, until it is there or a run has said why it is not.
import { expect, test } from 'vitest';
import { storedContents } from '../../src/store/plan.js';
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

const stored = (url: string, sha256: string) => ({
  mk_rec_type: 'archive_file',
  file_url: url,
  stored_sha256: sha256,
  stored_size: sha256.length,
});

const wanted = async (tables: Loaded): Promise<unknown[]> =>
  (await tables.rows('SELECT DISTINCT url, sha256 FROM missing_contents ORDER BY ALL')).map(
    ({ url, sha256 }) => `${url} ${sha256}`,
  );

const held = async (tables: Loaded): Promise<unknown[]> =>
  (await tables.rows('SELECT stored_sha256 FROM files ORDER BY attachment_id')).map((row) => row.stored_sha256);

test('an address that is given other content is fetched again, once, and what says the hash of before has that', async () => {
  await using tables = await newTables();
  await tables.load(file('a', { file_sha256: 'AA' }), file('b', { file_url: '/file/a', file_sha256: 'aa' }));
  await tables.load(stored('/file/a', 'aa'));
  expect(await wanted(tables)).toEqual([]);

  await tables.load(file('a', { file_sha256: 'BB' }));
  expect(await wanted(tables)).toEqual(['/file/a bb']);
  expect(await missing(tables)).toEqual(['hole:file:/file/a not fetched yet']);
  expect(await held(tables)).toEqual(['aa', 'aa']);

  await tables.load(stored('/file/a', 'bb'));
  expect(await wanted(tables)).toEqual([]);
  expect(await missing(tables)).toEqual([]);
  expect(await held(tables)).toEqual(['bb', 'aa']);

  await tables.load(file('a', { file_sha256: 'aa' }));
  expect(await wanted(tables)).toEqual([]);
  expect(await held(tables)).toEqual(['aa', 'aa']);
});

test('content of before does not close the gap of the content that came after it', async () => {
  await using tables = await newTables();
  await tables.load(file('a', { file_sha256: 'bb' }), stored('/file/a', 'aa'));
  const gap = { mk_rec_type: 'archive_gap', gap_id: 'file:/file/a', kind: 'file', target: '/file/a', is_open: true };
  await tables.load({ ...gap, cause: 'content differs' });
  expect(await missing(tables)).toEqual(['file:/file/a content differs']);
  for await (const contents of storedContents(tables.database, false))
    expect(contents).toEqual([{ url: '/file/a', sha256: 'aa', sizeBytes: 2, isMissed: false }]);
  expect.assertions(2);
});

test('the file of a deleted message is not missed, though no record of it says that it is removed', async () => {
  await using tables = await newTables();
  const message = { mk_rec_type: 'message', conversation_id: 'c', message_nr: 1, mk_message_type: 'text' };
  await tables.load({ ...message, message: '<msg><p>a</p></msg>' }, file('a'), file('b'));
  const gap = { mk_rec_type: 'archive_gap', kind: 'file', is_open: true };
  await tables.load({ ...gap, gap_id: 'file:/file/b', target: '/file/b', cause: 'not found' });
  expect(await missing(tables)).toEqual(['file:/file/b not found', 'hole:file:/file/a not fetched yet']);

  await tables.load({ ...message, message: '', tags: ['is_deleted'], flow_message_nr: 2, edited_time: 1 });
  expect(await missing(tables)).toEqual(['file:/file/b not found (expected)']);
});

test('the gap of an address that nothing names any more is expected, until something names it again', async () => {
  await using tables = await newTables();
  const contact = (url: string) => ({
    mk_rec_type: 'contact',
    account_id: 'anna',
    avatar_urls: `{"size_100": "${url}"}`,
  });
  const gap = { mk_rec_type: 'archive_gap', kind: 'file', is_open: true, cause: 'not found' };
  const gapOf = (url: string) => ({ ...gap, gap_id: `file:${url}`, target: url });
  await tables.load(contact('/avatar/old'), file('a', { thumb_url_50: '/thumb/a' }), stored('/file/a', 'aa'));
  await tables.load(stored('/lost', 'ab'), ...['/avatar/old', '/thumb/a', '/lost'].map(gapOf));
  const faults = ['file:/lost not found', 'file:/thumb/a not found'];
  expect(await missing(tables)).toEqual(['file:/avatar/old not found', ...faults]);

  await tables.load(contact(''));
  expect(await missing(tables)).toEqual(['file:/avatar/old not found (expected)', ...faults]);
  await tables.load(contact('/avatar/old'));
  expect(await missing(tables)).toEqual(['file:/avatar/old not found', ...faults]);
});
