// journal: what other commands write must not land in an archive: a table written over a journal would be the end of both. An archive in
// another one is refused as well, which would take it for its own.
import { existsSync } from 'node:fs';
import { readFile, readlink, realpath, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { isCode, usageError } from '../lib/errors.js';
import { infoPath } from './archive-folder.js';

/** Throws `usage` when a file or folder, there already or not, is in an archive or is one, or a link to itself. `option` names what it was given with. */
export async function requireOutside(path: string, option: string): Promise<void> {
  await requireOutsideFrom(await realPlace(resolve(path), option), path, option);
}

/** Throws `usage` when an archive that is to be made would be in another one. It may be there by now: somebody else may be making it too. */
export async function requireOutsideOthers(path: string, option: string): Promise<void> {
  const place = await realPlace(resolve(path), option);
  const own = await realpath(path).catch(() => undefined);
  await requireOutsideFrom(place === own ? dirname(place) : place, path, option);
}

async function requireOutsideFrom(first: string, path: string, option: string): Promise<void> {
  for (let folder = first; ; folder = dirname(folder)) {
    if (await isArchive(folder)) {
      throw usageError(
        `${path} is in the archive ${folder}, where only its own files may be: name another place with ${option}.`,
      );
    }
    if (folder === dirname(folder)) return;
  }
}

/** The path with the links of what exists of it resolved, also of one that leads to what does not exist yet. */
async function realPlace(path: string, option: string): Promise<string> {
  for (let place = path; ; place = dirname(place)) {
    // A pipe is behind a link (/dev/stdout) that leads to no place.
    if (existsSync(place)) return realpath(place).catch(() => realpath(dirname(place)));
    const target = await findLinkTarget(place);
    if (target !== undefined) {
      if (await isCircle(place)) throw usageError(`${place} is a link to itself: name another place with ${option}.`);
      return realPlace(resolve(dirname(place), target), option);
    }
    if (place === dirname(place)) return place;
  }
}

/** Where a link leads; undefined for what is none. */
const findLinkTarget = (path: string): Promise<string | undefined> => readlink(path).catch(() => undefined);

const isCircle = (link: string): Promise<boolean> =>
  stat(link).then(
    () => false,
    (error: unknown) => isCode(error, 'ELOOP'),
  );

async function isArchive(folder: string): Promise<boolean> {
  try {
    const info: unknown = JSON.parse(await readFile(infoPath(folder), 'utf8'));
    return typeof info === 'object' && info !== null && 'format' in info && 'store' in info;
  } catch {
    return false;
  }
}
