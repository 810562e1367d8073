// A dump of dumper.py that is older than the crawl: what both say is one, what only one says stays, and what differs is a former version.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openArchive } from '../../src/journal/archive-folder.js';
import { openStore } from '../../src/store/open.js';
import { type TemporaryFolder, temporaryFolder } from '../support/folder.js';
import { dumped, dumperFile, importHere, written } from '../support/import.js';
import { liveWorld, serve, syncHere } from '../support/sync.js';
import { ANNA, conv, message, people } from '../support/tiny-world.js';

const STATE = 'urn:fleep:message:mk_message_state:';

const world = [
  ...people,
  conv('c', { topic: 'new topic', last_message_nr: 6 }),
  message('c', 1, { mk_message_state: `${STATE}plain`, reactions: { heart: [ANNA] } }),
  message('c', 2, {
    message: '<msg><p>edited</p></msg>',
    flow_message_nr: 5,
    edited_time: 1_500_000_100,
    edit_account_id: ANNA,
  }),
  message('c', 3, { tags: ['pin', 'is_shared'], pin_weight: 3, mk_message_state: `${STATE}pinned` }),
  message('c', 4, { message: '', tags: ['is_deleted'], flow_message_nr: 6, mk_message_state: `${STATE}deleted` }),
];

const dump = dumperFile(
  {
    c: {
      topic: 'old topic',
      members: [ANNA],
      messages: [
        dumped(1, { subject: 'only in the dump' }),
        dumped(2, { message: '<msg><p>before the edit</p></msg>' }),
        dumped(3, { tags: ['is_shared', 'pin', 'pin'], pin_weight: 3 }),
        dumped(4),
      ],
    },
    gone: { topic: 'gone', members: [ANNA], messages: [dumped(1), dumped(2)] },
  },
  { [ANNA]: { account_id: ANNA, display_name: 'old name', phone_nr: '+372' } },
);

let folder: TemporaryFolder;
let url: string;
let emulator: Awaited<ReturnType<typeof serve>>;

beforeAll(async () => {
  folder = await temporaryFolder();
  emulator = await serve({ world: liveWorld(world).world });
  url = emulator.url;
  await written(folder.at('history.json'), dump);
});

afterAll(async () => {
  await emulator[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

async function rows(archive: string, sql: string) {
  await using store = await openStore(await openArchive(archive));
  return await store.rows(sql);
}

const VERSIONS = `SELECT message_nr AS nr, flow_message_nr AS flow, message, is_latest, subject, tags, edit_account_id IS NOT NULL AS edited,
  reactions IS NOT NULL AS liked FROM message_versions WHERE conversation_id = 'c' ORDER BY nr, is_latest DESC`;

const orders = {
  'import, sync': async (archive: string) => {
    await importHere(folder.at('history.json'), archive);
    await syncHere(url, archive);
  },
  'sync, import': async (archive: string) => {
    await syncHere(url, archive);
    await importHere(folder.at('history.json'), archive);
  },
  'sync, import, import of a copy, sync': async (archive: string) => {
    await syncHere(url, archive);
    await importHere(folder.at('history.json'), archive);
    await importHere(await written(folder.at('copy.json'), ` ${dump}`), archive);
    await syncHere(url, archive, { full: true });
  },
};

describe.each(Object.entries(orders))('%s', (name, run) => {
  let archive: string;
  beforeAll(async () => {
    archive = folder.at(name.replaceAll(/\W/g, '-'));
    await run(archive);
  });

  test('messages: one version where both agree, with what only one of them has; two where they differ, the newer one first', async () => {
    const text = (words: string) => `<msg><p>${words}</p></msg>`;
    expect(await rows(archive, VERSIONS)).toMatchObject([
      { nr: 1, message: text('message 1'), is_latest: true, subject: 'only in the dump', liked: true },
      { nr: 2, message: text('edited'), is_latest: true, flow: 5, edited: true },
      { nr: 2, message: text('before the edit'), is_latest: false, flow: null, edited: false },
      { nr: 3, message: text('message 3'), is_latest: true },
      { nr: 4, message: '', is_latest: true, flow: 6 },
      { nr: 4, message: text('message 4'), is_latest: false },
    ]);
    const keys =
      'SELECT conversation_id, message_nr, flow_message_nr FROM message_versions GROUP BY ALL HAVING count(*) > 1';
    expect(await rows(archive, keys)).toEqual([]);
  });

  test('conversations and people: what Fleep says itself goes before, what only the dump has is filled in', async () => {
    expect(await rows(archive, 'SELECT conversation_id AS id, topic FROM conversations ORDER BY 1')).toEqual([
      { id: 'c', topic: 'new topic' },
      { id: 'gone', topic: 'gone' },
    ]);
    const anna = `SELECT display_name, phone_nr FROM accounts WHERE account_id = '${ANNA}'`;
    expect(await rows(archive, anna)).toEqual([{ display_name: '1', phone_nr: '+372' }]);
    const former = `SELECT record ->> '$.display_name' AS name FROM record_versions WHERE record_key LIKE '${ANNA}/%' ORDER BY record_key, version`;
    expect(await rows(archive, former)).toEqual([{ name: 'old name' }, { name: '1' }]);
  });

  test('what the service does not have any more is there, and the messages of others are no holes', async () => {
    const gone = "SELECT message_nr AS nr, text FROM messages WHERE conversation_id = 'gone' ORDER BY 1";
    expect(await rows(archive, gone)).toEqual([
      { nr: 1, text: 'message 1' },
      { nr: 2, text: 'message 2' },
    ]);
    expect(await rows(archive, 'FROM gaps WHERE is_open')).toEqual([]);
  });
});
