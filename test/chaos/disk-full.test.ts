// Bar 3: a real file system that is full at one of many points (CHAOS_RUNS says how many, SEED which): the sync ends with 7 and says so,
// what was there before is whole and can be read, and with room again the next sync ends equal to the truth.
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { canonicalArchive } from '../conformance/archive.js';
import { compare } from '../conformance/canonical.js';
import { laterLines, randomWorld } from '../conformance/random-world.js';
import { truthOf, type WorldLine } from '../conformance/truth.js';
import { runCli } from '../support/cli.js';
import { type TemporaryFolder, temporaryFolder } from '../support/folder.js';
import { chooseSeed, randomFrom } from '../support/random.js';
import { liveWorld, serve, syncHere } from '../support/sync.js';
import { PREPARING_MS, turnsOf } from './runs.js';
import { findMountObstacle, mountSmallDisk, mustMount, type SmallDisk } from './small-disk.js';
import { faultsOf } from './trial.js';

const POINTS = turnsOf(2);
const DISK_BYTES = 48 * 1024 * 1024;
const STORES = ['duckdb', 'parquet'] as const;
type Store = (typeof STORES)[number];
/** A small world with files. */
const WORLD_SEED = 7;
const seed = chooseSeed();
const random = randomFrom(seed);

const obstacle = await findMountObstacle();
const onSmallDisk = obstacle === undefined || mustMount ? test : test.skip;
const because = obstacle === undefined ? '' : ` (not here: ${obstacle})`;

let folder: TemporaryFolder;
let disk: SmallDisk;
let emulator: Awaited<ReturnType<typeof serve>>;
let early: readonly WorldLine[];
let lines: readonly WorldLine[];
/** Bytes that a sync needs, from nothing and from the earlier archive. */
const needs = new Map<string, number>();

beforeAll(async () => {
  if (onSmallDisk !== test) return;
  folder = await temporaryFolder();
  disk = await mountSmallDisk(DISK_BYTES);
  early = randomWorld(randomFrom(WORLD_SEED));
  const { world, add } = liveWorld(early);
  emulator = await serve({ world, batch: 20 });
  for (const store of STORES) await syncHere(emulator.url, folder.at(store), { store });
  const later = laterLines(randomFrom(WORLD_SEED), early);
  add(later);
  lines = [...early, ...later];
  for (const store of STORES)
    for (const isNew of [true, false]) needs.set(`${store} ${isNew}`, await measure(store, isNew));
}, PREPARING_MS);

afterAll(async () => {
  await emulator?.[Symbol.asyncDispose]();
  await disk?.[Symbol.asyncDispose]();
  await folder?.[Symbol.asyncDispose]();
});

/** The most that a sync takes of the disk at a time. */
async function measure(store: Store, isNew: boolean): Promise<number> {
  const archive = prepare(store, isNew);
  const before = disk.freeBytes();
  let least = before;
  const timer = setInterval(() => {
    least = Math.min(least, disk.freeBytes());
  }, 1);
  await syncHere(emulator.url, archive, { store });
  clearInterval(timer);
  return before - least;
}

/** The archive of the world as it was early, or none. */
function prepare(store: Store, isNew: boolean): string {
  const archive = join(disk.path, 'a');
  disk.makeRoom();
  rmSync(archive, { recursive: true, force: true });
  if (!isNew) cpSync(folder.at(store), archive, { recursive: true });
  return archive;
}

/**
 * Bytes that are left free: next to nothing, then up to the most that a sync takes and a little more, the smaller ones closer together:
 * of what it takes for a Parquet store, a scratch database that is closed and removed is most, and need not fit.
 */
function pointsOf(store: Store, isNew: boolean): number[] {
  const need = (needs.get(`${store} ${isNew}`) ?? 0) * 1.1;
  return Array.from({ length: POINTS }, (_unused, index) =>
    Math.floor(need * (index === 0 ? 0.02 : (index + random.next()) / POINTS) ** 3),
  );
}

describe.each(STORES)('%s', (store) => {
  onSmallDisk.each([true, false])(`SEED=${seed}: ${POINTS} points, a first sync: %s${because}`, async (isNew) => {
    const codes: unknown[] = [];
    for (const free of pointsOf(store, isNew)) {
      const archive = prepare(store, isNew);
      disk.fill(free);
      const args = ['sync', '--archive', archive, '--server', emulator.url, '--quiet', '--store', store];
      const { code, signal, stderr } = await runCli(args);
      const what = `${free} bytes free, ended with ${code ?? signal}: ${stderr}`;
      codes.push(code);
      expect([0, 7], what).toContain(code);
      if (code === 7)
        expect(stderr, what).toMatch(
          /^(The journal did not end .*\n)?fleep-archive: No space left for .*: make room and .*\n$/,
        );
      if (!isNew) expect(await lossesOf(archive), what).toEqual([]);
      disk.makeRoom();
      expect((await syncHere(emulator.url, archive, { store })).exit_code, what).toBe(0);
      expect(await faultsOf(archive, lines), what).toEqual([]);
    }
    expect(codes[0]).toBe(7);
    expect(codes.filter((code) => code === 7).length).toBeGreaterThanOrEqual(POINTS / 5);
  });
});

/** What was in the archive before and is not now. The disk is still full. */
async function lossesOf(archive: string): Promise<readonly string[]> {
  const { code, stderr } = await runCli(['status', '--archive', archive]);
  if (code !== 0 && code !== 3) return [`status ended with ${code}: ${stderr}`];
  return compare(truthOf(early), await canonicalArchive(archive)).missing;
}
