// Values of options that say nothing, or that other arguments follow.
import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { crawlArguments } from '../../src/commands/options.js';
import { isListingAll } from '../../src/crawl/crawl.js';
import { ExitCode } from '../../src/lib/errors.js';
import { runCli } from '../support/cli.js';

const nowhere = ['--archive', 'nowhere', '--server', 'http://127.0.0.1:9'];

const notADate = (text: string) =>
  `--since ${text} is not a date: write it as 2024-03-01, or with a time as 2024-03-01T10:00+02:00.`;

test.each([
  [['--exclude', ''], '--exclude is empty: give it an id or words of a title.'],
  [['--conversation', ' '], '--conversation is empty: give it an id or words of a title.'],
  [['--file-types', 'pdf'], '--file-types takes media types such as image/ and endings such as .pdf, not "pdf".'],
  [['--file-types', '/'], '--file-types takes media types such as image/ and endings such as .pdf, not "/".'],
  [['--file-types', '.'], '--file-types takes media types such as image/ and endings such as .pdf, not ".".'],
  [['--file-types', '.pdf, .'], '--file-types takes media types such as image/ and endings such as .pdf, not ".".'],
  [['--file-types', '*/*'], '--file-types takes media types such as image/ and endings such as .pdf, not "*/*".'],
  [
    ['--file-types', 'image/p*'],
    '--file-types takes media types such as image/ and endings such as .pdf, not "image/p*".',
  ],
  [['--file-types', '/pdf'], '--file-types takes media types such as image/ and endings such as .pdf, not "/pdf".'],
  [['--file-types', 'image/,'], '--file-types takes media types such as image/ and endings such as .pdf, not "".'],
  [['--since', '2024-02-30'], notADate('2024-02-30')],
  [['--since', '2024-03-01 (x)'], notADate('2024-03-01 (x)')],
  [['--since', '2024-03-01T10:00'], notADate('2024-03-01T10:00')],
  [['--since', '2024-03-01T25:00Z'], notADate('2024-03-01T25:00Z')],
  [
    ['--since', '2999-01-01'],
    '--since 2999-01-01 has not come yet, and would leave out everything: give an earlier day.',
  ],
  [['--since', ''], '--since is empty: give it a value, or leave the option out.'],
  [['--account', ''], '--account is empty: give it a value, or leave the option out.'],
  [['--', 'foo'], '"foo" means nothing to sync: leave it out.'],
])('sync %j means nothing', async (options, sentence) => {
  const { code, stderr } = await runCli(['sync', ...nowhere, ...options]);
  expect({ code, stderr }).toEqual({ code: ExitCode.usage, stderr: `fleep-archive: ${sentence}\n` });
});

test('types of files may be written with a star behind the stroke, and with spaces between them', () => {
  const typed = { conversation: [], exclude: [], files: true, thumbnails: false, server: 'https://fleep.io' };
  const { selection } = crawlArguments({ ...typed, fileTypes: ['image/*, application/pdf', ' .tar.gz'] });
  expect(selection.fileTypes).toEqual(['image/', 'application/pdf', '.tar.gz']);
});

test.each([
  ['2024-03-01', '2024-03-01T00:00:00.000Z'],
  ['2024-03-01T10:00+02:00', '2024-03-01T08:00:00.000Z'],
  ['2024-03-01T10:00:01.5Z', '2024-03-01T10:00:01.500Z'],
])('--since %s is %s in every time zone', (since, time) => {
  const typed = { conversation: [], exclude: [], files: true, thumbnails: false, server: 'https://fleep.io' };
  expect(crawlArguments({ ...typed, fileTypes: [], since }).selection.since?.toISOString()).toBe(time);
});

test('an empty name of an archive is not the folder where the program runs', async () => {
  for (const args of [['status'], ['sync', '--dry-run'], ['rebuild'], ['search', 'x']])
    expect(await runCli([...args, '--archive', ''])).toMatchObject({
      code: ExitCode.usage,
      stderr: 'fleep-archive: --archive is empty: give it a value, or leave the option out.\n',
    });
});

test('words of a search may stand behind "--", and --json beside --list alone', async () => {
  expect((await runCli(['search', '--archive', 'nowhere', '--', '-x', 'y'])).code).toBe(ExitCode.noArchive);
  expect((await runCli(['api', '--list', '--json'])).code).toBe(ExitCode.complete);
});

test('a heartbeat that is a folder is refused before anybody signs in', async () => {
  const { code, stderr, stdout } = await runCli(['watch', ...nowhere, '--heartbeat', tmpdir()]);
  expect({ code, stdout }).toEqual({ code: ExitCode.usage, stdout: '' });
  expect(stderr).toBe(`fleep-archive: ${tmpdir()} is a folder: name a file with --heartbeat.\n`);
});

test('an option that may come several times takes one value each time', async () => {
  const { code, stderr } = await runCli(['report', '--archive', 'nowhere', '--param', 'limit=2', 'open-task']);
  expect(code).toBe(ExitCode.usage);
  expect(stderr).toContain('open-task');
});

test('all lists are read again after a week, and when a clock was ahead', () => {
  const day = 86_400_000;
  const isListed = (age: number) =>
    isListingAll({
      account: 'a',
      isFull: false,
      known: { listedTime: new Date(100 * day - age), openGaps: new Map() },
      now: () => new Date(100 * day),
      resting: new Set(),
    } as never);
  expect([day, 8 * day, -day].map(isListed)).toEqual([false, true, true]);
});
