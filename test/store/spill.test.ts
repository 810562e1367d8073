import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openStore } from '../../src/store/open.js';
import { LITTLE_ROOM, withRoom } from '../../src/store/room.js';
import { office } from '../render/office.js';
import { makeArchive } from '../render/small-archive.js';
import { type TemporaryFolder, temporaryFolder } from '../support/folder.js';
import { makeReadOnly, testWithMount } from '../support/read-only.js';

// Sorts more than 16 MB can hold.
const LARGE = `
  SELECT count(*)::DOUBLE AS rows, count(*) FILTER (word < before)::DOUBLE AS wrong
  FROM (SELECT word, lag(word) OVER (ORDER BY word) AS before FROM (SELECT md5(i::VARCHAR) AS word FROM range(400000) AS numbers(i)))`;
const RIGHT = { rows: 400_000, wrong: 0 };
const SMALL = { memoryLimit: '16MB', threads: 1 };

let temporary: TemporaryFolder;
beforeEach(async () => {
  temporary = await temporaryFolder();
  vi.stubEnv('TMPDIR', temporary.path);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await temporary[Symbol.asyncDispose]();
});

const archiveHere = async () => {
  const archive = await makeArchive(office);
  return { archive, names: await readdir(archive.path) };
};

test('readers whose memory is too small for what they are asked do not read what others put aside', async () => {
  const { archive, names } = await archiveHere();
  const read = async (): Promise<unknown> => {
    await using database = await openStore(archive, SMALL);
    const [row] = await database.rows(LARGE);
    return row;
  };
  expect(await Promise.all([read(), read(), read()])).toEqual([RIGHT, RIGHT, RIGHT]);
  expect(await readdir(archive.path)).toEqual(names);
  expect((await readdir(temporary.path)).filter((name) => name.includes('spill'))).toEqual([]);
});

test('what does not fit is put into a folder of the user alone, outside the archive', async () => {
  const { archive } = await archiveHere();
  await using database = await openStore(archive, SMALL);
  const [row] = await database.rows("SELECT current_setting('temp_directory') AS path");
  const folder = dirname(String(row?.path));
  expect(dirname(folder)).toBe(temporary.path);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
});

testWithMount('an archive on a disk that can only be read is read with too little memory all the same', async () => {
  const { archive } = await archiveHere();
  using _mount = makeReadOnly(archive.path);
  await using database = await openStore(archive, SMALL);
  expect(await database.rows(LARGE)).toEqual([RIGHT]);
});

test('where there is no place for it, it is done with more memory', async () => {
  const { archive } = await archiveHere();
  vi.stubEnv('TMPDIR', temporary.at('none'));
  await using database = await openStore(archive, { ...LITTLE_ROOM, ...SMALL });
  await expect(database.rows(LARGE)).rejects.toThrow(/^Out of Memory Error/);
  expect(await withRoom(database, archive, (store) => store.rows(LARGE))).toEqual([RIGHT]);
});

test('what a killed reader left goes with the next one, what is of others stays', async () => {
  const { archive } = await archiveHere();
  const dead = spawn(process.execPath, ['-e', '']);
  await once(dead, 'exit');
  const makers = { dead: dead.pid, alive: process.pid };
  for (const [name, pid] of Object.entries(makers)) {
    await mkdir(temporary.at(`fleep-archive-spill-${name}`, 'data'), { recursive: true });
    const maker = { pid, host: hostname(), started: null };
    await writeFile(temporary.at(`fleep-archive-spill-${name}`, 'maker.json'), JSON.stringify(maker));
  }
  await mkdir(temporary.at('fleep-archive-spill-other'));
  const before = (await readdir(temporary.path)).filter((name) => name.includes('spill'));
  await (await openStore(archive)).close();
  expect((await readdir(temporary.path)).filter((name) => name.includes('spill'))).toEqual(
    before.filter((name) => !name.endsWith('dead')),
  );
  expect(before).toHaveLength(3);
});
