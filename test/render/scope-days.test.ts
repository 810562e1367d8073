// What a site of some days says of what is told across their bounds: names that came later, people who had left or had not come, replies
// to what is left out. From both stores.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openArchive } from '../../src/journal/archive-folder.js';
import { renderSite } from '../../src/render/site.js';
import { openStore } from '../../src/store/open.js';
import { withRoom } from '../../src/store/room.js';
import type { Scope } from '../../src/store/scope.js';
import { readQuery } from '../../src/store/sql.js';
import { type TemporaryFolder, temporaryFolder } from '../support/folder.js';
import { type Line, liveWorld, serve, syncHere } from '../support/sync.js';
import { ANNA, BERT, conv, message } from '../support/tiny-world.js';
import { filesOf, siteWords } from './site-words.js';

const VIEWER = '00000000-0000-4000-8000-00000000000a';
const GONE = '00000000-0000-4000-8000-000000000003';
const LATE = '00000000-0000-4000-8000-000000000004';
const TALK = '20000000-0000-4000-8000-000000000001';
const OTHER = '20000000-0000-4000-8000-000000000002';

const at = (time: string): number => Date.parse(time) / 1000;
const said = (message_nr: number, time: string, words: string, more: Line = {}) =>
  message(TALK, message_nr, { posted_time: at(time), message: `<msg><p>${words}</p></msg>`, ...more });
const told = (message_nr: number, time: string, mk_message_type: string, payload: object) =>
  message(TALK, message_nr, { posted_time: at(time), mk_message_type, message: JSON.stringify(payload) });

const names: Readonly<Record<string, string>> = {
  [VIEWER]: 'Archivist',
  [ANNA]: 'Anna',
  [BERT]: 'Bertram',
  [GONE]: 'Gonerand',
  [LATE]: 'Latecomer',
};

/** The days are 1 to 31 March 2024 in Tallinn, which is two hours ahead, and three from the last of them on. */
const lines: readonly Line[] = [
  {
    mk_rec_type: 'account',
    account_id: VIEWER,
    email: 'archivist@example.org',
    password: 'correct horse',
    display_name: 'Archivist',
  },
  ...Object.entries(names).map(([account_id, display_name]) => ({ mk_rec_type: 'contact', account_id, display_name })),
  conv(TALK, { topic: 'Gammaname', members: [VIEWER, ANNA, BERT, LATE], leavers: [GONE] }),
  told(1, '2024-01-10T10:00:00Z', 'create', { topic: 'Alphaname', members: [VIEWER, BERT, GONE] }),
  said(2, '2024-01-11T10:00:00Z', 'question beforehand'),
  told(3, '2024-02-10T10:00:00Z', 'kick', { members: [GONE] }),
  said(4, '2024-02-29T21:59:59Z', 'lastfebruary'),
  said(5, '2024-02-29T22:00:00Z', 'firstmarch', { reply_to_message_nr: 2, account_id: BERT }),
  told(6, '2024-03-10T10:00:00Z', 'topic', { topic: 'Betaname' }),
  said(7, '2024-03-31T20:59:59Z', 'lastmarch'),
  said(8, '2024-03-31T21:00:00Z', 'firstapril'),
  told(9, '2024-04-02T10:00:00Z', 'add', { members: [LATE] }),
  told(10, '2024-04-03T10:00:00Z', 'topic', { topic: 'Gammaname' }),
  conv(OTHER, { topic: 'Otherplace' }),
  message(OTHER, 1, { posted_time: at('2024-05-01T10:00:00Z') }),
];

let folder: TemporaryFolder;
let words: Set<string>;
const page = (path: string): Promise<string> => readFile(folder.at('duckdb-site', path), 'utf8');

beforeAll(async () => {
  folder = await temporaryFolder();
  await using emulator = await serve({ world: liveWorld(lines).world });
  for (const store of ['duckdb', 'parquet'] as const) {
    await syncHere(emulator.url, folder.at(store), { store });
    await renderSite({
      archive: await openArchive(folder.at(store)),
      out: folder.at(`${store}-site`),
      workers: 0,
      reports: false,
      timezone: 'Europe/Tallinn',
      part: { conversations: [], exclude: [], since: '2024-03-01', until: '2024-03-31' },
    });
  }
  words = await siteWords(folder.at('duckdb-site'));
}, 60_000);
afterAll(() => folder[Symbol.asyncDispose]());

