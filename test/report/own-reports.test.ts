// Reports of one's own, in the built program: their SQL runs in a box, and what is wrong with them is said with the name of the file.
import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ReportOptions } from '../../src/commands/report.js';
import { ExitCode } from '../../src/lib/errors.js';
import { parseReport } from '../../src/report/catalog.js';
import { runCli } from '../support/cli.js';
import { type TemporaryFolder, temporaryFolder } from '../support/folder.js';
import { type Fixture, openFixture } from './fixture.js';
import { SAMPLE } from './sample.js';

const { reportCommand }: typeof import('../../src/commands/report.js') = await import(
  new URL('../../dist/commands/report.js', import.meta.url).href
);

let fixture: Fixture;
let folder: TemporaryFolder;
beforeAll(async () => {
  fixture = await openFixture('duckdb', SAMPLE);
  folder = await temporaryFolder();
});
afterAll(async () => {
  await fixture[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

const headOf = (...lines: string[]): string =>
  ['title: Mine', 'question: How many?', 'description: All.', ...lines].map((line) => `-- ${line}\n`).join('');
const HEADER = headOf('column: n – number of messages');

/** What the report of this text prints, on a terminal of so many columns when given. */
async function run(text: string, options: Partial<ReportOptions> = {}, columns?: number): Promise<string> {
  await writeFile(folder.at('mine.sql'), text);
  let printed = '';
  const write = (more: unknown) => {
    printed += String(more);
  };
  await reportCommand(
    {
      archive: fixture.path,
      names: ['mine'],
      queries: folder.path,
      format: 'json',
      params: [],
      ...options,
    },
    columns === undefined ? { write } : { write, columns },
  );
  return printed;
}

const refusal = (message: string) =>
  expect.objectContaining({ exitCode: ExitCode.usage, message: expect.stringMatching(message) });

it('are run with their parameters', async () => {
  expect(JSON.parse(await run(`${HEADER}SELECT count(*) AS n FROM talk() ORDER BY n;`))).toEqual([{ n: 10 }]);
  const params = [
    'param: since date optional – from this day on',
    'param: who text optional – somebody',
    'param: zone timezone UTC – a zone',
    'param: least integer 3 – a number',
  ];
  const text = `${headOf(...params, 'column: found – what was bound')}SELECT concat_ws('|', $since, $who, $zone, $least) AS found;`;
  expect(JSON.parse(await run(text))).toEqual([{ found: 'UTC|3' }]);
  const given = ['since=2024-02-29', 'who=a b', 'zone=Europe/Tallinn', 'least=0'];
  expect(JSON.parse(await run(text, { params: given }))).toEqual([{ found: '2024-02-29|a b|Europe/Tallinn|0' }]);
  await expect(run(text, { params: ['zone=Mars'] })).rejects.toThrow(refusal('^The parameter zone takes the name of'));
  await expect(run(text, { queries: undefined })).rejects.toThrow('There is no report "mine"');
});

it.each([
  ['what is no SELECT', 'CREATE TABLE n (n INTEGER);', '^mine.sql: A query is one SELECT'],
  ['two', 'SELECT 1 AS n; SELECT 2 AS n;', '^mine.sql: A query is one SELECT'],
  ['a wrong name', 'SELECT count(nosuch) AS n FROM messages;', '^mine.sql: The query failed: Binder Error: .*"nosuch"'],
  [
    'a failure at a late row',
    "SELECT if(range = 9000, error('late'), range) AS n FROM range(9999);",
    '^mine.sql: .*late',
  ],
  ['another column', 'SELECT 1 AS m;', '^mine.sql: The SELECT gives the columns m; the header names n.$'],
  ['a column more', 'SELECT 1 AS n, 2 AS m;', '^mine.sql: The SELECT gives the columns n, m; the header names n.$'],
  ['too many rows', 'SELECT range AS n FROM range(9000000000);', '^mine.sql: These are too many rows'],
])('are refused for %s', async (_, sql, message) => {
  await expect(run(HEADER + sql)).rejects.toThrow(refusal(message));
});

it('are ended when they take too long or too much', async () => {
  const endless = `${HEADER}SELECT count(*) AS n FROM range(100000000) a, range(100000) b WHERE (a.range + b.range) % 7 = 3;`;
  await expect(run(endless, { timeLimitSeconds: 0.5 })).rejects.toThrow(
    refusal('^mine.sql: The query took longer than'),
  );
  const large = `${HEADER}SELECT len(list(range)) AS n FROM range(100000000);`;
  await expect(run(large, { memoryLimit: '50MB' })).rejects.toThrow(refusal('^mine.sql: The query needed more memory'));
});

it('are refused for a chart that cannot be drawn, where one is', async () => {
  const chart = 'chart: {"mark": "nosuchmark", "encoding": {"x": {"field": "n", "type": "quantitative"}}}';
  const text = `${headOf('column: n – number of messages', chart)}SELECT 1 AS n;`;
  const message = '^mine.sql: the chart cannot be drawn \\(';
  await expect(run(text, { format: 'html' })).rejects.toThrow(refusal(message));
  await expect(run(text, { chart: 'svg', format: 'table' })).rejects.toThrow(refusal(message));
  expect(JSON.parse(await run(text))).toEqual([{ n: 1 }]);
});

it('take limits on the command line, and end with 2', async () => {
  await writeFile(folder.at('mine.sql'), `${HEADER}SELECT sum(a.range) AS n FROM range(100000000) a, range(100000) b;`);
  const mine = ['report', 'mine', '--queries', folder.path, '--archive', fixture.path];
  const { code, stderr } = await runCli([...mine, '--time-limit', '1']);
  expect(stderr).toMatch(/^fleep-archive: mine.sql: The query took longer than 1 second [^\n]*\n$/);
  expect(code).toBe(ExitCode.usage);
  expect((await runCli([...mine, '--memory-limit', 'much'])).code).toBe(ExitCode.usage);
});

it('let no text drive a terminal, and change none for a pipe', async () => {
  const mine = `${headOf('column: t – a text')}SELECT 'a' || chr(27) || '[2J' || chr(155) AS t;`;
  expect(await run(mine, { format: 'csv' }, 80)).toBe('t\r\na␛[2J\ufffd\r\n');
  expect(await run(mine, { format: 'ndjson' }, 80)).toBe('{"t":"a\\u001b[2J\\u009b"}\n');
  expect(await run(mine, { format: 'csv' })).toBe('t\r\na\u001b[2J\u009b\r\n');
  expect(await run(mine, { format: 'ndjson' })).toBe('{"t":"a\\u001b[2J\u009b"}\n');
});

it.each([
  "SELECT 'costs $five' AS n",
  "SELECT 'it''s $five' AS n",
  "SELECT E'it\\'s $five' AS n",
  'SELECT $$a $five$$ AS n',
  'SELECT $t$a $$ $five$t$ AS n',
  'SELECT 1 AS n /* $five\n */ -- $five',
  'SELECT n FROM (SELECT 1 AS n, 2 AS "$five")',
])('may name in a text what is no parameter: %s', (sql) => {
  expect(parseReport('mine.sql', HEADER + sql).parameters).toEqual([]);
});

it('may begin with a mark of the byte order', () => {
  expect(parseReport('mine.sql', `\ufeff${HEADER}SELECT 1 AS n`)).toMatchObject({
    title: 'Mine',
    sql: 'SELECT 1 AS n',
  });
});
