// Files of before 2014, each a message of its own: found by search, on the site and by the command, as what somebody said.
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findHits } from '../../src/commands/search/found.js';
import type { ArchiveFolder } from '../../src/journal/archive-folder.js';
import { indexReader } from '../../src/render/search/index-reader.js';
import { type ReadableIndex, withOwnIndex } from '../../src/render/search/own-index.js';
import { renderSite } from '../../src/render/site.js';
import { parseQuery } from '../../src/search/query.js';
import { at, makeArchive, type TestRow, uuid } from './small-archive.js';

const room = uuid('room');
const common = { conversation_id: room, account_id: uuid('anna'), posted_time: at('2013-03-02T09:00:00Z') };
const posted = (message_nr: number, file_name: string, more: TestRow = {}): TestRow => ({
  ...common,
  message_nr,
  mk_message_type: 'file',
  message: JSON.stringify({ file_name, file_id: 'f', file_url: '/file/hushkey/1/f/x' }),
  ...more,
});
const file = (message_nr: number, file_name: string): TestRow => ({
  ...common,
  message_nr,
  attachment_id: `f${message_nr}`,
  file_name,
});

let archive: ArchiveFolder;
let site: string;
beforeAll(async () => {
  archive = await makeArchive({
    accounts: [{ account_id: uuid('anna'), display_name: 'Anna' }],
    conversations: [{ conversation_id: room, topic: 'Room', title: 'Room' }],
    messages: [
      posted(1, 'quarterly.pdf'),
      posted(2, '', { message: '', is_deleted: true }),
      posted(3, '', { message: '{"hushbroken":' }),
      { ...common, message_nr: 4, message: '<msg><p>the quarterly numbers</p></msg>' },
      { ...common, message_nr: 5, mk_message_type: 'topic', message: '{"topic":"quarterly"}' },
    ],
    superseded_messages: [posted(2, 'yearly.pdf')],
    files: [file(1, 'quarterly.pdf'), file(2, 'yearly.pdf')],
  });
  site = join(dirname(archive.path), 'site');
  await renderSite({ archive, out: site, workers: 0, reports: false });
});
afterAll(() => rm(dirname(archive.path), { recursive: true }));

async function numbersIn(index: ReadableIndex, text: string): Promise<string[]> {
  const query = parseQuery(text);
  if (query === undefined) throw new Error('a query of nothing');
  const found: string[] = [];
  const hits = (await findHits(index, { query, order: 'oldest', limit: Number.POSITIVE_INFINITY })).hits();
  for await (const some of hits) found.push(...some.map(({ href }) => href.replace(/^.*#m/, '')));
  return found.sort();
}

test.each([
  ['quarterly', ['1', '4']],
  ['yearly', ['2']],
  ['has:file', ['1', '2']],
  ['from:anna has:file -is:deleted', ['1']],
  ['from:anna', ['1', '2', '3', '4']],
  ['is:deleted', ['2']],
  ['hushkey OR hushbroken', []],
])('%s', async (query, expected) => {
  expect(await numbersIn({ read: indexReader(site), order: undefined }, query)).toEqual(expected);
  expect(await withOwnIndex({ archive }, (index) => numbersIn(index, query))).toEqual(expected);
});
