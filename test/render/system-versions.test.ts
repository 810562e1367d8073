// A system message that was changed or deleted: what it said before is told in words, and its secrets are on no page.
import { readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { renderSite } from '../../src/render/site.js';
import { pathsIn } from '../support/folder.js';
import { at, makeArchive, type TestRow, uuid } from './small-archive.js';

const KEY = 'SECRET-HOOK-KEY';
const room = uuid('room');

const hook = (message_nr: number, hook_name: string, more: TestRow = {}): TestRow => ({
  conversation_id: room,
  message_nr,
  account_id: uuid('ann'),
  mk_message_type: 'hook',
  message: JSON.stringify({ hook_name, hook_key: KEY }),
  posted_time: at('2020-03-02T09:00:00Z'),
  ...more,
});
const later = { edited_time: at('2020-03-03T09:00:00Z') };

test('earlier versions of system messages are words without secrets', async () => {
  const archive = await makeArchive({
    accounts: [{ account_id: uuid('ann'), display_name: 'Ann' }],
    conversations: [{ conversation_id: room, topic: 'Room', title: 'Room' }],
    messages: [
      hook(1, 'New name', later),
      hook(2, '', { ...later, message: '', is_deleted: true }),
      hook(3, '', { ...later, message: '<msg><p>now a text</p></msg>', mk_message_type: 'text' }),
      hook(4, '', { ...later, message: 'new words', is_pinned: true }),
    ],
    superseded_messages: [
      hook(1, 'Old name'),
      hook(2, 'Deleted one', { mk_message_type: null }),
      hook(3, 'Text to be'),
      hook(4, '', { message: 'old words' }),
    ],
  });
  const out = join(dirname(archive.path), 'site');
  await renderSite({ archive, out, workers: 0, reports: false });
  const html = await readFile(join(out, 'c', room, '0.html'), 'utf8');
  const earlier = [...html.matchAll(/<div class="body words" dir="auto">(.*)<\/div>/g)].map(([, text = '']) =>
    text.replace(/<[^>]*>/g, ''),
  );
  expect(earlier).toEqual([
    'Ann added the integration “Old name”.',
    'Ann added the integration “Deleted one”.',
    'Ann added the integration “Text to be”.',
    'Ann added an integration. old words',
  ]);
  const deleted = html.slice(html.indexOf('id="m2"'), html.indexOf('id="m3"')).replace(/<[^>]*>/g, '');
  expect(deleted).toContain('Ann added an integration.');
  expect(deleted).toContain('Deleted &middot; Ann &middot; 3 Mar 2020');
  expect(html.match(/Deleted &middot;/g)).toHaveLength(1);
  const pins = await readFile(join(out, 'c', room, 'pins.html'), 'utf8');
  expect(pins.match(/new words/g)).toHaveLength(1);
  for (const path of await pathsIn(out)) expect(await readFile(join(out, path), 'latin1'), path).not.toContain(KEY);
  await rm(dirname(archive.path), { recursive: true });
});
