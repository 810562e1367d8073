// store: a mark of the tables as they lie on the disk, which costs no DuckDB.
// Invariant: tables that were changed have another mark. The same tables may get another one too, when they were copied.
import { createHash, type Hash } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { type ArchiveFolder, databasePath } from '../journal/archive-folder.js';
import { isCode } from '../lib/errors.js';
import { manifestPath } from './manifest.js';

/** DuckDB counts its checkpoints in the first three blocks of 4,096 bytes, and names in them where everything else is. */
const HEAD_BYTES = 3 * 4096;

/** Undefined when nothing was loaded yet. */
export async function findStamp({ path, info }: ArchiveFolder): Promise<string | undefined> {
  const hash = createHash('sha256').update(info.store);
  if (info.store === 'parquet') return (await addManifest(hash, manifestPath(path))) ? hash.digest('hex') : undefined;
  const database = databasePath(path);
  if (!(await addFile(hash, database))) return undefined;
  // What was loaded may be in the log for now.
  await addFile(hash, `${database}.wal`);
  return hash.digest('hex');
}

async function addFile(hash: Hash, path: string): Promise<boolean> {
  const file = await open(path, 'r').catch(unlessAbsent);
  if (file === undefined) return false;
  try {
    const { size, mtimeNs } = await file.stat({ bigint: true });
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    hash.update(`\n${size} ${mtimeNs}\n`).update(buffer.subarray(0, bytesRead));
    return true;
  } finally {
    await file.close();
  }
}

/** The manifest has the hash of every file. */
async function addManifest(hash: Hash, path: string): Promise<boolean> {
  const text = await readFile(path).catch(unlessAbsent);
  if (text === undefined) return false;
  hash.update(text);
  return true;
}

function unlessAbsent(error: unknown): undefined {
  if (isCode(error, 'ENOENT')) return undefined;
  throw error;
}
