// Bar 2: sync killed at random moments of the whole of a run and run again ends equal to the world. CHAOS_RUNS says how often, SEED
// repeats a schedule. Deliberate break, seen to turn it red: a walk whose cursor says that what lies below its page is there already.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readWorldFile } from '../conformance/truth.js';
import { type EmulatorProcess, startCli, startEmulatorProcess, syncOnce } from '../support/cli.js';
import { temporaryFolder } from '../support/folder.js';
import { chooseSeed, randomFrom } from '../support/random.js';
import { HOUSTON } from '../support/shared.js';
import { expectStruck, Kills, lastCall, strayParquet, turnsFor } from './kills.js';
import { faultsOf } from './trial.js';

const lines = readWorldFile(HOUSTON);
const seed = chooseSeed();
const random = randomFrom(seed);
const turns = turnsFor(4, random, ['duckdb', 'parquet']);

let emulator: EmulatorProcess;

const kills = new Kills(
  {
    start: (archive, store) =>
      startCli(['sync', '--archive', archive, '--server', emulator.url, '--quiet', '--json', '--store', store]),
    phaseOf: (archive) =>
      existsSync(join(archive, 'archive.json')) ? `after ${lastCall(archive) ?? 'no page'}` : 'before the archive',
  },
  random,
);

beforeAll(async () => {
  emulator = await startEmulatorProcess('--world', HOUSTON, '--batch', '5');
  await using folder = await temporaryFolder();
  for (const store of ['duckdb', 'parquet'] as const)
    expect(await kills.undisturbed(folder.at(store), store)).toMatchObject({ code: 0, stderr: '' });
});

afterAll(() => emulator[Symbol.asyncDispose]());

test.each(turns)(`SEED=${seed}: killed $times, at $share of a sync into $store`, async (turn) => {
  await using folder = await temporaryFolder();
  const archive = folder.at('archive');
  await kills.kill(archive, turn);
  const summary = await syncOnce(emulator.url, archive, ['--store', turn.store]);
  expect(summary.exit_code).toBe(0);
  expect(await faultsOf(archive, lines)).toEqual([]);
  expect(strayParquet(archive)).toEqual([]);
});

test('most kills struck in the middle', () => expectStruck('sync', kills.struck));
