// render: the folder that the site goes into.
// Invariant: readers see the old site or the new one, never a part; a folder that is not a site of ours is never touched.
// Orders: the old site steps aside, the new one takes its place, the old one goes. A run that is killed between the first two leaves
// no site but the one that stepped aside: the next run puts that back before it does anything else. Killed later, it leaves two. Killed
// earlier, it leaves a part of the new one, which says whose it is, and goes when that process is no more.
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { makePath } from '../lib/durable.js';
import { isCode, usageError } from '../lib/errors.js';
import { isAbandoned, markFolder } from '../lib/process-mark.js';

/** Its presence says that a folder is a site of ours and may be replaced. */
export const MARKER = '.fleep-archive-site';

const MARKER_TEXT = 'This folder is made by "fleep-archive render" and is replaced as a whole when that runs again.\n';

/**
 * Lets `build` fill a new folder beside `out` and then puts it in the place of `out`. When `build` fails, `out` stays as it
 * was. Throws a usage error when `out` holds anything that is not a site of ours.
 */
export async function replaceFolder<T>(out: string, build: (folder: string) => Promise<T>): Promise<T> {
  const target = await findOutput(out);
  await makePath(dirname(target));
  const suffix = randomBytes(6).toString('hex');
  const place = join(dirname(target), `${basename(target)}.tmp-${suffix}`);
  const fresh = join(place, 'site');
  try {
    await makePath(fresh);
    await markFolder(place);
    await writeFile(join(fresh, MARKER), MARKER_TEXT);
    const result = await build(fresh);
    await swap(fresh, target, `${target}.old-${suffix}`);
    return result;
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

/** The folder of the site, which may be none yet, with what a killed run left mended. Throws as `replaceFolder` does. */
export async function findOutput(out: string): Promise<string> {
  const target = resolve(out);
  await recover(target);
  await requireOurs(target);
  return target;
}

async function requireOurs(folder: string): Promise<void> {
  const names = await namesInSite(folder);
  if (names.length > 0 && !names.includes(MARKER)) {
    throw usageError(
      `${folder} is not empty and not a site of fleep-archive: name an empty or a new folder with --out.`,
    );
  }
}

/** Nothing when there is no folder; a file in its place is not ours to replace. */
async function namesInSite(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return [];
    if (isCode(error, 'ENOTDIR')) throw usageError(`${folder} is a file: name a folder with --out.`, error);
    throw error;
  }
}

async function swap(fresh: string, target: string, old: string): Promise<void> {
  const hadSite = (await namesInSite(target)).length > 0;
  if (hadSite) await rename(target, old);
  else await rm(target, { recursive: true, force: true });
  try {
    await rename(fresh, target);
  } catch (error) {
    if (hadSite) await rename(old, target);
    throw error;
  }
  if (hadSite) await rm(old, { recursive: true, force: true });
}

/** Ends what a killed run began: an old site that stepped aside comes back where no new one is, and goes where one is; half a new one goes. */
async function recover(target: string): Promise<void> {
  for (const half of await foldersBeside(target, HALF)) {
    if (await isAbandoned(half)) await rm(half, { recursive: true, force: true });
  }
  for (const old of await sitesAside(target)) {
    const names = await namesInSite(target);
    if (names.includes(MARKER)) await rm(old, { recursive: true, force: true });
    else if (names.length === 0) {
      await rm(target, { recursive: true, force: true });
      await rename(old, target);
    }
  }
}

const ASIDE = /^\.old-[0-9a-f]{12}$/;
const HALF = /^\.tmp-[0-9a-f]{12}$/;

/** Sites of ours that stepped aside for `target`. */
async function sitesAside(target: string): Promise<string[]> {
  const found: string[] = [];
  for (const path of await foldersBeside(target, ASIDE))
    if ((await namesInSite(path)).includes(MARKER)) found.push(path);
  return found;
}

/** Folders that are named after `target`, with an ending. */
async function foldersBeside(target: string, ending: RegExp): Promise<string[]> {
  const parent = dirname(target);
  const own = basename(target);
  const names = (await foldersIn(parent)).filter((name) => name.startsWith(own) && ending.test(name.slice(own.length)));
  return names.sort().map((name) => join(parent, name));
}

async function foldersIn(parent: string): Promise<string[]> {
  if (!existsSync(parent)) return [];
  const entries = await readdir(parent, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}
