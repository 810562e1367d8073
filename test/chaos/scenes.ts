// chaos: scenes in which one fault may strike: a world, how far it has been archived, and a sync of it through the proxy.
// Invariant: the same scene gives the same requests in the same order as long as nothing strikes.
import { existsSync } from 'node:fs';
import { startEmulator } from '../../src/emulator/index.js';
import type { WorldLine } from '../conformance/truth.js';
import { temporaryFolder } from '../support/folder.js';
import { liveWorld } from '../support/sync.js';
import { deepWorld, laterLines, wideWorld } from './each-worlds.js';
import { type Exchange, type FaultProxy, startProxy } from './proxy.js';
import { faultsOf, syncDisturbed } from './trial.js';

export interface Scene {
  readonly name: string;
  readonly lines: readonly WorldLine[];
  /** Said after a first sync; the fault is in the second one then. */
  readonly later?: readonly WorldLine[];
  /** Calls that have their pages here. */
  has(call: string): boolean;
}

const LISTS = new Set(['account/poll', 'conversation/list', 'label/sync_conversations']);

export const SCENES: readonly Scene[] = [
  { name: 'deep', lines: deepWorld, has: (call) => !LISTS.has(call) },
  { name: 'wide', lines: wideWorld, has: (call) => LISTS.has(call) },
  { name: 'later', lines: deepWorld, later: laterLines, has: (call) => call === 'conversation/sync' },
];

interface Stage {
  readonly server: string;
  readonly proxy: FaultProxy;
  sync(full?: boolean): Promise<number>;
  faults(): Promise<string[]>;
  add(lines: readonly WorldLine[]): void;
}

/** Sets a scene, up to where the fault may come. */
export async function onStage<T>({ lines, later }: Scene, run: (stage: Stage) => Promise<T>): Promise<T> {
  const { world, add } = liveWorld(lines);
  const emulator = await startEmulator({ world, batch: 7 });
  await using _server = { [Symbol.asyncDispose]: () => emulator.close() };
  await using proxy = await startProxy(emulator.url);
  await using folder = await temporaryFolder();
  const archive = folder.at('archive');
  const all = [...lines];
  const stage: Stage = {
    server: emulator.url,
    proxy,
    sync: (full = false) => syncDisturbed(proxy.url, archive, { store: 'duckdb', full, concurrency: 1 }),
    // A login that was refused leaves no archive.
    faults: async () => (existsSync(archive) ? faultsOf(archive, all) : ['lost: everything']),
    add: (more) => {
      add(more);
      all.push(...more);
    },
  };
  if (later !== undefined) {
    await stage.sync();
    stage.add(later);
  }
  return await run(stage);
}

/** Every call that a scene has, with all its exchanges when nothing goes wrong. */
export async function exchangesOf(scene: Scene): Promise<Map<string, Exchange[]>> {
  const exchanges = await onStage(scene, async ({ proxy, sync }) => {
    const before = proxy.exchanges.length;
    await sync();
    return proxy.exchanges.slice(before);
  });
  const byCall = new Map<string, Exchange[]>();
  for (const exchange of exchanges)
    byCall.set(exchange.asked.call, [...(byCall.get(exchange.asked.call) ?? []), exchange]);
  return byCall;
}
