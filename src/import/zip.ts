// import: the entries of a zip, one after the other, their content as streams.
// Invariant: a name in a zip is a text to compare, never a path; nothing is unpacked to disk; what comes to its end has the checksum that
// the zip says.
import { crc32 } from 'node:zlib';
import { type Entry, getFileNameLowLevel, openPromise } from 'yauzl';
import { reasonOf, usageError } from '../lib/errors.js';

export interface ZipEntry {
  /** Place in the zip, from 0. */
  readonly index: number;
  /** As the zip has it, folders included. */
  readonly name: string;
  readonly sizeBytes: number;
  readonly isEncrypted: boolean;
  /** At any time. Throws where the content is damaged, encrypted, or packed in a way that cannot be undone here. */
  read(): AsyncGenerator<Buffer>;
}

/** Folders are left out. Throws `usage` (exit 2), also between entries, for what is no whole zip. */
export async function* entriesOf(path: string): AsyncGenerator<ZipEntry> {
  const zip = await openZip(path).catch(broken(path));
  try {
    const all = zip.eachEntry();
    for (let index = 0; ; index += 1) {
      const next = await all.next().catch(broken(path));
      if (next.done === true) return;
      const entry = next.value;
      const name = nameOf(entry);
      const read = () => contentOf(path, entry);
      const { uncompressedSize: sizeBytes } = entry;
      if (!name.endsWith('/')) yield { index, name, sizeBytes, isEncrypted: entry.isEncrypted(), read };
    }
  } finally {
    zip.close();
  }
}

/** The list of entries is not read again for it. */
async function* contentOf(path: string, entry: Entry): AsyncGenerator<Buffer> {
  if (entry.isEncrypted()) throw new Error('it is encrypted');
  const zip = await openZip(path);
  try {
    let checksum = 0;
    for await (const chunk of (await zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>) {
      checksum = crc32(chunk, checksum);
      yield chunk;
    }
    if (checksum !== entry.crc32) throw new Error('its checksum is another one than the zip says');
  } finally {
    zip.close();
  }
}

const openZip = (path: string) => openPromise(path, { autoClose: false, lazyEntries: true, decodeStrings: false });

/** Not checked: hostile names are names like others here. */
const nameOf = (entry: Entry): string =>
  getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, false);

const broken = (path: string) => (cause: unknown) => {
  throw usageError(`${path} cannot be read as a zip (${reasonOf(cause)}): get it anew and import it again.`, cause);
};
