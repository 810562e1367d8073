// npm run bench: the figures of docs/performance.md, as ratios and rates of one run on one machine.
//   --messages N   size of the synthetic world (200000); the smaller world for the memory ratio is a quarter of it
//   --rounds N     how often each thing is run; the medians count (3)
//   --large N      a first sync of so many messages as well, beside a bare loop (the bar is for 5000000)
//   --reports N    only the reports over so many messages, beside SQLite (the bar is for 10000000)
//   --watch S      a watch for so many seconds as well, while somebody writes (the bar is for 600)
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cli, measure, startServer } from './processes.mjs';
import { measureReports } from './reports.mjs';
import { watchUnderWrites } from './watch.mjs';

const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '200000' },
    conversations: { type: 'string', default: '500' },
    rounds: { type: 'string', default: '3' },
    concurrency: { type: 'string', default: '4' },
    large: { type: 'string' },
    reports: { type: 'string' },
    watch: { type: 'string' },
  },
});
const messages = Number(values.messages);
const conversations = Number(values.conversations);
const bench = (name) => new URL(name, import.meta.url).pathname;
const scratch = mkdtempSync(join(tmpdir(), 'fleep-archive-bench-'));

const syncOf = (archive, url) => {
  const how = ['--concurrency', values.concurrency, '--quiet'];
  return ['sync', '--archive', archive, '--server', url, ...how];
};
const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const round = (number, digits = 2) => Number(number.toFixed(digits));

