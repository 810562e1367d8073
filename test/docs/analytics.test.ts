// docs/analytics.md cannot rot: it has all views, with the columns and types that they have, every SQL example runs on both kinds of
// store, and in a DuckDB of another program that was told of a Parquet archive as the page says, and gives the same rows, and the views
// agree with rows that were counted by hand.
import { readFile } from 'node:fs/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runUserQuery } from '../../src/report/query.js';
import { Database } from '../../src/store/database.js';
import { type Fixture, openFixture } from '../report/fixture.js';
import { SAMPLE } from '../report/sample.js';
import { runCli } from '../support/cli.js';

const text = await readFile(new URL('../../docs/analytics.md', import.meta.url), 'utf8');
const EXAMPLES = [...text.matchAll(/```sql\n(.*?)```/gs)].map(([, sql = '']) => sql);
const VIEWS = [...text.matchAll(/^### `(v_[a-z_]+)`$/gm)].map(([, name = '']) => name);
/** The line of the page that prints what another program needs. */
const PRINT_SCHEMA = /^fleep-archive (.* my-archive) > views\.sql$/m.exec(text)?.[1] ?? '';

let file: Fixture;
let parquet: Fixture;
let bare: Database;
let all: readonly Database[];

async function openBare(archive: string): Promise<Database> {
  const { code, stdout } = await runCli(PRINT_SCHEMA.replace('my-archive', archive).split(' '));
  expect(code).toBe(0);
  const instance = await DuckDBInstance.create(':memory:');
  const database = new Database(instance, await instance.connect());
  // Once more after a sync.
  for (let times = 0; times < 2; times += 1) await database.run(stdout);
  return database;
}

beforeAll(async () => {
  file = await openFixture('duckdb', SAMPLE);
  parquet = await openFixture('parquet', SAMPLE);
  bare = await openBare(parquet.path);
  all = [file.database, parquet.database, bare];
});
afterAll(async () => {
  await bare.close();
  await file[Symbol.asyncDispose]();
  await parquet[Symbol.asyncDispose]();
});

const columnsOf = (view: string): string[] => {
  const section = text.split(`### \`${view}\``)[1]?.split('\n### ')[0] ?? '';
  return [...section.matchAll(/^\| `([a-z_]+)` \| ([A-Z[\]]+) \|/gm)].map(([, name, type]) => `${name} ${type}`);
};

describe.each(VIEWS)('%s', (view) => {
  it('has the columns of the document, wherever it is', async () => {
    for (const database of all) {
      const { columns, types } = await runUserQuery(database, `FROM ${view} LIMIT 0`);
      expect(columns.map((name, index) => `${name} ${types[index]}`)).toEqual(columnsOf(view));
    }
  });

  it('gives the same rows everywhere', async () => {
    const [first, ...others] = await Promise.all(all.map((one) => runUserQuery(one, `FROM ${view} ORDER BY ALL`)));
    expect(first?.rows.length).toBeGreaterThan(0);
    expect(others).toEqual([first, first]);
  });
});

it.each(EXAMPLES)('runs %s', async (sql) => {
  const [first, ...others] = await Promise.all(all.map((one) => runUserQuery(one, sql)));
  expect(first?.columns.length).toBeGreaterThan(0);
  expect(others).toEqual([first, first]);
});

it('describes every view, and has an example for it', async () => {
  const found = await file.database.rows<{ name: string }>(
    "SELECT DISTINCT view_name AS name FROM duckdb_views() WHERE starts_with(view_name, 'v_')",
  );
  expect([...VIEWS].sort()).toEqual(found.map(({ name }) => name).sort());
  expect(EXAMPLES.length).toBeGreaterThanOrEqual(VIEWS.length);
  for (const view of VIEWS) expect(EXAMPLES.some((sql) => sql.includes(view))).toBe(true);
});

it('prints nothing to make views with where they are there, or beside a query', async () => {
  const refused = async (...args: string[]) => {
    const { code, stderr, stdout } = await runCli(['query', '--schema', ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    return stderr;
  };
  expect(await refused('--archive', file.path)).toMatch(
    /archive\.duckdb: open that with DuckDB, without --schema\.\n$/,
  );
  expect(await refused('--archive', parquet.path, 'SELECT 1')).toMatch(/A query means nothing beside --schema/);
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
