// store: where a reader of the tables puts what does not fit into its memory: a folder of its own among the system's temporary ones.
// Invariant: not in the archive, which the reader may have no right to write to; and nobody but its user can look into it.
// Orders: a folder says whose it is before it is used. That of a process that was killed goes with the next reader.
import { lstat, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { namesIn } from '../lib/durable.js';
import { isAbandoned, markFolder } from '../lib/process-mark.js';

const BEGIN = 'fleep-archive-spill-';

export interface Spill {
  /** For DuckDB, which makes it when it needs it. */
  readonly path: string;
  remove(): Promise<void>;
}

/** Undefined where none can be made: then what does not fit into memory fails. */
export async function makeSpill(): Promise<Spill | undefined> {
  const parent = resolve(tmpdir());
  await dropAbandoned(parent).catch(() => {});
  const folder = await mkdtemp(join(parent, BEGIN)).catch(() => undefined);
  if (folder === undefined) return undefined;
  // What cannot be removed costs a reader nothing that it has read.
  const remove = () => rm(folder, { recursive: true, force: true }).catch(() => {});
  try {
    await markFolder(folder);
    return { path: join(folder, 'data'), remove };
  } catch {
    await remove();
    return undefined;
  }
}

async function dropAbandoned(parent: string): Promise<void> {
  for (const name of await namesIn(parent)) {
    if (!name.startsWith(BEGIN)) continue;
    const folder = join(parent, name);
    // Others may put what they like into a folder of theirs.
    const isOwn = await lstat(folder).then(
      (found) => found.isDirectory() && found.uid === (process.getuid?.() ?? found.uid),
      () => false,
    );
    if (isOwn && (await isAbandoned(folder))) await rm(folder, { recursive: true, force: true });
  }
}
