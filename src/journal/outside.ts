// journal: what other commands write must not land in an archive: a table written over a journal would be the end of both.
import { existsSync } from 'node:fs';
import { readFile, realpath } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { usageError } from '../lib/errors.js';
import { infoPath } from './archive-folder.js';

/** Throws `usage` when a file or folder, there already or not, is in an archive or is one. `option` names what it was given with. */
export async function requireOutside(path: string, option: string): Promise<void> {
  for (let folder = await realPlace(resolve(path)); ; folder = dirname(folder)) {
    if (await isArchive(folder)) {
      throw usageError(
        `${path} is in the archive ${folder}, where only its own files may be: name another place with ${option}.`,
      );
    }
    if (folder === dirname(folder)) return;
  }
}

/** The path with the links of what exists of it resolved. */
async function realPlace(path: string): Promise<string> {
  for (let place = path; ; place = dirname(place)) {
    if (existsSync(place)) return realpath(place);
    if (place === dirname(place)) return place;
  }
}

async function isArchive(folder: string): Promise<boolean> {
  try {
    const info: unknown = JSON.parse(await readFile(infoPath(folder), 'utf8'));
    return typeof info === 'object' && info !== null && 'format' in info && 'store' in info;
  } catch {
    return false;
  }
}
