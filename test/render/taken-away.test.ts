// What was taken away in Fleep and is in the archive all the same says so: files, pins and tasks of deleted messages, sections of a task
// board. What Fleep hides is in no feed.
import { readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ArchiveFolder } from '../../src/journal/archive-folder.js';
import { renderSite } from '../../src/render/site.js';
import { foundNumbers } from './found-numbers.js';
import { NOTES, PIXEL } from './office.js';
import { at, makeArchive, sha256Of, storeContent, type TestRow, uuid } from './small-archive.js';

const room = uuid('room');
const [ann, bob] = [uuid('ann'), uuid('bob')];
const [live, gone] = [uuid('live section'), uuid('gone section')];

const said = (message_nr: number, more: TestRow = {}): TestRow => ({
  conversation_id: room,
  message_nr,
  account_id: ann,
  message: `<msg><p>words ${message_nr}</p></msg>`,
  text: `words ${message_nr}`,
  posted_time: at(`2020-03-02T09:0${message_nr}:00Z`),
  ...more,
});
const deleted = { is_deleted: true, message: '', text: null, edited_time: at('2020-03-03T09:00:00Z') };
const task = { task_state: 'todo', assignee_ids: [bob] };

let archive: ArchiveFolder;
let site: string;
const page = (name: string): Promise<string> => readFile(join(site, 'c', room, name), 'utf8');
async function message(nr: number): Promise<string> {
  const [, after = ''] = (await page('0.html')).split(`<div id="m${nr}"`);
  return after.split('<div id="m')[0] ?? '';
}

const file = (attachment_id: string, file_name: string, bytes: Uint8Array, is_deleted: boolean): TestRow => ({
  conversation_id: room,
  message_nr: 1,
  attachment_id,
  account_id: ann,
  file_name,
  stored_sha256: sha256Of(bytes),
  stored_size: bytes.length,
  posted_time: at('2020-03-02T09:01:00Z'),
  is_deleted,
});

beforeAll(async () => {
  archive = await makeArchive({
    accounts: [
      { account_id: ann, display_name: 'Ann' },
      { account_id: bob, display_name: 'Bob' },
    ],
    conversations: [{ conversation_id: room, topic: 'Room', title: 'Room' }],
    sections: [
      { conversation_id: room, section_id: gone, name: 'Old plans', weight: 9, is_deleted: true },
      { conversation_id: room, section_id: live, name: 'This week', weight: 1 },
    ],
    superseded_messages: [said(4, { ...task, is_pinned: true })],
    messages: [
      said(1),
      said(2, { is_pinned: true }),
      said(3, { is_pinned: true, pinned_account_id: bob }),
      said(4, { ...deleted, ...task, is_pinned: true }),
      said(5, { ...task, section_id: gone }),
      said(6, { ...task, section_id: live }),
      said(7, { tags: ['is_hidden'] }),
    ],
    files: [
      file('f1', 'gone.txt', NOTES, true),
      file('f2', 'here.txt', NOTES, false),
      file('f3', 'gone.png', PIXEL, true),
      file('f4', 'here.png', PIXEL, false),
    ],
  });
  for (const bytes of [NOTES, PIXEL]) await storeContent(archive, bytes);
  site = join(dirname(archive.path), 'site');
  await renderSite({ archive, out: site, workers: 0, reports: false, baseUrl: 'https://site.example/' });
});
afterAll(() => rm(dirname(archive.path), { recursive: true }));

describe('a file that was removed in Fleep says so', () => {
  const REMOVED = 'removed in Fleep';
  test('on its message', async () => {
    const html = await message(1);
    expect(html).toContain(`gone.txt</bdi> <span class="size">${NOTES.length} bytes, ${REMOVED}</span>`);
    expect(html).toContain(`here.txt</bdi> <span class="size">${NOTES.length} bytes</span>`);
    expect(
      [...html.matchAll(/<li><a href="[^"]*" title="([^"]*)">.*<\/li>/g)].map(([li, title]) => [
        title,
        li.includes(`>${REMOVED}<`),
      ]),
    ).toEqual([
      [`gone.png, ${PIXEL.length} bytes, ${REMOVED}`, true],
      [`here.png, ${PIXEL.length} bytes`, false],
    ]);
  });
  test('in the list of files', async () => {
    const html = await page('files.html');
    expect(html).toContain(`gone.txt</bdi> <span class="size">${NOTES.length} bytes, ${REMOVED}</span>`);
    expect(html).toContain(`gone.png</bdi> <span class="muted">${PIXEL.length} bytes, ${REMOVED}</span>`);
    expect(html.split(REMOVED)).toHaveLength(3);
  });
});

describe('a mark', () => {
  const marksOf = async (nr: number) => [...(await message(nr)).matchAll(/<p class="mark.*/g)].map(([line]) => line);
  test('of a pin names who pinned, where that is known', async () => {
    expect(await marksOf(2)).toEqual(['<p class="mark pin">Pinned</p>']);
    expect((await marksOf(3)).join()).toMatch(/Pinned: .*Bob/);
  });
  test('is not on a deleted message, nor in its past from then on', async () => {
    expect(await marksOf(4)).toEqual([]);
    expect(await message(4)).toMatch(/^ data-history="\d+:0pt \d+:1x"/);
  });
  test.each([
    ['is:pinned', 'pins.html', ['2', '3']],
    ['is:task', 'tasks.html', ['5', '6']],
    ['is:deleted', undefined, ['4']],
  ])('%s finds what the board has', async (text, board, found) => {
    expect(await foundNumbers(archive, text)).toEqual(found);
    if (board === undefined) return;
    const shown = [...(await page(board)).matchAll(/class="time" href="0\.html#m(\d+)"/g)].map(([, nr]) => nr);
    expect(shown.sort()).toEqual(found);
  });
});

test('a deleted section says so, behind the others', async () => {
  const headings = [...(await page('tasks.html')).matchAll(/<h2 id="s\d"><bdi>(.*?)<\/bdi>(.*?)<span class="muted">/g)];
  expect(headings.map(([, name, badge]) => [name, badge])).toEqual([
    ['This week', ' '],
    ['Old plans', ' <span class="badge">deleted</span> '],
  ]);
  expect(await readFile(join(site, `p/${bob}.html`), 'utf8')).toContain(
    '<bdi>Old plans</bdi> <span class="badge">deleted</span>',
  );
});

test.each(['feed.xml', `c/${room}/feed.xml`])('what Fleep hides is not in %s', async (path) => {
  const feed = await readFile(join(site, path), 'utf8');
  expect(feed).toContain('words 6');
  expect(feed).not.toContain('words 7');
});
