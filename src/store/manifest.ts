// store: parquet/manifest.json, the list of the files that make up a Parquet data set (docs/archive-format.md).
// Invariant: readers take files from the manifest only, never by a glob, so a half-written file is never seen.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parquetPath } from '../journal/archive-folder.js';
import { replaceFile } from '../lib/durable.js';
import { isCode } from '../lib/errors.js';

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

export const manifestPath = (archive: string): string => join(parquetPath(archive), 'manifest.json');

/** The manifest, or undefined when nothing was loaded yet. Throws when it is not as it was written. */
export async function findManifest(archive: string): Promise<Manifest | undefined> {
  try {
    return decode(archive, await readFile(manifestPath(archive), 'utf8'));
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function decode(archive: string, text: string): Manifest {
  const { sha256, ...manifest }: Manifest & { sha256?: string } = Object(parse(text));
  if (sha256 !== hashOf(manifest)) throw new Error(`${manifestPath(archive)} is not as it was written`);
  return manifest;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Damaged like one whose hash is wrong.
    return undefined;
  }
}

/** Of the values, whatever white space is between them. */
const hashOf = (manifest: Manifest): string => createHash('sha256').update(JSON.stringify(manifest)).digest('hex');

export async function writeManifest(archive: string, manifest: Manifest): Promise<void> {
  await replaceFile(manifestPath(archive), async (file) => {
    await file.writeFile(`${JSON.stringify({ ...manifest, sha256: hashOf(manifest) }, undefined, 1)}\n`);
  });
}

/** The first of its files that is not there as it was written. */
export async function findWrongFile(archive: string, { tables }: Manifest): Promise<string | undefined> {
  for (const { path, sha256 } of Object.values(tables).flat())
    if ((await findFileHash(join(parquetPath(archive), path))) !== sha256) return path;
  return undefined;
}

async function findFileHash(path: string): Promise<string | undefined> {
  try {
    return await fileHash(path);
  } catch (error) {
    if (isCode(error, 'ENOENT', 'ENOTDIR', 'EISDIR')) return undefined;
    throw error;
  }
}

export async function fileHash(path: string): Promise<string> {
  const sha256 = createHash('sha256');
  for await (const chunk of createReadStream(path)) sha256.update(chunk);
  return sha256.digest('hex');
}
