// Tables are made from a journal that is whole, or not at all: what is missing or damaged in it is named, and nothing is loaded without it.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { type ArchiveFolder, createArchive } from '../../src/journal/archive-folder.js';
import { Journal } from '../../src/journal/journal.js';
import { findFirstPage, type JournalPosition, listSegments } from '../../src/journal/segments.js';
import { openWritableStore } from '../../src/store/store.js';
import { type TemporaryFolder, temporaryFolder } from '../support/folder.js';
import { conv, message, people } from '../support/tiny-world.js';

const PAGES = 24;

let folder: TemporaryFolder | undefined;
let archive: ArchiveFolder;
let end: JournalPosition;

/** Pages of messages and of other records, two or three to a segment, so that some segments are sealed. */
beforeEach(async () => {
  await folder?.[Symbol.asyncDispose]();
  folder = await temporaryFolder();
  archive = await createArchive(folder.at('a'), { store: 'duckdb', server: '', accounts: [], created: '' });
  await using journal = await Journal.open(archive.path, { runId: 'run', segmentBytes: 2000 });
  for (let nr = 1; nr <= PAGES; nr += 1) {
    const records = [conv('c'), ...people.slice(1), message('c', nr), message('c', nr + 100), null, 5];
    await journal.append({
      call: 'test',
      args: {},
      status: 200,
      records: (nr % 5 === 0 ? [] : records).map((record) => ({
        path: 'stream',
        bytes: Buffer.from(JSON.stringify(record)),
      })),
    });
  }
  await journal.settle();
  end = journal.position;
});
afterAll(() => folder?.[Symbol.asyncDispose]());

async function load(): Promise<number> {
  await using store = await openWritableStore(archive);
  await store.load(end);
  const [row] = await store.database.rows<{ messages: number }>('SELECT count(*) AS messages FROM messages');
  return row?.messages ?? 0;
}

async function loadedPages(): Promise<number> {
  await using store = await openWritableStore(archive);
  const [row] = await store.database.rows<{ page_nr: number }>('SELECT page_nr FROM load_position');
  return row?.page_nr ?? 0;
}

/** The segment with this place in the order, from the end when it is negative. */
async function segmentAt(place: number): Promise<{ path: string; isSealed: boolean; firstPage: number }> {
  const found = (await listSegments(archive.path)).at(place);
  const firstPage = found && (await findFirstPage(found));
  if (found === undefined || firstPage === undefined) throw new Error(`There is no segment ${place}`);
  return { ...found, firstPage };
}

async function edit(place: number, change: (text: string) => string): Promise<string> {
  const { path, isSealed } = await segmentAt(place);
  const bytes = readFileSync(path);
  const before = (isSealed ? gunzipSync(bytes) : bytes).toString();
  const after = change(before);
  expect(after).not.toBe(before);
  writeFileSync(path, isSealed ? gzipSync(after) : after);
  return path;
}

const without = (isLeftOut: (line: string) => boolean) => (text: string) => {
  const lines = text.split('\n');
  return lines.filter((line) => !isLeftOut(line)).join('\n');
};

/** The load says so, in a sentence that says what to do, and has taken in no more than whole pages before that. */
async function expectRefused(what: RegExp, mostPages = 0): Promise<void> {
  const loading = load();
  await expect(loading).rejects.toMatchObject({ exitCode: 1, message: expect.stringMatching(what) });
  await expect(loading).rejects.toThrow(/: restore it from a copy, or, without one, [^\n]*\.$/);
  expect(await loadedPages()).toBeLessThanOrEqual(mostPages);
}

test('a journal that is whole is loaded, pages without records and records that are no objects included', async () => {
  expect(await load()).toBe(2 * (PAGES - Math.floor(PAGES / 5)));
  expect(await loadedPages()).toBe(PAGES);
});

test.each([0, 1, 3, -3])('a segment that is gone (%i) is missed by its name', async (place) => {
  const { path } = await segmentAt(place);
  rmSync(path);
  await expectRefused(new RegExp(`${path.replace(/\.gz$/, '')}, or its \\.gz, is missing`));
});

