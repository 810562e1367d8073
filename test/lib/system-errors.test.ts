import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile, symlink, writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ExitCode, usageError } from '../../src/lib/errors.js';
import { findSystemCode, findSystemError } from '../../src/lib/system-errors.js';
import { runCli } from '../support/cli.js';
import { type TemporaryFolder, temporaryFolder } from '../support/folder.js';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

const systemError = (code: string, path?: string): Error =>
  Object.assign(new Error(`${code}: what it means, open`), { code, syscall: 'open', ...(path && { path }) });

describe('an error of the system', () => {
  it.each([
    ['EACCES', /^\/a\/b may not be used by this user \(EACCES\): give .*\.$/, ExitCode.usage],
    ['EROFS', /^\/a\/b is on a disk that can only be read \(EROFS\): .*\.$/, ExitCode.usage],
    ['ENOENT', /^\/a\/b is not there \(ENOENT\): name another place\.$/, ExitCode.usage],
    ['EMFILE', /^\/a\/b .*\(EMFILE\): allow more .*what was archived is safe\.$/, ExitCode.unexpected],
    ['EEXIST', /^\/a\/b is there already and is no folder \(EEXIST\): name another place\.$/, ExitCode.usage],
    ['ENOSPC', /^\/a\/b has no room on its disk \(ENOSPC\): make some.*\.$/, ExitCode.noSpace],
    ['EIO', /^\/a\/b .*\(EIO\): look after the disk.*\.$/, ExitCode.unexpected],
  ])('%s is one sentence', (code, sentence, exitCode) => {
    const cause = systemError(code, '/a/b');
    expect(findSystemError(cause)).toMatchObject({ message: expect.stringMatching(sentence), exitCode, cause });
  });

  it('of too little memory is one sentence', () => {
    const cause = new Error('Out of Memory Error: could not allocate block of size 256.0 KiB (1.0 GiB/1.0 GiB used)');
    const message = expect.stringMatching(
      /^There is too little memory for this: .*TMPDIR.*what was archived is safe\.$/,
    );
    expect(findSystemError(cause)).toMatchObject({ message, exitCode: ExitCode.unexpected, cause });
    expect(findSystemError(new Error('Binder Error: "Out of Memory Error: x" is no column'))).toBeUndefined();
  });

  it('does not miss what it was asked to make', () => {
    const error = Object.assign(systemError('ENOENT', '/proc/none'), { syscall: 'mkdir' });
    expect(findSystemError(error)?.message).toBe('/proc/none cannot be made there (ENOENT): name another place.');
  });

  it('says so when it names no file', () => {
    expect(findSystemError(systemError('EIO'))?.message).toMatch(/^A file of the archive cannot be read or written/);
  });

  it('is known by its words where DuckDB passes it on', () => {
    const error = new Error('IO Error: Cannot open file "/a/archive.duckdb": Permission denied');
    expect(findSystemError(error)?.message).toMatch(/^\/a\/archive\.duckdb may not be used by this user \(EACCES\)/);
    expect(findSystemCode(new Error('IO Error: Could not write: Input/output error'))).toBe('EIO');
  });

  it('is none that only sounds like one', () => {
    const others = [
      new Error('Conversion Error: "Permission denied" is no number'),
      systemError('ENOENT'),
      Object.assign(systemError('EACCES'), { syscall: 'listen', address: '127.0.0.1' }),
      Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', syscall: 'read' }),
      usageError('EACCES'),
      'EACCES',
    ];
    expect(others.map(findSystemError)).toEqual(others.map(() => undefined));
  });
});

describe('a place that cannot be used', () => {
  let folder: TemporaryFolder;
  beforeAll(async () => {
    folder = await temporaryFolder();
    await symlink('round', folder.at('round'));
    await mkdir(folder.at('site'));
    await writeFile(folder.at('file'), 'somebody wrote this');
  });
  afterAll(() => folder[Symbol.asyncDispose]());

  it.each([
    ['status', 'round', /round\/archive\.json leads through a link to itself \(ELOOP\): name another place\.$/],
    ['status', 'x'.repeat(300), /x… has a name that is too long \(ENAMETOOLONG\): name a shorter one\.$/],
    ['emulator', 'round', /\(ELOOP\)/],
  ])('of %s is told in one sentence', async (command, place, sentence) => {
    const { code, stderr } = await runCli([command, '--archive', folder.at(place)]);
    expect(stderr.trim()).toMatch(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(code).toBe(ExitCode.usage);
  });

  it.runIf(existsSync('/proc/self'))('is told where no folder can be made', async () => {
    const { code, stderr } = await runCli(['report', 'open-tasks', '--archive', 'x', '--out', '/proc/none/a']);
    expect(stderr).toBe('fleep-archive: /proc/none cannot be made there (ENOENT): name another place.\n');
    expect(code).toBe(ExitCode.usage);
  });

  it('is told in one sentence by the process of a query', async () => {
    const { code, stderr } = await runCli(['query', 'SELECT 1', '--archive', folder.at('round')]);
    expect(stderr.trim()).toMatch(/^fleep-archive: [^\n]*\(ELOOP\): name another place\.$/);
    expect(code).toBe(ExitCode.usage);
  });

  it('is told in one sentence where it is what the output goes to', async () => {
    const full = await open('/dev/full', 'w');
    const child = spawn(process.execPath, [CLI, 'api', '--list'], { stdio: ['ignore', full.fd, 'pipe'] });
    const [said, [code]] = await Promise.all([text(child.stderr ?? Readable.from([])), once(child, 'close')]);
    await full.close();
    expect(said).toMatch(/^fleep-archive: Standard output has no room on its disk \(ENOSPC\): [^\n]*\.\n$/);
    expect(code).toBe(ExitCode.noSpace);
  });

  it('is left as it was', async () => {
    const { code } = await runCli(['import', folder.at('file'), '--archive', folder.at('file/archive')]);
    expect(code).toBe(ExitCode.usage);
    expect(await readFile(folder.at('file'), 'utf8')).toBe('somebody wrote this');
  });
});
