// lib: writes that survive a power cut. Order: temporary file in the same folder → fsync → rename → fsync of the folder.
// Invariant: under the final name there is either the old content or the whole new content, never a part.
import { randomBytes } from 'node:crypto';
import { access, constants, type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { isCode } from './errors.js';

/** Makes the entries of a folder durable. A rename is not on disk before this. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Makes the content of a file durable that somebody else wrote without fsync, as DuckDB's Parquet writer does. */
export async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Writes all of it: the system may take a part only, on a disk that is nearly full, and tells why not before it is asked for the rest. */
export async function writeWhole(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let written = 0; written < bytes.length; )
    written += (await file.write(bytes, written, bytes.length - written, position + written)).bytesWritten;
}

/**
 * Makes a folder, and those above it that are missing; resolves with the topmost that was made. Node's own way of it asks for ever, deaf to
 * signals, where the system says ENOENT below a folder that is there, as it does in /proc, and says that of a disk that can only be read.
 */
export async function makePath(path: string, mode = 0o777): Promise<string | undefined> {
  const above = dirname(path);
  try {
    return await makeOne(path, mode);
  } catch (error) {
    if (!isCode(error, 'ENOENT') || above === path) throw error;
  }
  // Somebody else may have made what is above meanwhile, so the system is asked once more, and no more than that.
  const topmost = (await isFolder(above)) ? undefined : await makePath(above, mode);
  const made = await makeOne(path, mode);
  return topmost ?? made;
}

/** undefined where the folder was there, or somebody else has just made it. */
async function makeOne(path: string, mode: number): Promise<string | undefined> {
  try {
    await mkdir(path, { mode });
    return path;
  } catch (error) {
    if (await isFolder(path)) return undefined;
    throw error;
  }
}

/** False also where nobody can tell. */
export const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

/** Throws what the system says of a place that is no folder which can be written to. */
export async function requireWritableFolder(path: string): Promise<void> {
  await readdir(path);
  await access(path, constants.W_OK);
}

/**
 * Makes a folder, and those above it that are missing; all of them are on disk when it resolves. Mode 0700. One that is there already
 * may have been made by a run that was killed before it was on disk.
 */
export async function makeFolder(path: string): Promise<void> {
  const topmost = (await makePath(path, 0o700)) ?? path;
  for (let made = resolve(path); ; made = dirname(made)) {
    await syncFolder(dirname(made));
    if (made.length <= resolve(topmost).length) return;
  }
}

/** A name beside `path` that no other writer uses. */
export const temporaryName = (path: string): string => `${path}.${randomBytes(6).toString('hex')}.tmp`;

/** Removes what writers of `path` left that were killed before their rename. The caller is its only writer. */
export async function dropTemporaries(path: string): Promise<void> {
  const folder = dirname(path);
  const begin = `${basename(path)}.`;
  const isLeft = (name: string) => name.startsWith(begin) && /^[0-9a-f]{12}\.tmp$/.test(name.slice(begin.length));
  for (const name of await namesIn(folder)) if (isLeft(name)) await rm(join(folder, name), { force: true });
}

/** What is in a folder; nothing when there is none. */
export async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isCode(error, 'ENOENT', 'ENOTDIR')) return [];
    throw error;
  }
}

/** Replaces `path` by what `write` puts into the handle; readers see the old or the new content. Mode 0600. */
export async function replaceFile(path: string, write: (file: FileHandle) => Promise<void>): Promise<void> {
  const temporary = temporaryName(path);
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await write(file);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}
