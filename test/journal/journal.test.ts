// The journal on a real disk, read back by the independent reader of test/support.
import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { batchesBetween } from '../../src/journal/batches.js';
import { ownRecord, type Page } from '../../src/journal/format.js';
import { Journal } from '../../src/journal/journal.js';
import { type JournalPosition, journalStart, listSegments, PLAIN_SEGMENTS } from '../../src/journal/segments.js';
import { temporaryFolder } from '../support/folder.js';
import { readLines, verifyJournal } from '../support/journal-reader.js';

const page = (number: number, records = 1): Page => ({
  call: `call/${number}`,
  args: { number },
  status: 200,
  records: Array.from({ length: records }, (_unused, index) => ownRecord({ number, index, text: 'ä'.repeat(40) })),
});

async function newArchive() {
  const folder = await temporaryFolder();
  await mkdir(folder.at('journal'));
  return folder;
}

const open = (archive: string, segmentBytes?: number) =>
  Journal.open(archive, { runId: 'run', ...(segmentBytes === undefined ? {} : { segmentBytes }) });

/** Opens, appends pages `first`…`last` one after the other, closes. */
async function append(archive: string, first: number, last: number, segmentBytes?: number): Promise<JournalPosition[]> {
  await using journal = await open(archive, segmentBytes);
  const positions: JournalPosition[] = [];
  for (let number = first; number <= last; number += 1) positions.push(await journal.append(page(number, number % 4)));
  return positions;
}

test('what is appended is there, in order, with valid hashes, over several openings', async () => {
  await using folder = await newArchive();
  await append(folder.path, 1, 5);
  await append(folder.path, 6, 9);
  const pages = verifyJournal(folder.path);
  expect(pages.map(({ call }) => call)).toEqual(Array.from({ length: 9 }, (_unused, index) => `call/${index + 1}`));
  expect(pages[6]?.records).toHaveLength(3);
});

test('a record stands in its line byte for byte', async () => {
  await using folder = await newArchive();
  const odd = '{"b":1.0,"a" :1e400,"a":"\\ud800\\u0041/\\/", "z":[ ]}';
  await using journal = await open(folder.path);
  await journal.append({ call: 'x', args: {}, status: 200, records: [{ path: 'stream', bytes: Buffer.from(odd) }] });
  expect(verifyJournal(folder.path)[0]?.records).toEqual([{ path: 'stream', text: odd }]);
});

test('a tail that is cut at any byte is cut back to the last commit, and the chain goes on from there', async () => {
  await using folder = await newArchive();
  const [, second, third] = await append(folder.path, 1, 3);
  const path = folder.at('journal', '00000001.ndjson');
  const whole = readFileSync(path);
  for (let length = second?.offset ?? 0; length < (third?.offset ?? 0); length += 1) {
    writeFileSync(path, whole);
    truncateSync(path, length);
    const journal = await open(folder.path);
    expect(journal.position).toEqual(second);
    expect(statSync(path).size).toBe(second?.offset);
    await journal.close();
  }
  await append(folder.path, 4, 4);
  expect(verifyJournal(folder.path).map(({ call }) => call)).toEqual(['call/1', 'call/2', 'call/4']);
});

test.each([
  ['bytes that are no JSON', (whole: Buffer) => Buffer.concat([whole, Buffer.from('\0\0\0garbage\n')])],
  [
    'a commit whose hash is wrong',
    (whole: Buffer) => Buffer.concat([whole, Buffer.from('{"commit":{"page":4},"hash":"00"}\n')]),
  ],
])('%s after the last commit is cut off', async (_name, damage) => {
  await using folder = await newArchive();
  const positions = await append(folder.path, 1, 3);
  const path = folder.at('journal', '00000001.ndjson');
  writeFileSync(path, damage(readFileSync(path)));
  await using journal = await open(folder.path);
  expect(journal.position).toEqual(positions.at(-1));
  expect(verifyJournal(folder.path)).toHaveLength(3);
});

test('a write of many pages that the disk did in pieces is cut at its first page that is not whole, and what is cut is kept', async () => {
  await using folder = await newArchive();
  const [first] = await append(folder.path, 1, 5);
  const path = folder.at('journal', '00000001.ndjson');
  const bytes = readFileSync(path);
  const at = (first?.offset ?? 0) + 30;
  bytes.fill(0, at, at + 4);
  writeFileSync(path, bytes);
  await using journal = await open(folder.path);
  expect(journal.position).toEqual(first);
  expect(verifyJournal(folder.path)).toHaveLength(1);
  const kept = readFileSync(folder.at('journal', `00000001.ndjson.cut-at-${first?.offset}`));
  expect(kept).toEqual(bytes.subarray(first?.offset));
});

test('a page that is damaged far from the end was acknowledged, and is not cut', async () => {
  await using folder = await newArchive();
  const journal = await open(folder.path);
  const positions = await Promise.all(Array.from({ length: 600 }, (_unused, index) => journal.append(page(index + 1))));
  await journal.close();
  const path = folder.at('journal', '00000001.ndjson');
  const bytes = readFileSync(path);
  writeFileSync(path, bytes.fill(0, 400, 404));
  await using again = await open(folder.path);
  expect(again.position).toEqual(positions.at(-1));
});

test('pages appended at once are acknowledged in order, and are on disk when they are', async () => {
  await using folder = await newArchive();
  await using journal = await open(folder.path);
  const acknowledged: string[] = [];
  await Promise.all(
    Array.from({ length: 50 }, async (_unused, index) => {
      await journal.append(page(index));
      acknowledged.push(`call/${index}`);
      const onDisk = readFileSync(folder.at('journal', '00000001.ndjson'), 'utf8');
      expect(onDisk).toContain(`"call":"call/${index}"`);
    }),
  );
  expect(acknowledged).toEqual(Array.from({ length: 50 }, (_unused, index) => `call/${index}`));
  expect(verifyJournal(folder.path).map(({ call }) => call)).toEqual(acknowledged);
});

