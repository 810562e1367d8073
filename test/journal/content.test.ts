// Content on its way into files/: what is not on disk as it was counted never gets its name.
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { contentPath, filesPath } from '../../src/journal/archive-folder.js';
import { keepBytes, takeContent } from '../../src/journal/content.js';
import { temporaryFolder } from '../support/folder.js';

test('content of which the disk took a part is refused and leaves nothing behind', async () => {
  await using folder = await temporaryFolder();
  const archive = folder.at('archive');
  await mkdir(filesPath(archive), { recursive: true });
  const bytes = Buffer.from('content');
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const taking = takeContent(archive, async (file) => {
    await file.write(bytes.subarray(0, 3));
    return { sha256, sizeBytes: bytes.length };
  });
  await expect(taking).rejects.toMatchObject({ exitCode: 1 });
  expect(await readdir(filesPath(archive))).toEqual([]);
  expect(await keepBytes(archive, bytes)).toBe(`files/${sha256.slice(0, 2)}/${sha256}`);
});

test('good content takes the place of what is damaged, also of the same size', async () => {
  await using folder = await temporaryFolder();
  const archive = folder.at('archive');
  await mkdir(filesPath(archive), { recursive: true });
  const bytes = Buffer.from('content');
  const path = contentPath(archive, createHash('sha256').update(bytes).digest('hex'));
  await keepBytes(archive, bytes);
  await writeFile(path, 'c0ntent');
  await keepBytes(archive, bytes);
  expect(await readFile(path, 'utf8')).toBe('content');
});
