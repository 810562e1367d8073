// Bar 2: the load of a finished journal, killed at random moments between the making of the tables and its end, and run again, ends
// equal to an undisturbed one. CHAOS_RUNS says how often for each kind of store, SEED repeats a schedule.
// Deliberate breaks, seen to turn it red: the position committed before the load's transaction; the manifest written before the files.
import { cpSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Dump, differences, dumpArchive } from '../conformance/dump.js';
import { type EmulatorProcess, startCli, startEmulatorProcess, syncOnce } from '../support/cli.js';
import { type TemporaryFolder, temporaryFolder } from '../support/folder.js';
import { chooseSeed, randomFrom } from '../support/random.js';
import { HOUSTON } from '../support/shared.js';
import { expectStruck, hasTables, Kills, loadPhase, strayParquet, turnsFor } from './kills.js';

const seed = chooseSeed();
const random = randomFrom(seed);

let emulator: EmulatorProcess;

beforeAll(async () => {
  emulator = await startEmulatorProcess('--world', HOUSTON, '--batch', '100');
});

afterAll(() => emulator[Symbol.asyncDispose]());

const journalBytes = (archive: string): number => statSync(join(archive, 'journal', '00000001.ndjson')).size;

/** A copy of an archive, with a journal and files that are complete, and without tables. */
function withoutTables(finished: string, archive: string): string {
  for (const part of ['archive.json', 'journal', 'files'])
    cpSync(join(finished, part), join(archive, part), { recursive: true });
  return archive;
}

describe.each(['duckdb', 'parquet'] as const)('into %s', (store) => {
  let folder: TemporaryFolder;
  let finished: string;
  let undisturbed: Dump;
  let asked: number;
  const kills = new Kills(
    {
      start: (archive) => startCli(['sync', '--archive', archive, '--server', emulator.url, '--quiet', '--json']),
      hasBegun: hasTables,
      // A load into DuckDB is over when the run goes on and writes its own pages; Parquet files are written at the very end.
      hasPassed: (archive) => store === 'duckdb' && journalBytes(archive) > journalBytes(finished),
      phaseOf: loadPhase,
    },
    random,
  );

  beforeAll(async () => {
    folder = await temporaryFolder();
    finished = folder.at('finished');
    await syncOnce(emulator.url, finished, ['--store', store]);
    const archive = withoutTables(finished, folder.at('undisturbed'));
    const { stdout, stderr } = await kills.undisturbed(archive, store);
    asked = JSON.parse(stdout).requests;
    expect([asked, stderr]).toEqual([2, '']);
    undisturbed = await dumpArchive(archive);
    expect(undisturbed.messages?.length).toBeGreaterThan(1000);
    expect(differences(undisturbed, await dumpArchive(finished))).toEqual({ missing: [], extra: [] });
  });

  afterAll(() => folder[Symbol.asyncDispose]());

  test.each(turnsFor(2, random, [store]))(`SEED=${seed}: killed $times, at $share of a load`, async (turn) => {
    await using own = await temporaryFolder();
    const archive = withoutTables(finished, own.at('archive'));
    await kills.kill(archive, turn);
    const { requests } = await syncOnce(emulator.url, archive);
    // Tables that lost something would be filled again from the service.
    expect(requests).toBe(asked);
    expect(differences(undisturbed, await dumpArchive(archive))).toEqual({ missing: [], extra: [] });
    expect(strayParquet(archive)).toEqual([]);
  });

  test('most kills struck in the middle', () => expectStruck(`load into ${store}`, kills.struck));
});
