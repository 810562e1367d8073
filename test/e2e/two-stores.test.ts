// Bars 2 and 4: a second sync of an unchanged world adds no row, and every report says the same on both stores.
import { describe, expect, test } from 'vitest';
import { openArchive } from '../../src/journal/archive-folder.js';
import { loadCatalog } from '../../src/report/catalog.js';
import { runReport } from '../../src/report/run.js';
import { openStore } from '../../src/store/open.js';
import { readTables } from '../conformance/archive.js';
import { startEmulatorProcess, syncOnce } from '../support/cli.js';
import { temporaryFolder } from '../support/folder.js';
import { copyOfShared, type SharedWorld, SOURCES, sharedSite } from '../support/shared.js';
import { siteHashes } from '../support/site-hashes.js';

const STORES = ['duckdb', 'parquet'] as const;

describe.each<{ world: SharedWorld }>([{ world: 'houston' }, { world: 'demo' }])('the world $world', ({ world }) => {
  test('twice into both stores', async () => {
    await using folder = await temporaryFolder();
    for (const store of STORES) await copyOfShared(world, folder.at(store), store);
    const [onDuckDb, onParquet] = [await reportRows(folder.at('duckdb')), await reportRows(folder.at('parquet'))];
    expect(onDuckDb.size).toBeGreaterThanOrEqual(8);
    expect([...onDuckDb.values()].filter((rows) => rows.length > 0).length).toBeGreaterThanOrEqual(8);
    expect(onParquet).toEqual(onDuckDb);

    const sites = [];
    for (const store of STORES) sites.push(await siteHashes(await sharedSite(world, store)));
    expect(sites[0]?.size).toBeGreaterThan(30);
    expect(sites[1]).toEqual(sites[0]);

    await using emulator = await startEmulatorProcess(...SOURCES[world]);
    for (const store of STORES) {
      const before = await steadyRows(folder.at(store));
      const { added, requests } = await syncOnce(emulator.url, folder.at(store));
      expect(Object.values(added).every((count) => count === 0)).toBe(true);
      expect(await steadyRows(folder.at(store))).toEqual(before);
      expect(requests).toBeLessThan(60);
    }
  });
});

/** The rows of every report with its default parameters, in the order in which it gives them. */
async function reportRows(archive: string): Promise<Map<string, readonly unknown[]>> {
  await using database = await openStore(await openArchive(archive));
  const results = new Map<string, readonly unknown[]>();
  for (const report of await loadCatalog()) results.set(report.name, (await runReport(database, report, {})).rows);
  return results;
}

/** What grows with every run by its nature: the runs themselves, the calls, and where the journal ends. */
const GROWING = new Set(['runs', 'api_calls', 'load_position', 'crawl_cursors']);

/** All rows of all other tables, each table sorted. */
async function steadyRows(archive: string): Promise<Record<string, string[]>> {
  const tables = [...(await readTables(archive))].filter(([name]) => !GROWING.has(name));
  expect(tables.length).toBeGreaterThan(18);
  return Object.fromEntries(
    tables.map(([name, rows]) => [
      name,
      rows
        .filter((row) => row.mk_rec_type !== 'archive_run')
        .map((row) => JSON.stringify(row))
        .sort(),
    ]),
  );
}