try {
  if (values.reports === undefined) await measureLine();
  else await measureReportsOf(Number(values.reports));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

async function measureReportsOf(size) {
  const archive = join(scratch, 'reports');
  const server = await startServer(size, Math.max(1, Math.round(size / 500)));
  try {
    const { seconds } = await measure(scratch, cli, syncOf(archive, server.url));
    console.log(`${size} messages in the journal and loaded after ${Math.round(seconds)} s.`);
  } finally {
    await server.stop();
  }
  await measureReports(archive, Number(values.rounds));
}

async function measureLine() {
  const large = await runWorld(messages, Number(values.rounds), true);
  const small = await runWorld(Math.round(messages / 4), 1, false);
  const server = await drawFromServer(Number(values.rounds));
  const first = values.large === undefined ? undefined : await firstSync(Number(values.large));
  const watched = values.watch === undefined ? undefined : await watchUnderWrites(scratch, Number(values.watch));
  print(large, small, server, first, watched);
}

async function runWorld(size, rounds, withBareLoop) {
  const archive = join(scratch, `archive-${size}`);
  const server = await startServer(size, conversations);
  const syncs = [];
  const bares = [];
  try {
    for (let turn = 0; turn < rounds; turn += 1) {
      rmSync(archive, { recursive: true, force: true });
      syncs.push(await measure(scratch, cli, syncOf(archive, server.url)));
      if (withBareLoop) bares.push(await runBareLoop(archive, server.url));
    }
  } finally {
    await server.stop();
  }
  const loads = [];
  const renders = [];
  for (let turn = 0; turn < rounds; turn += 1) {
    rmSync(join(archive, 'archive.duckdb'));
    const load = await measure(scratch, bench('load.mjs'), [archive]);
    loads.push({ ...load, seconds: JSON.parse(load.stdout).seconds });
    // A site that is there would be taken over, and inodes of one that was removed a moment ago are slow to give out again (ext4).
    const site = join(scratch, `site-${size}-${turn}`);
    renders.push(await measure(scratch, cli, ['render', '--archive', archive, '--out', site, '--quiet']));
  }
  return { size, syncs, bares, loads, renders };
}

/** One first sync of a large account, and a bare loop over the same calls. */
async function firstSync(size) {
  const archive = join(scratch, 'large');
  const server = await startServer(size, Math.max(1, Math.round(size / 2500)));
  try {
    const sync = await measure(scratch, cli, syncOf(archive, server.url));
    const bare = await runBareLoop(archive, server.url);
    return { size, sync, bare };
  } finally {
    await server.stop();
    rmSync(archive, { recursive: true, force: true });
  }
}

async function runBareLoop(archive, url) {
  const list = join(scratch, 'calls.json');
  const sql =
    "SELECT call, args FROM api_calls WHERE call NOT LIKE 'archive/%' AND call <> 'account/login' ORDER BY page_nr";
  const { stdout } = await measure(scratch, cli, ['query', sql, '--archive', archive, '--format', 'json']);
  writeFileSync(list, stdout);
  return measure(scratch, bench('bare-loop.mjs'), [url, list, values.concurrency]);
}

/** The practice server by itself: a world that no memory would hold, walked by bare sockets. */
async function drawFromServer(rounds) {
  const server = await startServer(10_000_000, 1_000, ['--batch', '100']);
  try {
    const rates = [];
    for (let turn = 0; turn < rounds; turn += 1) {
      const { stdout } = await measure(scratch, bench('emulator-load.mjs'), [server.url, '4', '4']);
      rates.push(JSON.parse(stdout).messagesPerSecond);
    }
    return { rate: median(rates), startSeconds: server.startSeconds, peakMb: server.peakMb() };
  } finally {
    await server.stop();
  }
}

function print(large, small, server, first, watched) {
  const seconds = (runs) => median(runs.map((run) => run.seconds));
  const peak = (runs) => Math.max(...runs.map((run) => run.peakMb));
  const lines = [
    [
      '(a) sync / bare loop, wall',
      round(seconds(large.syncs) / seconds(large.bares)),
      '≤ 1.5',
      `${round(seconds(large.syncs))} s / ${round(seconds(large.bares))} s`,
    ],
    [
      '(b) journal → DuckDB, messages/s',
      Math.round(large.size / seconds(large.loads)),
      '≥ 200000',
      `${round(seconds(large.loads))} s`,
    ],
    [
      '(c) render, messages/s',
      Math.round(large.size / seconds(large.renders)),
      '≥ 40000',
      `${round(seconds(large.renders))} s, start-up included`,
    ],
  ];
  for (const part of ['syncs', 'loads', 'renders']) {
    const [most, less] = [peak(large[part]), peak(small[part])];
    lines.push([
      `(d) peak memory of ${part.slice(0, -1)}, MB`,
      Math.round(most),
      '≤ 600',
      `${round(most / less)} × the peak at ${small.size} messages (≤ 1.3)`,
    ]);
  }
  lines.push(
    ['(e) practice server, messages/s', server.rate, '≥ 150000', '100 a page, 10,000,000 messages, bare sockets'],
    ['(e) its start, s', round(server.startSeconds), '≤ 2', ''],
    ['(e) its peak memory, MB', Math.round(server.peakMb), '≤ 300', ''],
  );
  if (first !== undefined) {
    const ratio = first.sync.seconds / first.bare.seconds;
    const seconds = `${round(first.sync.seconds)} s / ${round(first.bare.seconds)} s, ${first.size} messages`;
    lines.push(['(f) large first sync / bare loop', round(ratio), '≤ 1.3', seconds]);
    lines.push(['(f) its peak memory, MB', Math.round(first.sync.peakMb), '≤ 600', '']);
  }
  if (watched !== undefined) {
    const { early, late, written, archived } = watched;
    const detail = `${round(early)} MB early, ${round(late)} MB late; ${archived} of ${written} messages archived`;
    lines.push(['(g) watch, memory late / early', round(late / early), '≤ 1', detail]);
  }
  console.log(
    `Synthetic world: ${large.size} messages in ${conversations} conversations, concurrency ${values.concurrency}\n`,
  );
  for (const [what, figure, bar, detail] of lines)
    console.log(`${what.padEnd(36)} ${String(figure).padStart(10)}   ${bar.padEnd(10)} ${detail}`);
}
