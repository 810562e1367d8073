// The box around SQL, in the built program: each request gets its own answers, whatever else is asked meanwhile.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BoxMessage } from '../../src/report/boxed-process.js';
import { type Fixture, openFixture } from './fixture.js';
import { SAMPLE } from './sample.js';

const { QueryBox }: typeof import('../../src/report/box.js') = await import(
  new URL('../../dist/report/box.js', import.meta.url).href
);

const PROCESS = fileURLToPath(new URL('../../dist/report/boxed-process.js', import.meta.url));

const SOME_TIME = 'SELECT count(*)::INTEGER AS n FROM range(50000000) WHERE range % 7 = 3';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await openFixture('parquet', SAMPLE);
});
afterAll(() => fixture[Symbol.asyncDispose]());

const openBox = () => new QueryBox(fixture.path, { timeMs: 60_000, memory: '500MB' });

describe('a completion', () => {
  it('is not made while a query runs, and takes nothing of its rows', async () => {
    await using box = openBox();
    await box.run('SELECT 1');
    const slow = box.run(SOME_TIME);
    await setTimeout(20);
    expect(await box.complete('SELECT mess')).toEqual([]);
    expect((await slow).rows).toEqual([{ n: 7_142_857 }]);
    expect((await box.run('SELECT 42 AS answer')).rows).toEqual([{ answer: 42 }]);
    expect(await box.complete('SEL')).toContainEqual({ suggestion: 'SELECT ', suggestion_start: 0 });
  });

  it('may be under way when a query comes: each has its own answers', async () => {
    await using box = openBox();
    for (const answer of [1, 2, 3]) {
      const [found, { columns, rows }] = await Promise.all([
        box.complete('SEL'),
        box.run(`SELECT ${answer} AS answer`),
      ]);
      expect(found).toContainEqual({ suggestion: 'SELECT ', suggestion_start: 0 });
      expect({ columns, rows }).toEqual({ columns: ['answer'], rows: [{ answer }] });
    }
  });
});

describe('a box', () => {
  it('has the time zone of the environment, and nothing else of it', async () => {
    const { TZ } = process.env;
    try {
      for (const zone of ['Europe/Tallinn', 'Asia/Kathmandu']) {
        process.env.TZ = zone;
        await using box = openBox();
        const sql =
          "SELECT current_setting('TimeZone') AS zone, local_time FROM v_messages WHERE posted_time = '2024-02-01 00:30:00'";
        const local_time = zone === 'Europe/Tallinn' ? '2024-02-01 02:30:00+02' : '2024-02-01 06:15:00+05:45';
        expect((await box.run(sql)).rows[0]).toEqual({ zone, local_time });
      }
    } finally {
      if (TZ === undefined) delete process.env.TZ;
      else process.env.TZ = TZ;
    }
  });

  it('gives days as days', async () => {
    await using box = openBox();
    const sql =
      "SELECT DATE '2024-02-29' AS day, [DATE '0044-03-15'] AS days, DATE 'infinity' AS never, min(local_date) AS first FROM v_messages";
    const { rows } = await box.run(sql);
    expect(rows).toEqual([
      { day: '2024-02-29', days: ['0044-03-15'], never: 'infinity', first: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) },
    ]);
  });
});

describe('a query that is stopped', () => {
  it('ends what waited with it, and the next one is answered', async () => {
    await using box = openBox();
    const stop = new AbortController();
    const found = box.complete('SEL');
    const slow = box.run(`${SOME_TIME} OR range % 7 = 4`, {}, stop.signal);
    stop.abort();
    const results = await Promise.allSettled([slow, found]);
    expect(results).toMatchObject([
      { status: 'rejected', reason: { message: 'The query was stopped.' } },
      { status: 'rejected' },
    ]);
    expect((await box.run('SELECT 5 AS five')).rows).toEqual([{ five: 5 }]);
  });
});

describe('the process of a box', () => {
  const ask = (child: ChildProcess, message: BoxMessage) => child.send(message);

  it('is not ended by Ctrl-C, and ends with its parent, in the middle of a query too', async () => {
    const child = fork(PROCESS, [], { serialization: 'advanced' });
    ask(child, { number: 1, kind: 'open', settings: { archive: fixture.path, memoryLimit: '500MB' } });
    const [opened] = await once(child, 'message');
    expect(opened).toEqual({ number: 1, kind: 'opened' });
    child.kill('SIGINT');
    const sql = SOME_TIME.replace('50000000', '100000000000');
    ask(child, { number: 2, kind: 'query', sql, parameters: {}, mayBeSpare: false });
    await setTimeout(100);
    child.disconnect();
    expect(await once(child, 'exit', { signal: AbortSignal.timeout(10_000) })).toEqual([null, 'SIGKILL']);
  });
});
