// Bar 1 of the reports: their rows are those of a second computation in plain TypeScript over the world itself, which shares no code
// and no SQL with them: on random worlds (REPORT_WORLDS of them), the demo world and the houston corpus, on DuckDB and on Parquet.
import { expect, test } from 'vitest';
import { loadCatalog } from '../../src/report/catalog.js';
import type { Database } from '../../src/store/database.js';
import { readWorldFile } from '../conformance/truth.js';
import { temporaryFolder } from '../support/folder.js';
import { chooseSeed, randomFrom } from '../support/random.js';
import { HOUSTON } from '../support/shared.js';
import { archiveOf, demoWorld, factsOfAll, onlyOnce, sharedArchiveOf, unitedArchiveOf } from './truth/archives.js';
import { findDifference, TRUTHS } from './truth/compare.js';
import type { Facts } from './truth/facts.js';
import { variantsFor } from './truth/variants.js';
import { type GrowingWorld, reportWorld } from './truth/world.js';

const STORES = ['duckdb', 'parquet'] as const;
const catalog = await loadCatalog();
const seed = chooseSeed();
const worlds = Number(process.env.REPORT_WORLDS ?? 2);

test('there is a truth for every report, and no other', () => {
  expect(Object.keys(TRUTHS).sort()).toEqual(catalog.map(({ name }) => name));
});

test.each(Array.from({ length: worlds }, (_unused, index) => seed + index))('random world SEED=%i', (worldSeed) =>
  compareAll(reportWorld(randomFrom(worldSeed)), worldSeed),
);

// A world in which pinned messages and tasks move on their boards between the history and the crawl. What these two reports count, an
// import has a part in, which the truth knows nothing of.
test('a random world of which a history was imported first', () =>
  compareAll(reportWorld(randomFrom(5)), 5, ['archive-holes', 'archive-coverage'], unitedArchiveOf));

test('the houston corpus', () => compareAll(onlyOnce(readWorldFile(HOUSTON)), seed, [], sharedArchiveOf('houston')));

// The demo's gaps have causes that a second reading would have to copy; test/store/holes.test.ts has them.
test('the demo world', () =>
  compareAll(demoWorld(), seed, ['archive-holes', 'archive-coverage'], sharedArchiveOf('demo')));

async function compareAll(
  both: GrowingWorld,
  worldSeed: number,
  without: readonly string[] = [],
  archive = archiveOf,
): Promise<void> {
  await using folder = await temporaryFolder();
  const facts = factsOfAll(both);
  const wrong: string[] = [];
  for (const store of STORES) {
    await using database = await archive(both, folder.at(store), store);
    for (const one of await differences(database, facts, worldSeed, without)) wrong.push(`${store} ${one}`);
  }
  expect(wrong).toEqual([]);
}

async function differences(database: Database, facts: Facts, worldSeed: number, without: readonly string[]) {
  const wrong: string[] = [];
  const random = randomFrom(worldSeed);
  for (const report of catalog.filter(({ name }) => !without.includes(name))) {
    for (const given of variantsFor(random, report, facts)) {
      const found = await findDifference(database, report, facts, given);
      const told = `${report.name} ${JSON.stringify(given)}`;
      if (found !== undefined) wrong.push(`${told}\n  ${found.expected}\n  ${found.actual}`);
    }
  }
  return wrong;
}
