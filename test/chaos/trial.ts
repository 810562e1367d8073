// chaos: a sync in the test's own process while a schedule is played, and what an archive lacks afterwards.
// Invariant: back-offs take no time here, so what is tested is what is done and not how long is waited; no sync takes longer than two
// minutes.
import { setImmediate as turn } from 'node:timers/promises';
import { syncCommand } from '../../src/commands/sync.js';
import { everything } from '../../src/crawl/selection.js';
import type { Clock } from '../../src/lib/clock.js';
import { ArchiveError } from '../../src/lib/errors.js';
import { canonicalTables, readStored } from '../conformance/archive.js';
import { compare } from '../conformance/canonical.js';
import { truthOf, type WorldLine } from '../conformance/truth.js';
import { control } from '../emulator/controlling.js';
import { LOGIN } from '../support/cli.js';
import { verifyJournal } from '../support/journal-reader.js';
import type { FaultProxy } from './proxy.js';
import { forProxy, forServer, type Schedule } from './schedule.js';

const MOST_MS = 120_000;

export const hasty: Clock = {
  now: () => new Date(),
  random: () => Math.random(),
  sleep: async (_delayMs, signal) => {
    signal?.throwIfAborted();
    await turn();
  },
};

const LIMITS = { maxBodyBytes: 32 * 1024 * 1024, headersTimeoutMs: 2500, bodyTimeoutMs: 1200, leastBodyBytes: 1000 };

/** Takes the place of the schedule before, in the practice server at `server` and in the proxy in front of it. */
export async function play(
  server: string,
  proxy: FaultProxy,
  schedule: Schedule,
  onChange?: () => void,
): Promise<void> {
  const { status } = await control(server, 'POST faults', { schedule: { ...forServer(schedule) } });
  if (status !== 200) throw new Error(`The practice server does not take ${JSON.stringify(schedule)}.`);
  await proxy.play(forProxy(schedule), onChange);
}

interface Disturbed {
  readonly store: 'duckdb' | 'parquet';
  readonly full?: boolean;
  readonly concurrency: number;
}

/** The exit code. Throws what no sync may end with. */
export async function syncDisturbed(
  server: string,
  archive: string,
  { store, full = false, concurrency }: Disturbed,
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
  const tables = await readStored(archive);
  const { missing, extra, different } = compare(truthOf(lines), canonicalTables(archive, tables));
  const versions = (tables.get('message_versions') ?? []).map(
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
