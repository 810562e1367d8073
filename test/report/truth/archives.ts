// test: worlds → archives, served and synced as they would be, with what the world says beside them.
import { demoWorldRecords } from '../../../src/emulator/demo/index.js';
import { openArchive, type StoreKind } from '../../../src/journal/archive-folder.js';
import { openStore } from '../../../src/store/open.js';
import type { WorldLine } from '../../conformance/truth.js';
import { exportHistory } from '../../support/export.js';
import { importHere, written } from '../../support/import.js';
import { type SharedWorld, sharedArchive } from '../../support/shared.js';
import { liveWorld, serve, syncHere } from '../../support/sync.js';
import { type Facts, factsOf } from './facts.js';
import type { GrowingWorld } from './world.js';

export function factsOfAll({ first, later }: GrowingWorld): Facts {
  const worlds = [first];
  for (const some of later) worlds.push([...(worlds.at(-1) ?? []), ...some]);
  return factsOf(worlds.at(-1) ?? [], worlds.slice(0, -1));
}

export const demoWorld = (): GrowingWorld => ({ first: JSON.parse(JSON.stringify(demoWorldRecords())), later: [] });

export const onlyOnce = (first: WorldLine[]): GrowingWorld => ({ first, later: [] });

/** Syncs a world, and again each time that it has changed, and opens the tables. */
export async function archiveOf({ first, later }: GrowingWorld, path: string, store: StoreKind) {
  const { world, add } = liveWorld(first);
  await using emulator = await serve({ world });
  await syncHere(emulator.url, path, { store });
  for (const some of later.filter(({ length }) => length > 0)) {
    add(some);
    await syncHere(emulator.url, path);
  }
  return openStore(await openArchive(path), { threads: 2 });
}

/** The tables of an archive that other tests look at too. */
export const sharedArchiveOf = (world: SharedWorld) => async (_both: GrowingWorld, _path: string, store: StoreKind) =>
  openStore(await openArchive(await sharedArchive(world, store)), { threads: 2 });

/** Takes over the account's own history of a world, in whose shapes the same words look otherwise, and syncs when the world has changed. */
export async function unitedArchiveOf({ first, later }: GrowingWorld, path: string, store: StoreKind) {
  const { world, add } = liveWorld(first);
  await using emulator = await serve({ world });
  const history = await written(`${path}.json`, await exportHistory(emulator.url));
  await importHere(history, path, { store });
  for (const some of later) {
    add(some);
    await syncHere(emulator.url, path);
  }
  return openStore(await openArchive(path), { threads: 2 });
}
