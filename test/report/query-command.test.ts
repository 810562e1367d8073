// query as a user meets it, in the built program: SQL in a process of its own, within limits; scripts from a pipe.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { statementsIn } from '../../src/commands/shell/statements.js';
import { ExitCode } from '../../src/lib/errors.js';
import { bindable, valuesOf } from '../../src/report/query-parameters.js';
import { runCli } from '../support/cli.js';
import { temporaryFolder } from '../support/folder.js';
import { type Fixture, openFixture } from './fixture.js';
import { SAMPLE } from './sample.js';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

let fixture: Fixture;
beforeAll(async () => {
  fixture = await openFixture('parquet', SAMPLE);
});
afterAll(() => fixture[Symbol.asyncDispose]());

const query = (sql: string, ...more: string[]) => runCli(['query', sql, '--archive', fixture.path, ...more]);

/** A cross join that nobody lives to see the end of. */
const ENDLESS =
  'SELECT count(*) FROM range(100000) a, range(100000) b, range(100000) c WHERE (a.range + b.range * c.range) % 7 = 3';

describe('one query', () => {
  it('prints the rows in each format', async () => {
    const sql =
      "SELECT conversation_id, max(posted_time) AS latest FROM messages WHERE conversation_id = 'c2' GROUP BY ALL";
    expect((await query(sql, '--format', 'csv')).stdout).toBe('conversation_id,latest\r\nc2,2024-02-01T00:30:00Z\r\n');
    expect(JSON.parse((await query(sql, '--format', 'json')).stdout)).toEqual([
      { conversation_id: 'c2', latest: '2024-02-01T00:30:00Z' },
    ]);
    expect((await query(sql)).stdout).toContain('\nc2               2024-02-01T00:30:00Z\n');
  });

  it('writes the rows into a file, in the place of one that was there', async () => {
    await using folder = await temporaryFolder();
    const file = folder.at('rows.csv');
    await writeFile(file, 'what was there before, which is longer than the rows');
    const result = await query(
      'SELECT 1 AS a, NULL AS b UNION ALL SELECT 2, 3 ORDER BY a',
      '--format',
      'csv',
      '--out',
      file,
    );
    expect(result).toMatchObject({ code: 0, stdout: `2 rows in ${file}\n`, stderr: '' });
    expect(await readFile(file, 'utf8')).toBe('a,b\r\n1,\r\n2,3\r\n');
    expect(await query('SELECT error($a) AS x', '--param', 'a=no', '--out', file)).toMatchObject({
      code: ExitCode.usage,
    });
    expect(await readFile(file, 'utf8')).toContain('1,');
    const wrongs = [
      ['--out', folder.path],
      ['--out', folder.at('none', 'x.csv')],
      ['--format', 'parquet'],
    ];
    for (const wrong of wrongs) {
      const { code, stdout, stderr } = await query('SELECT 1 AS a', ...wrong);
      expect({ code, stdout }, wrong.join(' ')).toEqual({ code: ExitCode.usage, stdout: '' });
      expect(stderr).toMatch(/^fleep-archive: [^\n]*--out[^\n]*\.\n$|^fleep-archive: [^\n]*another file\.\n$/);
    }
    expect(await readdir(folder.path)).toEqual(['rows.csv']);
  });

  it('says what to do about a text that no program of this kind can hold, or print as a table', async () => {
    for (const length of [600_000_000, 300_000_000]) {
      const { code, stdout, stderr } = await query(`SELECT repeat('x', ${length}) AS x`);
      expect({ code, stdout }).toEqual({ code: ExitCode.usage, stdout: '' });
      expect(stderr).toMatch(/^fleep-archive: [^\n]*: select less of it, for example with left\(\)\.\n$/);
    }
  });

  it('has the words of DuckDB for what JavaScript has no value for, and no empty line for a row', async () => {
    const sql = `SELECT TIME '12:00:00' AS t, TIMETZ '12:00:00+02' AS tz, '101'::BIT AS b, 12345678901234567.89::DECIMAL(38,2) AS d,
      -1.5::DECIMAL(5,1) AS small, DATE 'infinity' AS i, TIMESTAMP '-infinity' AS j, '5877642-01-01'::DATE AS far, INTERVAL 3 DAY AS span`;
    const { stdout } = await query(sql, '--format', 'ndjson');
    expect(JSON.parse(stdout)).toEqual({
      t: '12:00:00',
      tz: '12:00:00+02',
      b: '101',
      d: '12345678901234567.89',
      small: -1.5,
      i: 'infinity',
      j: '-infinity',
      far: '5877642-01-01',
      span: '3 days',
    });
    const long = await query('SELECT -12345678901234567.89::DECIMAL(38,2) AS d', '--format', 'csv');
    expect(long.stdout).toBe('d\r\n-12345678901234567.89\r\n');
    const rows = await query("SELECT unnest([NULL, 'x', '']) AS a", '--format', 'csv');
    expect(rows.stdout).toBe('a\r\n""\r\nx\r\n""\r\n');
  });

  it('keeps each column under its name, and in its place', async () => {
    const sql = 'SELECT 1 AS b, 2 AS "1", 3 AS "__proto__"';
    expect((await query(sql, '--format', 'csv')).stdout).toBe('b,1,__proto__\r\n1,2,3\r\n');
    expect((await query(sql, '--format', 'ndjson')).stdout).toBe('{"b":1,"1":2,"__proto__":3}\n');
    expect((await query(sql, '--format', 'json')).stdout).toBe(
      '[\n  {\n    "b": 1,\n    "1": 2,\n    "__proto__": 3\n  }\n]\n',
    );
    await using folder = await temporaryFolder();
    const file = folder.at('rows.parquet');
    expect(await query(sql, '--format', 'parquet', '--out', file)).toMatchObject({ code: 0 });
    const instance = await DuckDBInstance.create();
    const connection = await instance.connect();
    const reader = await connection.runAndReadAll(`FROM '${file}'`);
    expect([reader.columnNames(), reader.getRows()]).toEqual([['b', '1', '__proto__'], [[1, 2, 3]]]);
  });

  it('keeps what is finer than a millisecond', async () => {
    const sql = `SELECT TIMESTAMP '2024-01-01 10:11:12.123456' AS t, TIMESTAMP '1969-12-31 23:59:59.999999' AS before,
      '2024-01-01 10:11:12.123456789'::TIMESTAMP_NS AS ns, [TIMESTAMPTZ '2024-01-01 10:11:12.000001+00'] AS tz,
      TIMESTAMP '2024-01-01 10:11:12.12' AS short`;
    expect(JSON.parse((await query(sql, '--format', 'ndjson')).stdout)).toEqual({
      t: '2024-01-01T10:11:12.123456Z',
      before: '1969-12-31T23:59:59.999999Z',
      ns: '2024-01-01T10:11:12.123456789Z',
      tz: ['2024-01-01T10:11:12.000001Z'],
      short: '2024-01-01T10:11:12.120Z',
    });
    await using folder = await temporaryFolder();
    await query(
      "SELECT TIMESTAMP '2024-01-01 10:11:12.123456' AS t",
      '--format',
      'parquet',
      '--out',
      folder.at('t.parquet'),
    );
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const reader = await connection.runAndReadAll(`SELECT t::VARCHAR AS t FROM '${folder.at('t.parquet')}'`);
    expect(reader.getRowObjects()).toEqual([{ t: '2024-01-01 10:11:12.123456' }]);
    connection.closeSync();
    instance.closeSync();
  });

  it('takes numbers that JSON has not', async () => {
    const { stdout } = await query(
      `SELECT 1e400 AS most, -1e400 AS least, 'Infinity \\" NaN' AS text`,
      '--format',
      'ndjson',
    );
    expect(JSON.parse(stdout)).toEqual({ most: 'Infinity', least: '-Infinity', text: 'Infinity \\" NaN' });
    expect((await query('SELECT 1e400 FROM enable_logging()')).code).toBe(ExitCode.usage);
  });

  it('names a parameter that it does not take, or that is given twice', async () => {
    const a = ['--param', 'a=1'];
    expect(await query('SELECT $a AS x', ...a, '--param', 'zz=3')).toMatchObject({
      code: ExitCode.usage,
      stderr: expect.stringMatching(/^fleep-archive: Unknown parameter "zz".*: this query takes a\.\n$/),
    });
    expect((await query('SELECT 1 AS x', ...a)).stderr).toBe(
      'fleep-archive: Unknown parameter "a": this query takes none.\n',
    );
    expect(await query('SELECT $A AS x', ...a, '--format', 'csv')).toMatchObject({ code: 0, stdout: 'x\r\n1\r\n' });
    expect(await query('SELECT $a AS x', ...a, '--param', 'a=2')).toMatchObject({
      code: ExitCode.usage,
      stderr: 'fleep-archive: --param a is given more than once: it takes one value.\n',
    });
  });

  it('writes Parquet with the types of the query, and as text what Parquet has no type for', async () => {
    await using folder = await temporaryFolder();
    const file = folder.at("it's.parquet");
    const sql = `SELECT 1 AS a, 2 AS "A", sum(7) AS total, 170141183460469231731687303715884105727::HUGEINT AS huge, DATE '2024-02-29' AS day,
      TIMESTAMP '2024-01-01 10:11:12.5' AS t, 'käsi "🙂"' AS words, ['x', NULL] AS list, {'x': 1, 'y': DATE '2024-01-01'} AS pair,
      1.25::DECIMAL(10,3) AS price, 18446744073709551615::UBIGINT AS most, '{"a":1}'::JSON AS j, 'ab'::BLOB AS bytes, NULL AS nothing`;
    expect(await query(sql, '--format', 'parquet', '--out', file)).toMatchObject({
      code: 0,
      stdout: `1 row in ${file}\n`,
    });
    expect(await readdir(folder.path)).toEqual(["it's.parquet"]);
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const reader = await connection.runAndReadAll('FROM read_parquet($file)', { file });
    const [row = {}] = reader.getRowObjectsJson();
    const types = reader.columnTypes().map(String);
    connection.closeSync();
    instance.closeSync();
    const found = reader.columnNames().map((name, index) => [name, types[index], row[name]]);
    expect(found).toEqual([
      ['a', 'INTEGER', 1],
      ['A_1', 'INTEGER', 2],
      ['total', 'BIGINT', '7'],
      ['huge', 'VARCHAR', '170141183460469231731687303715884105727'],
      ['day', 'DATE', '2024-02-29'],
      ['t', 'TIMESTAMP', '2024-01-01 10:11:12.5'],
      ['words', 'VARCHAR', 'käsi "🙂"'],
      ['list', 'VARCHAR[]', ['x', null]],
      ['pair', 'STRUCT("x" INTEGER, "y" DATE)', { x: 1, y: '2024-01-01' }],
      ['price', 'DECIMAL(10,3)', '1.250'],
      ['most', 'UBIGINT', '18446744073709551615'],
      ['j', 'VARCHAR', '{"a":1}'],
      ['bytes', 'VARCHAR', '6162'],
      ['nothing', 'INTEGER', null],
    ]);
  });

  it('ends with 2 for SQL that fails, and with 10 where there is no archive', async () => {
    expect(await query('SELEC 1')).toMatchObject({ code: ExitCode.usage, stdout: '' });
    const { code } = await runCli(['query', 'SELECT 1', '--archive', join(fixture.path, 'files')]);
    expect(code).toBe(ExitCode.noArchive);
  });

  it('binds values and never SQL', async () => {
    const sql = 'SELECT $a AS a, typeof($a) AS kind, $b AS b';
    const { stdout } = await query(
      sql,
      '--format',
      'json',
      '--param',
      'a=12',
      '--param',
      "b='); DROP TABLE messages; --",
    );
    expect(JSON.parse(stdout)).toEqual([{ a: 12, kind: 'INTEGER', b: "'); DROP TABLE messages; --" }]);
    const later = await query(
      'SELECT count(*) AS n FROM messages WHERE posted_time >= $day',
      '--param',
      'day=2024-02-01',
    );
    expect(later.code).toBe(0);
    expect((await query('SELECT $missing')).stderr).toMatch(/missing/);
  });

  it('is ended when it takes too long', async () => {
    const { code, stderr } = await query(ENDLESS, '--time-limit', '1');
    expect([code, stderr]).toEqual([
      ExitCode.usage,
      'fleep-archive: The query took longer than 1 second and was ended: narrow it down, or allow more with --time-limit.\n',
    ]);
  });

  it('fails when it needs too much memory, and writes no file to get by', async () => {
    const before = await readdir(fixture.path, { recursive: true });
    const { code, stderr } = await query(
      'SELECT list(range) AS l, count(*) FROM (SELECT range FROM range(50000000) ORDER BY hash(range))',
      '--memory-limit',
      '60MB',
    );
    expect(code).toBe(ExitCode.usage);
    expect(stderr).toMatch(
      /^fleep-archive: The query needed more memory than it may take: narrow it down, or allow more with --memory-limit\.\n$/,
    );
    expect(await readdir(fixture.path, { recursive: true })).toEqual(before);
  });

  it('sees nothing of the environment', async () => {
    const { stdout, stderr } = await query("SELECT getenv('FLEEP_PASSWORD') AS p, getenv('HOME') AS h");
    expect(stdout + stderr).not.toMatch(/correct horse|root|home/);
  });

  it.each([
    ['--time-limit', '0'],
    ['--time-limit', 'soon'],
    ['--memory-limit', 'much'],
  ])('refuses %s %s', async (option, value) => {
    const { code, stderr } = await query('SELECT 1', option, value);
    expect(code).toBe(ExitCode.usage);
    expect(stderr).toContain(option);
  });
});

