// render: brings stored file contents into the site, as hard links where the file system can, as copies, or not at all.
// Invariant: a name in the site is the content's own hash and a sniffed extension; the shown name lives in the page alone.
import { constants, copyFile, link, mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { contentPath } from '../journal/archive-folder.js';
import { isCode } from '../lib/errors.js';
import { SNIFF_BYTES, type SniffedType, sniffType } from './sniff.js';

/** A content in the site. */
export interface PlacedFile extends SniffedType {
  /** Path from the root of the site, with forward slashes. */
  readonly path: string;
}

/** Contents that are in the site. */
export interface PlacedFiles {
  /** True for a site that takes none. */
  readonly isWithoutContents: boolean;
  find(sha256: string | null): PlacedFile | undefined;
}

/** `link`: the site shares the bytes with the archive. `copy`: it can be taken elsewhere and changed. `none`: it names files only. */
export type FileMode = 'link' | 'copy' | 'none';

const SHA256 = /^[0-9a-f]{64}$/;

/** The folder files/ of a site that is being built. Several threads may place the same content: the first one wins. */
export class SiteFiles {
  readonly #archive: string;
  readonly #site: string;
  readonly mode: FileMode;
  readonly #placed = new Map<string, Promise<PlacedFile | undefined>>();

  constructor(archive: string, site: string, mode: FileMode) {
    this.#archive = archive;
    this.#site = site;
    this.mode = mode;
  }

  /** Puts a content into the site. Undefined when the archive does not hold its bytes, or the site takes none. */
  place(sha256: string | null): Promise<PlacedFile | undefined> {
    if (this.mode === 'none' || sha256 === null || !SHA256.test(sha256)) return Promise.resolve(undefined);
    const known = this.#placed.get(sha256);
    if (known !== undefined) return known;
    const placing = this.#place(sha256);
    this.#placed.set(sha256, placing);
    return placing;
  }

  async #place(sha256: string): Promise<PlacedFile | undefined> {
    const source = contentPath(this.#archive, sha256);
    const head = await readHead(source);
    if (head === undefined) return undefined;
    const type = sniffType(head);
    const path = `files/${sha256.slice(0, 2)}/${sha256}.${type.extension}`;
    await bring(source, join(this.#site, path), this.mode);
    return { ...type, path };
  }
}

/** Puts all contents into the site, so that views can be made of them without waiting. */
export async function placeAll(
  files: SiteFiles,
  rows: readonly { readonly stored_sha256: string | null }[],
): Promise<PlacedFiles> {
  const placed = new Map<string, PlacedFile>();
  for (const { stored_sha256 } of rows) {
    const file = await files.place(stored_sha256);
    if (file !== undefined && stored_sha256 !== null) placed.set(stored_sha256, file);
  }
  return {
    isWithoutContents: files.mode === 'none',
    find: (sha256) => (sha256 === null ? undefined : placed.get(sha256)),
  };
}

async function readHead(path: string): Promise<Uint8Array | undefined> {
  try {
    const file = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(SNIFF_BYTES), 0, SNIFF_BYTES, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

// Other file systems, and file systems without links, take a copy.
const NO_LINK: readonly string[] = ['EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP', 'ENOSYS', 'EACCES'];

async function bring(source: string, target: string, mode: FileMode): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  await unlessThere(async () => {
    const isLinked = mode === 'link' && (await canLink(source, target));
    if (!isLinked) await copyFile(source, target, constants.COPYFILE_EXCL);
  });
}

async function canLink(source: string, target: string): Promise<boolean> {
  try {
    await link(source, target);
    return true;
  } catch (error) {
    if (isCode(error, ...NO_LINK)) return false;
    throw error;
  }
}

async function unlessThere(write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
  }
}
