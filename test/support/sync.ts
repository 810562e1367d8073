// test support: sync inside the test's own process, against an emulator inside it as well: quicker than child processes, and a world
// can change between two runs.
import { type SyncOptions, syncCommand } from '../../src/commands/sync.js';
import { everything, type Selection } from '../../src/crawl/selection.js';
import { type EmulatorOptions, startEmulator } from '../../src/emulator/index.js';
import { LoadedWorld } from '../../src/emulator/loaded-world.js';
import type { ConnectionWorld } from '../../src/fleep/client.js';
import type { StoreKind } from '../../src/journal/archive-folder.js';
import { LOGIN, type SyncSummary } from './cli.js';

export type Line = Readonly<Record<string, unknown>>;

/** A world that takes further lines while it is served. */
export function liveWorld(lines: readonly Line[]): { world: LoadedWorld; add: (more: readonly Line[]) => void } {
  const world = new LoadedWorld();
  const add = (more: readonly Line[]) => {
    for (const line of more) world.add(line, JSON.stringify(line));
  };
  add(lines);
  return { world, add };
}

/** Starts an emulator in this process. */
export async function serve(options: EmulatorOptions) {
  const emulator = await startEmulator(options);
  return { url: emulator.url, requests: emulator.requests, [Symbol.asyncDispose]: () => emulator.close() };
}

interface HereOptions {
  readonly store?: StoreKind;
  readonly concurrency?: number;
  readonly full?: boolean;
  readonly thumbnails?: boolean;
  readonly selection?: Selection;
  readonly signal?: AbortSignal;
  readonly connection?: ConnectionWorld;
  readonly credentials?: SyncOptions['credentials'];
}

export const syncHere = (server: string, archive: string, options: HereOptions = {}): Promise<SyncSummary> =>
  run(server, archive, { dryRun: false, ...options });

/** What `sync --dry-run --json` prints. */
export const planHere = (server: string, archive: string, options: HereOptions = {}): Promise<Line> =>
  run(server, archive, { dryRun: true, ...options });

async function run<Printed>(
  server: string,
  archive: string,
  options: HereOptions & { dryRun: boolean },
): Promise<Printed> {
  let output = '';
  await syncCommand(
    {
      archive,
      server,
      concurrency: 4,
      full: false,
      selection: everything,
      thumbnails: false,
      quiet: true,
      json: true,
      credentials: async () => ({ email: LOGIN.FLEEP_EMAIL, password: LOGIN.FLEEP_PASSWORD }),
      signal: new AbortController().signal,
      ...options,
    },
    {
      write: (text) => {
        output += text;
      },
    },
  );
  return JSON.parse(output);
}
