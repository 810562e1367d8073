// When and by whom a message was edited: told by the first version with the words of now. Fleep gives a pin, a task and the end of a task
// the same time of editing and the same editor (fleep-wire.md section 9.7).
import { readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ArchiveFolder } from '../../src/journal/archive-folder.js';
import { renderSite } from '../../src/render/site.js';
import { at, makeArchive, type TestRow, uuid } from './small-archive.js';

const room = uuid('room');
const [ann, bob] = [uuid('ann'), uuid('bob')];
const UNPINNED = 'urn:fleep:message:mk_message_state:unpinned';

const said = (message_nr: number, words: string, more: TestRow = {}): TestRow => ({
  conversation_id: room,
  message_nr,
  account_id: ann,
  message: `<msg><p>${words}</p></msg>`,
  text: words,
  posted_time: at('2020-03-02T09:00:00Z'),
  ...more,
});

const edited = (edit_account_id: string, minute: number, flow_message_nr: number): TestRow => ({
  edited_time: at(`2020-03-02T09:${minute}:00Z`),
  edit_account_id,
  flow_message_nr,
});
const pinned = { edited_time: at('2020-05-01T09:00:00Z'), edit_account_id: bob, is_pinned: true, flow_message_nr: 90 };
const done = { ...pinned, is_pinned: false, task_state: 'done' };

let archive: ArchiveFolder;
let site: string;
const page = async (name: string): Promise<string> => readFile(join(site, 'c', room, name), 'utf8');
beforeAll(async () => {
  archive = await makeArchive({
    accounts: [
      { account_id: ann, display_name: 'Ann' },
      { account_id: bob, display_name: 'Bob' },
    ],
    conversations: [{ conversation_id: room, topic: 'Room', title: 'Room' }],
    superseded_messages: [
      said(1, 'price 100'),
      said(1, 'price 200', edited(ann, 10, 50)),
      said(2, 'task'),
      said(2, 'task, edited', { ...edited(ann, 11, 51), task_state: 'todo' }),
      said(3, 'wifi one', { is_pinned: true }),
      said(4, 'edited unseen', edited(ann, 13, 53)),
      said(5, 'back and forth'),
      said(5, 'forth', edited(ann, 14, 54)),
      said(7, 'no edit'),
      said(8, 'text', { subject: 'Old', mk_message_type: 'email' }),
      said(8, 'text', { subject: 'New', mk_message_type: 'email', ...edited(bob, 18, 58) }),
      said(9, 'gone'),
    ],
    messages: [
      said(1, 'price 200', pinned),
      said(2, 'task, edited', done),
      said(3, 'wifi two', { ...edited(bob, 12, 52), is_pinned: true }),
      said(4, 'edited unseen', pinned),
      said(5, 'back and forth', edited(bob, 15, 55)),
      said(6, 'pinned unseen', pinned),
      said(7, 'no edit', { ...pinned, is_pinned: false, mk_message_state: UNPINNED }),
      said(8, 'text', { subject: 'New', mk_message_type: 'email', ...pinned }),
      said(9, '', { ...edited(bob, 19, 59), message: '', is_deleted: true }),
      ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((nr) => said(10 + nr, `re ${nr}`, { reply_to_message_nr: nr })),
    ],
  });
  site = join(dirname(archive.path), 'site');
  await renderSite({ archive, out: site, workers: 0, reports: false, baseUrl: 'https://site.example/' });
});
afterAll(() => rm(dirname(archive.path), { recursive: true, force: true }));

const messagesOf = (html: string): ReadonlyMap<string, string> =>
  new Map([...html.matchAll(/<div id="m(\d+)".*?(?=<div id="m|<\/main>)/gs)].map(([text, nr]) => [nr ?? '', text]));

test('the page names the time and the person of the words, and no pin or task', async () => {
  const told = [...messagesOf(await page('0.html'))].flatMap(([nr, text]) => {
    const [mark] = /(<summary>|<p class="mark">)Edited .*?(?=<\/)/.exec(text.replace(/<\/?(a|bdi)\b[^>]*>/g, '')) ?? [];
    return mark === undefined ? [] : [[nr, mark.replace(/<.*?>/, '')]];
  });
  const at9 = (minute: number): string => `2 Mar 2020, 09:${minute}`;
  expect(told).toEqual([
    ['1', `Edited &middot; Ann &middot; ${at9(10)} &middot; Earlier versions`],
    ['2', `Edited &middot; Ann &middot; ${at9(11)} &middot; Earlier versions`],
    ['3', `Edited &middot; Bob &middot; ${at9(12)} &middot; Earlier versions`],
    ['4', `Edited &middot; Ann &middot; ${at9(13)}`],
    ['5', `Edited &middot; Bob &middot; ${at9(15)} &middot; Earlier versions`],
    ['8', `Edited &middot; Bob &middot; ${at9(18)} &middot; Earlier versions`],
  ]);
});

test('an answer says since when the words that it quotes are so', async () => {
  const messages = messagesOf(await page('0.html'));
  const changed = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((nr) => {
    const seconds = /data-changed="(\d+)"/.exec(messages.get(String(10 + nr)) ?? '')?.[1];
    return seconds === undefined ? '' : new Date(Number(seconds) * 1000).toISOString().slice(5, 16);
  });
  const at9 = (minute: number): string => `03-02T09:${minute}`;
  // What was pinned before it was seen may have said something else till then.
  expect(changed).toEqual([at9(10), at9(11), at9(12), at9(13), at9(15), '05-01T09:00', '', at9(18), at9(19)]);
});

test('the feed has when the text changed', async () => {
  const entries = (await page('feed.xml')).split('<entry>').slice(1);
  const updated = entries.flatMap((entry) => {
    const nr = Number(/#m(\d+)</.exec(entry)?.[1]);
    return nr > 10 ? [] : [[nr, /<updated>(.*?):00.000Z</.exec(entry)?.[1]?.slice(5)]];
  });
  expect(updated.sort()).toEqual([
    [1, '03-02T09:10'],
    [2, '03-02T09:11'],
    [3, '03-02T09:12'],
    [4, '03-02T09:13'],
    [5, '03-02T09:15'],
    [6, '03-02T09:00'],
    [7, '03-02T09:00'],
    [8, '03-02T09:18'],
  ]);
});
