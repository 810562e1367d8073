// The demo world, which has what the corpus has not (teams, hooks, labels, tasks, previews, avatars, e-mails), served by
// `emulator --demo`; its truth is read from the same records written as lines.
import { writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { demoWorldRecords } from '../../src/emulator/demo/index.js';
import { startEmulatorProcess, syncOnce } from '../support/cli.js';
import { temporaryFolder } from '../support/folder.js';
import { canonicalArchive } from './archive.js';
import { compare } from './canonical.js';
import { readWorldFile, truthOf } from './truth.js';

test.each(['duckdb', 'parquet'])('%s: the whole demo world, 0 missing, 0 extra, 0 different', async (store) => {
  await using folder = await temporaryFolder();
  const lines = folder.at('demo.ndjson');
  await writeFile(
    lines,
    demoWorldRecords()
      .map((record) => `${JSON.stringify(record)}\n`)
      .join(''),
  );
  const truth = truthOf(readWorldFile(lines));
  for (const table of Object.values(truth)) expect(table.size).toBeGreaterThan(0);

  await using emulator = await startEmulatorProcess('--demo');
  await syncOnce(emulator.url, folder.at('archive'), ['--store', store]);
  expect(compare(truth, await canonicalArchive(folder.at('archive')))).toEqual({
    missing: [],
    extra: [],
    different: [],
  });
});
