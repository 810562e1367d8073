// Names of files that a reader sees at a message: search finds them, on the site and by the command, whether the archive has a record of
// the file or only the words of the message; and a feed says what was sent where nothing was written.
import { readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { renderCommand } from '../../src/commands/render.js';
import { findHits, type Hit } from '../../src/commands/search/found.js';
import type { ArchiveFolder } from '../../src/journal/archive-folder.js';
import { indexReader } from '../../src/render/search/index-reader.js';
import { type ReadableIndex, withOwnIndex } from '../../src/render/search/own-index.js';
import { parseQuery } from '../../src/search/query.js';
import { at, makeArchive, type TestRow, uuid } from './small-archive.js';

const room = uuid('room');
const said = (message_nr: number, inner: string, text = '', more: TestRow = {}): TestRow => ({
  conversation_id: room,
  account_id: uuid('anna'),
  message_nr,
  posted_time: at(`2020-03-02T09:0${message_nr}:00Z`),
  message: `<msg>${inner}</msg>`,
  text,
  ...more,
});
const file = (message_nr: number, attachment_id: string, file_name: string): TestRow => ({
  conversation_id: room,
  message_nr,
  attachment_id,
  file_name,
});

let archive: ArchiveFolder;
let site: string;
beforeAll(async () => {
  archive = await makeArchive({
    accounts: [{ account_id: uuid('anna'), display_name: 'Anna' }],
    conversations: [{ conversation_id: room, topic: 'Room', title: 'Room' }],
    messages: [
      said(1, '<file key="a">listed.txt</file><file key="b">other.txt</file>'),
      said(2, '<p>two</p><file key="c">kept.txt</file><file key="gone">missing.txt</file>', 'two'),
      said(3, '<p>see <file key="d">inline.txt</file> there</p>', 'see  there'),
      said(4, '<p>see <file key="e">same.txt</file></p>', 'see'),
      said(5, '<file key="f" is_deleted="true"/>'),
      said(6, '<p>when</p>', 'when', { posted_time: at('9999-12-31T23:59:59Z') }),
    ],
    files: [
      file(1, 'a', 'listed.txt'),
      file(1, 'b', 'renamed.txt'),
      file(2, 'c', 'kept.txt'),
      file(3, 'd', 'record.txt'),
      file(4, 'e', 'same.txt'),
    ],
  });
  site = join(dirname(archive.path), 'site');
  const part = { conversation: [], exclude: [] };
  const look = { files: 'link', language: 'en', timezone: 'UTC', full: false, quiet: true } as const;
  await renderCommand({ archive: archive.path, out: site, baseUrl: 'https://e.org/ä b', ...part, ...look });
});
afterAll(() => rm(dirname(archive.path), { recursive: true }));

async function hitsIn(index: ReadableIndex, text: string): Promise<Hit[]> {
  const query = parseQuery(text);
  if (query === undefined) throw new Error('a query of nothing');
  const found: Hit[] = [];
  for await (const some of (await findHits(index, { query, order: 'oldest', limit: 100 })).hits()) found.push(...some);
  return found;
}

/** From the site and from the archive alike. */
async function hitsFor(text: string): Promise<Hit[]> {
  const [ofSite, own] = [
    await hitsIn({ read: indexReader(site), order: undefined }, text),
    await withOwnIndex({ archive }, (index) => hitsIn(index, text)),
  ];
  expect(own.map(({ message_nr }) => message_nr)).toEqual(ofSite.map(({ message_nr }) => message_nr));
  return own;
}

test.each([
  ['"listed txt"', 1],
  ['renamed', 1],
  ['kept', 2],
  ['missing', 2],
  ['inline', 3],
  ['record', 3],
  ['same', 4],
])('what is called %s is found', async (query, message_nr) => {
  const page = await readFile(join(site, `c/${room}/0.html`), 'utf8');
  expect(page).toContain(query.replace(/"| txt/g, ''));
  expect((await hitsFor(query)).map((hit) => hit.message_nr)).toEqual([message_nr]);
});

test('a name that no page shows is not found, and each is told once', async () => {
  expect(await hitsFor('other')).toEqual([]);
  const [hit] = await hitsFor('same');
  expect(hit?.files.map((pieces) => pieces.map(({ text }) => text).join(''))).toEqual(['same.txt']);
});

test('a feed names the files of each message', async () => {
  const feed = await readFile(join(site, `c/${room}/feed.xml`), 'utf8');
  expect(feed).toContain('<content type="text">two\nkept.txt</content>');
  expect(feed).toContain('<title>Room: listed.txt renamed.txt</title>');
  expect(feed).toContain('<content type="text">listed.txt\nrenamed.txt</content>');
});

test('the address of the site is written as an address is', async () => {
  const feed = await readFile(join(site, 'feed.xml'), 'utf8');
  expect(feed).toContain('<id>https://e.org/%C3%A4%20b/</id>');
  expect(feed).not.toContain('ä b');
});

test('search tells no time for one that its index cannot hold', async () => {
  const [hit] = await hitsFor('when');
  expect(hit?.time).toBeNull();
  expect((await hitsFor('two'))[0]?.time).toMatch(/^2020-03-02/);
});
