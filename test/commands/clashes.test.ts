// Options that mean nothing together: each pair is refused before anything is read, asked or written.
import { expect, test } from 'vitest';
import { ExitCode } from '../../src/lib/errors.js';
import { runCli } from '../support/cli.js';

const nowhere = ['--archive', 'nowhere', '--server', 'http://127.0.0.1:9'];

test.each([
  ['report nosuch --all', 'The name of a report means nothing beside --all: leave one of the two out.'],
  ['report pins --list', 'The name of a report means nothing beside --list: leave one of the two out.'],
  ['report --all --list', '--all means nothing beside --list: leave one of the two out.'],
  ['report --list --out reports', '--out means nothing beside --list: leave one of the two out.'],
  ['report --list --format parquet', '--format parquet means nothing beside --list: leave one of the two out.'],
  ['report --out reports', '--out means nothing without a report: name one, or say --all.'],
  ['report --describe', '--describe means nothing without a report: name one, or say --all.'],
  ['report --param limit=2', '--param means nothing without a report: name one, or say --all.'],
  ['report pins --describe --format json', '--format means nothing beside --describe: leave one of the two out.'],
  ['report --all --describe --chart svg', '--chart means nothing beside --describe: leave one of the two out.'],
  [
    'report pins --chart svg --format csv',
    '--format means nothing beside --chart: leave one of the two out, or name a folder with --out.',
  ],
  [
    'report pins --time-limit 5',
    '--time-limit means nothing without --queries: leave it out, since it is for reports of your own.',
  ],
  [
    'report pins --min-group 1',
    '--min-group means nothing to these reports, which have no rows about people: leave it out.',
  ],
  ['api getPins --list', 'The name of a method means nothing beside --list: leave one of the two out.'],
  ['api --list --paginate', '--paginate means nothing beside --list: leave one of the two out.'],
  ['api --list --allow-write', '--allow-write means nothing beside --list: leave one of the two out.'],
  ['sync --no-files --thumbnails', '--thumbnails means nothing beside --no-files: leave one of the two out.'],
  ['sync --no-files --file-types .pdf', '--file-types means nothing beside --no-files: leave one of the two out.'],
  [
    'watch --no-files --max-file-size 1MB',
    '--max-file-size means nothing beside --no-files: leave one of the two out.',
  ],
])('%s', async (line, sentence) => {
  const words = line.split(' ');
  const isCrawl = words[0] === 'sync' || words[0] === 'watch';
  const { code, stdout, stderr } = await runCli([...words, ...(isCrawl ? nowhere : [])]);
  expect({ code, stdout, stderr }).toEqual({
    code: ExitCode.usage,
    stdout: '',
    stderr: `fleep-archive: ${sentence}\n`,
  });
});

test.each([
  'report --list --archive nowhere --format csv',
  'report --format json --archive nowhere',
  'api --list --json',
])('%s lists', async (line) =>
  expect(await runCli(line.split(' '))).toMatchObject({ code: ExitCode.complete, stderr: '' }),
);
