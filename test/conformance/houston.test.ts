// Bar 1 of the main line: a real world through emulator and sync is in the archive whole, for both stores and batches of any size.
import { expect, test } from 'vitest';
import { startEmulatorProcess, syncOnce } from '../support/cli.js';
import { temporaryFolder } from '../support/folder.js';
import { HOUSTON } from '../support/shared.js';
import { canonicalArchive, readTables } from './archive.js';
import { compare } from './canonical.js';
import { readWorldFile, truthOf } from './truth.js';

const truth = truthOf(readWorldFile(HOUSTON));

test('the truth is as large as the corpus is said to be', () => {
  expect(truth.messages?.size).toBe(1398);
  expect(truth.files?.size).toBe(67);
  expect(truth.conversations?.size).toBe(16);
  expect(truth.accounts?.size).toBe(73);
  const texts = [...(truth.messages?.values() ?? [])].filter((row) => typeof row.text === 'string');
  expect(texts.length).toBeGreaterThan(1000);
});

const cases = (['duckdb', 'parquet'] as const).flatMap((store) => [1, 7, 100].map((batch) => ({ store, batch })));

test.each(cases)('$store, batch $batch: 0 missing, 0 extra, 0 different', async ({ store, batch }) => {
  await using folder = await temporaryFolder();
  await using emulator = await startEmulatorProcess('--world', HOUSTON, '--batch', String(batch));
  const archive = folder.at('archive');
  const summary = await syncOnce(emulator.url, archive, ['--store', store]);
  expect(compare(truth, await canonicalArchive(archive))).toEqual({ missing: [], extra: [], different: [] });
  expect(summary.totals).toMatchObject({ messages: 1398, message_versions: 1398, files_stored: 67, open_gaps: 0 });
  const gaps = (await readTables(archive)).get('gaps');
  expect(gaps).toEqual([]);
});
