// The comparison of truth.test.ts sees a mistake: for every report at least one is planted in its SQL, and rows must differ in one of
// these worlds. A mistake that changes nothing, or whose place is no more in the SQL, fails here.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { getReport, loadCatalog } from '../../src/report/catalog.js';
import type { Database } from '../../src/store/database.js';
import { readQuery } from '../../src/store/sql.js';
import { temporaryFolder } from '../support/folder.js';
import { randomFrom } from '../support/random.js';
import { archiveOf, demoWorld, factsOfAll, sharedArchiveOf } from './truth/archives.js';
import { findDifference } from './truth/compare.js';
import type { Facts } from './truth/facts.js';
import { MISTAKES } from './truth/mistakes.js';
import { reportWorld } from './truth/world.js';

const catalog = await loadCatalog();
const SETS = [
  {},
  { min_group: '1', limit: '1000', days: '12', sample: '7', timezone: 'Asia/Kathmandu' },
  { min_group: '2' },
  // Everybody, who are still too few.
  { person: 'a', min_group: '50' },
  { min_group: '1', as_of: '2024-02-15', days: '3', from_hour: '20', to_hour: '6' },
];
const WORLDS = [2, 3, 7, 12].map((seed) => reportWorld(randomFrom(seed)));

interface Opened {
  readonly database: Database;
  readonly facts: Facts;
}

const opened: Opened[] = [];
let folder: Awaited<ReturnType<typeof temporaryFolder>>;

beforeAll(async () => {
  folder = await temporaryFolder();
  for (const [index, both] of WORLDS.entries())
    opened.push({ database: await archiveOf(both, folder.at(String(index)), 'duckdb'), facts: factsOfAll(both) });
  const demo = demoWorld();
  opened.push({ database: await sharedArchiveOf('demo')(demo, '', 'duckdb'), facts: factsOfAll(demo) });
}, 300_000);
afterAll(async () => {
  for (const { database } of opened) await database.close();
  await folder[Symbol.asyncDispose]();
});

test('every report has a mistake', () => {
  const planted = new Set(MISTAKES.map(({ report }) => report));
  expect(catalog.map(({ name }) => name).filter((name) => !planted.has(name))).toEqual([]);
});

test.each(MISTAKES)('$report: "$wrong" for "$right" is seen', async ({ report: name, schema, right, wrong }) => {
  const report = getReport(name, catalog);
  const views = schema === undefined ? '' : await readQuery(`schema/${schema}`);
  expect(schema === undefined ? report.sql : views).toContain(right);
  const mistaken = { ...report, sql: schema === undefined ? report.sql.replaceAll(right, wrong) : report.sql };
  // The demo world's gaps are not in its truth, so rows would differ there without a mistake.
  const worlds = name.startsWith('archive-') ? opened.slice(0, WORLDS.length) : opened;
  for (const { database } of worlds) await stand(database, views.replaceAll(right, wrong));
  expect(await isSeen(worlds, mistaken)).toBe(true);
  for (const { database } of worlds) await stand(database, views);
  expect(await isSeen(worlds.slice(0, 1), report)).toBe(false);
});

/** Puts views and macros before those of the database. */
const stand = (database: Database, views: string): Promise<unknown> =>
  database.run(views.replace(/^CREATE (VIEW|MACRO) /gm, 'CREATE OR REPLACE TEMP $1 '));

async function isSeen(worlds: readonly Opened[], report: (typeof catalog)[number]): Promise<boolean> {
  for (const { database, facts } of worlds) {
    for (const set of SETS) {
      const given = Object.fromEntries(
        Object.entries(set).filter(([name]) => report.parameters.some((one) => one.name === name)),
      );
      if ((await findDifference(database, report, facts, given)) !== undefined) return true;
    }
  }
  return false;
}
