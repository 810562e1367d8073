// Every report over the rows of sample.ts, counted by hand, on both kinds of store.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { timeText } from '../../src/lib/format/value.js';
import { getReport, loadCatalog } from '../../src/report/catalog.js';
import { runReport } from '../../src/report/run.js';
import { type Fixture, openFixture } from './fixture.js';
import { SAMPLE } from './sample.js';
import { tellingParameters } from './telling.js';

const catalog = await loadCatalog();

interface Case {
  readonly name: string;
  readonly given?: Record<string, string>;
  /** Values in the order of the columns; times without their T and Z. */
  readonly rows: readonly (readonly unknown[])[];
}

const CASES: readonly Case[] = [
  {
    name: 'messages-by-month',
    rows: [
      ['2024-01', 5, 2, 2],
      ['2024-02', 4, 3, 2],
      [null, 1, 1, 1],
    ],
  },
  { name: 'messages-by-month', given: { since: '2024-01-31', until: '2024-01-31' }, rows: [['2024-01', 1, 1, 1]] },
  {
    name: 'messages-by-kind',
    rows: [
      ['2024-01', 'chat', 5],
      ['2024-02', 'chat', 2],
      ['2024-02', 'e-mail', 1],
      ['2024-02', 'hook', 1],
      [null, 'chat', 1],
    ],
  },
  {
    name: 'messages-by-person',
    rows: [
      ['Anna', 1, 4, 44.4, 2, 2, '2024-01-01 09:00:00', '2024-02-01 00:30:00'],
      ['Ben', 1, 4, 44.4, 2, 3, '2024-01-01 09:30:00', '2024-02-05 10:06:00'],
      ['cara@example.org', 1, 1, 11.1, 1, 1, '2024-02-05 10:00:00', '2024-02-05 10:00:00'],
    ],
  },
  {
    name: 'messages-by-conversation',
    rows: [
      ['Greenhouse', 6, 60, 3, '2024-01-01 09:00:00', '2024-02-05 10:06:00'],
      ['Office', 4, 40, 2, '2024-01-31 23:30:00', '2024-02-01 00:30:00'],
    ],
  },
  {
    name: 'response-time-by-conversation',
    rows: [
      ['Greenhouse', 3, 20, 52, 2],
      ['Office', 1, 60, 60, 1],
    ],
  },
  {
    name: 'response-time-by-person',
    rows: [
      ['Anna', 1, 2, 60, 60],
      ['Ben', 1, 2, 13, 18.6],
    ],
  },
  {
    name: 'response-time-by-person',
    given: { within_hours: '1000', since: '2024-01-01', until: '2024-01-01' },
    rows: [
      ['Anna', 1, 1, 60, 60],
      ['Ben', 1, 1, 20, 20],
      ['cara@example.org', 1, 1, 50370, 50370],
    ],
  },
  {
    name: 'edits-and-deletions',
    rows: [
      ['Ben', 1, 5, 1, 1, 1, 2, 10],
      ['Anna', 1, 4, 1, 0, 0, 3, null],
    ],
  },
  {
    name: 'files-by-type',
    rows: [
      ['image/png', 2, 4000, 2000, 2],
      ['text/plain', 1, 500, 500, 0],
      ['unknown', 1, 0, null, 0],
    ],
  },
  {
    name: 'largest-files',
    rows: [
      ['again.png', 'image/png', 2000, 'cara@example.org', 'Office', '2024-02-05 10:00:00', true],
      ['plan.png', 'image/png', 2000, 'Anna', 'Greenhouse', '2024-01-01 09:00:00', true],
      ['notes.txt', 'Text/Plain; charset=utf-8', 500, 'Ben', 'Greenhouse', '2024-01-01 09:30:00', false],
      ['blob', null, null, 'Guest', 'Office', '2024-02-05 10:00:00', false],
    ],
  },
  {
    name: 'open-tasks',
    rows: [['Office', 'To Do', 'Order new soil', ['Anna', 'Ben', 'ghost'], 'Ben', '2024-01-31 23:30:00', 5]],
  },
  {
    name: 'open-tasks',
    given: { as_of: '2024-03-01' },
    rows: [['Office', 'To Do', 'Order new soil', ['Anna', 'Ben', 'ghost'], 'Ben', '2024-01-31 23:30:00', 30]],
  },
  {
    name: 'reactions',
    rows: [
      ['+1', 3, 2, 2, 75],
      ['heart', 1, 0, 1, 25],
    ],
  },
  {
    name: 'mentions',
    rows: [
      ['Anna', 1, 1, 1, 1],
      ['ghost', 1, 1, 1, 1],
    ],
  },
  {
    name: 'links-by-domain',
    rows: [
      ['example.org', 2, 2, 1, 1],
      ['evil.example', 1, 1, 1, 1],
    ],
  },
  {
    name: 'membership',
    rows: [
      ['2024-01', 3, 0, 3, 3],
      ['2024-02', 1, 1, 0, 3],
    ],
  },
  { name: 'quiet-conversations', given: { days: '90' }, rows: [] },
  { name: 'quiet-conversations', given: { days: '4' }, rows: [['Office', 4, 2, '2024-02-01 00:30:00', 4]] },
  {
    name: 'quiet-conversations',
    given: { as_of: '2024-06-01', days: '90' },
    rows: [
      ['Greenhouse', 6, 3, '2024-02-05 10:06:00', 117],
      ['Office', 4, 2, '2024-02-01 00:30:00', 121],
    ],
  },
  {
    name: 'archive-coverage',
    rows: [
      ['Greenhouse', 8, 1, 1, 8, 12, 3, 2, 2100, 1],
      ['Office', 5, 0, 1, 5, 5, 3, 1, 2000, 0],
      ['untitled c3-witho', 0, 0, null, null, null, 0, 0, 0, 0],
      ['(no conversation)', 0, 0, null, null, null, 0, 0, 0, 1],
    ],
  },
];

/** The heat map has 168 rows; these are the ones above zero. */
const HOURS = [
  {
    timezone: 'UTC',
    rows: [
      ['Monday', 9, 3],
      ['Monday', 10, 3],
      ['Wednesday', 23, 1],
      ['Thursday', 0, 1],
    ],
  },
  {
    timezone: 'Asia/Tokyo',
    rows: [
      ['Monday', 18, 3],
      ['Monday', 19, 3],
      ['Thursday', 8, 1],
      ['Thursday', 9, 1],
    ],
  },
] as const;

const plain = (value: unknown): unknown =>
  value instanceof Date ? timeText(value).replace('T', ' ').replace('Z', '') : value;

async function valuesOf(fixture: Fixture, name: string, given: Record<string, string> = {}): Promise<unknown[][]> {
  const report = getReport(name, catalog);
  const { columns, rows } = await runReport(fixture.database, report, { ...tellingParameters(report), ...given });
  return rows.map((row) => columns.map((column) => plain(row[column.name])));
}

describe.each(['duckdb', 'parquet'] as const)('on %s', (store) => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await openFixture(store, SAMPLE);
  });
  afterAll(() => fixture[Symbol.asyncDispose]());

  it.each(CASES)('$name $given', async ({ name, given, rows }) => {
    expect(await valuesOf(fixture, name, given)).toEqual(rows);
  });

  it.each(HOURS)('messages-by-hour-and-weekday in $timezone', async ({ timezone, rows }) => {
    const cells = await valuesOf(fixture, 'messages-by-hour-and-weekday', { timezone });
    expect(cells).toHaveLength(168);
    expect(cells.filter(([, , messages]) => messages !== 0)).toEqual(rows);
  });
});
