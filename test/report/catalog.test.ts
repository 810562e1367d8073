import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ExitCode } from '../../src/lib/errors.js';
import { getReport, loadCatalog, parseReport } from '../../src/report/catalog.js';
import { runReport } from '../../src/report/run.js';
import { type Fixture, openFixture } from './fixture.js';

const HEADER = [
  '-- title: Answers',
  '-- question: How many?',
  '-- description: First line',
  '--   and a second.',
  '-- param: limit integer 5 – most rows',
  '-- param: since date optional – from this day on',
  '-- column: answer – a number',
  '-- caveat: None.',
  '-- chart: {"mark": "bar",',
  '--   "encoding": {"x": {"field": "answer"}}}',
];
const SQL = 'SELECT 42 AS answer -- not a $parameter\nWHERE $since IS NULL LIMIT $limit';
const parse = (header: readonly string[], sql = SQL) => parseReport('answers.sql', [...header, sql].join('\n'));

describe('a header', () => {
  it('is read whole', () => {
    expect(parse(HEADER)).toEqual({
      name: 'answers',
      title: 'Answers',
      question: 'How many?',
      description: 'First line and a second.',
      parameters: [
        { name: 'limit', type: 'integer', defaultText: '5', meaning: 'most rows' },
        { name: 'since', type: 'date', defaultText: undefined, meaning: 'from this day on' },
      ],
      columns: [{ name: 'answer', meaning: 'a number' }],
      caveats: ['None.'],
      chart: { mark: 'bar', encoding: { x: { field: 'answer' } } },
      sql: SQL,
    });
  });

  const without = (key: string) => HEADER.filter((line) => !line.startsWith(`-- ${key}:`));
  const instead = (index: number, line: string) => HEADER.with(index, line);

  it.each([
    ['no title', without('title'), 'answers.sql, line 1: the header lacks a title.'],
    ['two titles', instead(1, '-- title: Again'), 'answers.sql, line 2: a second title; one is allowed.'],
    ['no question', without('question'), 'answers.sql, line 1: the header lacks a question.'],
    ['an unknown key', instead(7, '-- colour: red'), 'answers.sql, line 8: unknown key "colour"'],
    ['a line of no form', instead(7, '-- just a remark'), 'answers.sql, line 8: a header line has the form'],
    ['a bare continuation', ['--   more', ...HEADER], 'answers.sql, line 1: a continuation needs'],
    ['a param of no form', instead(4, '-- param: limit integer'), 'answers.sql, line 5: a param has the form'],
    ['an unknown type', instead(4, '-- param: limit number 5 – most'), 'answers.sql, line 5: unknown type "number"'],
    [
      'a wrong default',
      instead(4, '-- param: limit integer many – most'),
      'answers.sql, line 5: the default many is not',
    ],
    ['a param twice', instead(5, '-- param: limit integer 6 – most'), 'answers.sql, line 6: a second param "limit".'],
    ['an unused param', [...HEADER, '-- param: more text x – words'], 'answers.sql, line 11: the SQL has no $more.'],
    ['a missing param', without('param'), 'answers.sql, line 1: the SQL has $since, the header no such param.'],
    ['no column', without('column'), 'answers.sql, line 1: the header lacks a column.'],
    ['a column without meaning', instead(6, '-- column: answer'), 'answers.sql, line 7: a column has the form'],
    ['a chart that is no JSON', instead(9, '--   }'), 'answers.sql, line 9: the chart is not JSON'],
    ['a chart with data', instead(9, '--   "data": {"url": "x"}}'), 'answers.sql, line 9: a chart brings no data'],
    [
      'a chart of no column',
      instead(9, '--   "encoding": {"x": {"field": "other"}}}'),
      'answers.sql, line 9: the chart shows "other", which is no column.',
    ],
  ])('with %s is refused, with file and line', (_, header, message) => {
    expect(() => parse(header)).toThrow(message);
  });

  it('needs SQL after it', () => {
    expect(() => parse(HEADER, '')).toThrow('answers.sql, line 1: a report needs SQL after its header.');
  });
});

describe('the reports of the package', async () => {
  const catalog = await loadCatalog();
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await openFixture('duckdb', {});
  });
  afterAll(() => fixture[Symbol.asyncDispose]());

  it('are at least ten', () => {
    expect(catalog.length).toBeGreaterThanOrEqual(10);
  });

  it.each(catalog)('$name is one SELECT whose columns are those of its header', async (report) => {
    const extracted = await fixture.database.connection.extractStatements(report.sql);
    expect(extracted.count).toBe(1);
    const { columns } = await runReport(fixture.database, report);
    expect(columns).toEqual(report.columns);
  });

  it.each(catalog)('$name has a total order and no secret', ({ sql }) => {
    expect(sql).toMatch(/\nORDER BY [^;]+;$/);
    expect(sql).not.toMatch(/hook_url|autojoin_url|cmail/);
    // A hook's key may tell hooks apart, and never be shown: what a report selects last does not name it.
    const last = sql.slice(sql.lastIndexOf('\nSELECT'));
    expect(last.replace(/\nFROM .*/s, '')).not.toContain('hook_key');
  });

  it.each(catalog)('$name draws time in UTC', ({ chart }) => {
    const spec = JSON.stringify(chart) ?? '';
    expect(spec.match(/"timeUnit":"(?!utc)/g)).toBeNull();
    expect(spec.split('"temporal"').length).toBe(spec.split('"timeUnit":"utc').length);
  });

  it('are named by the nearest when a name is wrong', () => {
    expect(() => getReport('message-by-month', catalog)).toThrow(
      expect.objectContaining({
        exitCode: ExitCode.usage,
        message:
          'There is no report "message-by-month" (did you mean "messages-by-month"?): "fleep-archive report" lists all.',
      }),
    );
    expect(() => getReport('tasks', catalog)).toThrow('did you mean "open-tasks"?');
    expect(() => getReport('zzzzzzzzzzzzzz', catalog)).toThrow('There is no report "zzzzzzzzzzzzzz": ');
  });
});
