// bench: every report over a large archive, from the DuckDB file and from Parquet, beside the same questions in SQLite.
// Usage: npm run bench -- --reports <messages>, which archives a synthetic world first, or node bench/reports.mjs <archive> [rounds],
// beside which the other two stores are then kept as <archive>.parquet and <archive>.sqlite.
// Seconds are wall time, and processor time beside it: others' use of the machine counts in the first, hardly in the second.
import { existsSync, rmSync, symlinkSync } from 'node:fs';
import { loadavg } from 'node:os';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createArchive, databasePath, journalPath, openArchive } from '../dist/journal/archive-folder.js';
import { loadCatalog } from '../dist/report/catalog.js';
import { runReport } from '../dist/report/run.js';
import { openStore } from '../dist/store/open.js';
import { loadAll } from './load.mjs';
import { findDifference, loadSqlite, runSqlite, SQLITE_REPORTS } from './sqlite.mjs';

const ROOM = { threads: 2, memoryLimit: '2GB' };
const BARS = { duckdb: 2, parquet: 4, pack: 25, ratio: 10 };

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** Makes the other two stores unless they are there, measures, and prints the table. */
export async function measureReports(folder, rounds) {
  const parquet = `${folder}.parquet`;
  const sqlite = `${folder}.sqlite`;
  if (!existsSync(parquet)) await writeParquet(folder, parquet);
  if (!existsSync(sqlite)) await loadSqlite(databasePath(folder), sqlite);
  const [byDuckdb, byParquet] = [await timeReports(folder, rounds), await timeReports(parquet, rounds)];
  const bySqlite = await timeSqlite(sqlite, rounds);
  print(byDuckdb, byParquet, bySqlite, rounds);
}

/** The same journal, loaded as an archive with `--store parquet` loads it. */
async function writeParquet(source, folder) {
  const { info } = await openArchive(source);
  await createArchive(folder, { ...info, store: 'parquet' });
  rmSync(journalPath(folder), { recursive: true });
  symlinkSync(resolve(journalPath(source)), journalPath(folder));
  const { messages, seconds } = await loadAll(folder);
  console.log(`${messages} messages from the journal into Parquet after ${Math.round(seconds)} s.`);
}

/** Each report as many times as there are rounds: `name → {seconds, cpuSeconds, result}`, the medians and the rows of the last round. */
async function timeReports(folder, rounds) {
  const database = await openStore(await openArchive(folder), ROOM);
  const found = new Map();
  try {
    const catalog = await loadCatalog();
    for (let round = 0; round < rounds; round += 1)
      for (const report of catalog) {
        const { runs = [] } = found.get(report.name) ?? {};
        const { result, ...run } = await timed(() => runReport(database, report));
        found.set(report.name, { runs: [...runs, run], result });
      }
  } finally {
    await database.close();
  }
  return new Map([...found].map(([name, { runs, result }]) => [name, { ...medians(runs), result }]));
}

async function timeSqlite(path, rounds) {
  const found = new Map();
  for (const name of SQLITE_REPORTS) {
    const runs = [];
    // What takes too long once is not asked again.
    for (let round = 0; round < rounds && !runs.at(-1)?.isCut; round += 1) runs.push(await runSqlite(path, name));
    found.set(name, { ...medians(runs), isCut: runs.at(-1).isCut, rows: runs.at(-1).rows });
  }
  return found;
}

async function timed(work) {
  const [start, before] = [performance.now(), process.cpuUsage()];
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  return { result, seconds: (performance.now() - start) / 1000, cpuSeconds: (user + system) / 1e6 };
}

const medians = (runs) => ({
  seconds: median(runs.map((run) => run.seconds)),
  cpuSeconds: median(runs.map((run) => run.cpuSeconds)),
});

function print(byDuckdb, byParquet, bySqlite, rounds) {
  const load = loadavg()[0].toFixed(1);
  console.log(
    `Medians of ${rounds} rounds, threads ${ROOM.threads}, memory ${ROOM.memoryLimit}; load ${load} at the end.`,
  );
  console.log('Seconds of wall time, and of processor time in brackets; ! is over the bar.\n');
  console.log(columns('report', `DuckDB ≤ ${BARS.duckdb}`, `Parquet ≤ ${BARS.parquet}`, 'SQLite', 'ratio'));
  const ratios = [];
  for (const [name, duckdb] of byDuckdb) {
    const parquet = byParquet.get(name);
    const sqlite = bySqlite.get(name);
    const ratio = sqlite && sqlite.seconds / duckdb.seconds;
    if (ratio !== undefined) ratios.push(ratio);
    const told =
      ratio === undefined ? '' : `${sqlite.isCut ? '>' : ''}${ratio.toFixed(1)}${ratio < 1 ? ' slower' : ''}`;
    console.log(columns(name, cell(duckdb, BARS.duckdb), cell(parquet, BARS.parquet), cell(sqlite), told));
    const difference = sqlite && !sqlite.isCut && findDifference(duckdb.result, sqlite.rows);
    if (difference) console.log(`  ANOTHER ANSWER: ${difference}`);
  }
  const pack = (found) => ({
    seconds: [...found.values()].reduce((sum, { seconds }) => sum + seconds, 0),
    cpuSeconds: [...found.values()].reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0),
  });
  const ratio = median(ratios);
  const told = `${ratio.toFixed(1)}${ratio < BARS.ratio ? ' !' : ''}`;
  console.log(
    columns(
      'the whole pack; median ratio',
      cell(pack(byDuckdb), BARS.pack),
      cell(pack(byParquet), BARS.pack),
      '',
      told,
    ),
  );
}

const columns = (name, ...cells) => name.padEnd(32) + cells.map((text) => text.padStart(18)).join('');

function cell(found, bar = Number.POSITIVE_INFINITY) {
  if (found === undefined) return '';
  const { seconds, cpuSeconds, isCut } = found;
  return `${isCut ? '>' : ''}${seconds.toFixed(2)} (${cpuSeconds.toFixed(2)})${seconds > bar ? '!' : ' '}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder, rounds] = process.argv.slice(2);
  await measureReports(folder, Number(rounds ?? 3));
}
