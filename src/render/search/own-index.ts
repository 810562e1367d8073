// render/search: the search index that an archive keeps for itself, in search-index/ (docs/archive-format.md). It may be deleted at any time.
// Invariant: an index is used only for tables that hold what it was made from; under its name it is whole, since it gets that name when
// it is.
// Orders: an index is made in a folder of its own and renamed to its key; then current.json says for which tables, as they lie on the
// disk, it stands; then older ones go. Two who make the same one do not meet before the rename, and the second finds it done.
import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ArchiveFolder, searchIndexPath } from '../../journal/archive-folder.js';
import { makePath, namesIn, replaceFile, syncFile, syncFolder } from '../../lib/durable.js';
import { isCode, isNoSpace, lockedError, noSpaceError } from '../../lib/errors.js';
import { version } from '../../lib/version.js';
import type { ReadFile } from '../../search/archive-index.js';
import type { WordOrder } from '../../search/evaluate.js';
import { FILES, INDEX_FOLDER } from '../../search/index-files.js';
import { findStamp } from '../../store/stamp.js';
import { indexReader, UnreadableIndex } from './index-reader.js';
import { findWordOrder } from './word-order.js';

export interface OwnIndexOptions {
  readonly archive: ArchiveFolder;
  /** Folder of a site whose index is taken where the archive cannot keep one. */
  readonly site?: string | undefined;
  /** Hears how many messages are indexed, of how many. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Hears what a user should know. */
  readonly onNote?: (sentence: string) => void;
}

/** What an index can be asked for. */
export interface ReadableIndex {
  readonly read: ReadFile;
  /** Undefined for the index of a site. */
  readonly order: WordOrder | undefined;
}

/** Changes with what is in the files of an index. */
const FORMAT = 4;

const CURRENT = 'current.json';

/** Unfinished work of somebody who was ended is older than this. */
const LEFT_BEHIND_MS = 24 * 60 * 60 * 1000;

const TRIES = 3;

/**
 * Lets `use` read the index of the archive, which is made first where there is none of its tables as they are. `use` is begun anew when
 * the index turns out not to be whole, or goes while it is read. Throws `noArchive` when nothing was loaded yet, `locked` while a sync
 * writes, `noSpace` when there is no room for it.
 */
export async function withOwnIndex<T>(options: OwnIndexOptions, use: (index: ReadableIndex) => Promise<T>): Promise<T> {
  for (let turn = 1; ; turn += 1) {
    await using place = (await findCurrent(options.archive)) ?? (await makeCurrent(options));
    try {
      const read = indexReader(place.folder);
      return await use({ read, order: findWordOrder(place.folder, read) });
    } catch (error) {
      if (!(error instanceof UnreadableIndex) || turn === TRIES) throw error;
    }
    await place.discard();
  }
}

/** An index on disk. */
interface Place extends AsyncDisposable {
  readonly folder: string;
  /** Sees to it that it is not used again. */
  discard(): Promise<void>;
}

const keptPlace = (folder: string): Place => ({
  folder,
  discard: () => rm(folder, { recursive: true, force: true }),
  [Symbol.asyncDispose]: async () => {},
});

function passingPlace(folder: string): Place {
  const remove = () => rm(folder, { recursive: true, force: true });
  return { folder, discard: remove, [Symbol.asyncDispose]: remove };
}

interface Current {
  readonly stamp: string;
  readonly key: string;
}

const folderOf = ({ path }: ArchiveFolder, key: string): string => join(searchIndexPath(path), key);

/** Under its name an index is whole; somebody may have taken it apart since. */
const isIndex = (folder: string): boolean => existsSync(join(folder, INDEX_FOLDER, `${FILES.head}.js`));

async function findCurrent(archive: ArchiveFolder): Promise<Place | undefined> {
  const current = await readCurrent(archive);
  const folder = current && folderOf(archive, current.key);
  if (folder === undefined || !isIndex(folder)) return undefined;
  return current?.stamp === (await stampOf(archive)) ? keptPlace(folder) : undefined;
}

async function readCurrent({ path }: ArchiveFolder): Promise<Current | undefined> {
  try {
    const value: Partial<Current> = Object(JSON.parse(await readFile(join(searchIndexPath(path), CURRENT), 'utf8')));
    const { stamp, key } = value;
    return typeof stamp === 'string' && typeof key === 'string' && KEY.test(key) ? { stamp, key } : undefined;
  } catch {
    // Not there, or nothing that we wrote: the index is made, and this with it.
    return undefined;
  }
}

const KEY = /^[0-9a-f]{32}$/;

const keyed = (...parts: readonly string[]): string =>
  createHash('sha256')
    .update(JSON.stringify([FORMAT, version, ...parts]))
    .digest('hex')
    .slice(0, 32);

