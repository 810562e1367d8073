// The demo world, which has what the corpus has not (teams, hooks, labels, tasks, previews, avatars, e-mails), served by
// `emulator --demo`; its truth is read from the same records written as lines.
import { writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { demoWorldRecords } from '../../src/emulator/demo/index.js';
import { temporaryFolder } from '../support/folder.js';
import { sharedArchive } from '../support/shared.js';
import { canonicalArchive } from './archive.js';
import { compare } from './canonical.js';
import { readWorldFile, truthOf } from './truth.js';

test.each(['duckdb', 'parquet'] as const)(
  '%s: the whole demo world, 0 missing, 0 extra, 0 different',
  async (store) => {
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

    expect(compare(truth, await canonicalArchive(await sharedArchive('demo', store)))).toEqual({
      missing: [],
      extra: [],
      different: [],
    });
  },
);
