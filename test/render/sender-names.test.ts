// Who an e-mail, a file or a program is from (fleep-wire.md section 8, quirk 12): the name that came with it, the hook's, the contact's;
// the same on the message, in lists of files and in search.
import { readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ArchiveFolder } from '../../src/journal/archive-folder.js';
import { renderSite } from '../../src/render/site.js';
import { foundNumbers } from './found-numbers.js';
import { at, makeArchive, type TestRow, uuid } from './small-archive.js';

const room = uuid('room');
const posted_time = at('2018-03-02T09:00:00Z');
const NAMES = [
  { account: 'stranger', sender_name: 'Helmo', shown: 'Helmo', hasPage: false },
  { account: 'address', sender_name: 'Helmo Tamm', shown: 'Helmo Tamm', hasPage: true },
  { account: 'address', sender_name: null, shown: 'helmo@example.org', hasPage: true },
  { account: 'anna', sender_name: 'A. from the office', shown: 'A. from the office (Anna)', hasPage: true },
  { account: 'anna', hook_key: 'k', sender_name: null, shown: 'Builds', hasPage: false },
  { account: 'anna', hook_key: 'k', sender_name: 'Build 7', shown: 'Build 7', hasPage: false },
  { account: 'anna', sender_name: 'Kask, ÁNNA', shown: 'Anna', hasPage: true },
  { account: 'anna', sender_name: '…', shown: 'Anna', hasPage: true },
];
const messages = NAMES.map(
  ({ account, sender_name, hook_key = null }, index): TestRow => ({
    conversation_id: room,
    message_nr: index + 1,
    account_id: uuid(account),
    mk_message_type: hook_key === null ? 'email' : 'text',
    message: `<msg><p>words ${index + 1}</p></msg>`,
    sender_name,
    hook_key,
    posted_time,
  }),
);
// The service says of files of integrations nothing about the sender; the message does.
const files = messages.map(
  ({ message_nr, account_id, sender_name, hook_key }): TestRow => ({
    conversation_id: room,
    message_nr: message_nr ?? 0,
    attachment_id: `f${message_nr}`,
    file_name: `file${message_nr}.pdf`,
    account_id: account_id ?? '',
    sender_name: hook_key === null ? (sender_name ?? null) : null,
    posted_time,
  }),
);

let archive: ArchiveFolder;
let site: string;
beforeAll(async () => {
  archive = await makeArchive({
    accounts: [
      { account_id: uuid('anna'), display_name: 'Anna' },
      { account_id: uuid('address'), email: 'helmo@example.org' },
    ],
    conversations: [{ conversation_id: room, topic: 'Room', title: 'Room' }],
    hooks: [{ conversation_id: room, hook_key: 'k', hook_name: 'Builds' }],
    messages,
    files,
  });
  site = join(dirname(archive.path), 'site');
  await renderSite({ archive, out: site, workers: 0, reports: false });
});
afterAll(() => rm(dirname(archive.path), { recursive: true }));

const PERSON = /<(a|bdi) class="person"[^>]*>(?:<bdi>)?([^<]*)</g;

/** Who stands first behind each of the marks, and whether a link leads to them. */
function peopleAfter(html: string, mark: (nr: number) => string) {
  return NAMES.map((_unused, index) => {
    const [person] = html.slice(html.indexOf(mark(index + 1))).matchAll(PERSON);
    return { shown: person?.[2], hasPage: person?.[1] === 'a' };
  });
}
const expected = NAMES.map(({ shown, hasPage }) => ({ shown, hasPage }));

test.each([`c/${room}/files.html`, 'files.html'])('%s', async (path) => {
  const html = await readFile(join(site, path), 'utf8');
  expect(peopleAfter(html, (nr) => `file${nr}.pdf`)).toEqual(expected);
});

test('on the messages', async () => {
  const html = await readFile(join(site, 'c', room, '0.html'), 'utf8');
  const turns = [...html.matchAll(/<h3[^>]*>.*<\/h3>/g)].map(([turn]) => turn);
  const people = turns.flatMap((turn) => [...turn.matchAll(PERSON)]);
  expect(people.map(([, tag, shown]) => ({ shown, hasPage: tag === 'a' }))).toEqual(expected);
});

test.each([
  ['from:helmo', ['1', '2', '3']],
  ['from:"helmo@example.org"', ['2', '3']],
  ['from:tamm', ['2']],
  [`from:${uuid('address')}`, ['2', '3']],
  ['from:anna', ['4', '7', '8']],
  ['from:office', ['4']],
  ['from:kask', ['7']],
  ['from:build*', ['5', '6']],
])('%s', async (text, found) => {
  expect(await foundNumbers(archive, text)).toEqual(found);
});