/** Of the tables as they lie on the disk, and of this program. */
async function stampOf(archive: ArchiveFolder): Promise<string | undefined> {
  const stamp = await findStamp(archive);
  return stamp && keyed(stamp);
}

async function makeCurrent(options: OwnIndexOptions, turn = 1): Promise<Place> {
  const { archive } = options;
  if (turn > TRIES) throw lockedError(`${archive.path} changes all the time: search again when the sync has ended.`);
  const { stamp, key } = await readState(archive);
  const folder = folderOf(archive, key);
  if (!isIndex(folder)) {
    const building = await findPlaceToBuild(archive);
    if (building === undefined) return elsewhere(options);
    try {
      await build(building, options);
      // Tables that changed meanwhile may be in it in part.
      if ((await stampOf(archive)) !== stamp) return await makeCurrent(options, turn + 1);
      await settle(building, folder);
    } finally {
      await rm(building, { recursive: true, force: true });
    }
  }
  await remember(archive, { stamp, key });
  return keptPlace(folder);
}

/** What the tables hold now, whoever wrote it when. */
async function readState(archive: ArchiveFolder): Promise<Current> {
  const { openStore } = await import('../../store/open.js');
  const { readQuery } = await import('../../store/sql.js');
  await using database = await openStore(archive);
  const stamp = (await stampOf(archive)) ?? '';
  const rows = await database.rows(await readQuery('state/searched.sql'));
  return { stamp, key: keyed(JSON.stringify(rows)) };
}

// What a folder that is not to be written to says, and one that is no folder.
const UNWRITABLE = ['EACCES', 'EPERM', 'EROFS', 'EEXIST', 'ENOTDIR'];

/** An empty folder beside the indexes; undefined where the archive cannot be written to. */
async function findPlaceToBuild({ path }: ArchiveFolder): Promise<string | undefined> {
  const folder = join(searchIndexPath(path), `building-${randomBytes(6).toString('hex')}`);
  try {
    await makePath(folder, 0o700);
    return folder;
  } catch (error) {
    if (isCode(error, ...UNWRITABLE)) return undefined;
    throw error;
  }
}

async function build(folder: string, { archive, onProgress = () => {} }: OwnIndexOptions): Promise<void> {
  const { indexArchive } = await import('./index-archive.js');
  try {
    await indexArchive({ archive, folder, onProgress });
  } catch (error) {
    if (!isNoSpace(error)) throw error;
    throw noSpaceError(`There is no room for the search index in ${folder}: make some and search again.`, error);
  }
}

/** Gives a finished index its name. Its files are on disk before. */
async function settle(building: string, folder: string): Promise<void> {
  for (const entry of await readdir(building, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) await syncFile(path);
    else await syncFolder(path);
  }
  // What has the name and is no index was taken apart by somebody.
  if (!isIndex(folder)) await rm(folder, { recursive: true, force: true });
  try {
    await rename(building, folder);
  } catch (error) {
    // Somebody else has made the same.
    if (!isIndex(folder)) throw error;
  }
}

/** Says what the index stands for, and takes away what is of no use any more. */
async function remember(archive: ArchiveFolder, current: Current): Promise<void> {
  const folder = searchIndexPath(archive.path);
  try {
    await replaceFile(join(folder, CURRENT), (file) => file.writeFile(`${JSON.stringify(current)}\n`));
    for (const name of await namesIn(folder))
      if (await isOver(join(folder, name), name, current.key))
        await rm(join(folder, name), { recursive: true, force: true });
  } catch (error) {
    // An index that came with an archive that cannot be written to: it is found again, only not as quickly.
    if (!isCode(error, ...UNWRITABLE)) throw error;
  }
}

async function isOver(path: string, name: string, key: string): Promise<boolean> {
  if (KEY.test(name)) return name !== key;
  if (!/^building-|\.tmp$/.test(name)) return false;
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && Date.now() - found.mtimeMs > LEFT_BEHIND_MS;
}

/** Where the archive cannot keep an index: that of a site, or one for this run. */
async function elsewhere(options: OwnIndexOptions): Promise<Place> {
  const { archive, site, onNote = () => {} } = options;
  if (site !== undefined && isIndex(site)) {
    onNote(`${searchIndexPath(archive.path)} cannot be written to: the answer is from the index of ${site}.`);
    return { ...keptPlace(site), discard: async () => {} };
  }
  onNote(`${searchIndexPath(archive.path)} cannot be written to: the index is made for this search alone.`);
  const folder = await mkdtemp(join(tmpdir(), 'fleep-archive-search-'));
  try {
    await build(folder, options);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  return passingPlace(folder);
}
