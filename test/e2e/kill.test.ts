// Bar 2: sync killed with SIGKILL at random moments and run again ends equal to an undisturbed run. KILLS says how often (6 unless
// told), SEED repeats a schedule. The moments are spread evenly over the whole of a run, start, load and downloads included.

import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { canonicalArchive, readTables } from '../conformance/archive.js';
import { type Canonical, compare } from '../conformance/canonical.js';
import { readWorldFile, truthOf } from '../conformance/truth.js';
import { type EmulatorProcess, startCli, startEmulatorProcess, syncOnce } from '../support/cli.js';
import { temporaryFolder } from '../support/folder.js';
import { verifyJournal } from '../support/journal-reader.js';
import { chooseSeed, randomFrom } from '../support/random.js';

const WORLD = fileURLToPath(new URL('../../../shared/corpora/houston.world.ndjson.gz', import.meta.url));
const KILLS = Number(process.env.KILLS ?? 6);
const NONE = { missing: [], extra: [], different: [] };
const seed = chooseSeed();
const random = randomFrom(seed);

let emulator: EmulatorProcess;
let truth: Canonical;
let undisturbedMs: number;

beforeAll(async () => {
  truth = truthOf(readWorldFile(WORLD));
  emulator = await startEmulatorProcess('--world', WORLD, '--batch', '20');
  await using folder = await temporaryFolder();
  const started = performance.now();
  await syncOnce(emulator.url, folder.at('archive'));
  undisturbedMs = performance.now() - started;
});

afterAll(() => emulator[Symbol.asyncDispose]());

const schedule = Array.from({ length: KILLS }, (_unused, index) => ({
  share: (index + random.next()) / KILLS,
  store: index % 2 === 0 ? 'duckdb' : 'parquet',
}));

test.each(schedule)(`SEED=${seed}: killed at $share of a run into $store`, async ({ share, store }) => {
  await using folder = await temporaryFolder();
  const archive = folder.at('archive');
  const args = ['sync', '--archive', archive, '--server', emulator.url, '--quiet', '--json', '--store', store];
  const { child, ended } = startCli(args);
  await Promise.race([delay(share * undisturbedMs), ended]);
  child.kill('SIGKILL');
  await ended;
  // Once more while it recovers from the first one.
  const again = startCli(args);
  await Promise.race([delay(random.next() * undisturbedMs), again.ended]);
  again.child.kill('SIGKILL');
  await again.ended;

  const summary = await syncOnce(emulator.url, archive, ['--store', store]);
  expect(summary.exit_code).toBe(0);
  expect(compare(truth, await canonicalArchive(archive))).toEqual(NONE);
  await expectNoVersionTwice(archive);
  expect(verifyJournal(archive).length).toBeGreaterThan(100);
});

async function expectNoVersionTwice(archive: string): Promise<void> {
  const tables = await readTables(archive);
  const keys = (tables.get('message_versions') ?? []).map(
    (row) => `${row.conversation_id} ${row.message_nr} ${row.flow_message_nr}`,
  );
  expect(new Set(keys).size).toBe(keys.length);
  expect(keys.length).toBe(tables.get('messages')?.length);
}
