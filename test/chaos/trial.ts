// chaos: one trial: a random world that changes while it is archived, behind a practice server and a proxy that play a schedule. Syncs
// run under the faults, and once more when they have ended.
// Invariant: a trial fails with words that say what is wrong; it never passes because nothing was done.
import { setImmediate as turn } from 'node:timers/promises';
import { syncCommand } from '../../src/commands/sync.js';
import { everything } from '../../src/crawl/selection.js';
import { startEmulator } from '../../src/emulator/index.js';
import type { Clock } from '../../src/lib/clock.js';
import { ArchiveError } from '../../src/lib/errors.js';
import { canonicalArchive, readTables } from '../conformance/archive.js';
import { compare } from '../conformance/canonical.js';
import { laterLines, randomWorld } from '../conformance/random-world.js';
import { truthOf, type WorldLine } from '../conformance/truth.js';
import { control } from '../emulator/controlling.js';
import { LOGIN } from '../support/cli.js';
import { temporaryFolder } from '../support/folder.js';
import { verifyJournal } from '../support/journal-reader.js';
import { randomFrom } from '../support/random.js';
import { liveWorld } from '../support/sync.js';
import { randomSchedule } from './generate.js';
import { type FaultProxy, startProxy } from './proxy.js';
import { forProxy, forServer, type Schedule } from './schedule.js';

export interface Outcome {
  /** Empty when all is well. */
  readonly failures: readonly string[];
  readonly schedule: Schedule;
  /** Exit codes of the syncs, those under faults first. */
  readonly codes: readonly number[];
  /** Requests that were struck by the proxy, by kind. */
  readonly hits: ReadonlyMap<string, number>;
}

const MOST_MS = 120_000;

/** Back-offs take no time, so that what is tested is what is done and not how long is waited. */
export const hasty: Clock = {
  now: () => new Date(),
  random: () => Math.random(),
  sleep: async (_delayMs, signal) => {
    signal?.throwIfAborted();
    await turn();
  },
};

const LIMITS = { maxBodyBytes: 32 * 1024 * 1024, headersTimeoutMs: 2500, bodyTimeoutMs: 1200, leastBodyBytes: 1000 };

/** Exit codes of a sync that was disturbed: complete, gaps, sign-in, server. */
const DOCUMENTED = new Set([0, 3, 5, 6]);

/** The world and the schedule are made from the seed, unless a schedule is given. */
export async function runTrial(seed: number, given?: Schedule): Promise<Outcome> {
  const random = randomFrom(seed);
  const lines = randomWorld(random);
  const settings = { batch: random.pick([1, 2, 7, 30]), rotateTickets: random.chance(0.5) };
  const store = random.pick(['duckdb', 'parquet'] as const);
  const schedule =
    given ?? randomSchedule(randomFrom(seed + 0x5eed), seed, fileWithHash(lines), firstConversation(lines));
  const { world, add } = liveWorld(lines);
  const emulator = await startEmulator({ world, ...settings });
  await using _server = { [Symbol.asyncDispose]: () => emulator.close() };
  await using proxy = await startProxy(emulator.url);
  await using folder = await temporaryFolder();
  const archive = folder.at('archive');
  const all = [...lines];
  const sync = (full = false) => syncOnceHere(proxy.url, archive, store, full, 1 + (seed % 4));

  await play(emulator.url, proxy, schedule, () => {
    const more = laterLines(random, all);
    add(more);
    all.push(...more);
  });
  const codes: number[] = [];
  const failures: string[] = [];
  try {
    for (let attempt = 0; attempt < 2; attempt += 1) codes.push(await sync());
    await play(emulator.url, proxy, { seed, rules: [] });
    codes.push(await sync());
    let faults = await faultsOf(archive, all);
    // What a service has denied while it lied is found again by reading all lists.
    if (faults.length > 0 || codes.at(-1) !== 0) {
      codes.push(await sync(true));
      faults = await faultsOf(archive, all);
    }
    failures.push(...faults);
    if (codes.at(-1) !== 0) failures.push(`the last sync ended with ${codes.at(-1)}`);
  } catch (error) {
    failures.push(`unexpected: ${error instanceof Error ? (error.stack ?? error.message) : error}`);
  }
  const undocumented = codes.filter((code) => !DOCUMENTED.has(code));
  if (undocumented.length > 0) failures.push(`a sync ended with ${undocumented}`);
  return { failures, schedule, codes, hits: proxy.hits };
}

async function play(server: string, proxy: FaultProxy, schedule: Schedule, onChange?: () => void): Promise<void> {
  const { status } = await control(server, 'POST faults', { schedule: { ...forServer(schedule) } });
  if (status !== 200) throw new Error(`The practice server does not take ${JSON.stringify(schedule)}.`);
  proxy.play(forProxy(schedule), onChange);
}

/** The exit code. Throws what no sync may end with. */
async function syncOnceHere(
  server: string,
  archive: string,
  store: 'duckdb' | 'parquet',
  full: boolean,
  concurrency: number,
): Promise<number> {
  const signal = AbortSignal.timeout(MOST_MS);
  try {
    return await syncCommand(
      {
        archive,
        server,
        store,
        concurrency,
        full,
        selection: everything,
        thumbnails: false,
        dryRun: false,
        quiet: true,
        json: true,
        credentials: async () => ({ email: LOGIN.FLEEP_EMAIL, password: LOGIN.FLEEP_PASSWORD }),
        signal,
        connection: { clock: hasty, limits: LIMITS },
      },
      { write: () => true },
    );
  } catch (error) {
    if (error instanceof ArchiveError && error.exitCode !== 1) return error.exitCode;
    throw error;
  }
}

/** What is not as the world says: rows, versions that came twice, records of the journal that no table has. */
export async function faultsOf(archive: string, lines: readonly WorldLine[]): Promise<string[]> {
  const { missing, extra, different } = compare(truthOf(lines), await canonicalArchive(archive));
  const versions = ((await readTables(archive)).get('message_versions') ?? []).map(
    (row) => `${row.conversation_id} ${row.message_nr} ${row.flow_message_nr}`,
  );
  const known = new Set(versions);
  const dropped = journalVersions(archive).filter((version) => !known.has(version));
  return [
    ...missing.map((what) => `lost: ${what}`),
    ...extra.map((what) => `invented: ${what}`),
    ...different.map((what) => `differs: ${what}`),
    ...(known.size < versions.length ? [`${versions.length - known.size} versions stand twice`] : []),
    ...dropped.map((what) => `in the journal and not in the tables: ${what}`),
  ].slice(0, 8);
}

/** Versions of messages that the journal acknowledged. */
function journalVersions(archive: string): string[] {
  const records = verifyJournal(archive).flatMap((page) => page.records.map(({ text }) => JSON.parse(text)));
  const messages = records.filter(
    (record) => record?.mk_rec_type === 'message' && record.mk_message_type !== undefined,
  );
  return [...new Set(messages.map((one) => `${one.conversation_id} ${one.message_nr} ${one.flow_message_nr ?? null}`))];
}

const fileWithHash = (lines: readonly WorldLine[]): string | undefined => {
  const file = lines.find((line) => line.content !== undefined && line.file_sha256 !== undefined);
  return file === undefined ? undefined : String(file.file_url);
};

const firstConversation = (lines: readonly WorldLine[]): string =>
  String(lines.find((line) => line.mk_rec_type === 'conv')?.conversation_id);

export const describeTrial = (seed: number, { failures, schedule, codes }: Outcome): string =>
  `SEED=${seed} codes ${codes}: ${failures.join('; ')}\n${JSON.stringify(schedule)}`;
