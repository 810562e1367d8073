// journal: content goes to files/ab/<sha256>, each content once.
// Order: temporary file → hash → fsync → size on disk → rename → fsync of the folder. What the journal names afterwards is whole and on disk.
import { createHash, randomBytes } from 'node:crypto';
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { Readable } from 'node:stream';
import { makeFolder, syncFolder } from '../lib/durable.js';
import { ArchiveError, ExitCode, isCode } from '../lib/errors.js';
import { contentPath, filesPath } from './archive-folder.js';

export interface Content {
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** Content that was copied into files/ and is not in its place yet. */
export interface IncomingContent extends Content, AsyncDisposable {
  /** Puts it into its place, to stay. Without this it is gone at the end. */
  keep(): Promise<void>;
}

/** Lets `receive` write into a file that is not in its place yet, and say what it wrote. Whatever it throws leaves nothing behind. */
export async function takeContent(
  archive: string,
  receive: (file: FileHandle) => Promise<Content>,
): Promise<IncomingContent> {
  const temporary = join(filesPath(archive), `incoming-${randomBytes(8).toString('hex')}.tmp`);
  const drop = () => rm(temporary, { force: true });
  const handle = await open(temporary, 'wx', 0o600);
  try {
    const { sha256, sizeBytes } = await receive(handle);
    await handle.sync();
    await checkSize(handle, sizeBytes);
    return {
      sha256,
      sizeBytes,
      keep: () => place(temporary, contentPath(archive, sha256)),
      [Symbol.asyncDispose]: drop,
    };
  } catch (error) {
    await drop();
    throw error;
  } finally {
    await handle.close();
  }
}

/** The hash is of what was sent, and says nothing of what the disk took of it. */
async function checkSize(file: FileHandle, sizeBytes: number): Promise<void> {
  const { size } = await file.stat();
  if (size === sizeBytes) return;
  throw new ArchiveError(
    `A file of ${sizeBytes} bytes has ${size} on disk: look after the disk, then run the same again; what was archived is safe.`,
    { exitCode: ExitCode.unexpected },
  );
}

/** Receives a stream, hashed on the way. */
export const copyOf =
  (source: AsyncIterable<Uint8Array>) =>
  async (file: FileHandle): Promise<Content> => {
    const hash = createHash('sha256');
    let sizeBytes = 0;
    for await (const chunk of source) {
      hash.update(chunk);
      sizeBytes += chunk.length;
      await file.appendFile(chunk);
    }
    return { sha256: hash.digest('hex'), sizeBytes };
  };

/** Puts bytes into their place and says which that is, from the archive's folder on. */
export async function keepBytes(archive: string, bytes: Buffer): Promise<string> {
  await using content = await takeContent(archive, copyOf(Readable.from([bytes])));
  await content.keep();
  return relative(archive, contentPath(archive, content.sha256)).replaceAll('\\', '/');
}

// What stands there already may be damaged, and this was hashed a moment ago; what is as good is replaced by itself.
async function place(temporary: string, path: string): Promise<void> {
  const folder = dirname(path);
  await makeFolder(folder);
  await rename(temporary, path);
  await syncFolder(folder);
}

/** Whether content is in its place with its size. Its bytes are left to whoever verifies. */
export async function hasContent(archive: string, { sha256, sizeBytes }: Content): Promise<boolean> {
  try {
    return (await stat(contentPath(archive, sha256))).size === sizeBytes;
  } catch (error) {
    if (isCode(error, 'ENOENT', 'ENOTDIR')) return false;
    throw error;
  }
}
