// A disk that can only be read: what would write to it says so in one sentence and ends with 2; what reads an archive there reads it.
import { existsSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makePath } from '../../src/lib/durable.js';
import { ExitCode } from '../../src/lib/errors.js';
import { findSystemError } from '../../src/lib/system-errors.js';
import { office } from '../render/office.js';
import { makeArchive } from '../render/small-archive.js';
import { runCli } from '../support/cli.js';
import { type TemporaryFolder, temporaryFolder } from '../support/folder.js';
import { makeReadOnly, testWithMount } from '../support/read-only.js';
import { syncHere } from '../support/sync.js';
import { message } from '../support/tiny-world.js';
import { serveTalk, startWatch } from '../support/watch.js';

describe('a disk that can only be read', () => {
  let folder: TemporaryFolder;
  let disk: string;
  let archive: string;
  beforeAll(async () => {
    folder = await temporaryFolder();
    disk = folder.at('disk');
    await mkdir(disk);
    const made = await makeArchive(office);
    archive = join(disk, 'archive');
    await rename(made.path, archive).catch(() => expect.fail(`${dirname(made.path)} is on another disk.`));
    await writeFile(folder.at('history.json'), JSON.stringify([message('talk', 1)]));
  });
  afterAll(() => folder[Symbol.asyncDispose]());

  testWithMount('takes no new folder', async () => {
    using _mount = makeReadOnly(disk);
    await expect(makePath(join(disk, 'a/b'))).rejects.toMatchObject({ code: 'EROFS', path: join(disk, 'a') });
    for (const args of [
      ['import', folder.at('history.json'), '--archive', join(disk, 'new')],
      ['report', 'open-tasks', '--archive', archive, '--out', join(disk, 'reports')],
      ['render', '--archive', archive, '--out', join(disk, 'new/site')],
    ]) {
      const { code, stderr } = await runCli(args);
      expect(stderr).toMatch(/^fleep-archive: \S*\/disk\S* is on a disk that can only be read \(EROFS\): [^\n]*\.\n$/);
      expect(code).toBe(ExitCode.usage);
    }
    const server = await serveTalk();
    const synced = await syncHere(server.url, join(disk, 'new')).catch((error: unknown) => error);
    await server.close();
    expect(synced).toMatchObject({ exitCode: ExitCode.usage, message: expect.stringMatching(/\/disk\S* .*\(EROFS\)/) });
  });

  testWithMount('has an archive that can be searched and rendered', async () => {
    using _mount = makeReadOnly(disk);
    const found = await runCli(['search', 'pump OR the', '--archive', archive, '--json']);
    expect(found.stderr).toContain('the index is made for this search alone.');
    expect(found.code).toBe(ExitCode.complete);
    const rendered = await runCli(['render', '--archive', archive, '--out', folder.at('site'), '--quiet']);
    expect(rendered).toMatchObject({ code: ExitCode.complete, stderr: '' });
  });
});

test('a heartbeat for which there is no folder ends a watch before anybody signs in', async () => {
  await using folder = await temporaryFolder();
  const server = await serveTalk();
  const watch = startWatch(server.url, folder.at('archive'), { heartbeat: folder.at('none/alive.json') });
  const error = await watch.ended.catch((thrown: unknown) => thrown);
  await server.close();
  expect(findSystemError(error)?.message).toMatch(/\/none is not there \(ENOENT\): name another place\.$/);
  expect(existsSync(folder.at('archive'))).toBe(false);
});
