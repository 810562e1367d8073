// What has too little memory is done anew with more; what fails for another reason is not.
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ArchiveFolder } from '../../src/journal/archive-folder.js';
import type { Database } from '../../src/store/database.js';
import { openStore } from '../../src/store/open.js';
import { LITTLE_ROOM, withRoom } from '../../src/store/room.js';
import { office } from '../render/office.js';
import { makeArchive } from '../render/small-archive.js';

let archive: ArchiveFolder;
beforeAll(async () => {
  archive = await makeArchive(office);
});
afterAll(() => rm(dirname(archive.path), { recursive: true, force: true }));

/** A text of so many megabytes, made in DuckDB's memory. */
const long = (megabytes: number) =>
  `SELECT length(string_agg(repeat('x', 1000), '')) AS length, (SELECT count(*) FROM messages) AS messages FROM range(${megabytes * 1000})`;

test.each([
  { megabytes: 5, times: 1 },
  { megabytes: 120, times: 2 },
])('a text of $megabytes MB takes $times attempts', async ({ megabytes, times }) => {
  await using database = await openStore(archive, LITTLE_ROOM);
  const used = new Set<Database>();
  const rows = await withRoom(database, archive, (store) => {
    used.add(store);
    return store.rows(long(megabytes));
  });
  expect(rows).toEqual([{ length: megabytes * 1_000_000, messages: 21 }]);
  expect(used.size).toBe(times);
  // The first one can go on.
  expect(await database.rows('SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('another error is passed on at once', async () => {
  await using database = await openStore(archive, LITTLE_ROOM);
  let times = 0;
  const work = withRoom(database, archive, (store) => {
    times += 1;
    return store.rows('SELECT * FROM nothing');
  });
  await expect(work).rejects.toThrow(/nothing/);
  expect(times).toBe(1);
});
