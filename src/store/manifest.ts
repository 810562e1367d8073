// store: parquet/manifest.json, the list of the files that make up a Parquet data set (docs/archive-format.md).
// Invariant: readers take files from the manifest only, never by a glob, so a half-written file is never seen.
import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { parquetPath } from '../journal/archive-folder.js';
import { replaceFile } from '../lib/durable.js';

export interface ParquetFile {
  /** Path below parquet/, with forward slashes. */
  readonly path: string;
  /** The year of posting, or 'all'. */
  readonly partition: string;
  readonly rows: number;
  readonly sizeBytes: number;
  readonly sha256: string;
  /** Says whether the rows are still the same; of no meaning to readers. */
  readonly fingerprint: string;
}

export interface Manifest {
  readonly format: 1;
  /** The last journal page that the data set holds. */
  readonly pageNr: number;
  readonly tables: Readonly<Record<string, readonly ParquetFile[]>>;
}

const manifestPath = (archive: string): string => join(parquetPath(archive), 'manifest.json');

/** The manifest, or undefined when nothing was loaded yet. */
export async function findManifest(archive: string): Promise<Manifest | undefined> {
  try {
    return JSON.parse(await readFile(manifestPath(archive), 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

export async function writeManifest(archive: string, manifest: Manifest): Promise<void> {
  await replaceFile(manifestPath(archive), async (file) => {
    await file.writeFile(`${JSON.stringify(manifest, undefined, 1)}\n`);
  });
}

/** Whatever is there under its name is not used any more, and is kept. */
export async function setManifestAside(archive: string): Promise<void> {
  await rename(manifestPath(archive), `${manifestPath(archive)}.set-aside`).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  });
}
