// store: where a reader of the tables puts what does not fit into its memory: a folder of its own among the system's temporary ones.
// Invariant: not in the archive, which the reader may have no right to write to.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makePassingFolder } from '../lib/passing-folder.js';

export interface Spill {
  /** For DuckDB, which makes it when it needs it. */
  readonly path: string;
  remove(): Promise<void>;
}

/** Undefined where none can be made: then what does not fit into memory fails. */
export async function makeSpill(): Promise<Spill | undefined> {
  const folder = await makePassingFolder('fleep-archive-spill-').catch(() => undefined);
  if (folder === undefined) return undefined;
  // What cannot be removed costs a reader nothing that it has read.
  const remove = () => rm(folder, { recursive: true, force: true }).catch(() => {});
  return { path: join(folder, 'data'), remove };
}
