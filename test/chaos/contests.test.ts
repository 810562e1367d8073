// Bar 3: two processes on one archive. One proceeds, the other ends with 11 and says so, and what the first one makes is equal to the
// truth. CHAOS_RUNS says how many contests there are, SEED which.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { randomWorld } from '../conformance/random-world.js';
import type { WorldLine } from '../conformance/truth.js';
import { type CliResult, type EmulatorProcess, startCli, startEmulatorProcess } from '../support/cli.js';
import { type Front, startFront } from '../support/faulty-front.js';
import { type TemporaryFolder, temporaryFolder } from '../support/folder.js';
import { newGate } from '../support/gate.js';
import { chooseSeed, type Random, randomFrom } from '../support/random.js';
import { syncHere } from '../support/sync.js';
import { PREPARING_MS, turnsOf } from './runs.js';
import { faultsOf } from './trial.js';

const CONTESTS = turnsOf(3);
const WORLD_SEED = 7;
const seed = chooseSeed();

let folder: TemporaryFolder;
let emulator: EmulatorProcess;
let front: Front;
let lines: readonly WorldLine[];

beforeAll(async () => {
  folder = await temporaryFolder();
  lines = randomWorld(randomFrom(WORLD_SEED));
  writeFileSync(folder.at('world.ndjson'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  emulator = await startEmulatorProcess('--world', folder.at('world.ndjson'), '--batch', '20');
  front = await startFront(emulator.url);
  for (const store of STORES) await syncHere(emulator.url, folder.at(store), { store });
}, PREPARING_MS);

afterAll(async () => {
  await front[Symbol.asyncDispose]();
  await emulator[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

const STORES = ['duckdb', 'parquet'] as const;
type Store = (typeof STORES)[number];

/** What the two find. */
const PLACES: Readonly<Record<string, (archive: string, store: Store) => void>> = {
  nothing: () => undefined,
  'an empty folder': (archive) => mkdirSync(archive),
  'an archive': (archive, store) => cpSync(folder.at(store), archive, { recursive: true }),
  'an archive with the lock of a process that is gone': (archive, store) => {
    cpSync(folder.at(store), archive, { recursive: true });
    const { pid } = spawnSync(process.execPath, ['--version']);
    writeFileSync(`${archive}/lock`, JSON.stringify({ pid, host: hostname(), started: null }));
  },
  'an archive with a lock that cannot be read': (archive, store) => {
    cpSync(folder.at(store), archive, { recursive: true });
    writeFileSync(`${archive}/lock`, 'rubbish');
  },
};

/** Whoever gets the archive waits with its crawl until the other one has given up. */
async function contest(
  archive: string,
  store: Store,
  random: Random,
): Promise<{ loser: CliResult; winner: CliResult }> {
  const gate = newGate();
  front.spoil = async ({ call }) => {
    if (!call.startsWith('account/login')) await gate.opened;
    return false;
  };
  const args = ['sync', '--archive', archive, '--server', front.url, '--store', store, '--quiet'];
  const one = startCli(args).ended;
  await delay(random.pick([0, 0, random.whole(0, 100)]));
  const other = startCli(args).ended;
  const loser = await Promise.race([one, other]);
  gate.open();
  const [first, second] = await Promise.all([one, other]);
  return { loser, winner: loser === first ? second : first };
}

test(`SEED=${seed}: ${CONTESTS} contests of two syncs`, async () => {
  const random = randomFrom(seed);
  const archive = folder.at('contested');
  for (let turn = 0; turn < CONTESTS; turn += 1) {
    const store = random.pick(STORES);
    const place = random.pick(Object.keys(PLACES));
    const what = `contest ${turn}: ${place}, ${store}`;
    rmSync(archive, { recursive: true, force: true });
    PLACES[place]?.(archive, store);
    const { loser, winner } = await contest(archive, store, random);
    expect(loser, what).toMatchObject({ code: 11, signal: null });
    expect(loser.stderr, what).toMatch(/^fleep-archive: .* is in use by .*: wait until it has ended\.\n$/);
    // An archive that was there before was made from the server behind the front.
    expect(winner, what).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^(The journal did not end .*\n)?(.* was last synced from .*\n)?$/),
    });
    expect(await faultsOf(archive, lines), what).toEqual([]);
  }
});
