// A result that fails when it has given rows is never taken for a whole one: DuckDB's library for Node ends it as if it had no more.
import { closeSync, cpSync, existsSync, openSync, statSync, writeSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ExitCode } from '../../src/lib/errors.js';
import { Database } from '../../src/store/database.js';
import { DuckDBInstance } from '../../src/store/duckdb.js';
import { type CliResult, runCli, startEmulatorProcess, syncOnce } from '../support/cli.js';
import { type TemporaryFolder, temporaryFolder } from '../support/folder.js';

const COUNT = 300_000;
/** Enough rows that most have been handed on when the one fails that `at` names. */
const failingAt = (at: string) =>
  `SELECT CASE WHEN range = ${at} THEN error('here it ends') ELSE 'row ' || range END AS text FROM range(${COUNT})`;

async function withDatabase(work: (database: Database) => Promise<void>): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  await using database = new Database(instance, await instance.connect());
  await work(database);
}

async function countRows(chunks: AsyncIterable<readonly unknown[]>, seen: (count: number) => void): Promise<void> {
  let count = 0;
  for await (const rows of chunks) {
    count += rows.length;
    seen(count);
  }
}

describe('a result that fails half-way', () => {
  it.each([
    ['as it is', failingAt('250000'), undefined],
    ['with a value bound', failingAt('$at'), { at: 250_000 }],
    ['with a semicolon', `${failingAt('250000')} ;\n`, undefined],
    ['with a remark at its end', `${failingAt('250000')} -- all of them`, undefined],
    ['in an order', `${failingAt('250000')} LIMIT 280000`, undefined],
  ])('is told with its reason: %s', (_what, sql, parameters) =>
    withDatabase(async (database) => {
      let given = 0;
      const note = (count: number) => {
        given = count;
      };
      await expect(countRows(database.stream(sql, parameters), note)).rejects.toThrow('here it ends');
      expect(given).toBeGreaterThan(0);
      await expect(database.rows(sql, parameters)).rejects.toThrow('here it ends');
      await expect(database.table(sql, parameters)).rejects.toThrow('here it ends');
    }),
  );

  it('is told when nobody knows the reason any more', () =>
    withDatabase(async (database) => {
      await database.run('CREATE SEQUENCE turns');
      const once = `SELECT CASE WHEN nextval('turns') = 250000 THEN error('once') ELSE range::VARCHAR END AS n FROM range(${COUNT})`;
      await expect(database.rows(once)).rejects.toThrow('DuckDB gave only some of the rows of a result');
    }));

  it('leaves the connection as it was', () =>
    withDatabase(async (database) => {
      await expect(database.rows(failingAt('250000'))).rejects.toThrow();
      expect((await database.rows(`SELECT range FROM range(${COUNT})`)).length).toBe(COUNT);
    }));
});

describe('a damaged block behind the first rows', () => {
  let folder: TemporaryFolder;
  let whole: CliResult;
  beforeAll(async () => {
    folder = await temporaryFolder();
    await using emulator = await startEmulatorProcess('--synthetic', 'messages=15000,conversations=3,seed=1');
    await syncOnce(emulator.url, folder.at('archive'));
    whole = await all('archive');
  }, 120_000);
  afterAll(() => folder[Symbol.asyncDispose]());

  const all = (name: string) =>
    runCli(['query', 'SELECT * FROM messages', '--archive', folder.at(name), '--format', 'ndjson']);

  /** The archive with 16 bytes of its tables turned into others, at a part of their file. */
  function damagedAt(part: number): string {
    const name = `damaged-${part}`;
    cpSync(folder.at('archive'), folder.at(name), { recursive: true });
    const path = folder.at(name, 'archive.duckdb');
    const file = openSync(path, 'r+');
    writeSync(file, Buffer.alloc(16, 0xa5), 0, 16, Math.floor(statSync(path).size * part));
    closeSync(file);
    return name;
  }

  const SAYS = expect.stringMatching(/^fleep-archive: The tables of \S+ are damaged \([^\n]+\n$/);
  const met: string[] = [];

  it('is told by whoever reads on to it, and never left out', async () => {
    expect(whole.stdout.split('\n').length).toBe(15_001);
    for (const part of [0.15, 0.3, 0.45, 0.6, 0.75, 0.9]) {
      const name = damagedAt(part);
      const { code, stdout, stderr } = await all(name);
      if (code === ExitCode.complete) expect(stdout === whole.stdout, name).toBe(true);
      else {
        expect([code, stderr], name).toEqual([ExitCode.unexpected, SAYS]);
        met.push(name);
      }
    }
    expect(met).not.toEqual([]);
  });

  it('leaves no site, and no answer of a search', async () => {
    const damaged = folder.at(met[0] ?? '');
    const site = folder.at('site');
    const { code, stderr } = await runCli(['render', '--archive', damaged, '--out', site, '--quiet']);
    expect([code, stderr]).toEqual([ExitCode.unexpected, SAYS]);
    expect(existsSync(site)).toBe(false);
    expect(await runCli(['search', 'the', '--archive', damaged])).toMatchObject({
      code: ExitCode.unexpected,
      stdout: '',
      stderr: SAYS,
    });
  });
});
