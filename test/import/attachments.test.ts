// Which of the files that came with a history are its attachments, and which are not, run after run.
import { mkdir, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { AttachmentSearch, type WantedFile } from '../../src/import/attachments.js';
import { filesBelow } from '../../src/import/found-files.js';
import { createArchive, openArchive } from '../../src/journal/archive-folder.js';
import { ownRecord } from '../../src/journal/format.js';
import { Journal } from '../../src/journal/journal.js';
import { type TemporaryFolder, temporaryFolder } from '../support/folder.js';
import { attachment, importHere, openGaps, rows, sha256, withFiles, written } from '../support/import.js';
import { zipOf } from '../support/zip.js';

/** Imports a history with these attachments once more, with the files that are in the folder then. */
async function newFolder(folder: TemporaryFolder, ...files: ReturnType<typeof attachment>[]) {
  const history = await written(folder.at('h.json'), withFiles(...files));
  await mkdir(folder.at('files'));
  return {
    put: async (path: string, content: string) => {
      await mkdir(dirname(folder.at('files', path)), { recursive: true });
      await writeFile(folder.at('files', path), content);
    },
    run: async () => {
      const { exit_code } = await importHere(history, folder.at('a'), { files: folder.at('files') });
      const stored = await rows(folder.at('a'), 'SELECT stored_sha256 AS sha256 FROM files ORDER BY message_nr');
      const details = (await openGaps(folder.at('a'))).map(({ detail }) => detail);
      return { exit_code, stored: stored.map(({ sha256: hash }) => hash), details };
    },
  };
}

const UNTOLD = { file_sha256: undefined };
const UNKNOWN = { file_sha256: undefined, file_size: undefined };

test('two attachments of one name, each with its hash, are both found, and there is no gap', async () => {
  await using folder = await temporaryFolder();
  const { put, run } = await newFolder(folder, attachment(1, 'i.png', 'AAAA'), attachment(2, 'i.png', 'BBBBBB'));
  await put('a/i.png', 'AAAA');
  await put('b/i.png', 'BBBBBB');
  const found = { exit_code: 0, stored: [sha256('AAAA'), sha256('BBBBBB')], details: [] };
  expect(await run()).toEqual(found);
  // As older versions left it.
  const archive = await openArchive(folder.at('a'));
  const journal = await Journal.open(archive.path, { runId: 'old' });
  const gap_id = 'file:/file/c/1/at1/i.png';
  const gap = { mk_rec_type: 'archive_gap', gap_id, kind: 'file', cause: 'content differs', is_open: true };
  await journal.append({ call: 'archive/gap', args: {}, status: 0, records: [ownRecord(gap)] });
  await journal.close();
  expect(await run()).toEqual(found);
});

test('a name that another attachment has as well says nothing, in the first run and in the second', async () => {
  await using folder = await temporaryFolder();
  const { put, run } = await newFolder(folder, attachment(1, 'i.png', 'AAAA'), attachment(2, 'i.png', '', UNKNOWN));
  await put('i.png', 'AAAA');
  for (const turn of [1, 2]) {
    const { stored, details } = await run();
    expect([turn, stored]).toEqual([turn, [sha256('AAAA'), null]]);
    expect(details).toEqual(['i.png: several files have this name, and this one no hash']);
  }
});

test('of several files of one name and size none is taken without a hash; one that is there twice is', async () => {
  await using folder = await temporaryFolder();
  const { put, run } = await newFolder(folder, attachment(1, 'd.txt', 'first', UNTOLD));
  await put('a/d.txt', 'first');
  await put('b/d.txt', 'other');
  await put('c/d.txt', 'of another size');
  const { stored, details } = await run();
  expect(stored).toEqual([null]);
  expect(details).toEqual([expect.stringMatching(/^d\.txt: several files have this name and size/)]);
  expect((await readdir(folder.at('a', 'files'), { recursive: true })).filter((name) => name.length > 60)).toEqual([]);
  await put('b/d.txt', 'first');
  expect(await run()).toMatchObject({ exit_code: 0, stored: [sha256('first')] });
});

test('content that another attachment claims by its hash is not taken by name', async () => {
  await using folder = await temporaryFolder();
  const { put, run } = await newFolder(folder, attachment(1, 'a.txt', 'AAAA'), attachment(2, 'b.txt', 'BBBB', UNTOLD));
  await put('b.txt', 'AAAA');
  const { stored, details } = await run();
  expect([stored, details]).toEqual([[sha256('AAAA'), null], ['b.txt: another file has its hash']]);
});

test('what can only be something else is not read', async () => {
  await using folder = await temporaryFolder();
  const zip = zipOf([
    { name: 'h.json', content: JSON.stringify(withFiles(attachment(1, 'a.txt', 'AAAA'))) },
    { name: 'a.txt', content: 'A bomb' },
  ]);
  // Reading it would fail.
  zip[zip.indexOf('A bomb')] = 0x42;
  await importHere(await written(folder.at('x.zip'), zip), folder.at('b'));
  expect(await openGaps(folder.at('b'))).toMatchObject([{ detail: 'a.txt: it has 6 bytes instead of 4' }]);
  const { put, run } = await newFolder(folder, attachment(1, 'a.txt', '', UNKNOWN));
  await put('a.txt', '');
  await truncate(folder.at('files', 'a.txt'), 1024 ** 3 + 1);
  expect(await run()).toMatchObject({ details: ['a.txt: it has 1073741825 bytes, more than Fleep takes'] });
});

test('a file is read to the size that it was chosen for', async () => {
  await using folder = await temporaryFolder();
  const { path: archive } = await createArchive(folder.at('a'), {
    store: 'duckdb',
    server: '',
    accounts: [],
    created: '',
  });
  await using journal = await Journal.open(archive, { runId: 'run' });
  let read = 0;
  const file = {
    name: 'a.txt',
    sizeBytes: 25,
    async *read() {
      for (; read < 1000; read += 10) yield Buffer.alloc(10);
    },
  };
  const one: WantedFile = {
    ...{ url: 'u', name: 'a.txt', size_bytes: null, sha256: null },
    ...{ same_name: 1, is_claimed: false, is_gap_open: false },
  };
  const wanted = {
    select: async <F>(files: readonly F[]) => files.map((found) => ({ file: found, isFitting: true })),
    find: async () => [one],
  };
  const { signal } = new AbortController();
  const passedOver: string[] = [];
  const onUnreadable = (what: string) => passedOver.push(what);
  const search = new AttachmentSearch({ archive, journal, args: {}, wanted, signal, onFound: () => {}, onUnreadable });
  async function* files() {
    yield file;
  }
  await search.lookThrough(files());
  expect([read, passedOver]).toEqual([20, ['a.txt: it cannot be read (it goes on behind its 25 bytes)']]);
  expect([...search.mismatches]).toEqual([['u', 'a.txt: it cannot be read (it goes on behind its 25 bytes)']]);
});

test('names that are not in UTF-8 are names like others', async () => {
  await using folder = await temporaryFolder();
  const { put, run } = await newFolder(
    folder,
    attachment(1, 'b\u00e4r.txt', 'bear', UNTOLD),
    attachment(2, 'z.txt', 'last'),
    attachment(3, 'gone.txt', 'gone'),
  );
  await put('z.txt', 'last');
  const inLatin1 = (name: string) =>
    Buffer.concat([Buffer.from(`${folder.at('files')}/`), Buffer.from(name, 'latin1')]);
  await mkdir(inLatin1('\u00e4'));
  await writeFile(inLatin1('\u00e4/b\u00e4r.txt'), 'bear');
  expect(await run()).toEqual({
    exit_code: 3,
    stored: [sha256('bear'), sha256('last'), null],
    details: ['not among the files that came with h.json'],
  });
});

test('a folder that cannot be read is named, and the others are looked through', async () => {
  await using folder = await temporaryFolder();
  for (const name of ['a', 'b', 'c']) await mkdir(folder.at(name));
  for (const name of ['0', 'a/1', 'b/2', 'c/3']) await written(folder.at(name), name);
  const unreadable: string[] = [];
  const found: string[] = [];
  for await (const { name } of filesBelow(folder.path, (what) => unreadable.push(what))) {
    // Which folders there are is known by now.
    if (found.length === 0) await rm(folder.at('b'), { recursive: true });
    found.push(name);
  }
  expect(found.sort()).toEqual(['0', '1', '3']);
  expect(unreadable).toEqual([expect.stringMatching(/\/b: ENOENT/)]);
});

test.skipIf(process.getuid?.() === 0)(
  'a file that may not be read is named, and so is what is missing because of it',
  async () => {
    await using folder = await temporaryFolder();
    const { put, run } = await newFolder(folder, attachment(1, 'a.txt', 'A'), attachment(2, 'b.txt', 'B'));
    await put('b.txt', 'B');
    await mkdir(folder.at('files', 'locked'), { mode: 0o000 });
    const { stored, details } = await run();
    expect([stored, details]).toEqual([
      [null, sha256('B')],
      [expect.stringMatching(/some of which cannot be read \(.*locked: EACCES/)],
    ]);
  },
);
