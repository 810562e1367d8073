// What an export wrote down and a crawl fetched later is one message in two shapes (fleep-wire.md section 4.3): a reader is shown an edit
// where the words are others, and none where they are the same.
import { readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { renderSite } from '../../src/render/site.js';
import { at, makeArchive, type TestRow, uuid } from './small-archive.js';

const room = uuid('room');

const said = (message_nr: number, message: string, more: TestRow = {}): TestRow => ({
  conversation_id: room,
  message_nr,
  account_id: uuid('ann'),
  message: `<msg><p>${message}</p></msg>`,
  posted_time: at('2020-03-02T09:00:00Z'),
  ...more,
});

const exported = (message_nr: number, message: string, more: TestRow = {}): TestRow =>
  said(message_nr, '', {
    mk_message_type: 'textV2',
    message: JSON.stringify({ message: `<msg><p>${message}</p></msg>`, is_url_preview_disabled: false }),
    ...more,
  });

const later = { edited_time: at('2020-03-03T09:00:00Z'), edit_account_id: uuid('ann') };
const pinned = { ...later, is_pinned: true, flow_message_nr: 9 };

test('the same words in the shape of an export are no earlier version', async () => {
  const archive = await makeArchive({
    accounts: [{ account_id: uuid('ann'), display_name: 'Ann' }],
    conversations: [{ conversation_id: room, topic: 'Room', title: 'Room' }],
    messages: [
      said(1, 'pinned since', pinned),
      said(2, 'a task since', { ...later, task_state: 'todo', flow_message_nr: 10 }),
      said(3, 'other words', pinned),
      said(4, 'mail', { ...pinned, mk_message_type: 'email', subject: 'Subject' }),
      said(5, 'pinned once', {
        ...later,
        mk_message_state: 'urn:fleep:message:mk_message_state:unpinned',
        flow_message_nr: 11,
      }),
    ],
    superseded_messages: [
      exported(1, 'pinned since'),
      exported(2, 'a task since'),
      exported(3, 'words'),
      exported(4, 'mail', { mk_message_type: 'emailV2', subject: 'Subject' }),
    ],
  });
  const out = join(dirname(archive.path), 'site');
  await renderSite({ archive, out, workers: 0, reports: false });
  const html = await readFile(join(out, 'c', room, '0.html'), 'utf8');
  const edited = [...html.matchAll(/<div id="m(\d+)".*?(?=<div id="m|<\/main>)/gs)].flatMap(([text, nr]) =>
    /class="versions"|Edited/.test(text) ? [nr] : [],
  );
  expect(edited).toEqual(['3']);
  expect(html.match(/data-history="[^"]*"/g)).toHaveLength(5);
  expect(html).toContain('data-history="1583139600:0 1583226000:0p"');
  await rm(dirname(archive.path), { recursive: true });
});
