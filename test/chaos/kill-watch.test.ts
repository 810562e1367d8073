// Bar 2: a watch that is killed at random moments while people write, and started again each time, ends with an archive that equals the
// world, with nothing twice. CHAOS_RUNS says how many kills, SEED repeats their moments.
// Deliberate break, seen to turn it red: passes that go by the events alone, and not by the headers that are ahead of their walks.
import { existsSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { worldFromRecords } from '../../src/emulator/index.js';
import { FleepClient } from '../../src/fleep/client.js';
import type { ConversationId } from '../../src/fleep/ids.js';
import { upload } from '../emulator/acting.js';
import { worldOf } from '../emulator/controlling.js';
import { LOGIN, startCli } from '../support/cli.js';
import { type TemporaryFolder, temporaryFolder } from '../support/folder.js';
import { chooseSeed, type Random, randomFrom } from '../support/random.js';
import { serve } from '../support/sync.js';
import { conv, message, people } from '../support/tiny-world.js';
import { count, expectStruck, type StoreKind, strayParquet } from './kills.js';
import { turnsOf } from './runs.js';
import { faultsOf } from './trial.js';

/** Kills of one watch, after which its archive is compared. */
const MOST_KILLS = 10;
const KILLS = turnsOf(4);
const LIVES = Math.max(2, Math.ceil(KILLS / MOST_KILLS));
/** A killed watch lives so many times as long as it takes to be up to date after its start, at most. */
const LONGEST = 3;
/** Between two writes, on average. */
const PAUSE_MS = 100;

const seed = chooseSeed();
const struck = new Map<string, number>();
/** So many that nobody writes to one of them faster than the service allows. */
const talks = Array.from({ length: 12 }, (_unused, index) => `talk-${index}` as ConversationId);
const world = () => worldFromRecords([...people, ...talks.flatMap((id) => [conv(id), message(id, 1), message(id, 2)])]);

const lives = Array.from({ length: LIVES }, (_unused, index) => ({
  seed: seed + index,
  store: index % 2 === 0 ? ('duckdb' as const) : ('parquet' as const),
  kills: Math.ceil(KILLS / LIVES),
}));

test.each(lives)('SEED=$seed: a watch into $store, killed $kills times', async ({ seed, store, kills }) => {
  await using folder = await temporaryFolder();
  await using server = await serve({ world: world(), pollTimeoutMs: 2500 });
  const random = randomFrom(seed);
  const setting = { server: server.url, folder, store };
  const writing = new AbortController();
  const written = writeUntil(writing.signal, server.url, random);
  // A failure waits for its turn instead of ending the process as unhandled.
  written.catch(() => undefined);
  try {
    await live(setting, random, kills);
  } finally {
    writing.abort();
  }
  expect(await written).toBeGreaterThan(kills);

  const watch = startWatch(setting);
  expect((await watch.synced()).open_gaps).toBe(0);
  watch.child.kill('SIGTERM');
  expect(await watch.ended).toMatchObject({ code: 0, stderr: '' });
  expect(readHeartbeat(setting)).toMatchObject({ state: 'stopped', pid: watch.child.pid });
  expect(await faultsOf(setting.folder.at('archive'), await worldOf(server.url))).toEqual([]);
  expect(strayParquet(folder.at('archive'))).toEqual([]);
  expect((await readdir(folder.path)).sort()).toEqual(['alive.json', 'archive']);
});

test('the kills struck at all that a watch does', () => expectStruck('watch', struck));

interface Setting {
  readonly server: string;
  readonly folder: TemporaryFolder;
  readonly store: StoreKind;
}

function startWatch({ server, folder, store }: Setting) {
  const args = ['watch', '--archive', folder.at('archive'), '--server', server, '--store', store];
  const { child, ended } = startCli([...args, '--json', '--quiet', '--heartbeat', folder.at('alive.json')]);
  let text = '';
  const lines = () =>
    text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line));
  const isSynced = new Promise<Record<string, unknown>>((resolve) => {
    child.stdout?.on('data', (more: string) => {
      text += more;
      const found = lines().find(({ event }) => event === 'synced');
      if (found !== undefined) resolve(found);
    });
  });
  const early = ended.then(({ stderr }) => Promise.reject(new Error(`The watch ended: ${stderr}`)));
  early.catch(() => undefined);
  return {
    child,
    ended,
    events: () => lines().map(({ event }) => String(event)),
    synced: () => Promise.race([isSynced, early]),
  };
}

/** Starts and kills it, one time after the other. The first one shows how long it takes to be up to date. */
async function live(setting: Setting, random: Random, kills: number): Promise<void> {
  let readyMs = 0;
  for (let nr = 0; nr < kills; nr += 1) {
    const watch = startWatch(setting);
    const started = performance.now();
    if (nr === 0) await watch.synced();
    if (nr === 0) readyMs = performance.now() - started;
    else await Promise.race([delay(random.next() * LONGEST * readyMs), watch.ended]);
    watch.child.kill('SIGKILL');
    const { signal, stderr } = await watch.ended;
    expect([signal, stderr]).toEqual(['SIGKILL', '']);
    const beat = readHeartbeat(setting);
    if (watch.events().includes('synced')) expect(beat?.pid).toBe(watch.child.pid);
    count(struck, phaseOf(watch.events(), beat));
  }
}

function phaseOf(events: readonly string[], beat: Heartbeat | undefined): string {
  if (!events.includes('started')) return 'starting';
  return events.includes('synced') ? `later, ${beat?.state}` : 'first pass';
}

interface Heartbeat {
  readonly pid: number;
  readonly state: string;
}

/** Whole and true to its description, or not there yet. */
function readHeartbeat({ folder }: Setting): Heartbeat | undefined {
  const path = folder.at('alive.json');
  if (!existsSync(path)) return undefined;
  const beat = JSON.parse(readFileSync(path, 'utf8'));
  expect(beat).toMatchObject({ pid: expect.any(Number), state: expect.stringMatching(/^(syncing|waiting|stopped)$/) });
  expect(Math.abs(Date.now() - Date.parse(beat.time))).toBeLessThan(60_000);
  return beat;
}

interface Sent {
  readonly id: ConversationId;
  readonly message_nr: number;
}

/** Writes as a person does, until told to stop; how much was written. */
async function writeUntil(signal: AbortSignal, server: string, random: Random): Promise<number> {
  await using client = new FleepClient({ server, email: LOGIN.FLEEP_EMAIL, password: LOGIN.FLEEP_PASSWORD });
  await client.signIn();
  const sent: Sent[] = [];
  let writes = 0;
  for (; !signal.aborted; writes += 1) {
    await writeSomething(client, random, writes, sent);
    await delay(random.next() * 2 * PAUSE_MS);
  }
  return writes;
}

async function writeSomething(client: FleepClient, random: Random, nr: number, sent: Sent[]): Promise<void> {
  const id = random.pick(talks);
  if (random.chance(0.05)) {
    await client.call('createConversation', { args: { topic: `made ${nr}`, message: 'first' } });
  } else if (sent.length > 0 && random.chance(0.3)) {
    const { id, message_nr } = random.pick(sent);
    await client.call('editConversationMessage', { id, args: { message: `edited ${nr}`, message_nr } });
  } else {
    const attachments = random.chance(0.1) ? [await upload(client, `file-${nr}.txt`)] : [];
    const { body } = await client.call('sendMessage', { id, args: { message: `message ${nr}`, attachments } });
    const message_nr = Number(body.result_message_nr);
    if (random.chance(0.9)) sent.push({ id, message_nr });
    else await client.call('deleteMessageFromConversation', { id, args: { message_nr } });
  }
}
