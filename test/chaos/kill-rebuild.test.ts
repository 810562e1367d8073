// A rebuild is killed, at each operation on a file of its own and at random moments, which meet DuckDB's. Whoever comes next, another
// rebuild or a sync, ends equal to the truth, and no tables stay beside those of the archive. CHAOS_RUNS says how often each is tried
// (operations: every one when there are no more), SEED which.
// Deliberate breaks, seen to turn it red: tables of the other kind are left; so are those that a rebuild before set aside.
import { cpSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openArchive } from '../../src/journal/archive-folder.js';
import { randomWorld } from '../conformance/random-world.js';
import type { WorldLine } from '../conformance/truth.js';
import { runCli, startCli } from '../support/cli.js';
import { type TemporaryFolder, temporaryFolder } from '../support/folder.js';
import { chooseSeed, randomFrom } from '../support/random.js';
import { liveWorld, serve, syncHere } from '../support/sync.js';
import { expectStruck, Kills, type StoreKind, strayParquet, turnsFor } from './kills.js';
import { PREPARING_MS, turnsOf } from './runs.js';
import { runShimmed, type ShimSettings } from './shimmed.js';
import { faultsOf } from './trial.js';

const seed = chooseSeed();
const random = randomFrom(seed);
/** A small world with files. */
const WORLD_SEED = 7;
const WAYS = [
  ['duckdb', 'duckdb'],
  ['parquet', 'parquet'],
  ['duckdb', 'parquet'],
  ['parquet', 'duckdb'],
] as const;

let folder: TemporaryFolder;
let emulator: Awaited<ReturnType<typeof serve>>;
let lines: readonly WorldLine[];
let turns = 0;

beforeAll(async () => {
  folder = await temporaryFolder();
  lines = randomWorld(randomFrom(WORLD_SEED));
  emulator = await serve({ world: liveWorld(lines).world });
  for (const store of ['duckdb', 'parquet'] as const) await syncHere(emulator.url, folder.at(store), { store });
}, PREPARING_MS);

afterAll(async () => {
  await emulator[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

const rebuildOf = (archive: string, store: StoreKind) => ['rebuild', '--archive', archive, '--store', store, '--quiet'];

/** A copy of the archive with that store, below a folder of its own. */
function copyOf(store: StoreKind): { root: string; archive: string } {
  turns += 1;
  const root = folder.at(`root-${turns}`);
  const archive = join(root, 'a');
  mkdirSync(root);
  cpSync(folder.at(store), archive, { recursive: true });
  return { root, archive };
}

/** Names of tables in an archive, but for those that were set aside. */
const tablesIn = (archive: string): string[] =>
  readdirSync(archive).filter((name) => /^(archive\.duckdb(\.wal)?|parquet)$/.test(name));

/** Goes on as somebody would: `next` is one of the two who may. */
async function expectWhole(archive: string, to: StoreKind, next: 'rebuild' | 'sync'): Promise<void> {
  if (next === 'rebuild') expect(await runCli(rebuildOf(archive, to))).toMatchObject({ code: 0, stderr: '' });
  const { store } = (await openArchive(archive)).info;
  // What was lost could be had from the service only by asking for more.
  expect(await syncHere(emulator.url, archive)).toMatchObject({ exit_code: 0, requests: 2 });
  expect(await faultsOf(archive, lines)).toEqual([]);
  expect(tablesIn(archive)).toEqual([store === 'duckdb' ? 'archive.duckdb' : 'parquet']);
  // What was set aside is the rebuild's to remove.
  if (store === 'parquet') expect(strayParquet(archive).filter((name) => !name.endsWith('.set-aside'))).toEqual([]);
  if (next === 'rebuild')
    expect(readdirSync(archive, { recursive: true }).filter((name) => /set-aside/.test(String(name)))).toEqual([]);
  if (next === 'rebuild') expect(store).toBe(to);
}

const pickNext = () => random.pick(['rebuild', 'sync'] as const);

test.each(WAYS)(`SEED=${seed}: killed at an operation, from %s to %s`, async (from, to) => {
  const run = (place: { root: string; archive: string }, settings: ShimSettings) =>
    runShimmed(rebuildOf(place.archive, to), place.root, settings);
  expect(await run(copyOf(from), { CHAOS_COUNT: folder.at('count') })).toMatchObject({ code: 0, stderr: '' });
  const count = Number(readFileSync(folder.at('count'), 'utf8'));
  const points = Math.min(turnsOf(1), count);
  for (let index = 0; index < points; index += 1) {
    const point = 1 + Math.floor(((index + (points < count ? random.next() : 0)) / points) * count);
    const place = copyOf(from);
    const torn = random.chance(0.5) ? ':torn' : '';
    expect((await run(place, { CHAOS_CRASH: `${point}${torn}` })).signal, `operation ${point} of ${count}`).toBe(
      'SIGKILL',
    );
    await expectWhole(place.archive, to, pickNext());
  }
});

describe.each(WAYS)('at random moments, from %s to %s', (from, to) => {
  const kills = new Kills(
    {
      start: (archive) => startCli(rebuildOf(archive, to)),
      phaseOf: (archive) => readdirSync(archive).sort().join(' '),
    },
    random,
  );
  beforeAll(async () => {
    await kills.undisturbed(copyOf(from).archive, to);
  });

  test.each(turnsFor(1, random, [to]))(`SEED=${seed}: killed $times, at $share of it`, async (turn) => {
    const { archive } = copyOf(from);
    await kills.kill(archive, turn);
    await expectWhole(archive, to, pickNext());
  });

  test('most kills struck in the middle', () => expectStruck(`rebuild from ${from} to ${to}`, kills.struck));
});
