// import: the entries of a zip, one after the other, their content as streams.
// Invariant: a name in a zip is a text to compare, never a path; nothing is unpacked to disk.
import type { Readable } from 'node:stream';
import { type Entry, getFileNameLowLevel, openPromise } from 'yauzl';
import { reasonOf, usageError } from '../lib/errors.js';

export interface ZipEntry {
  /** Place in the zip, from 0. */
  readonly index: number;
  /** As the zip has it, folders included. */
  readonly name: string;
  readonly sizeBytes: number;
  readonly isEncrypted: boolean;
  /** Packed in a way that can be undone here. */
  readonly isReadable: boolean;
  /** While the zip is open. */
  read(): Promise<Readable>;
}

export interface Zip extends AsyncDisposable {
  /** Once. Folders are left out. */
  entries(): AsyncGenerator<ZipEntry>;
}

/** Throws `usage` (exit 2), now or among the entries, for what is no whole zip. */
export async function openZip(path: string): Promise<Zip> {
  const zip = await openPromise(path, { autoClose: false, lazyEntries: true, decodeStrings: false }).catch(
    broken(path),
  );
  async function* entries(): AsyncGenerator<ZipEntry> {
    const all = zip.eachEntry();
    for (let index = 0; ; index += 1) {
      const next = await all.next().catch(broken(path));
      if (next.done === true) return;
      const entry = next.value;
      const name = nameOf(entry);
      if (!name.endsWith('/')) yield describe(index, name, entry, () => zip.openReadStreamPromise(entry));
    }
  }
  return { entries, [Symbol.asyncDispose]: async () => zip.close() };
}

function describe(index: number, name: string, entry: Entry, read: () => Promise<Readable>): ZipEntry {
  const isEncrypted = entry.isEncrypted();
  const isReadable = !isEncrypted && (entry.compressionMethod === STORED || entry.compressionMethod === DEFLATED);
  return { index, name, sizeBytes: entry.uncompressedSize, isEncrypted, isReadable, read };
}

const STORED = 0;
const DEFLATED = 8;

/** Not checked: hostile names are names like others here. */
const nameOf = (entry: Entry): string =>
  getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, false);

const broken = (path: string) => (cause: unknown) => {
  throw usageError(`${path} cannot be read as a zip (${reasonOf(cause)}): get it anew and import it again.`, cause);
};
