// lib: a file that the user names, written from pieces that come over time.
// Invariant: under its name is what was there before or all pieces; only what is no file, such as a pipe, gets them as they come.
import { createWriteStream } from 'node:fs';
import { realpath, rename, rm, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { temporaryName } from './durable.js';
import { ArchiveError, isNoSpace, noSpaceError, reasonOf, usageError } from './errors.js';

/** What `write` throws of the file that it writes, as one sentence about it: `noSpace` for a full disk, `usage` for all else. */
export async function writingOut(path: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (error instanceof ArchiveError) throw error;
    if (isNoSpace(error)) throw noSpaceError(`There is no room for ${path}: make some, or name another place.`, error);
    throw usageError(`${path} cannot be written (${reasonOf(error)}): name another place with --out.`, error);
  }
}

type Pieces = AsyncIterable<string> | readonly (string | Uint8Array)[];

/** Puts the pieces into the file, in the place of one that is there, whose rights it takes over. */
export async function writeOutFile(path: string, pieces: Pieces): Promise<void> {
  const target = await realpath(path).catch(() => path);
  const found = await stat(target).catch(() => undefined);
  if (found !== undefined && !found.isFile()) return pipeline(pieces, createWriteStream(target));
  const temporary = temporaryName(target);
  try {
    await pipeline(pieces, createWriteStream(temporary, { flags: 'wx', ...(found && { mode: found.mode }) }));
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
