// Values of options that say nothing, or that other arguments follow.
import { expect, test } from 'vitest';
import { isListingAll } from '../../src/crawl/crawl.js';
import { ExitCode } from '../../src/lib/errors.js';
import { runCli } from '../support/cli.js';

const nowhere = ['--archive', 'nowhere', '--server', 'http://127.0.0.1:9'];

test.each([
  [['--exclude', ''], '--exclude is empty: give it an id or words of a title.'],
  [['--conversation', ' '], '--conversation is empty: give it an id or words of a title.'],
  [['--file-types', 'pdf'], '--file-types takes media types such as image/ and endings such as .pdf, not "pdf".'],
  [['--since', '2024-02-30'], '--since 2024-02-30 is not a date: write it as 2024-03-01.'],
])('sync %j means nothing', async (options, sentence) => {
  const { code, stderr } = await runCli(['sync', ...nowhere, ...options]);
  expect({ code, stderr }).toEqual({ code: ExitCode.usage, stderr: `fleep-archive: ${sentence}\n` });
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
