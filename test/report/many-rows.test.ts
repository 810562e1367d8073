// Results of any size: rows are handed on as they come, and a file appears whole or not at all.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ExitCode } from '../../src/lib/errors.js';
import { DuckDBInstance } from '../../src/store/duckdb.js';
import { runCli, startCli } from '../support/cli.js';
import { type TemporaryFolder, temporaryFolder } from '../support/folder.js';
import { type Fixture, openFixture } from './fixture.js';
import { SAMPLE } from './sample.js';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const ROWS = 200_000;
const MANY = `SELECT range AS n, repeat('word ', 60) AS text FROM range(${ROWS})`;
const LATE = `SELECT CASE WHEN range = ${ROWS - 1} THEN error('too late') ELSE range::VARCHAR END AS n FROM range(${ROWS})`;
/** A heap that could not hold the rows of MANY, which take more than 100 MB. */
const LITTLE = { NODE_OPTIONS: '--max-old-space-size=48' };

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

const argumentsOf = (sql: string, ...more: string[]) => ['query', sql, '--archive', fixture.path, ...more];

describe('many rows', () => {
  it.each<[string, (text: string) => unknown]>([
    ['csv', (text) => text.split('\r\n').length - 2],
    ['json', (text) => JSON.parse(text).length],
  ])('are written as %s with little memory', async (format, count) => {
    const file = folder.at(`many.${format}`);
    const result = await runCli(argumentsOf(MANY, '--format', format, '--out', file), LITTLE);
    expect(result).toMatchObject({ code: 0, stdout: `${ROWS} rows in ${file}\n`, stderr: '' });
    expect(count(await readFile(file, 'utf8'))).toBe(ROWS);
  });

  it('are written as Parquet with little memory', async () => {
    const file = folder.at('many.parquet');
    expect(await runCli(argumentsOf(MANY, '--format', 'parquet', '--out', file), LITTLE)).toMatchObject({ code: 0 });
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const reader = await connection.runAndReadAll('SELECT count(*)::INTEGER, sum(n)::DOUBLE FROM read_parquet($file)', {
      file,
    });
    connection.closeSync();
    instance.closeSync();
    expect(reader.getRows()).toEqual([[ROWS, (ROWS * (ROWS - 1)) / 2]]);
  });

  it('are no table, and it is said how to have them', async () => {
    const { code, stdout, stderr } = await runCli(argumentsOf('SELECT range FROM range(10000000)'));
    expect([code, stdout]).toEqual([ExitCode.usage, '']);
    expect(stderr).toMatch(/^fleep-archive: More than 1000000 of these rows [^\n]* LIMIT[^\n]* csv[^\n]*\.\n$/);
  });

  it('end when their reader does', async () => {
    const { child, ended } = startCli(argumentsOf('SELECT range FROM range(100000000000)', '--format', 'csv'));
    await once(child.stdout ?? child, 'data');
    child.stdout?.destroy();
    expect(await ended).toMatchObject({ code: 0, stderr: '' });
  });

  it('are printed with little memory, as they are read, which does not count as time of the query', async () => {
    const child = spawn(process.execPath, [CLI, ...argumentsOf(MANY, '--format', 'csv', '--time-limit', '3')], {
      env: { ...process.env, ...LITTLE },
    });
    await once(child.stdout, 'readable');
    await setTimeout(7000);
    let bytes = 0;
    child.stdout.on('data', (piece: Buffer) => {
      bytes += piece.length;
    });
    const [code] = await once(child, 'close');
    expect(code).toBe(0);
    expect(bytes).toBeGreaterThan(ROWS * 300);
  });
});

describe('a query that fails when it has given rows', () => {
  it.each(['csv', 'parquet'])('leaves the file as it was, %s', async (format) => {
    await using other = await temporaryFolder();
    const file = other.at('rows');
    await writeFile(file, 'before');
    const { code, stderr } = await runCli(argumentsOf(LATE, '--format', format, '--out', file));
    expect(code).toBe(ExitCode.usage);
    expect(stderr).toMatch(/^fleep-archive: The query failed: [^\n]*too late[^\n]*\n$/);
    expect(await readFile(file, 'utf8')).toBe('before');
    expect(await readdir(other.path)).toEqual(['rows']);
  });

  it('ends with 2 after the rows that it gave', async () => {
    const { code, stdout, stderr } = await runCli(argumentsOf(LATE, '--format', 'csv'));
    expect(code).toBe(ExitCode.usage);
    expect(stdout).toMatch(/^n\r\n0\r\n1\r\n/);
    expect(stderr).toContain('too late');
  });
});

describe('the file of --out', () => {
  it('keeps its rights, and the link that leads to it', async () => {
    await using other = await temporaryFolder();
    await writeFile(other.at('rows.csv'), '', { mode: 0o640 });
    await symlink(other.at('rows.csv'), other.at('link'));
    expect(await runCli(argumentsOf('SELECT 1 AS a', '--format', 'csv', '--out', other.at('link')))).toMatchObject({
      code: 0,
    });
    expect(await readFile(other.at('rows.csv'), 'utf8')).toBe('a\r\n1\r\n');
    expect((await stat(other.at('rows.csv'))).mode & 0o777).toBe(0o640);
    expect((await readdir(other.path)).sort()).toEqual(['link', 'rows.csv']);
  });

  it('may be a pipe', async () => {
    await using other = await temporaryFolder();
    const pipe = other.at('pipe');
    execFileSync('mkfifo', [pipe]);
    const read = readFile(pipe, 'utf8');
    expect(await runCli(argumentsOf('SELECT 1 AS a', '--format', 'csv', '--out', pipe))).toMatchObject({ code: 0 });
    expect(await read).toBe('a\r\n1\r\n');
    expect(await readdir(other.path)).toEqual(['pipe']);
  });
});
