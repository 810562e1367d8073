import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parquetPath } from '../../src/journal/archive-folder.js';
import { ExitCode } from '../../src/lib/errors.js';
import { runUserQuery } from '../../src/report/query.js';
import { type Fixture, openFixture } from './fixture.js';
import { SAMPLE } from './sample.js';

describe.each(['duckdb', 'parquet'] as const)('on %s', (store) => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await openFixture(store, SAMPLE);
  });
  afterAll(() => fixture[Symbol.asyncDispose]());

  it.each([
    'SELECT count(*) AS n FROM messages',
    'WITH m AS (FROM messages) SELECT count(*) AS n FROM m;',
    'FROM messages SELECT count(*) AS n -- a remark; with a semicolon',
    "SELECT n FROM (VALUES (13), (NULL)) AS v(n) WHERE n = 13 AND ';' = ';'",
  ])('answers %s', async (sql) => {
    expect(await runUserQuery(fixture.database, sql)).toMatchObject({ columns: ['n'], rows: [{ n: 13 }] });
  });

  it.each(['DESCRIBE messages', 'SHOW TABLES', 'SUMMARIZE reactions'])('answers %s', async (sql) => {
    expect((await runUserQuery(fixture.database, sql)).rows.length).toBeGreaterThan(0);
  });

  const secretFile = '/etc/passwd';
  // enable_logging brought the whole process down when it was let through.
  it.each([
    '',
    '-- nothing but a remark',
    'SELECT 1; SELECT 2',
    'SELECT 1; DROP TABLE messages',
    "COPY messages TO 'out.csv'",
    "COPY (SELECT 1) TO '/dev/stdout'",
    `COPY messages FROM '${secretFile}'`,
    "EXPORT DATABASE 'out'",
    "IMPORT DATABASE 'out'",
    "ATTACH 'other.duckdb'",
    "ATTACH ':memory:' AS other",
    'DETACH other',
    'INSTALL httpfs',
    'LOAD json',
    'SET threads = 1',
    'SET enable_external_access = true',
    'SET lock_configuration = false',
    "SET SESSION temp_directory = '.'",
    'RESET threads',
    'PRAGMA threads = 1',
    "PRAGMA enable_profiling = 'json'",
    'CALL pragma_version()',
    'USE memory',
    'CHECKPOINT',
    'VACUUM',
    'ANALYZE',
    'BEGIN',
    'EXPLAIN ANALYZE SELECT 1',
    'PREPARE p AS SELECT 1',
    'INSERT INTO labels (label_id) VALUES (1)',
    'UPDATE messages SET text = NULL',
    'DELETE FROM messages',
    'DROP TABLE messages',
    'CREATE TABLE t AS SELECT 1',
    'CREATE TEMP TABLE t AS SELECT 1',
    "CREATE SECRET s (TYPE s3, KEY_ID 'x', SECRET 'y')",
    'CREATE MACRO f() AS 1',
    'SET VARIABLE x = 1',
    `SELECT * FROM read_csv('${secretFile}')`,
    `SELECT * FROM read_text('${secretFile}')`,
    `SELECT * FROM read_blob('${secretFile}')`,
    `SELECT * FROM '${secretFile}'`,
    "SELECT * FROM read_json('/proc/self/environ')",
    "SELECT * FROM read_parquet('https://example.org/x.parquet')",
    "SELECT * FROM glob('/*')",
    "SELECT * FROM sniff_csv('/etc/passwd')",
    "SELECT * FROM parquet_metadata('/etc/passwd')",
    "SELECT * FROM query('COPY messages TO ''out.csv''')",
    "SELECT getenv('HOME')",
    "SELECT * FROM enable_logging(storage := 'file', storage_path := '/tmp/fleep-log')",
    "WITH l AS (FROM main.\"Enable_Logging\"(storage := 'file', storage_path := '/tmp/fleep-log')) FROM l",
    "DESCRIBE FROM enable_logging(storage := 'file', storage_path := '/tmp/fleep-log')",
    "SELECT (SELECT 1 FROM enable_profiling(format := 'json', save_location := '/tmp/fleep-profile'))",
    'SELECT * FROM arrow_scan(1, 2, 3)',
    'SELECT * FROM truncate_duckdb_logs()',
    'SELECT * FROM force_checkpoint()',
    "SELECT * FROM json_execute_serialized_sql(json_serialize_sql('SELECT 1'))",
    "SELECT * FROM query_table('messages')",
    "SELECT * FROM import_database('out')",
    'SELECT * FROM no_such_table',
    "SELECT * FROM read_csv_auto('/etc/passwd')",
    "SELECT * FROM read_json_auto('/etc/passwd')",
    "SELECT * FROM read_ndjson('/etc/passwd')",
    "SELECT * FROM read_ndjson_objects('/etc/passwd')",
    "SELECT * FROM read_json_objects_auto('/etc/passwd')",
    "SELECT * FROM read_parquet('/etc/passwd')",
    "SELECT * FROM parquet_scan('/etc/passwd')",
    "SELECT * FROM parquet_schema('/etc/passwd')",
    "SELECT * FROM parquet_file_metadata('/etc/passwd')",
    "SELECT * FROM parquet_kv_metadata('/etc/passwd')",
    "SELECT * FROM parquet_bloom_probe('/etc/passwd', 'a', 1)",
    "SELECT * FROM read_text(['/etc/passwd', '/etc/hosts'])",
    "SELECT (SELECT content FROM read_text('/etc/passwd'))",
    "SELECT * FROM messages WHERE EXISTS (FROM read_text('/etc/passwd'))",
    "SELECT * FROM messages, LATERAL (FROM read_text('/etc/passwd'))",
    "SELECT 1 UNION ALL SELECT size FROM read_blob('/etc/passwd')",
    "WITH RECURSIVE r AS (SELECT 1 UNION ALL SELECT size FROM read_blob('/etc/passwd')) FROM r",
    "WITH f AS MATERIALIZED (FROM read_text('/etc/passwd')) SELECT count(*) FROM f",
    "PIVOT read_csv('/etc/passwd') ON column0",
    "UNPIVOT (FROM read_csv('/etc/passwd')) ON column0",
    "SELECT list(content) FROM READ_TEXT('/etc/passwd')",
    'SELECT * FROM "read_text"(\'/etc/passwd\')',
    "SELECT * FROM main.read_text('/etc/passwd')",
    "SELECT * FROM system.main.read_text('/etc/passwd')",
    'FROM "/etc/passwd"',
    "FROM '/etc/*.conf'",
    "FROM 'https://127.0.0.1:1/x.csv'",
    "FROM 's3://bucket/x.parquet'",
    "FROM 'file:///etc/passwd'",
    "DESCRIBE '/etc/passwd'",
    "SUMMARIZE '/etc/passwd'",
    "DESCRIBE SELECT * FROM read_text('/etc/passwd')",
    "SUMMARIZE SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM sqlite_scan('/tmp/x.db', 't')",
    "SELECT * FROM postgres_scan('host=127.0.0.1', 'public', 't')",
    "SELECT * FROM query_table(['messages', 'reactions'])",
    'SELECT * FROM duckdb_secrets()',
    'SELECT * FROM duckdb_extensions()',
    'SELECT * FROM duckdb_temporary_files()',
    'SELECT * FROM duckdb_log_contexts()',
    "SELECT * FROM which_secret('s3://x', 's3')",
    'SELECT * FROM checkpoint()',
    "SELECT * FROM sql_auto_complete('SELECT * FROM ''/etc/')",
    'SELECT * FROM test_all_types()',
    "SELECT * FROM seq_scan('messages')",
    'SELECT * FROM pandas_scan(1)',
    'SELECT * FROM disable_logging()',
    "SELECT * FROM set_log_level('debug')",
    "ATTACH '/tmp/x.db' (TYPE sqlite)",
    "ATTACH IF NOT EXISTS 'https://127.0.0.1:1/x.duckdb'",
    'INSTALL spatial FROM community',
    'FORCE INSTALL httpfs',
    "LOAD '/tmp/x.duckdb_extension'",
    'UPDATE EXTENSIONS',
    "SET GLOBAL memory_limit = '100GB'",
    "SET home_directory = '/tmp'",
    "SET extension_directory = '/tmp'",
    "SET custom_extension_repository = 'http://127.0.0.1:1'",
    "SET allowed_directories = ['/']",
    'RESET GLOBAL memory_limit',
    "PRAGMA memory_limit = '100GB'",
    "PRAGMA log_query_path = '/tmp/fleep-log'",
    'PRAGMA disable_verify_parallelism',
    'ALTER TABLE messages ADD COLUMN x INTEGER',
    'TRUNCATE messages',
    'CREATE SCHEMA s',
    'CREATE OR REPLACE VIEW v AS SELECT 1',
    'CREATE INDEX i ON messages (message_nr)',
    'CREATE SEQUENCE s',
    "CREATE TYPE t AS ENUM ('a')",
    "COMMENT ON TABLE messages IS 'x'",
    'MERGE INTO labels USING labels AS l ON true WHEN MATCHED THEN DELETE',
    'EXECUTE p',
    'DEALLOCATE p',
    'COMMIT',
    'ROLLBACK',
    'FORCE CHECKPOINT',
    "EXPLAIN COPY messages TO '/tmp/fleep-out.csv'",
    "COPY (FROM messages) TO PROGRAM 'cat'",
    'COPY FROM DATABASE memory TO other',
    'SELEC 1',
    "SELECT 'open",
  ])('refuses %s with a usage error', async (sql) => {
    await expect(runUserQuery(fixture.database, sql)).rejects.toThrow(
      expect.objectContaining({ exitCode: ExitCode.usage }),
    );
  });

  it('reads no file beside the tables, not even by its bare name', async () => {
    const path = join(fixture.path, 'secrets.csv');
    await writeFile(path, 'name,password\nanna,hunter2\n');
    await expect(runUserQuery(fixture.database, `SELECT * FROM '${path}'`)).rejects.toThrow(
      /The query failed: .*disabled/,
    );
  });

  it('says what DuckDB said', async () => {
    await expect(runUserQuery(fixture.database, 'SELECT * FROM no_such_table')).rejects.toThrow(
      /^The query failed: Catalog Error: Table with name no_such_table does not exist!/,
    );
  });

  it('writes nothing into the archive, not even where its own files are', async () => {
    const target = join(parquetPath(fixture.path), 'planted.parquet');
    for (const sql of [`COPY messages TO '${target}'`, `EXPLAIN ANALYZE COPY messages TO '${target}'`]) {
      await expect(runUserQuery(fixture.database, sql)).rejects.toThrow();
    }
    expect(existsSync(target)).toBe(false);
  });

  it('still answers after all of that', async () => {
    expect((await runUserQuery(fixture.database, 'SELECT 1 AS n')).rows).toEqual([{ n: 1 }]);
  });
});
