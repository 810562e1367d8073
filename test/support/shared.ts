// test support: archives and sites of the two worlds that many tests look at, made by the built program as a user would, once a run.
// Invariant: nobody changes them; who wants to takes a copy.
import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';
import { renderSite } from '../browser/made-site.js';
import { startEmulatorProcess, syncOnce } from './cli.js';

export const HOUSTON = fileURLToPath(new URL('../../../shared/corpora/houston.world.ndjson.gz', import.meta.url));

/** Options of `emulator`. */
export const SOURCES = { demo: ['--demo'], houston: ['--world', HOUSTON] } as const;

export type SharedWorld = keyof typeof SOURCES;
type StoreKind = 'duckdb' | 'parquet';

/** An archive that took in the whole world in one sync. */
export const sharedArchive = (world: SharedWorld, store: StoreKind = 'duckdb'): Promise<string> =>
  once(`${world}-${store}`, async (folder) => {
    await using emulator = await startEmulatorProcess(...SOURCES[world]);
    await syncOnce(emulator.url, folder, ['--store', store]);
  });

/** The site of it. */
export const sharedSite = (world: SharedWorld, store: StoreKind = 'duckdb'): Promise<string> =>
  once(`${world}-${store}-site`, async (folder) => {
    await renderSite(await sharedArchive(world, store), folder);
  });

export async function copyOfShared(world: SharedWorld, to: string, store: StoreKind = 'duckdb'): Promise<string> {
  cpSync(await sharedArchive(world, store), to, { recursive: true });
  return to;
}

/** The folder of a name in the shared one; who comes first makes what is in it, in whichever process, the others wait. */
async function once(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(inject('sharedFolder'), name);
  const [isMine, made, failed] = [`${folder}.begun`, `${folder}.made`, `${folder}.failed`];
  try {
    mkdirSync(isMine);
  } catch {
    while (!existsSync(made)) {
      if (existsSync(failed)) throw new Error(`${name} was not made: another test says why.`);
      await delay(100);
    }
    return folder;
  }
  try {
    await make(folder);
    writeFileSync(made, '');
    return folder;
  } catch (error) {
    writeFileSync(failed, '');
    throw error;
  }
}
