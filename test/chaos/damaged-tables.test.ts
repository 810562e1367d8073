// Bar 3: tables that are damaged, missing or not of this archive, in some hundred ways. A reader says so or reads what is right; a sync ends
// with a documented code, and it or the next one, or what the reader names, makes the tables equal to the truth. CHAOS_RUNS: each way is
// tried with one chance for every hundred of them, at least once; SEED which.
import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openArchive } from '../../src/journal/archive-folder.js';
import { ArchiveError } from '../../src/lib/errors.js';
import { openStore } from '../../src/store/open.js';
import { quoteName } from '../../src/store/sql.js';
import { laterLines, randomWorld } from '../conformance/random-world.js';
import type { WorldLine } from '../conformance/truth.js';
import { runCli } from '../support/cli.js';
import { type TemporaryFolder, temporaryFolder } from '../support/folder.js';
import { chooseSeed, randomFrom } from '../support/random.js';
import { liveWorld, serve, syncHere } from '../support/sync.js';
import { OF_DATABASE, OF_PARQUET, type Sources, WITH_LOG } from './damages.js';
import { PREPARING_MS, turnsOf } from './runs.js';
import { runShimmed } from './shimmed.js';
import { faultsOf } from './trial.js';

const seed = chooseSeed();
const random = randomFrom(seed);
const WORLD_SEED = 7;
const FOREIGN_SEED = 8;
const TURNS = turnsOf(1, 1 / 100);

let folder: TemporaryFolder;
let emulator: Awaited<ReturnType<typeof serve>>;
let lines: readonly WorldLine[];
/** All rows of the undamaged archives, by table. */
const whole = new Map<string, Map<string, string>>();

beforeAll(async () => {
  folder = await temporaryFolder();
  const early = randomWorld(randomFrom(WORLD_SEED));
  const { world, add } = liveWorld(early);
  emulator = await serve({ world, batch: 20 });
  await using other = await serve({ world: liveWorld(randomWorld(randomFrom(FOREIGN_SEED))).world });
  for (const store of ['duckdb', 'parquet'] as const) {
    await syncHere(emulator.url, folder.at(store), { store });
    cpSync(folder.at(store), folder.at(`${store}-earlier`), { recursive: true });
    await syncHere(other.url, folder.at(`${store}-foreign`), { store });
  }
  const later = laterLines(randomFrom(WORLD_SEED), early);
  add(later);
  lines = [...early, ...later];
  cpSync(folder.at('duckdb'), folder.at('logged'), { recursive: true });
  for (const store of ['duckdb', 'parquet'] as const) await syncHere(emulator.url, folder.at(store), { store });
  await leaveLog(folder.at('logged'));
  await makeOther(folder.at('other.duckdb'));
  for (const name of ['duckdb', 'parquet', 'duckdb-earlier', 'parquet-earlier'])
    whole.set(name, await readAll(folder.at(name)));
}, PREPARING_MS);

afterAll(async () => {
  await emulator[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

/** An archive whose last sync was killed when its tables were loaded and not yet published: the database has a write-ahead log. */
async function leaveLog(archive: string): Promise<void> {
  const args = ['sync', '--archive', archive, '--server', emulator.url, '--quiet'];
  const counted = folder.at('counted');
  cpSync(archive, counted, { recursive: true });
  const count = folder.at('count');
  await runShimmed(args.with(2, counted), counted, { CHAOS_COUNT: count });
  // Behind the last load there are only the removal of the lock and of what that needs.
  await runShimmed(args, archive, { CHAOS_CRASH: String(Number(readFileSync(count, 'utf8')) - 1) });
  if (!readdirSync(archive).includes('archive.duckdb.wal')) throw new Error('The killed sync left no write-ahead log.');
}

async function makeOther(path: string): Promise<void> {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  await connection.run('CREATE TABLE recipes AS SELECT 1 AS id');
  connection.closeSync();
  instance.closeSync();
}

/** Every row that a reader is given, by table. */
async function readAll(archive: string): Promise<Map<string, string>> {
  await using database = await openStore(await openArchive(archive));
  const names = await database.rows<{ table_name: string }>(
    "SELECT table_name FROM information_schema.tables WHERE table_schema = 'main' ORDER BY 1",
  );
  const tables = new Map<string, string>();
  for (const { table_name } of names) {
    const rows = await database.rows(`SELECT t::VARCHAR AS row FROM ${quoteName(table_name)} AS t ORDER BY 1`);
    tables.set(table_name, JSON.stringify(rows));
  }
  return tables;
}

/** What a reader says of tables that it will not read; what it reads when it does. */
async function readOrComplain(archive: string): Promise<string | Map<string, string>> {
  try {
    return await readAll(archive);
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error;
    expect([1, 10], error.message).toContain(error.exitCode);
    expect(error.message).toMatch(/run "fleep-archive (sync|rebuild)/);
    return error.message;
  }
}

/** A reader gets the rows of one of the archives that are known, or a sentence. */
async function expectHonest(archive: string, known: readonly string[]): Promise<void> {
  const read = await readOrComplain(archive);
  if (typeof read !== 'string' && known.length > 0)
    expect(known.some((name) => isDeepStrictEqual(whole.get(name), read))).toBe(true);
}

async function syncUntilWhole(archive: string): Promise<void> {
  const args = ['sync', '--archive', archive, '--server', emulator.url, '--quiet'];
  const first = await runCli(args);
  if (first.code !== 0) {
    expect(first).toMatchObject({ code: 1, signal: null });
    expect(first.stderr).toMatch(
      /^fleep-archive: The tables of .* are damaged .* set aside; run the same command again/,
    );
    expect(await runCli(args)).toMatchObject({ code: 0, stderr: '' });
  }
  // A sync need not have read what is damaged. Who reads it is told what to do.
  const read = await readOrComplain(archive);
  const damaged = typeof read === 'string' ? /remove (\S+) and run/.exec(read)?.[1] : undefined;
  if (damaged === undefined) return;
  rmSync(damaged);
  expect(await runCli(args)).toMatchObject({ code: 0, stderr: '' });
}

function sourcesOf(base: string): Sources {
  const store = base === 'parquet' ? 'parquet' : 'duckdb';
  return {
    foreign: folder.at(`${store}-foreign`),
    earlier: folder.at(`${store}-earlier`),
    otherDatabase: folder.at('other.duckdb'),
  };
}

/** Two of them, far from each other. */
function two(names: readonly string[]): string[] {
  const first = random.whole(0, names.length - 1);
  return [first, (first + (names.length >> 1)) % names.length].flatMap((at) => names[at] ?? []);
}

const GROUPS = [
  { base: 'duckdb', ways: OF_DATABASE, known: ['duckdb', 'duckdb-earlier'] },
  { base: 'logged', ways: WITH_LOG, known: [] },
  { base: 'parquet', ways: OF_PARQUET, known: ['parquet', 'parquet-earlier'] },
];

describe.each(GROUPS)('$base', ({ base, ways, known }) => {
  const names = Object.keys(ways);
  const chosen = process.env.CHAOS_RUNS === undefined ? two(names) : names;
  test.each(chosen)(`SEED=${seed}: %s`, async (name) => {
    for (let turn = 0; turn < TURNS; turn += 1) {
      const archive = folder.at('trial');
      rmSync(archive, { recursive: true, force: true });
      cpSync(folder.at(base), archive, { recursive: true });
      ways[name]?.(archive, random, sourcesOf(base));
      await expectHonest(archive, known);
      await syncUntilWhole(archive);
      expect(await faultsOf(archive, lines)).toEqual([]);
    }
  });
});