test('a write that fails rejects everything that waits, and everything after it, for good', async () => {
  await using folder = await newArchive();
  const journal = await open(folder.path, 1);
  await journal.append(page(1));
  await rm(folder.at('journal'), { recursive: true });
  const results = await Promise.allSettled([journal.append(page(2)), journal.append(page(3))]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await mkdir(folder.at('journal'));
  await expect(journal.append(page(4))).rejects.toMatchObject({ code: 'ENOENT' });
  expect(journal.position.page).toBe(1);
  await journal.close();
});

test('full segments are begun anew and the old ones compressed; all of it reads as one journal', async () => {
  await using folder = await newArchive();
  await append(folder.path, 1, 12, 1);
  const names = readdirSync(folder.at('journal')).sort();
  expect(names.filter((name) => name.endsWith('.gz'))).toHaveLength(12 - 1 - PLAIN_SEGMENTS);
  expect(names).toHaveLength(12);
  expect(verifyJournal(folder.path)).toHaveLength(12);
  await append(folder.path, 13, 14, 1);
  expect(verifyJournal(folder.path)).toHaveLength(14);
});

test('a segment that cannot be compressed ends the run and costs no page; the next opening compresses it', async () => {
  await using folder = await newArchive();
  const place = folder.at('journal', '00000001.ndjson.gz');
  const journal = await open(folder.path, 1);
  await mkdir(place);
  for (let number = 1; number <= 6; number += 1) await journal.append(page(number));
  await expect(journal.settle()).rejects.toMatchObject({ code: 'EISDIR' });
  await journal.append(page(7));
  await expect(journal.close()).rejects.toMatchObject({ code: 'EISDIR' });
  await rm(place, { recursive: true });
  expect((await listSegments(folder.path)).filter(({ isSealed }) => isSealed)).toEqual([]);
  await append(folder.path, 8, 8);
  expect(verifyJournal(folder.path).map(({ call }) => call)).toEqual(
    [1, 2, 3, 4, 5, 6, 7, 8].map((nr) => `call/${nr}`),
  );
  const segments = await listSegments(folder.path);
  expect(segments.map(({ isSealed }) => isSealed)).toEqual(
    segments.map((_segment, index) => index < segments.length - 1 - PLAIN_SEGMENTS),
  );
});

test('a crash between the rename of a sealed segment and the removal of its plain form leaves one of them', async () => {
  await using folder = await newArchive();
  await append(folder.path, 1, 3, 1);
  const plain = folder.at('journal', '00000001.ndjson');
  writeFileSync(`${plain}.gz`, gzipSync(readFileSync(plain)));
  writeFileSync(folder.at('journal', '00000002.ndjson.gz.0123456789ab.tmp'), 'half');
  await append(folder.path, 4, 4);
  const names = readdirSync(folder.at('journal'));
  expect(names).toContain('00000001.ndjson.gz');
  expect(names).not.toContain('00000001.ndjson');
  expect(names.filter((name) => name.endsWith('.tmp'))).toEqual([]);
  expect(verifyJournal(folder.path)).toHaveLength(4);
});

test('a crash right after a new segment was begun goes on from the segment before it', async () => {
  await using folder = await newArchive();
  const positions = await append(folder.path, 1, 2);
  writeFileSync(folder.at('journal', '00000002.ndjson'), '');
  await using journal = await open(folder.path);
  expect(journal.position).toMatchObject({ page: 2, hash: positions[1]?.hash });
  await journal.append(page(3));
  expect(verifyJournal(folder.path)).toHaveLength(3);
});

test.each([
  ['one segment', undefined],
  ['a segment for each page', 1],
  ['a segment for every few pages', 1500],
])('batches between any two positions hold every page between them once: %s', async (_name, segmentBytes) => {
  await using folder = await newArchive();
  const positions = [journalStart, ...(await append(folder.path, 1, 14, segmentBytes))];
  expect((await listSegments(folder.path)).length).toBeGreaterThan(segmentBytes === undefined ? 0 : 2);
  for (const from of positions) {
    for (const to of positions) {
      const pages = await pagesOf(folder.path, from, to);
      expect(pages).toEqual(
        Array.from({ length: Math.max(0, to.page - from.page) }, (_unused, n) => from.page + n + 1),
      );
    }
  }
  expect(readdirSync(folder.path)).toEqual(['journal']);
});

/** Numbers of the commits that a loader would take from the batches: those within each batch's bounds. */
async function pagesOf(archive: string, from: JournalPosition, to: JournalPosition): Promise<number[]> {
  const pages: number[] = [];
  for await (const { files, afterPage, lastPage } of batchesBetween(archive, from, to)) {
    const lines = await linesOf(files);
    const commits = lines.filter((line) => line.startsWith('{"commit"')).map((line) => JSON.parse(line).commit.page);
    pages.push(...commits.filter((number: number) => number > afterPage && number <= lastPage));
  }
  return pages;
}

async function linesOf(files: readonly string[]): Promise<string[]> {
  await using folder = await temporaryFolder();
  await mkdir(folder.at('journal'));
  for (const [index, file] of files.entries()) {
    const name = `${String(index + 1).padStart(8, '0')}.ndjson${file.endsWith('.gz') ? '.gz' : ''}`;
    writeFileSync(join(folder.at('journal'), name), readFileSync(file));
  }
  return readLines(folder.path);
}
