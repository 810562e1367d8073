// test support: a watch in the test's own process, and a way to wait for what it says.
import { watchCommand } from '../../src/commands/watch.js';
import { everything, type Selection } from '../../src/crawl/selection.js';
import { type EmulatorOptions, startEmulator, worldFromRecords } from '../../src/emulator/index.js';
import { type ConnectionWorld, FleepClient } from '../../src/fleep/client.js';
import type { ConversationId } from '../../src/fleep/ids.js';
import { openArchive, type StoreKind } from '../../src/journal/archive-folder.js';
import type { Clock } from '../../src/lib/clock.js';
import { openStore } from '../../src/store/open.js';
import { LOGIN } from './cli.js';
import { conv, message, people } from './tiny-world.js';

interface Event {
  readonly event: string;
  readonly reason?: string | null;
  readonly exit_code?: number;
  readonly added?: Readonly<Record<string, number>>;
  readonly open_gaps?: number;
}

interface Setting {
  readonly store?: StoreKind;
  readonly heartbeat?: string;
  readonly password?: string;
  readonly clock?: Clock;
  readonly connection?: ConnectionWorld;
  readonly selection?: Selection;
}

export function startWatch(
  server: string,
  archive: string,
  { store = 'duckdb', heartbeat, password = LOGIN.FLEEP_PASSWORD, ...world }: Setting = {},
) {
  const controller = new AbortController();
  const events: Event[] = [];
  let wake: () => void = () => undefined;
  const out = {
    write(line: string) {
      events.push(JSON.parse(line));
      wake();
      return true;
    },
  };
  const ended = watchCommand(
    {
      archive,
      server,
      store,
      concurrency: 2,
      selection: everything,
      thumbnails: false,
      quiet: true,
      json: true,
      heartbeat,
      credentials: async () => ({ email: LOGIN.FLEEP_EMAIL, password }),
      signal: controller.signal,
      ...world,
    },
    out,
  );
  ended.catch(() => wake());
  return {
    events,
    ended,
    stop: () => controller.abort(),
    /** The first event from number `from` on that is of this kind. */
    async next(kind: string, from = 0): Promise<number> {
      for (;;) {
        const index = events.findIndex(({ event }, at) => at >= from && event === kind);
        if (index >= 0) return index + 1;
        await Promise.race([
          new Promise<void>((resolve) => {
            wake = resolve;
          }),
          ended.then(() => Promise.reject(new Error(`ended before ${kind}: ${JSON.stringify(events)}`))),
        ]);
      }
    },
  };
}

const talk = 'talk' as ConversationId;
const world = () => worldFromRecords([...people, conv(talk), message(talk, 1), message(talk, 2)]);
/** A practice server with one conversation of two messages. */
export const serveTalk = async (options: Partial<EmulatorOptions> = {}) => {
  const emulator = await startEmulator({ world: world(), pollTimeoutMs: 2500, ...options });
  return { url: emulator.url, port: Number(new URL(emulator.url).port), close: () => emulator.close() };
};

/** Says something in it. */
export async function say(url: string, words: string): Promise<void> {
  await using client = new FleepClient({ server: url, email: LOGIN.FLEEP_EMAIL, password: LOGIN.FLEEP_PASSWORD });
  await client.signIn();
  await client.call('sendMessage', { id: talk, args: { message: words } });
}

/** What the archive has of what was said in it since. */
export async function texts(archive: string): Promise<unknown[]> {
  await using database = await openStore(await openArchive(archive));
  return (
    await database.rows('SELECT text FROM messages WHERE message_nr > 2 AND text IS NOT NULL ORDER BY message_nr')
  ).map(({ text }) => text);
}
