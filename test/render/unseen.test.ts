// What a reader cannot see is said or stands for nothing: names of white space, messages that are answered and not there, and reactions
// of which only a number is known.
import { readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ArchiveFolder } from '../../src/journal/archive-folder.js';
import { renderSite } from '../../src/render/site.js';
import { openStore } from '../../src/store/open.js';
import { pathsIn } from '../support/folder.js';
import { shownName } from '../support/shown-name.js';
import { at, makeArchive, uuid } from './small-archive.js';

const [room, hall] = [uuid('room'), uuid('hall')];
const [ann, bob] = [uuid('ann'), uuid('bob')];
const BLANKS = ['   ', '\u00a0\u3000\t', '\u200b\u200d\ufeff', '\u2800', '\u3164', '\u00ad\u2060\ufe0f'];

const said = (conversation_id: string, message_nr: number, more: object = {}) => ({
  conversation_id,
  message_nr,
  account_id: ann,
  message: `<msg><p>Words ${message_nr}</p></msg>`,
  text: `Words ${message_nr}`,
  posted_time: at('2020-03-02T09:00:00Z'),
  ...more,
});

let archive: ArchiveFolder;
let site: string;
const read = (path: string): Promise<string> => readFile(join(site, path), 'utf8');
beforeAll(async () => {
  archive = await makeArchive({
    accounts: [
      { account_id: ann, display_name: BLANKS[0] ?? '', full_name: BLANKS[2] ?? '', email: 'ann@example.org' },
      { account_id: bob, display_name: 'Bob' },
    ],
    teams: [{ team_id: uuid('team'), team_name: BLANKS[1] ?? '' }],
    conversations: [
      {
        conversation_id: room,
        topic: BLANKS[0] ?? '',
        title: BLANKS[0] ?? '',
        members: [ann, bob],
        teams: [uuid('team')],
      },
      { conversation_id: hall, topic: BLANKS[2] ?? '', default_topic: 'Ann and Bob', members: [ann, bob] },
    ],
    files: [
      {
        conversation_id: room,
        message_nr: 1,
        attachment_id: 'f',
        file_name: BLANKS[5] ?? '',
        account_id: ann,
        posted_time: at('2020-03-02T09:00:00Z'),
      },
    ],
    messages: [
      said(room, 1),
      said(room, 2, { reply_to_message_nr: 900 }),
      said(room, 3, { reply_to_message_nr: 1 }),
      said(room, 4, { mk_message_type: 'email', account_id: null, sender_name: BLANKS[1] ?? '' }),
      said(hall, 1),
    ],
    reactions: [
      { conversation_id: room, message_nr: 1, reaction: 'thumb', account_id: null },
      { conversation_id: room, message_nr: 1, reaction: 'heart', account_id: bob },
    ],
  });
  site = join(dirname(archive.path), 'site');
  await renderSite({ archive, out: site, workers: 0, reports: false });
});
afterAll(() => rm(dirname(archive.path), { recursive: true, force: true }));

test('no link and no heading is without words', async () => {
  const pages = (await pathsIn(site)).filter((path) => path.endsWith('.html'));
  expect(pages.length).toBeGreaterThan(10);
  for (const path of pages) {
    const html = await read(path);
    for (const [element, , content = ''] of html.matchAll(/<(a|h1|h2|h3|title)\b[^>]*>(.*?)<\/\1>/gs)) {
      const words = content.replace(/<img\b[^>]*\balt="([^"]+)"[^>]*>/g, '$1').replace(/<[^>]*>/g, '');
      expect(shownName(words), `${path}: ${element}`).not.toBe('');
    }
  }
});

test('a conversation is called by its members then, and a person by the e-mail', async () => {
  expect(/<h1[^>]*>(.*?)<\/h1>/s.exec(await read(`c/${room}/index.html`))?.[1]).toContain('ann@example.org, Bob');
  expect(/<h1[^>]*>(.*?)<\/h1>/s.exec(await read(`c/${hall}/index.html`))?.[1]).toContain('Ann and Bob');
  expect(/<h1[^>]*>(.*?)<\/h1>/s.exec(await read(`p/${ann}.html`))?.[1]).toContain('ann@example.org');
});

test('a name counts where one of its characters is seen', async () => {
  await using database = await openStore(archive);
  const names = [...BLANKS, '', 'a', ' é ', '👍\ufe0f', '—', '\u200bx'];
  const rows = await database.rows<{ name: string | null }>(
    `SELECT shown_name(name) AS name FROM (SELECT unnest(from_json($names, '["VARCHAR"]')) AS name)`,
    { names: JSON.stringify(names) },
  );
  expect(rows.map(({ name }) => name ?? '')).toEqual(names.map(shownName));
  expect(names.map(shownName).filter((name) => name !== '')).toHaveLength(5);
  const [named] = await database.rows<{ person: string; conversation: string }>(
    `SELECT person, conversation FROM v_people, v_conversations
    WHERE account_id = '${ann}' AND conversation_id = '${room}'`,
  );
  expect(named).toEqual({ person: 'ann@example.org', conversation: `untitled ${room.slice(0, 8)}` });
});

test('in a site of some days the one that is answered is not part of it', async () => {
  const out = join(dirname(archive.path), 'part');
  const part = { conversations: [], exclude: [], since: '2020-03-01', until: '2020-03-31' };
  await renderSite({ archive, out, workers: 0, reports: false, part });
  const html = await readFile(join(out, 'c', room, '0.html'), 'utf8');
  expect(html).toContain('<p class="reply">In reply to a message that is not part of this site</p>');
  expect(shownName(/<h1[^>]*>(.*?)<\/h1>/s.exec(html)?.[1]?.replace(/<[^>]*>/g, '') ?? '')).not.toBe('');
});

test('an answer to a message that is not there is an answer', async () => {
  const html = await read(`c/${room}/0.html`);
  expect(html.match(/<p class="reply">In reply to a message that is not in this archive<\/p>/g)).toHaveLength(1);
  expect(html.match(/<p class="reply"><a href="0.html#m1">|<p class="reply"><a href="#m1">/g)).toHaveLength(1);
});

test('a reaction of nobody known has no number', async () => {
  const html = await read(`c/${room}/0.html`);
  const reactions = /<ul class="reactions".*?<\/ul>/s.exec(html)?.[0] ?? '';
  const words = [...reactions.matchAll(/<li>(.*?)<\/li>/gs)].map(([, item = '']) =>
    item
      .replace(/<span class="sign".*?<\/span>/, '')
      .replace(/<[^>]*>/g, '')
      .trim(),
  );
  expect(words).toEqual(['Bob', '']);
});
