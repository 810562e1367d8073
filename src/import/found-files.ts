// import: files that may be attachments, from a folder or from the zip that the history came in.
// Invariant: what cannot be looked into is named, and does not keep the rest from being found.
import { isUtf8 } from 'node:buffer';
import { constants } from 'node:fs';
import { open, opendir, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { isFolder } from '../lib/durable.js';
import { reasonOf, usageError } from '../lib/errors.js';
import { entriesOf } from './zip.js';

/** A file that may be an attachment. */
export interface FoundFile {
  /** Without folders. */
  readonly name: string;
  readonly sizeBytes: number;
  /** At any time. */
  read(): AsyncIterable<Buffer>;
}

/** Throws `usage` (exit 2) when there is no such folder. */
export async function requireAttachments(folder: string): Promise<void> {
  if (!(await isFolder(folder))) throw usageError(`--files ${folder} is no folder: name the one with the attachments.`);
}

export async function* filesOfZip(path: string): AsyncGenerator<FoundFile> {
  for await (const entry of entriesOf(path)) yield { ...entry, name: basename(entry.name) };
}

/** Regular files below a folder. Links are passed over: an unpacked zip may have planted them. */
export async function* filesBelow(folder: string, onUnreadable: (what: string) => void): AsyncGenerator<FoundFile> {
  yield* filesIn(Buffer.from(folder), onUnreadable);
}

// Names are bytes: other systems and other times have written them otherwise than in UTF-8.
async function* filesIn(folder: Buffer, onUnreadable: (what: string) => void): AsyncGenerator<FoundFile> {
  const deeper: Buffer[] = [];
  const skip = (path: Buffer) => (error: unknown) => onUnreadable(`${textOf(path)}: ${reasonOf(error)}`);
  try {
    // Latin-1 carries every byte through unchanged.
    for await (const entry of await opendir(folder, { encoding: 'latin1' })) {
      const path = Buffer.concat([folder, SLASH, Buffer.from(entry.name, 'latin1')]);
      if (entry.isDirectory()) deeper.push(path);
      const file = entry.isFile() ? await fileAt(path).catch(skip(path)) : undefined;
      if (file !== undefined) yield file;
    }
  } catch (error) {
    skip(folder)(error);
  }
  for (const path of deeper) yield* filesIn(path, onUnreadable);
}

const SLASH = Buffer.from('/');

async function fileAt(path: Buffer): Promise<FoundFile> {
  const { size } = await stat(path);
  const name = textOf(path.subarray(path.lastIndexOf('/') + 1));
  return { name, sizeBytes: size, read: () => contentOf(path) };
}

async function* contentOf(path: Buffer): AsyncGenerator<Buffer> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  yield* handle.createReadStream();
}

const textOf = (name: Buffer): string => name.toString(isUtf8(name) ? 'utf8' : 'latin1');
