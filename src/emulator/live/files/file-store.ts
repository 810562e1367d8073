// emulator/live: the bytes that accounts have sent, on disk, in a folder that is made for the first of them and goes with the server.
// Invariant: a content is there once, under its SHA-256, whoever sent it and under whatever name; none of it stays in memory.
import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, renameSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Kind, kindOf } from '../../pictures/picture.js';
import { StoredBytes } from '../../stored-bytes.js';
import type { ServedBytes } from '../../world.js';

/** A content that was sent at least once. */
export interface StoredFile extends Kind {
  /** The same for the same bytes (fleep-wire.md 6). */
  readonly fileId: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  read(): ServedBytes;
}

export class FileStore {
  readonly #files = new Map<string, StoredFile>();
  #folder: string | undefined;

  /** `isNew` unless these bytes were there. */
  async add(chunks: AsyncIterable<Buffer>): Promise<{ file: StoredFile; isNew: boolean }> {
    const incoming = this.newPath();
    try {
      const { sha256, sizeBytes } = await writeChunks(incoming, chunks);
      const known = this.#files.get(sha256);
      if (known) return { file: known, isNew: false };
      const path = join(this.#inFolder(), sha256);
      // At once, so that the same bytes that come twice at a time are one file.
      renameSync(incoming, path);
      const read = () => new StoredBytes(path);
      const file: StoredFile = { fileId: randomUUID(), sha256, sizeBytes, ...kindOf(read()), read };
      this.#files.set(sha256, file);
      return { file, isNew: true };
    } finally {
      await rm(incoming, { force: true });
    }
  }

  findById(fileId: string): StoredFile | undefined {
    return [...this.#files.values()].find((file) => file.fileId === fileId);
  }

  /** A path for a file of the server's own; the file goes with the others. */
  newPath(): string {
    return join(this.#inFolder(), randomUUID());
  }

  async close(): Promise<void> {
    if (this.#folder !== undefined) await rm(this.#folder, { recursive: true, force: true });
    this.#folder = undefined;
  }

  #inFolder(): string {
    this.#folder ??= mkdtempSync(join(tmpdir(), 'fleep-practice-'));
    return this.#folder;
  }
}

async function writeChunks(path: string, chunks: AsyncIterable<Buffer>) {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  await using file = await open(path, 'wx');
  for await (const chunk of chunks) {
    sizeBytes += chunk.length;
    hash.update(chunk);
    await file.appendFile(chunk);
  }
  return { sha256: hash.digest('hex'), sizeBytes };
}
