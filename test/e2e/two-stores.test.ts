// Bars 2 and 4: a second sync of an unchanged world adds no row, and every report says the same on both stores.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { openArchive } from '../../src/journal/archive-folder.js';
import { loadCatalog } from '../../src/report/catalog.js';
import { runReport } from '../../src/report/run.js';
import { openStore } from '../../src/store/open.js';
import { readTables } from '../conformance/archive.js';
import { runCli, startEmulatorProcess, syncOnce } from '../support/cli.js';
import { temporaryFolder } from '../support/folder.js';

const WORLD = fileURLToPath(new URL('../../../shared/corpora/houston.world.ndjson.gz', import.meta.url));
const STORES = ['duckdb', 'parquet'] as const;

describe.each([
  { world: 'houston', source: ['--world', WORLD] },
  { world: 'demo', source: ['--demo'] },
])('the world $world', ({ source }) => {
  test('twice into both stores', async () => {
    await using folder = await temporaryFolder();
    await using emulator = await startEmulatorProcess(...source);
    for (const store of STORES) await syncOnce(emulator.url, folder.at(store), ['--store', store]);
    const [onDuckDb, onParquet] = [await reportRows(folder.at('duckdb')), await reportRows(folder.at('parquet'))];
    expect(onDuckDb.size).toBeGreaterThanOrEqual(8);
    expect([...onDuckDb.values()].filter((rows) => rows.length > 0).length).toBeGreaterThanOrEqual(8);
    expect(onParquet).toEqual(onDuckDb);

    const sites = [];
    for (const store of STORES) sites.push(await siteOf(folder.at(store), folder.at(`${store}-site`)));
    expect(sites[0]?.size).toBeGreaterThan(30);
    expect(sites[1]).toEqual(sites[0]);

    for (const store of STORES) {
      const before = await steadyRows(folder.at(store));
      const { added, requests } = await syncOnce(emulator.url, folder.at(store));
      expect(Object.values(added).every((count) => count === 0)).toBe(true);
      expect(await steadyRows(folder.at(store))).toEqual(before);
      expect(requests).toBeLessThan(60);
    }
  });
});

/** Every file of the site that `render` makes of an archive, by its path, as a hash. */
async function siteOf(archive: string, out: string): Promise<Map<string, string>> {
  const { code, stderr } = await runCli(['render', '--archive', archive, '--out', out, '--quiet']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  // About the archive itself: when it was taken, and the hash of a journal that is salted.
  const isContent = ({ name }: { name: string }) => name !== 'about.html';
  const files = (await readdir(out, { recursive: true, withFileTypes: true })).filter(
    (entry) => entry.isFile() && isContent(entry),
  );
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).sort();
  return new Map(
    paths.map((path) => [relative(out, path), createHash('sha256').update(readFileSync(path)).digest('hex')]),
  );
}

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
