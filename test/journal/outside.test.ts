import { existsSync } from 'node:fs';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openImport } from '../../src/commands/import-archive.js';
import { openSync } from '../../src/commands/sync-archive.js';
import { createArchive } from '../../src/journal/archive-folder.js';
import { requireOutside, requireOutsideOthers } from '../../src/journal/outside.js';
import { runCli } from '../support/cli.js';
import { type TemporaryFolder, temporaryFolder } from '../support/folder.js';

let folder: TemporaryFolder;
beforeAll(async () => {
  folder = await temporaryFolder();
  await createArchive(folder.at('archive'), {
    store: 'duckdb',
    server: 'http://127.0.0.1',
    accounts: ['a'],
    created: '2024-01-01T00:00:00Z',
  });
  await writeFile(folder.at('archive/journal/00000001.ndjson'), 'what Fleep answered');
  await symlink(folder.at('archive/journal'), folder.at('link'));
  await symlink('archive/journal/not-yet', folder.at('to-nothing'));
  await symlink('to-nothing', folder.at('to-the-link'));
  await mkdir(folder.at('other'));
  await writeFile(folder.at('other/archive.json'), '{"of": "somebody else"}');
});
afterAll(() => folder[Symbol.asyncDispose]());

test.each([
  'archive',
  'archive/archive.duckdb',
  'archive/site',
  'archive/journal/00000001.ndjson',
  'archive/files/not/yet',
  'link/00000001.ndjson',
  'other/../archive/x',
  'to-nothing',
  'to-nothing/x',
  'to-the-link',
])('%s is in the archive', async (path) => {
  await expect(requireOutside(folder.at(path), '--out')).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringMatching(/ is in the archive .*archive, .*--out\.$/),
  });
});

test.each(['site', 'other', 'other/x', 'not/there/yet', 'archive-of-mine'])('%s is not', async (path) => {
  await expect(requireOutside(folder.at(path), '--out')).resolves.toBeUndefined();
});

test('an archive that somebody else has just made is in no other one, and what is below it is', async () => {
  await expect(requireOutsideOthers(folder.at('archive'), '--archive')).resolves.toBeUndefined();
  for (const path of ['archive/journal', 'archive/not/yet', 'link', 'to-nothing'])
    await expect(requireOutsideOthers(folder.at(path), '--archive')).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/ is in the archive .*archive, .*--archive\.$/),
    });
});

test('a link to itself is no place', async () => {
  await symlink('round', folder.at('round'));
  const refusal = { exitCode: 2, message: expect.stringMatching(/round is a link to itself: .*--out\.$/) };
  await expect(requireOutside(folder.at('round/site'), '--out')).rejects.toMatchObject(refusal);
});

test.each([
  ['query', 'SELECT 1', '--out', 'archive/journal/00000001.ndjson'],
  ['report', 'pins', '--out', 'archive/journal'],
  ['render', '--out', 'archive/site'],
  ['watch', '--heartbeat', 'archive/archive.json', '--server', 'http://127.0.0.1:1'],
])('%s refuses to write there', async (...args) => {
  const places = args.map((arg) => (arg.startsWith('archive/') ? folder.at(arg) : arg));
  const { code, stderr } = await runCli([...places, '--archive', folder.at('archive')]);
  expect(stderr).toContain('is in the archive');
  expect(code).toBe(2);
  expect(await readFile(folder.at('archive/journal/00000001.ndjson'), 'utf8')).toBe('what Fleep answered');
});

test('no archive begins in another one', async () => {
  const path = folder.at('archive/journal/another');
  const refusal = { exitCode: 2, message: expect.stringMatching(/another is in the archive .*--archive\.$/) };
  await expect(openImport(path, undefined)).rejects.toMatchObject(refusal);
  const signIn = () => expect.fail('Nobody should sign in.');
  await expect(openSync({ path, server: 'http://127.0.0.1:1', store: undefined }, signIn)).rejects.toMatchObject(
    refusal,
  );
  expect(existsSync(path)).toBe(false);
});
