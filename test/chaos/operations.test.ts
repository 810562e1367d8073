// Bars 2 and 3: every single file operation of a sync fails, or is the last one of the process. CHAOS_RUNS says at how many
// points this is tried (every one when there are no more), SEED which. Whatever happens, the next run goes on and ends equal to the truth.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { randomWorld } from '../conformance/random-world.js';
import type { WorldLine } from '../conformance/truth.js';
import { type EmulatorProcess, startEmulatorProcess } from '../support/cli.js';
import { type TemporaryFolder, temporaryFolder } from '../support/folder.js';
import { chooseSeed, randomFrom } from '../support/random.js';
import { syncHere } from '../support/sync.js';
import { PREPARING_MS, turnsOf } from './runs.js';
import { runShimmed, type ShimSettings } from './shimmed.js';
import { faultsOf } from './trial.js';

const POINTS = turnsOf(1);
const seed = chooseSeed();
const random = randomFrom(seed);
/** A small world with files. */
const WORLD_SEED = 7;
const STORES = ['duckdb', 'parquet'] as const;
type Store = (typeof STORES)[number];

let folder: TemporaryFolder;
let emulator: EmulatorProcess;
let lines: readonly WorldLine[];
/** How many operations a sync takes: all of them, and fsyncs alone. */
const operations = new Map<string, number>();
const FSYNCS = { CHAOS_ONLY: 'sync$' };
let turns = 0;

beforeAll(async () => {
  folder = await temporaryFolder();
  lines = randomWorld(randomFrom(WORLD_SEED));
  writeFileSync(folder.at('world.ndjson'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  emulator = await startEmulatorProcess('--world', folder.at('world.ndjson'), '--batch', '20');
  for (const store of STORES) {
    operations.set(store, await countOperations(store));
    operations.set(`fsyncs ${store}`, await countOperations(store, FSYNCS));
  }
}, PREPARING_MS);

afterAll(async () => {
  await emulator[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

async function countOperations(store: Store, settings: ShimSettings = {}): Promise<number> {
  const { code, stderr } = await sync(newRoot(), store, { ...settings, CHAOS_COUNT: folder.at('count') });
  expect(code, stderr).toBe(0);
  return Number(readFileSync(folder.at('count'), 'utf8'));
}

function newRoot(): string {
  turns += 1;
  const root = folder.at(`root-${turns}`);
  mkdirSync(root);
  return root;
}

const sync = (root: string, store: Store, settings: ShimSettings) =>
  runShimmed(['sync', '--archive', `${root}/a`, '--server', emulator.url, '--quiet', '--store', store], root, settings);

/** Numbers of operations, evenly spread; all of them when there are no more. */
function pointsOf(kind: string): number[] {
  const count = operations.get(kind) ?? 0;
  if (POINTS >= count) return Array.from({ length: count }, (_unused, index) => index + 1);
  return Array.from({ length: POINTS }, (_unused, index) => 1 + Math.floor(((index + random.next()) / POINTS) * count));
}

async function expectEqual(root: string, store: Store): Promise<void> {
  const { exit_code } = await syncHere(emulator.url, `${root}/a`, { store });
  expect(exit_code).toBe(0);
  expect(await faultsOf(`${root}/a`, lines)).toEqual([]);
}

test.each(STORES)(`SEED=${seed}: killed at an operation, %s`, async (store) => {
  for (const point of pointsOf(store)) {
    const root = newRoot();
    const { signal } = await sync(root, store, { CHAOS_CRASH: `${point}${random.chance(0.5) ? ':torn' : ''}` });
    expect(signal, `killed at operation ${point}`).toBe('SIGKILL');
    await expectEqual(root, store);
  }
});

/** No space: 7. Anything else that the disk says: 1. A failure that could be done without: 0. */
const CODES: Readonly<Record<string, readonly number[]>> = { ENOSPC: [7, 0], EIO: [1, 0], EMFILE: [1, 0] };

test.each(STORES)(`SEED=${seed}: an operation fails, once or for good, %s`, async (store) => {
  for (const point of pointsOf(store)) {
    const error = random.pick(Object.keys(CODES));
    const isForGood = random.chance(0.5);
    const root = newRoot();
    const { code, stderr } = await sync(root, store, { CHAOS_FAIL: `${point}:${error}${isForGood ? ':good' : ''}` });
    const what = `operation ${point}, ${error}${isForGood ? ' for good' : ''}: ${stderr}`;
    expect(CODES[error], what).toContain(code);
    if (isForGood && error === 'ENOSPC') expect(stderr, what).toMatch(/No space left/);
    await expectEqual(root, store);
  }
});

test.each(STORES)(`SEED=${seed}: an fsync fails, and is not tried again, %s`, async (store) => {
  for (const point of pointsOf(`fsyncs ${store}`)) {
    const root = newRoot();
    const { code, stderr } = await sync(root, store, { ...FSYNCS, CHAOS_FAIL: `${point}:EIO` });
    const what = `fsync ${point}: ${stderr}`;
    expect(code, what).toBe(1);
    expect(stderr, what).toMatch(/EIO/);
    await expectEqual(root, store);
  }
});
