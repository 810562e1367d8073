// lib: a folder of use to one process alone, among the system's temporary ones.
// Invariant: nobody but its user can look into it, and what a process that was killed left goes with the next one that makes such a folder.
// Orders: it says whose it is before it is used.
import { lstat, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { namesIn } from './durable.js';
import { isAbandoned, markFolder } from './process-mark.js';

/** Makes an empty folder whose name begins with `begin`. */
export async function makePassingFolder(begin: string): Promise<string> {
  const parent = resolve(tmpdir());
  await dropAbandoned(parent, begin).catch(() => {});
  const folder = await mkdtemp(join(parent, begin));
  try {
    await markFolder(folder);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  return folder;
}

async function dropAbandoned(parent: string, begin: string): Promise<void> {
  for (const name of await namesIn(parent)) {
    if (!name.startsWith(begin)) continue;
    const folder = join(parent, name);
    // Others may put what they like into a folder of theirs.
    const isOwn = await lstat(folder).then(
      (found) => found.isDirectory() && found.uid === (process.getuid?.() ?? found.uid),
      () => false,
    );
    if (isOwn && (await isAbandoned(folder))) await rm(folder, { recursive: true, force: true });
  }
}
