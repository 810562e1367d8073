import { readdir, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { dropLeftovers, newSpillPath } from '../../src/journal/archive-folder.js';
import { makeFolder } from '../../src/lib/durable.js';
import { openStore } from '../../src/store/open.js';
import { office } from '../render/office.js';
import { makeArchive } from '../render/small-archive.js';

// Sorts more than 16 MB can hold.
const LARGE = `
  SELECT count(*)::DOUBLE AS rows, count(*) FILTER (word < before)::DOUBLE AS wrong
  FROM (SELECT word, lag(word) OVER (ORDER BY word) AS before FROM (SELECT md5(i::VARCHAR) AS word FROM range(400000) AS numbers(i)))`;

test('readers whose memory is too small for what they are asked do not read what others put aside', async () => {
  const archive = await makeArchive(office);
  const read = async (): Promise<unknown> => {
    await using database = await openStore(archive, { memoryLimit: '16MB', threads: 1 });
    const [row] = await database.rows(LARGE);
    return row;
  };
  const right = { rows: 400_000, wrong: 0 };
  expect(await Promise.all([read(), read(), read()])).toEqual([right, right, right]);
  expect((await readdir(archive.path)).filter((name) => name.startsWith('spill'))).toEqual([]);
});

test('what a killed reader left goes a day later', async () => {
  const { path } = await makeArchive(office);
  const [old, fresh] = [newSpillPath(path), newSpillPath(path)];
  for (const folder of [old, fresh]) await makeFolder(folder);
  await utimes(old, new Date(), new Date(Date.now() - 90_000_000));
  await dropLeftovers(path);
  expect(
    (await readdir(dirname(old))).filter((name) => name.startsWith('spill')).map((name) => join(path, name)),
  ).toEqual([fresh]);
});