describe('values', () => {
  it.each<[string, unknown]>([
    ['12', 12],
    ['-7', -7],
    ['0', 0],
    ['123456789012345678', 123456789012345678n],
    ['007', '007'],
    ['1.50', 1.5],
    ['true', true],
    ['12345678901234567890', '12345678901234567890'],
    ['2024-02-29', { day: 19_782 }],
    ['2023-02-29', '2023-02-29'],
    ['', ''],
  ])('%s', (text, value) => {
    expect(valuesOf({ x: text })).toEqual({ x: value });
  });

  it('are what DuckDB takes', () => {
    expect(String(bindable(valuesOf({ x: '2024-02-29' })).x)).toBe('2024-02-29');
  });
});

describe('statements', () => {
  it.each<[string, string[], string]>([
    ['SELECT 1;', ['SELECT 1'], ''],
    ['SELECT 1; SELECT 2', ['SELECT 1'], ' SELECT 2'],
    [`SELECT ';' AS "a;b" -- not; here\n, 2;`, [`SELECT ';' AS "a;b" -- not; here\n, 2`], ''],
    ["SELECT 'it''s;'", [], "SELECT 'it''s;'"],
    ["SELECT 'open;\n", [], "SELECT 'open;\n"],
    ['SELECT /* ; */ 1;', ['SELECT /* ; */ 1'], ''],
    ['SELECT $$a;b$$;', ['SELECT $$a;b$$'], ''],
    ["SELECT E'it\\'s;', e'\\\\'; SELECT 'no\\';", ["SELECT E'it\\'s;', e'\\\\'", "SELECT 'no\\'"], ''],
    ["SELECT E'it''s;\\';", [], "SELECT E'it''s;\\';"],
    ["SELECT E'open\\", [], "SELECT E'open\\"],
    ["SELECT 1 AS e, typee'\\';", ["SELECT 1 AS e, typee'\\'"], ''],
    ['SELECT /* a /* ; */ ; */ 3;', ['SELECT /* a /* ; */ ; */ 3'], ''],
    ['/* a /* b */ ; SELECT 3;', [], '/* a /* b */ ; SELECT 3;'],
    ['/* a /* b */ c */; -- d\n/*/*/**/*/*/', [], ''],
    [';;', [], ''],
  ])('in %s', (text, complete, rest) => {
    expect(statementsIn(text)).toEqual({ complete, rest });
  });
});