test('days begin and end at midnight of the time zone, and the last one is in the site', () => {
  expect(['firstmarch', 'lastmarch', 'lastfebruary', 'firstapril'].filter((word) => words.has(word))).toEqual([
    'firstmarch',
    'lastmarch',
  ]);
  expect(existsSync(folder.at('duckdb-site', 'c', OTHER))).toBe(false);
  expect(words.has('otherplace')).toBe(false);
});

test('a reply does not quote what is left out', async () => {
  expect(words.has('beforehand')).toBe(false);
  expect(await page(`c/${TALK}/0.html`)).not.toContain('href="0.html#m2"');
});

test('a conversation has the name that it had when the days ended, and the one before it counts from the first of them', async () => {
  expect(await page('index.html')).toContain('>Betaname</a>');
  expect(words.has('gammaname')).toBe(false);
  const past = await page(`c/${TALK}/past.js`);
  expect(past).toContain(
    `"topics":[[${at('2024-02-29T22:00:00Z')},"Alphaname"],[${at('2024-03-10T10:00:00Z')},"Betaname"]]`,
  );
});

test('people are those of the days', async () => {
  expect([...'archivist bertram gonerand latecomer'.split(' ')].filter((name) => words.has(name))).toEqual([
    'archivist',
    'bertram',
  ]);
  const past = await page(`c/${TALK}/past.js`);
  expect(past).toContain('"stretches":[[null,null,null,null,1]]');
  expect(past).not.toContain(String(at('2024-01-10T10:00:00Z')));
});

test('the site says which days it is of', async () => {
  expect(await page('index.html')).toContain('<h1>Fleep archive of 127.0.0.1 (part)</h1>');
  const sentence =
    'It is of what was posted from 1 Mar 2024 to 31 Mar 2024 (days of Europe/Tallinn), both days included.';
  for (const path of ['index.html', 'about.html']) expect(await page(path)).toContain(sentence);
  expect(await page(`c/${TALK}/0.html`)).toContain('<a href="../../about.html#part">A part of the archive</a>');
});

const UNTIL_FEBRUARY: Scope = {
  conversations: [TALK],
  chosen: [TALK],
  accounts: [BERT],
  teams: [],
  sinceMs: null,
  untilMs: Date.parse('2024-02-01T00:00:00Z'),
};

test.each(['duckdb', 'parquet'])('views and macros for people are of the part, %s', async (store) => {
  await using database = await openStore(await openArchive(folder.at(store)), { scope: UNTIL_FEBRUARY });
  const counts = ['talk()', 'v_messages', 'v_daily', 'v_people', 'v_conversations', 'message_versions'].map(
    (name) => `(SELECT count(*) FROM ${name})`,
  );
  const [row] = await database.rows(`SELECT [${counts.join(', ')}] AS counts`);
  expect(row).toEqual({ counts: [1, 2, 1, 1, 1, 2] });
});

test('a query that is given more room sees the same part', async () => {
  const opened = await openArchive(folder.at('duckdb'));
  await using database = await openStore(opened, { scope: UNTIL_FEBRUARY });
  let tries = 0;
  const count = await withRoom(database, opened, (store) => {
    tries += 1;
    if (tries === 1) throw new Error('Out of Memory Error: of the test');
    return store.rows('SELECT (SELECT count(*) FROM messages) AS said, (SELECT count(*) FROM accounts) AS people');
  });
  expect(count).toEqual([{ said: 2, people: 1 }]);
});

test('every table that people query has a view in front of it, and none is made for a whole archive', async () => {
  const tables = [...(await readQuery('schema/001_tables.sql')).matchAll(/^CREATE (?:TABLE|VIEW) (\w+)/gm)].map(
    ([, name]) => name,
  );
  const views = [...(await readQuery('scope/10_conversations.sql')).matchAll(/^CREATE TEMP VIEW (\w+)/gm)].map(
    ([, name]) => name,
  );
  // Runs name no conversation; superseded versions are read through message_versions.
  expect(views.sort()).toEqual(tables.filter((name) => name !== 'runs' && name !== 'superseded_messages').sort());
  await using database = await openStore(await openArchive(folder.at('duckdb')));
  const made = await database.rows('SELECT view_name FROM duckdb_views() WHERE temporary AND NOT internal');
  expect(made).toEqual([]);
});

test('a Parquet store gives the same site', async () => {
  const [duckdb, parquet] = ['duckdb-site', 'parquet-site'].map((site) => filesOf(folder.at(site)).sort());
  expect(parquet).toEqual(duckdb);
  // about.html tells of the two journals.
  for (const name of (duckdb ?? []).filter((path) => path !== 'about.html'))
    expect(await readFile(folder.at('parquet-site', name)), name).toEqual(
      await readFile(folder.at('duckdb-site', name)),
    );
});
