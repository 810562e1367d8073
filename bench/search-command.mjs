// bench: the command `search` over a large archive, against the same plain SQL scan as the search of the site (search.mjs).
// Usage: node bench/search-command.mjs <archive> [how many queries; all, at least 200, unless told]
// Each query is a process of its own, with the index made before. Results are the same when their number is that of the scan and, where
// there are up to 2,000, each one is in it. Others' use of the machine counts: its load is printed beside the figures.
import { execFile } from 'node:child_process';
import { loadavg } from 'node:os';
import { promisify } from 'node:util';
import { findHits } from '../dist/commands/search/found.js';
import { openArchive } from '../dist/journal/archive-folder.js';
import { withOwnIndex } from '../dist/render/search/own-index.js';
import { parseQuery } from '../dist/search/query.js';
import { cli } from './processes.mjs';
import { createDatabase } from './scan.mjs';

const [path, most] = process.argv.slice(2);
const SHOW_ALL = 2000;
const LIMIT = 20;
const run = promisify(execFile);

const archive = await openArchive(path);
const making = performance.now();
await withOwnIndex({ archive }, async () => {});
console.log(`index there after ${((performance.now() - making) / 1000).toFixed(1)} s`);
const scan = await createDatabase(path);
const queries = (await scan.queries()).slice(0, Number(most ?? 1e9));
const figures = [];
try {
  for (const query of queries) figures.push(await measure(query));
} finally {
  await scan.close();
}
print();

async function measure({ kind, text, where }) {
  const started = performance.now();
  const { total } = await search(text, LIMIT);
  const commandMs = performance.now() - started;
  const queryMs = await timeAlone(text);
  const expected = await scan.count(where);
  const links = total <= SHOW_ALL ? (await search(text, 'all')).results.map(({ href }) => href) : [];
  const isWhole = total > SHOW_ALL || new Set(links).size === total;
  const isSame = total === expected && isWhole && (await scan.notIn(where, links)) === 0;
  const times = `${Math.round(commandMs)} ms, alone ${Math.round(queryMs)} ms`;
  console.log(`${isSame ? 'same' : 'DIFFERENT'} ${kind.padEnd(10)} ${text}: ${total} of ${expected}, ${times}`);
  return { isSame, commandMs, queryMs };
}

async function search(text, limit) {
  const args = [cli, 'search', '--archive', path, '--json', '--limit', String(limit), '--', text];
  const { stdout } = await run(process.execPath, args, { maxBuffer: 2 ** 30 });
  return JSON.parse(stdout);
}

/** In this process, with nothing of the index in memory. */
async function timeAlone(text) {
  const wish = { query: parseQuery(text), order: 'relevance', limit: LIMIT };
  const started = performance.now();
  await withOwnIndex({ archive }, async (index) => {
    for await (const _hits of (await findHits(index, wish)).hits());
  });
  return performance.now() - started;
}

function print() {
  const sorted = (name) => figures.map((figure) => figure[name]).sort((a, b) => a - b);
  const lines = [
    ['queries', figures.length, '≥ 200'],
    ['with another set than the scan', figures.filter(({ isSame }) => !isSame).length, '0'],
  ];
  for (const [name, what, bar] of [
    ['commandMs', 'whole command', '< 500'],
    ['queryMs', 'query alone', ''],
  ]) {
    const times = sorted(name);
    lines.push([`${what}, median, ms`, Math.round(times[Math.floor(times.length / 2)]), bar]);
    lines.push([`${what}, worst, ms`, Math.round(times[times.length - 1]), bar]);
  }
  lines.push(['load of the machine, last minute', loadavg()[0].toFixed(1), '']);
  for (const [what, figure, bar] of lines) console.log(`${what.padEnd(40)} ${String(figure).padStart(10)}   ${bar}`);
}
