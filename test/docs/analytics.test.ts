// docs/analytics.md cannot rot: the views have the columns and types that it says, every SQL example runs on both kinds of store and
// gives the same rows, and the views agree with rows that were counted by hand.
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runUserQuery } from '../../src/report/query.js';
import { type Fixture, openFixture } from '../report/fixture.js';
import { SAMPLE } from '../report/sample.js';

const text = await readFile(new URL('../../docs/analytics.md', import.meta.url), 'utf8');
const EXAMPLES = [...text.matchAll(/```sql\n(.*?)```/gs)].map(([, sql = '']) => sql);
const VIEWS = ['v_messages', 'v_daily', 'v_threads', 'v_response_times'];

let file: Fixture;
let parquet: Fixture;
beforeAll(async () => {
  file = await openFixture('duckdb', SAMPLE);
  parquet = await openFixture('parquet', SAMPLE);
});
afterAll(async () => {
  await file[Symbol.asyncDispose]();
  await parquet[Symbol.asyncDispose]();
});

const columnsOf = (view: string): string[] => {
  const section = text.split(`### \`${view}\``)[1]?.split('\n### ')[0] ?? '';
  return [...section.matchAll(/^\| `([a-z_]+)` \| ([A-Z[\]]+) \|/gm)].map(([, name, type]) => `${name} ${type}`);
};

describe.each(VIEWS)('%s', (view) => {
  it('has the columns of the document, on both kinds of store', async () => {
    for (const { database } of [file, parquet]) {
      const { columns, types } = await runUserQuery(database, `FROM ${view} LIMIT 0`);
      expect(columns.map((name, index) => `${name} ${types[index]}`)).toEqual(columnsOf(view));
    }
  });

  it('gives the same rows on both kinds of store', async () => {
    const rows = await Promise.all(
      [file, parquet].map((one) => runUserQuery(one.database, `FROM ${view} ORDER BY ALL`)),
    );
    expect(rows[0]?.rows.length).toBeGreaterThan(0);
    expect(rows[1]).toEqual(rows[0]);
  });
});

it.each(EXAMPLES)('runs %s', async (sql) => {
  const [one, other] = await Promise.all([file, parquet].map((fixture) => runUserQuery(fixture.database, sql)));
  expect(one?.columns.length).toBeGreaterThan(0);
  expect(other).toEqual(one);
});

it('has an example for each view', () => {
  expect(EXAMPLES.length).toBeGreaterThanOrEqual(VIEWS.length);
  for (const view of VIEWS) expect(EXAMPLES.some((sql) => sql.includes(view))).toBe(true);
});

describe('the views', () => {
  const rows = async (sql: string) => (await runUserQuery(file.database, sql)).rows;

  it('have names instead of ids, and leave deleted messages out', async () => {
    const found = await rows(
      "SELECT conversation, person, kind FROM v_messages WHERE conversation_id = 'c1' ORDER BY message_nr",
    );
    expect(found.map(({ person, kind }) => `${person} ${kind}`)).toEqual([
      'Anna system',
      'Anna chat',
      'Anna chat',
      'Ben chat',
      'Anna chat',
      'cara@example.org e-mail',
      'Ben chat',
    ]);
    expect(found[0]?.conversation).toBe('Greenhouse');
  });

  it('count days, bursts and waits', async () => {
    expect(
      await rows("SELECT day::VARCHAR AS day, messages, people FROM v_daily WHERE conversation_id = 'c1' ORDER BY day"),
    ).toEqual([
      { day: '2024-01-01', messages: 4, people: 2 },
      { day: '2024-02-05', messages: 2, people: 2 },
    ]);
    const threads =
      "SELECT first_message_nr, last_message_nr, messages, people FROM v_threads WHERE conversation_id = 'c1' ORDER BY 1";
    expect(await rows(threads)).toEqual([
      { first_message_nr: 2, last_message_nr: 5, messages: 4, people: ['Anna', 'Ben'] },
      { first_message_nr: 7, last_message_nr: 8, messages: 2, people: ['Ben', 'cara@example.org'] },
    ]);
    const waits =
      "SELECT person, answered_by, response_seconds FROM v_response_times WHERE conversation_id = 'c1' ORDER BY message_nr LIMIT 2";
    expect(await rows(waits)).toEqual([
      { person: 'Anna', answered_by: 'Ben', response_seconds: 1200 },
      { person: 'Ben', answered_by: 'Anna', response_seconds: 3600 },
    ]);
  });

  it('tell local time by the zone of the session', async () => {
    const [row] = await rows(
      "SELECT local_time, posted_time FROM v_messages WHERE conversation_id = 'c1' AND message_nr = 2",
    );
    expect(String(row?.local_time)).toMatch(/^2024-01-01 \d\d:\d\d:00[+-]\d\d(:\d\d)?$/);
    expect(
      new Date(
        String(row?.local_time)
          .replace(' ', 'T')
          .replace(/([+-]\d\d)$/, '$1:00'),
      ).toISOString(),
    ).toBe('2024-01-01T09:00:00.000Z');
  });
});