// A page of the first sealed segment, one of the last full one, and the first of all.
test.each([
  [0, 1],
  [0, 2],
  [-2, undefined],
])('a page that is gone (segment %i, page %s) is missed by its number', async (place, wanted) => {
  let page = wanted ?? 0;
  const path = await edit(place, (text) => {
    page = wanted ?? Number(/\{"commit":\{"page":(\d+)/.exec(text)?.[1]);
    return without((line) => line.startsWith(`{"page":${page},`) || line.startsWith(`{"commit":{"page":${page},`))(
      text,
    );
  });
  // The file in which a first page is missing begins with the next one: then it would stand in the file before.
  expect(path).toContain('.ndjson');
  await expectRefused(new RegExp(`\\.ndjson(\\.gz)? lacks page ${page}:`));
});

test.each([
  [
    'a record line that is gone',
    without((line) => line.startsWith('{"page":2,"index":3,')),
    'does not hold all records of page 2',
  ],
  [
    'the last record line of a page',
    without((line) => line.startsWith('{"page":2,"index":6,')),
    'does not hold all records of page 2',
  ],
  [
    'all of a page but its commit',
    without((line) => line.startsWith('{"page":2,')),
    'does not hold all records of page 2',
  ],
  [
    'a record line that stands twice',
    (text: string) => text.replace(/\{"page":2,"index":3,.*\n/, '$&$&'),
    'does not hold all records of page 2',
  ],
  [
    'a record line in the place of another',
    (text: string) => text.replace('{"page":2,"index":3,', '{"page":2,"index":4,'),
    'does not hold all records of page 2',
  ],
  [
    'a record line of another page',
    (text: string) => text.replace('{"page":2,"index":6,', '{"page":1,"index":7,'),
    'does not hold all records of page 1',
  ],
  ['a commit line that is gone', without((line) => line.startsWith('{"commit":{"page":2,')), 'lacks page 2'],
  [
    'a commit line that stands twice',
    (text: string) => text.replace(/\{"commit":\{"page":2,.*\n/, '$&$&'),
    'holds page 2 twice',
  ],
  [
    'a commit that follows another',
    (text: string) => text.replace(/("page":2,.*"previous":")[0-9a-f]{8}/, '$100000000'),
    'holds a page 2 that does not follow page 1',
  ],
  [
    'a commit that follows nothing',
    (text: string) => text.replace(/("page":2,.*),"previous":"\w+"/, '$1'),
    'holds a page 2 that does not follow page 1',
  ],
  [
    'a commit that does not say of how many records it is',
    (text: string) => text.replace(/("page":2,.*),"records":\d+/, '$1'),
    'does not hold all records of page 2',
  ],
] as const)('%s is found', async (_name, change, what) => {
  const path = await edit(0, change);
  await expectRefused(new RegExp(`${path} ${what}`));
});

test.each([
  ['text that is no JSON, in a record', (text: string) => text.replace('"topic":"c"', '"topic":c"')],
  [
    'text that is no JSON, between records',
    (text: string) => text.replace('{"page":2,"index":3', '["page":2,"index":3'),
  ],
  [
    'a number that is too long to be one',
    (text: string) => text.replace('{"page":2,"index":3', '{"page":2,"index":99999999999'),
  ],
])('%s: a sealed segment and a plain one are named with the page', async (_name, change) => {
  const { path } = await segmentAt(0);
  const whole = readFileSync(path);
  await edit(0, change);
  await expectRefused(new RegExp(`${path} is damaged`));
  rmSync(path);
  writeFileSync(path.replace('.gz', ''), gunzipSync(whole));
  await edit(0, change);
  await expectRefused(new RegExp(`${path.replace('.gz', '')} is damaged`));
});

test.each([
  [
    'a byte in its middle',
    (bytes: Buffer) => bytes.fill((bytes[bytes.length >> 1] ?? 0) ^ 0xff, bytes.length >> 1, (bytes.length >> 1) + 1),
  ],
  ['its end missing', (bytes: Buffer) => bytes.subarray(0, -20)],
  ['half of it missing', (bytes: Buffer) => bytes.subarray(0, bytes.length >> 1)],
  ['no bytes at all', () => Buffer.alloc(0)],
  ['words in its place', () => Buffer.from('<html>not found</html>\n')],
])('a sealed segment that cannot be unpacked is named: %s', async (_name, change) => {
  for (const place of [0, 2]) {
    const { path, firstPage } = await segmentAt(place);
    const whole = readFileSync(path);
    writeFileSync(path, change(Buffer.from(whole)));
    await expectRefused(/\.ndjson\.gz (is damaged|lacks page)/, firstPage - 1);
    writeFileSync(path, whole);
  }
});

test('a value that DuckDB refuses in a line that is as it was written is no damage', async () => {
  await using journal = await Journal.open(archive.path, { runId: 'run' });
  const odd =
    '{"mk_rec_type":"message","conversation_id":"c","message_nr":9000,"message":"\\ud800","posted_time":[{}]}';
  await journal.append({ call: 'x', args: {}, status: 200, records: [{ path: 'stream', bytes: Buffer.from(odd) }] });
  end = journal.position;
  expect(await load()).toBeGreaterThan(PAGES);
});

test('a page may have as many records as an answer holds', async () => {
  await using journal = await Journal.open(archive.path, { runId: 'run' });
  // The sum of their places is beyond four bytes.
  const records = Array.from({ length: 70_000 }, () => ({ path: 'stream', bytes: Buffer.from('{}') }));
  end = await journal.append({ call: 'x', args: {}, status: 200, records });
  await load();
  expect(await loadedPages()).toBe(PAGES + 1);
});

test('a second load finds what is missing behind the first', async () => {
  await load();
  await using journal = await Journal.open(archive.path, { runId: 'run', segmentBytes: 1 });
  for (let nr = 1; nr <= 3; nr += 1) {
    const records = [{ path: 'stream', bytes: Buffer.from(JSON.stringify(message('c', 5000 + nr))) }];
    end = await journal.append({ call: 'test', args: {}, status: 200, records });
  }
  const path = await edit(
    -2,
    without((line) => line.startsWith('{"page":')),
  );
  await expect(load()).rejects.toThrow(`${path} does not hold all records of page ${PAGES + 2}`);
  expect(await loadedPages()).toBe(PAGES);
});