const script = (text: string, ...more: string[]) => scriptOver(fixture.path, text, ...more);

/** Runs `query` with text on its standard input. */
async function scriptOver(archive: string, text: string, ...more: string[]) {
  const child = spawn(process.execPath, [CLI, 'query', '--archive', archive, ...more]);
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (piece: string) => {
      said[name] += piece;
    });
  }
  child.stdin.end(text);
  const [code] = await once(child, 'close');
  return { code, ...said };
}

describe('a script from a pipe', () => {
  it('runs every statement, and says at the end that one failed', async () => {
    const { code, stdout, stderr } = await script(
      'SELECT 1 AS a;\nSELECT nothing;\nSELECT\n 2 AS b',
      '--format',
      'csv',
    );
    expect([code, stdout]).toEqual([ExitCode.usage, 'a\r\n1\r\nb\r\n2\r\n']);
    expect(stderr).toMatch(/^The query failed: .*nothing.*\n$/);
  });

  it('lives on after a query that took too long', async () => {
    const { code, stdout, stderr } = await script(`${ENDLESS};SELECT 3 AS c;`, '--format', 'csv', '--time-limit', '1');
    expect([code, stdout]).toEqual([ExitCode.usage, 'c\r\n3\r\n']);
    expect(stderr).toContain('took longer than 1 second');
  });

  it('knows the dot commands', async () => {
    const { code, stdout } = await script(
      '.tables\n.schema reactions\n.search words -from:ben\n.reports\n.mode json\nSELECT 1 AS a;\n.quit\nSELECT 2;',
    );
    expect(code).toBe(ExitCode.complete);
    expect(stdout).toMatch(
      /messages[\s\S]*reaction +VARCHAR[\s\S]*\n\d+ messages\.\n[\s\S]*messages-by-month[\s\S]*\[\s*\{\s*"a": 1\s*\}\s*\]\s*$/,
    );
  });

  it('takes a semicolon after a dot command for nothing', async () => {
    const { code, stdout, stderr } = await script(
      '.schema reactions ; \n.mode json;\nSELECT 1 AS a;\n.quit;\nSELECT 2;',
    );
    expect([code, stderr]).toEqual([ExitCode.complete, '']);
    expect(stdout).toMatch(/reaction +VARCHAR[\s\S]*"a": 1\n {2}\}\n\]\n$/);
  });

  it('takes remarks for nothing', async () => {
    const { code, stdout, stderr } = await script(
      '-- first\n.mode csv\n/* a; */;\nSELECT 1 AS a;\n-- last\n/* of all */',
    );
    expect({ code, stdout, stderr }).toEqual({ code: ExitCode.complete, stdout: 'a\r\n1\r\n', stderr: '' });
  });

  it('binds to each statement the parameters that it names, in any case of letters', async () => {
    const text = "SELECT $name AS a;\nSELECT $õ AS b;\nSELECT '$name' AS c;\n";
    const given = ['Name=1', 'õ=2', 'a(=1'].flatMap((param) => ['--param', param]);
    expect(await script(text, ...given, '--format', 'csv')).toEqual({
      code: ExitCode.complete,
      stdout: 'a\r\n1\r\nb\r\n2\r\nc\r\n$name\r\n',
      stderr: '',
    });
  });

  it('ends with the code of what is no fault of its words', async () => {
    const { code } = await scriptOver(join(fixture.path, 'files'), 'SELECT nothing;\nSELECT 1;');
    expect(code).toBe(ExitCode.noArchive);
  });

  it('says what it does not know', async () => {
    const { code, stderr } = await script('.table\n.mode xml\n.schema Nothing\n.schema REACTIONS\n');
    expect(code).toBe(ExitCode.usage);
    expect(stderr).toBe(
      'There is no .table: .help lists what there is.\n.mode takes one of table, csv, json, ndjson, md, html, not "xml".\n' +
        'There is no table Nothing: .tables lists what there is.\n',
    );
  });
});
