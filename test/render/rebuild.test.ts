// Issue 5, part 5: a site that is rendered again has what a new one would have, byte for byte, and keeps the files of what did not change.
import { createHash } from 'node:crypto';
import { appendFile, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contentPath, openArchive } from '../../src/journal/archive-folder.js';
import { type RenderSummary, renderSite } from '../../src/render/site.js';
import type { RenderOptions } from '../../src/render/site-settings.js';
import { pathsIn, type TemporaryFolder, temporaryFolder } from '../support/folder.js';
import { liveWorld, serve, syncHere } from '../support/sync.js';
import { ANNA, conv, message, people } from '../support/tiny-world.js';

const CONVERSATIONS = 60;
const MESSAGES = 90;
const WITH_FILE = 7;
const CONTENT = 'the content of a file';
const SHA256 = createHash('sha256').update(CONTENT).digest('hex');

const id = (number: number): string => `${String(number * 4).padStart(8, '0')}-0000-4000-8000-000000000000`;
const numbers = (last: number): number[] => Array.from({ length: last }, (_unused, index) => index + 1);
const paragraph = (text: string): string => `<msg><p>${text}</p></msg>`;

let folder: TemporaryFolder;
let emulator: Awaited<ReturnType<typeof serve>>;
let add: ReturnType<typeof liveWorld>['add'];

