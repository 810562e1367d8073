// journal: the archive folder and its archive.json (docs/archive-format.md).
// Invariant: archive.json holds the format version and settings, never a secret; a folder without it is not ours to touch.
import { existsSync } from 'node:fs';
import { readFile, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { makeFolder, makePath, namesIn, replaceFile } from '../lib/durable.js';
import { isCode, noArchiveError, reasonOf, usageError } from '../lib/errors.js';
import { shellWord } from '../lib/shell-word.js';

export type StoreKind = 'duckdb' | 'parquet';

const ARCHIVE_FORMAT = 1;

/** The content of archive.json. */
export interface ArchiveInfo {
  /** Version of the folder's format; a newer one is refused. */
  readonly format: number;
  readonly store: StoreKind;
  /** Base URL of the service that was archived. */
  readonly server: string;
  /** Account ids that have synced into this archive. */
  readonly accounts: readonly string[];
  /** ISO time of creation, UTC. */
  readonly created: string;
}

/** An existing archive: its folder, what archive.json says, and where its parts are. */
export interface ArchiveFolder {
  /** From the root: in a path from elsewhere DuckDB takes some names for a home, another protocol or an extension (`~a`, `s3:a`, `a:b`). */
  readonly path: string;
  readonly info: ArchiveInfo;
}

export const journalPath = (archive: string): string => join(archive, 'journal');
export const filesPath = (archive: string): string => join(archive, 'files');
export const databasePath = (archive: string): string => join(archive, 'archive.duckdb');
/** The write-ahead log belongs to its database; another one must not replay it. */
export const databaseFiles = (archive: string): string[] => [databasePath(archive), `${databasePath(archive)}.wal`];
export const parquetPath = (archive: string): string => join(archive, 'parquet');
export const searchIndexPath = (archive: string): string => join(archive, 'search-index');
export const lockPath = (archive: string): string => join(archive, 'lock');

/** Where content with this SHA-256 is kept: files/ab/<sha256>. The name never comes from the server. */
export const contentPath = (archive: string, sha256: string): string =>
  join(filesPath(archive), sha256.slice(0, 2), sha256);

/** Opens an existing archive. Throws `noArchive` (exit 10) when the folder is none. */
export async function openArchive(name: string): Promise<ArchiveFolder> {
  const path = resolve(name);
  const info = await findArchiveInfo(path);
  if (info === undefined) {
    await requireOwn(path, 'name the folder of an archive');
    if (await hasJournal(path)) throw lostInfo(path);
    throw noArchiveError(
      `${path} is not an archive: run "fleep-archive sync --archive ${shellWord(path)}" to make one there.`,
    );
  }
  return { path, info };
}

/** Throws `usage` for a path below which the tables cannot be written: DuckDB puts the ending of its log before a question mark. */
export function requireWritablePath(name: string): void {
  const path = resolve(name);
  if (!path.includes('?')) return;
  throw usageError(`${path} has a question mark in it, below which DuckDB cannot write: name another folder.`);
}

/** A run begins its journal when archive.json stands: where there is a journal without it, it was lost. */
const hasJournal = async (path: string): Promise<boolean> => (await namesIn(journalPath(path))).length > 0;

const lostInfo = (path: string) =>
  noArchiveError(
    `${path} has the journal of an archive and no archive.json: put archive.json back from a copy, or write it anew as docs/archive-format.md says.`,
  );

/** Throws `noArchive` where no archive can begin: for a file, and for a folder that holds what is no part of an archive. */
export const requireEmpty = (name: string): Promise<void> => requireOwn(resolve(name), 'name an empty or a new folder');

async function requireOwn(path: string, next: string): Promise<void> {
  const stranger = (await namesIn(path)).find((found) => !OWN_NAME.test(found));
  if (stranger !== undefined && (await hasJournal(path))) throw lostInfo(path);
  if (stranger !== undefined)
    throw noArchiveError(`${path} is not an archive and not empty (it holds ${stranger}): ${next}.`);
  if (await isFile(path)) throw noArchiveError(`${path} is no folder: ${next}.`);
}

/** Also where the path leads through one. */
const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => !found.isDirectory(),
    (error: unknown) => isCode(error, 'ENOTDIR'),
  );

/** Makes a new archive in an empty folder, which the caller has made durably, or opens the one that is there. */
export async function createArchive(name: string, fresh: Omit<ArchiveInfo, 'format'>): Promise<ArchiveFolder> {
  const path = resolve(name);
  if ((await findArchiveInfo(path)) !== undefined) {
    // Whoever put an archive back from its journal alone has none.
    if (!existsSync(filesPath(path))) await makeFolder(filesPath(path));
    return openArchive(path);
  }
  await makePath(path, 0o700);
  await requireEmpty(path);
  await makePath(journalPath(path), 0o700);
  await makePath(filesPath(path), 0o700);
  const info: ArchiveInfo = { format: ARCHIVE_FORMAT, ...fresh };
  await writeArchiveInfo(path, info);
  return { path, info };
}

/**
 * Removes what a killed run left behind: temporary files in the folder, in files/ and in parquet/, and tables of the kind that the archive
 * is not or no longer, which nobody would keep up to date. The caller holds the archive's lock.
 */
export async function dropLeftovers({ path, info }: ArchiveFolder): Promise<void> {
  for (const folder of [path, filesPath(path), parquetPath(path)]) {
    for (const name of await namesIn(folder)) {
      // Another process may just be asking for the lock, with a file of its own.
      if (name.endsWith('.tmp') && !name.startsWith('lock')) await rm(join(folder, name), { recursive: true });
    }
  }
  const others = info.store === 'parquet' ? databaseFiles(path) : [parquetPath(path)];
  for (const other of others) await rm(other, { recursive: true, force: true });
}

export async function writeArchiveInfo(path: string, info: ArchiveInfo): Promise<void> {
  await replaceFile(infoPath(path), async (file) => {
    await file.writeFile(`${JSON.stringify(info, undefined, 2)}\n`);
  });
}

export const infoPath = (path: string): string => join(path, 'archive.json');

// What a first sync that was cut short may leave behind before archive.json exists, temporary files of lib/durable included.
const OWN_NAME = /^(journal|files|(lock(\.takeover)*|archive\.json)(\.[0-9a-f]{12}\.tmp)?)$/;

async function findArchiveInfo(path: string): Promise<ArchiveInfo | undefined> {
  let text: string;
  try {
    text = await readFile(infoPath(path), 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT') || isCode(error, 'ENOTDIR')) return undefined;
    throw error;
  }
  return decodeInfo(path, text);
}

function decodeInfo(path: string, text: string): ArchiveInfo {
  let value: Partial<ArchiveInfo>;
  try {
    // null has no fields to look for.
    value = Object(JSON.parse(text));
  } catch (cause) {
    throw noArchiveError(`${infoPath(path)} cannot be read (${reasonOf(cause)}): restore it from a copy.`, cause);
  }
  if (typeof value.format !== 'number') {
    throw noArchiveError(`${infoPath(path)} is not the description of an archive: name another folder.`);
  }
  if (value.format > ARCHIVE_FORMAT) {
    throw usageError(
      `${path} has archive format ${value.format}, newer than this program knows: install a newer version.`,
    );
  }
  return {
    format: value.format,
    store: value.store === 'parquet' ? 'parquet' : 'duckdb',
    server: String(value.server ?? ''),
    accounts: Array.isArray(value.accounts) ? value.accounts.map(String) : [],
    created: String(value.created ?? ''),
  };
}
