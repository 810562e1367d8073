// chaos: one trial: a random world that changes while it is archived, behind a practice server and a proxy that play a schedule. Syncs
// run under the faults, and once more when they have ended.
// Invariant: a trial fails with words that say what is wrong; it never passes because nothing was done.
import { startEmulator } from '../../src/emulator/index.js';
import { laterLines, randomWorld } from '../conformance/random-world.js';
import type { WorldLine } from '../conformance/truth.js';
import { temporaryFolder } from '../support/folder.js';
import { randomFrom } from '../support/random.js';
import { liveWorld } from '../support/sync.js';
import { randomSchedule } from './generate.js';
import { startProxy } from './proxy.js';
import type { Schedule } from './schedule.js';
import { faultsOf, play, syncDisturbed } from './trial.js';

export interface Outcome {
  /** Empty when all is well. */
  readonly failures: readonly string[];
  readonly schedule: Schedule;
  /** Exit codes of the syncs, those under faults first. */
  readonly codes: readonly number[];
  /** Requests that were struck by the proxy, by kind. */
  readonly hits: ReadonlyMap<string, number>;
}

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
  const sync = (full = false) => syncDisturbed(proxy.url, archive, { store, full, concurrency: 1 + (seed % 4) });

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

const fileWithHash = (lines: readonly WorldLine[]): string | undefined => {
  const file = lines.find((line) => line.content !== undefined && line.file_sha256 !== undefined);
  return file === undefined ? undefined : String(file.file_url);
};

const firstConversation = (lines: readonly WorldLine[]): string =>
  String(lines.find((line) => line.mk_rec_type === 'conv')?.conversation_id);

export const describeTrial = (seed: number, { failures, schedule, codes }: Outcome): string =>
  `SEED=${seed} codes ${codes}: ${failures.join('; ')}\n${JSON.stringify(schedule)}`;