beforeAll(async () => {
  folder = await temporaryFolder();
  const live = liveWorld([
    ...people,
    ...numbers(CONVERSATIONS).flatMap((number) => [
      conv(id(number), { topic: `Conversation ${number}` }),
      ...numbers(MESSAGES).map((nr) => message(id(number), nr, { message: paragraph(`words ${number} of ${nr}`) })),
    ]),
    {
      mk_rec_type: 'file',
      conversation_id: id(WITH_FILE),
      message_nr: 3,
      account_id: ANNA,
      attachment_id: 'a',
      file_name: 'plan.txt',
      file_url: '/file/0001/1/1/n',
      file_size: CONTENT.length,
      file_sha256: SHA256,
      content: { text: CONTENT },
    },
  ]);
  add = live.add;
  emulator = await serve({ world: live.world });
  await sync();
});
afterAll(async () => {
  await emulator[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

const sync = () => syncHere(emulator.url, folder.at('archive'));
const render = async (out: string, more: Partial<RenderOptions> = {}): Promise<RenderSummary> =>
  renderSite({
    archive: await openArchive(folder.at('archive')),
    out: folder.at(out),
    workers: 0,
    reports: false,
    ...more,
  });

/** Renders `site` again and beside it a new one, which must be the same. */
async function renderTwice(more: Partial<RenderOptions> = {}): Promise<RenderSummary> {
  const summary = await render('site', more);
  expect((await render('whole', { ...more, full: true })).kept).toBe(0);
  expect(await hashes('site')).toEqual(await hashes('whole'));
  return summary;
}

async function hashes(site: string): Promise<Record<string, string>> {
  const entries = (await pathsIn(folder.at(site))).map(async (path) => {
    const bytes = await readFile(join(folder.at(site), path));
    return [path, createHash('sha256').update(bytes).digest('hex')] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

const pageOf = (number: number): string => join(folder.at('site'), 'c', id(number), '0.html');
// A file system tells times of a few milliseconds apart.
const pass = () => new Promise((resolve) => setTimeout(resolve, 20));
const inodeOf = async (path: string): Promise<number> => (await stat(path)).ino;

test('nothing is made where nothing changed', async () => {
  expect((await render('site')).kept).toBe(0);
  const home = await inodeOf(join(folder.at('site'), 'index.html'));
  const again = await render('site');
  expect(again.kept).toBe(again.pages);
  expect(again.messages).toBe(CONVERSATIONS * MESSAGES);
  expect(await inodeOf(join(folder.at('site'), 'index.html'))).toBe(home);
});

test('a sync that brings nothing leaves the pages of conversations, and the page about the archive tells of it', async () => {
  const page = await inodeOf(pageOf(1));
  const about = await readFile(join(folder.at('site'), 'about.html'), 'utf8');
  await sync();
  const { pages, kept } = await renderTwice();
  expect(kept).toBeLessThan(pages);
  expect(kept).toBeGreaterThanOrEqual(2 * CONVERSATIONS);
  expect(await inodeOf(pageOf(1))).toBe(page);
  expect(await readFile(join(folder.at('site'), 'about.html'), 'utf8')).not.toBe(about);
});

test('a message more, one that was edited and one with words that were nowhere are made, others are kept', async () => {
  const inodes = new Map<number, number>();
  for (const number of numbers(CONVERSATIONS)) inodes.set(number, await inodeOf(pageOf(number)));
  add([
    message(id(5), MESSAGES + 1, { message: paragraph('something new') }),
    message(id(5), MESSAGES - 5, {
      flow_message_nr: MESSAGES + 2,
      message: paragraph('said in another way'),
      edited_time: 1_700_000_500,
    }),
    message(id(5), MESSAGES + 3, { message: paragraph('zebra crossing') }),
  ]);
  await sync();
  const { kept } = await renderTwice();
  expect(kept).toBeGreaterThanOrEqual(2 * (CONVERSATIONS - 1));
  expect(await readFile(pageOf(5), 'utf8')).toContain('said in another way');
  const same = [];
  for (const [number, inode] of inodes) if ((await inodeOf(pageOf(number))) === inode) same.push(number);
  expect(same).toEqual(numbers(CONVERSATIONS).filter((number) => number !== 5));
});

test('a conversation more moves all others in the index', async () => {
  add([conv(id(0.25), { topic: 'First of all' }), message(id(0.25), 90, { message: paragraph('earliest by its id') })]);
  await sync();
  expect((await renderTwice()).kept).toBeGreaterThanOrEqual(2 * CONVERSATIONS);
});

test('who has another name has it on every page, and someone whom no page names is nobody to them', async () => {
  const newcomer = '00000000-0000-4000-8000-000000000003';
  add([{ mk_rec_type: 'contact', account_id: newcomer, display_name: 'Newcomer' }]);
  await sync();
  expect((await renderTwice()).kept).toBeGreaterThanOrEqual(2 * CONVERSATIONS);
  add([{ ...people.find((line) => line.account_id === ANNA), display_name: 'Anna Renamed' }]);
  await sync();
  expect((await renderTwice()).kept).toBe(0);
  expect(await readFile(pageOf(9), 'utf8')).toContain('Anna Renamed');
});

test('another title, other files, and what was asked for makes everything anew', async () => {
  expect((await renderTwice({ title: 'Other' })).kept).toBe(0);
  expect((await renderTwice({ title: 'Other', files: 'copy' })).kept).toBe(0);
  expect((await render('site', { title: 'Other', files: 'copy' })).kept).toBeGreaterThan(0);
  expect((await render('site', { title: 'Other', files: 'copy', full: true })).kept).toBe(0);
});

test.each<[string, (site: string) => Promise<unknown>]>([
  ['a page that somebody changed', () => appendFile(pageOf(9), '<!-- mine -->')],
  [
    'a page that somebody changed without another size',
    async () => {
      const html = await readFile(pageOf(9), 'utf8');
      await pass();
      await writeFile(pageOf(9), html.replace('words 9 of 1<', 'words 8 of 1<'));
    },
  ],
  [
    'pages, a part of the index and a content that are gone',
    async (site) => {
      const [text] = (await pathsIn(site)).filter((path) => path.startsWith('search/text/'));
      for (const path of [`c/${id(9)}/0.html`, text ?? '', `files/${SHA256.slice(0, 2)}/${SHA256}.txt`])
        await rm(join(site, path));
    },
  ],
  ['a file too many', (site) => writeFile(join(site, 'c', id(9), 'more.html'), 'more')],
  ['notes that are no notes', (site) => writeFile(join(site, '.fleep-archive-state/state.json'), '{"version":1')],
  ['notes of another version', (site) => writeFile(join(site, '.fleep-archive-state/state.json'), '{"version":0}')],
])('%s: the site is made whole again', async (_name, spoil) => {
  await render('site');
  await spoil(folder.at('site'));
  const { kept, pages } = await renderTwice();
  expect(kept).toBeLessThan(pages);
});

test('a content that somebody changed in the site is placed again', async () => {
  await render('site', { files: 'copy' });
  await pass();
  await writeFile(join(folder.at('site'), 'files', SHA256.slice(0, 2), `${SHA256}.txt`), CONTENT.toUpperCase());
  const { kept, pages } = await renderTwice({ files: 'copy' });
  expect(kept).toBeLessThan(pages);
  expect(kept).toBeGreaterThanOrEqual(2 * (CONVERSATIONS - 1));
});

test('a content that was mended in the archive is placed again', async () => {
  const stored = contentPath(folder.at('archive'), SHA256);
  await writeFile(stored, CONTENT.toUpperCase());
  await renderTwice();
  await pass();
  await writeFile(`${stored}-mended`, CONTENT);
  await rename(`${stored}-mended`, stored);
  const { kept, pages } = await renderTwice();
  expect(kept).toBeLessThan(pages);
  expect(kept).toBeGreaterThanOrEqual(2 * (CONVERSATIONS - 1));
});

test('a content that comes back is shown again', async () => {
  const stored = contentPath(folder.at('archive'), SHA256);
  await rename(stored, `${stored}-aside`);
  await render('site', { full: true });
  expect(await readFile(pageOf(WITH_FILE), 'utf8')).not.toContain(SHA256);
  await rename(`${stored}-aside`, stored);
  expect((await renderTwice()).kept).toBeGreaterThan(0);
  expect(await readFile(pageOf(WITH_FILE), 'utf8')).toContain(SHA256);
});
