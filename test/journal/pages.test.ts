// Reading the journal back: whole pages in order, with sealed and plain segments, a torn tail of any length, and damage.
import { appendFileSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { ownRecord } from '../../src/journal/format.js';
import { Journal } from '../../src/journal/journal.js';
import { readPages } from '../../src/journal/pages.js';
import { listSegments, sealSegment } from '../../src/journal/segments.js';
import { temporaryFolder } from '../support/folder.js';
import { verifyJournal } from '../support/journal-reader.js';

/** An archive's journal of `pages` pages, a segment for each page when `isSplit`. */
async function journalOf(pages: number, isSplit = false) {
  const folder = await temporaryFolder();
  await mkdir(folder.at('journal'));
  await using journal = await Journal.open(folder.path, {
    runId: 'run',
    ...(isSplit ? { segmentBytes: 1 } : {}),
  });
  for (let number = 1; number <= pages; number += 1) {
    const records = Array.from({ length: number % 4 }, (_unused, index) => ownRecord({ number, index, text: 'ä"}\\' }));
    await journal.append({
      call: `call/${number}`,
      args: {},
      status: 200,
      records,
    });
  }
  return folder;
}

async function pagesOf(archive: string) {
  const pages = [];
  for await (const { commit, records } of readPages(archive)) {
    const texts = records.map(({ path, bytes }) => ({
      path,
      text: bytes.toString('utf8'),
    }));
    pages.push({ page: commit.page, call: commit.call, records: texts });
  }
  return pages;
}

const expected = (archive: string) =>
  verifyJournal(archive).map(({ page, call, records }) => ({
    page,
    call,
    records,
  }));

test('all pages are read, from one segment and from many, sealed and plain', async () => {
  await using one = await journalOf(9);
  expect(await pagesOf(one.path)).toEqual(expected(one.path));
  await using many = await journalOf(9, true);
  expect(readdirSync(many.at('journal')).some((name) => name.endsWith('.gz'))).toBe(true);
  expect(await pagesOf(many.path)).toEqual(expected(many.path));
  expect(await pagesOf(many.path)).toHaveLength(9);
});

test('an empty journal has no pages', async () => {
  await using folder = await journalOf(0);
  expect(await pagesOf(folder.path)).toEqual([]);
  expect(await pagesOf(folder.at('no journal here'))).toEqual([]);
});

test('what a sync has written of the next page is not there, however much it is', async () => {
  await using folder = await journalOf(3);
  const [segment] = await listSegments(folder.path);
  const path = segment?.path ?? '';
  const before = await pagesOf(folder.path);
  const whole = readFileSync(path);
  const start = whole.lastIndexOf('\n', whole.indexOf('"page":3,"index":0')) + 1;
  const lengths = Array.from({ length: whole.length - start }, (_unused, index) => start + index);
  for (const length of lengths.filter((one) => one % 7 === 0 || one > whole.length - 9)) {
    truncateSync(path, length);
    expect(await pagesOf(folder.path)).toEqual(before.slice(0, 2));
    writeFileSync(path, whole);
  }
  appendFileSync(path, Buffer.alloc(5000));
  expect(await pagesOf(folder.path)).toEqual(before);
});

test('a segment that is compressed while the ones before it are read is read all the same', async () => {
  await using folder = await journalOf(4, true);
  const before = await pagesOf(folder.path);
  const plain = (await listSegments(folder.path)).filter(({ isSealed }) => !isSealed);
  expect(plain.length).toBeGreaterThan(1);
  const pages = [];
  for await (const { commit } of readPages(folder.path)) {
    if (pages.length === 0) for (const { number } of plain.slice(1)) await sealSegment(folder.path, number);
    pages.push(commit.page);
  }
  expect(pages).toEqual(before.map(({ page }) => page));
});

test.each([
  ['a commit line that was changed', (text: string) => text.replace('"call":"call/2"', '"call":"call/3"')],
  ['a record line that was cut', (text: string) => text.replace('{"page":3,"index":1', '{"page":3,"inde')],
  ['a record that is gone', (text: string) => text.replace(/\{"page":3,"index":2.*\n/, '')],
  ['a record of another page', (text: string) => text.replace('{"page":2,"index":0', '{"page":3,"index":0')],
])('%s is damage, which is named with its page', async (_name, change) => {
  await using folder = await journalOf(4);
  const [segment] = await listSegments(folder.path);
  const path = segment?.path ?? '';
  const text = readFileSync(path, 'utf8');
  expect(change(text)).not.toBe(text);
  writeFileSync(path, change(text));
  await expect(pagesOf(folder.path)).rejects.toThrow(/page [23] of the journal is damaged/);
});

test('a segment that is missing is damage', async () => {
  await using folder = await journalOf(6, true);
  rmSync((await listSegments(folder.path))[2]?.path ?? '');
  await expect(pagesOf(folder.path)).rejects.toMatchObject({
    exitCode: 1,
    name: 'ArchiveError',
  });
});
