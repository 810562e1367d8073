import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  contentPath,
  createArchive,
  dropLeftovers,
  openArchive,
  requireEmpty,
} from '../../src/journal/archive-folder.js';
import { temporaryFolder } from '../support/folder.js';

const fresh = {
  store: 'duckdb',
  server: 'http://127.0.0.1',
  accounts: ['a'],
  created: '2024-01-01T00:00:00Z',
} as const;

test('a new archive is described, and opened as it was made', async () => {
  await using folder = await temporaryFolder();
  await createArchive(folder.at('new'), fresh);
  expect((await openArchive(folder.at('new'))).info).toEqual({ format: 1, ...fresh });
  expect((await readdir(folder.at('new'))).sort()).toEqual(['archive.json', 'files', 'journal']);
  const again = await createArchive(folder.at('new'), { ...fresh, store: 'parquet' });
  expect(again.info.store).toBe('duckdb');
});

test.each(['lock', 'lock.0123456789ab.tmp', 'lock.takeover', 'archive.json.0123456789ab.tmp'])(
  'what a killed first sync leaves behind (%s) does not keep the next one out',
  async (name) => {
    await using folder = await temporaryFolder();
    await mkdir(folder.at('journal'));
    await writeFile(folder.at(name), '');
    await expect(createArchive(folder.path, fresh)).resolves.toMatchObject({ path: folder.path });
  },
);

test('where only archive.json was lost, it is asked for, and no other archive begins there', async () => {
  await using folder = await temporaryFolder();
  await createArchive(folder.path, fresh);
  await writeFile(folder.at('journal', '00000001.ndjson'), '');
  await writeFile(folder.at('archive.duckdb'), '');
  await rm(folder.at('archive.json'));
  const lost = { exitCode: 10, message: expect.stringMatching(/: put archive\.json back from a copy/) };
  await expect(openArchive(folder.path)).rejects.toMatchObject(lost);
  await expect(createArchive(folder.path, fresh)).rejects.toMatchObject(lost);
});

test.each([
  ['duckdb', ['archive.duckdb', 'archive.duckdb.set-aside', 'archive.duckdb.wal'], undefined],
  ['parquet', ['archive.duckdb.set-aside', 'parquet'], ['manifest.json']],
] as const)('leftovers of a killed run go from a %s archive, and nothing else', async (store, tables, inParquet) => {
  await using folder = await temporaryFolder();
  const archive = await createArchive(folder.path, { ...fresh, store });
  await mkdir(folder.at('archive.duckdb.tmp'));
  await mkdir(folder.at('parquet'));
  const gone = [
    'journal-tail.ndjson.0123456789ab.tmp',
    'files/incoming-0123456789abcdef.tmp',
    'parquet/manifest.json.0123456789ab.tmp',
  ];
  const ours = ['archive.duckdb', 'archive.duckdb.wal', 'archive.duckdb.set-aside', 'parquet/manifest.json'];
  for (const name of [...gone, ...ours, 'lock.0123456789ab.tmp', 'files/notes']) await writeFile(folder.at(name), '');
  await dropLeftovers(archive);
  expect((await readdir(folder.path)).sort()).toEqual(
    ['archive.json', 'files', 'journal', 'lock.0123456789ab.tmp', ...tables].sort(),
  );
  expect(await readdir(folder.at('files'))).toEqual(['notes']);
  expect(await readdir(folder.at('parquet')).catch(() => undefined)).toEqual(inParquet);
});

test.each([
  [
    'is not there',
    (_path: string) => undefined,
    /run "fleep-archive sync --archive '[^']* \(new\)'" to make one there\.$/,
  ],
  ['is empty', (path: string) => mkdir(path), /run "fleep-archive sync/],
  [
    'holds a stranger',
    (path: string) => mkdir(join(path, 'x'), { recursive: true }),
    / \(it holds x\): name the folder of an archive\.$/,
  ],
  ['is a file', (path: string) => writeFile(path, ''), / is no folder: name the folder of an archive\.$/],
])('what is said of a place that is no archive and %s can be done there', async (_what, make, sentence) => {
  await using folder = await temporaryFolder();
  const path = folder.at('my archive (new)');
  await make(path);
  await expect(openArchive(path)).rejects.toMatchObject({ exitCode: 10, message: expect.stringMatching(sentence) });
});

test('a path through a file is refused as one', async () => {
  await using folder = await temporaryFolder();
  await writeFile(folder.at('letter'), 'dear');
  const refusal = { exitCode: 10, message: expect.stringMatching(/ is no folder: name /) };
  await expect(openArchive(folder.at('letter', 'a'))).rejects.toMatchObject(refusal);
  await expect(requireEmpty(folder.at('letter', 'a'))).rejects.toMatchObject(refusal);
});

test('an archive may hold what an earlier build allowed beside it', async () => {
  await using folder = await temporaryFolder();
  await createArchive(folder.path, fresh);
  await mkdir(folder.at('log'));
  await expect(openArchive(folder.path)).resolves.toMatchObject({ path: folder.path });
  await expect(createArchive(folder.path, fresh)).resolves.toMatchObject({ path: folder.path });
});

test.each(['letter.txt', 'archive.json.bak', 'lock.tmp', '.git', 'log'])(
  'a folder that holds %s is not ours',
  async (name) => {
    await using folder = await temporaryFolder();
    await writeFile(folder.at(name), 'keep me');
    await expect(createArchive(folder.path, fresh)).rejects.toMatchObject({ exitCode: 10 });
    expect(await readdir(folder.path)).toEqual([name]);
    expect(await readFile(folder.at(name), 'utf8')).toBe('keep me');
  },
);

test.each([
  ['no JSON', '{', 10],
  ['something else', '{"name":"x"}', 10],
  ['null', 'null', 10],
  ['a list', '[]', 10],
  ['a newer format', '{"format":2}', 2],
])('archive.json with %s is refused', async (_name, text, exitCode) => {
  await using folder = await temporaryFolder();
  await writeFile(folder.at('archive.json'), text);
  await expect(openArchive(folder.path)).rejects.toMatchObject({ exitCode });
});

test('content is kept under its hash and nothing else', () => {
  expect(contentPath('/a', 'abcdef')).toBe('/a/files/ab/abcdef');
});
