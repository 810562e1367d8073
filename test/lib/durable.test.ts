import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { dropTemporaries, replaceFile } from '../../src/lib/durable.js';
import { temporaryFolder } from '../support/folder.js';

test('replaces the whole content, readable by the owner only, and leaves nothing beside it', async () => {
  await using folder = await temporaryFolder();
  await writeFile(folder.at('f'), 'a longer old content');
  await replaceFile(folder.at('f'), async (file) => {
    await file.writeFile('new');
    expect(await readFile(folder.at('f'), 'utf8')).toBe('a longer old content');
  });
  expect(await readFile(folder.at('f'), 'utf8')).toBe('new');
  expect((await stat(folder.at('f'))).mode & 0o777).toBe(0o600);
  expect(await readdir(folder.path)).toEqual(['f']);
});

test('a writer that fails leaves the old content and no temporary file', async () => {
  await using folder = await temporaryFolder();
  await writeFile(folder.at('f'), 'old');
  const failing = replaceFile(folder.at('f'), async (file) => {
    await file.writeFile('half');
    throw new Error('no more');
  });
  await expect(failing).rejects.toThrow('no more');
  expect(await readFile(folder.at('f'), 'utf8')).toBe('old');
  expect(await readdir(folder.path)).toEqual(['f']);
});

test('what killed writers of a file left goes, and nothing else', async () => {
  await using folder = await temporaryFolder();
  const kept = ['f', 'f.tmp', 'f.old.tmp', 'g.0123456789ab.tmp'];
  for (const name of [...kept, 'f.0123456789ab.tmp', 'f.ba9876543210.tmp']) await writeFile(folder.at(name), '');
  await dropTemporaries(folder.at('f'));
  expect((await readdir(folder.path)).sort()).toEqual(kept.sort());
  await dropTemporaries(folder.at('not there', 'f'));
});
