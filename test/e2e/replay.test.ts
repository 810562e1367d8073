// emulator --archive as other programs start it: an archive goes through it and comes out the same, an archive that is being written
// is read up to its last whole page, and what is no archive is refused.
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { demoWorldRecords } from '../../src/emulator/demo/index.js';
import { worldFromRecords } from '../../src/emulator/index.js';
import { worldLines } from '../../src/emulator/replay/world-lines.js';
import { createArchive, openArchive } from '../../src/journal/archive-folder.js';
import { ArchiveError, ExitCode } from '../../src/lib/errors.js';
import { readTables } from '../conformance/archive.js';
import { differences, dumpArchive } from '../conformance/dump.js';
import { runCli, startEmulatorProcess, syncOnce } from '../support/cli.js';
import { temporaryFolder } from '../support/folder.js';
import { sharedArchive } from '../support/shared.js';
import { serve, syncHere } from '../support/sync.js';

test.each(['duckdb', 'parquet'] as const)('the demo world, archived into %s, archived from there', async (store) => {
  await using folder = await temporaryFolder();
  const archive = await sharedArchive('demo', store);
  await using again = await startEmulatorProcess('--archive', archive);
  const { totals } = await syncOnce(again.url, folder.at('b'), ['--store', store]);
  expect(totals).toMatchObject({ open_gaps: 0, malformed_messages: 0 });
  expect(totals.messages).toBeGreaterThan(3800);
  expect(totals.files_stored).toBeGreaterThan(70);
  expect(differences(await dumpArchive(archive), await dumpArchive(folder.at('b')))).toEqual({
    missing: [],
    extra: [],
  });
});

test('an archive is read while a sync writes to it, up to the last whole page', async () => {
  await using folder = await temporaryFolder();
  await using emulator = await serve({
    world: worldFromRecords(demoWorldRecords()),
  });
  const archive = folder.at('a');
  let isRunning = true;
  const sync = syncHere(emulator.url, archive).finally(() => {
    isRunning = false;
  });
  const counts: number[] = [];
  for (; isRunning; await delay(50)) counts.push(await countMessages(archive));
  await sync;
  const all = await countMessages(archive);
  expect(all).toBe((await readTables(archive)).get('messages')?.length);
  expect(counts).toEqual(counts.toSorted((a, b) => a - b));
  expect(counts.filter((count) => count > 0 && count < all).length).toBeGreaterThan(2);
});

/** 0 while there is nothing to read. */
async function countMessages(archive: string): Promise<number> {
  let count = 0;
  try {
    for await (const line of worldLines(await openArchive(archive))) {
      if (line.includes('"mk_rec_type":"message"')) count += 1;
    }
  } catch (error) {
    if (!(error instanceof ArchiveError && error.exitCode === ExitCode.noArchive)) throw error;
  }
  return count;
}

test('a folder that is no archive, and an archive with nothing in it, end with 10; two worlds at once with 2', async () => {
  await using folder = await temporaryFolder();
  const fresh = {
    store: 'duckdb',
    server: 'https://fleep.io',
    accounts: ['a'],
    created: '',
  } as const;
  await createArchive(folder.at('empty'), fresh);
  for (const name of ['missing', 'empty']) {
    const { code, stdout, stderr } = await runCli(['emulator', '--archive', folder.at(name)]);
    expect({ code, stdout }).toEqual({ code: 10, stdout: '' });
    expect(stderr).toMatch(/^fleep-archive: [^\n]{20,}\n$/);
    expect(stderr).toContain(folder.at(name));
  }
  const { code, stderr } = await runCli(['emulator', '--archive', folder.at('empty'), '--demo']);
  expect(code).toBe(2);
  expect(stderr).toContain('--archive DIR');
});
