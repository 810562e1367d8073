import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { dropTemporaries, makePath, replaceFile } from '../../src/lib/durable.js';
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

test('makes a folder with those above it, and says which was the topmost', async () => {
  await using folder = await temporaryFolder();
  expect(await makePath(folder.at('a/b/c'), 0o700)).toBe(folder.at('a'));
  expect((await stat(folder.at('a/b/c'))).mode & 0o777).toBe(0o700);
  expect(await makePath(folder.at('a/b/d/'))).toBe(folder.at('a/b/d/'));
  expect(await makePath(folder.at('a/b'))).toBeUndefined();
  await symlink(folder.at('a'), folder.at('link'));
  expect(await makePath(folder.at('link'))).toBeUndefined();
});

test('two who make the same folder both have it', async () => {
  await using folder = await temporaryFolder();
  for (let round = 0; round < 50; round += 1) {
    const path = folder.at(`${round}/b/c/d`);
    await Promise.all(Array.from({ length: 8 }, () => makePath(path)));
    expect((await stat(path)).isDirectory()).toBe(true);
  }
});

test('what stands in the way of a folder is named', async () => {
  await using folder = await temporaryFolder();
  await writeFile(folder.at('f'), '');
  await mkdir(folder.at('d'));
  await symlink(folder.at('nowhere'), folder.at('link'));
  await expect(makePath(folder.at('f'))).rejects.toMatchObject({ code: 'EEXIST', path: folder.at('f') });
  await expect(makePath(folder.at('f/a/b'))).rejects.toMatchObject({ code: 'ENOTDIR' });
  await expect(makePath(folder.at('link/a'))).rejects.toMatchObject({ code: 'EEXIST', path: folder.at('link') });
  await expect(makePath('')).rejects.toMatchObject({ code: 'ENOENT' });
});

test.runIf(existsSync('/proc/self'))('a file system that knows no new folders ends it', async () => {
  await expect(makePath('/proc/none/a/b')).rejects.toMatchObject({ code: 'ENOENT', path: '/proc/none' });
});
