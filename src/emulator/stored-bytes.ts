// emulator: the bytes of a file on disk, read when they are asked for.
// Invariant: only the part that is asked for is read, and no more of it is in memory than one answer holds.
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import type { ServedBytes } from './world.js';

export class StoredBytes implements ServedBytes {
  readonly length: number;
  readonly #path: string;

  /** Throws the error of the file system when there is no such file. */
  constructor(path: string) {
    this.#path = path;
    this.length = statSync(path).size;
  }

  subarray(start = 0, end = this.length): Buffer {
    const bytes = Buffer.alloc(Math.max(0, Math.min(end, this.length) - start));
    const file = openSync(this.#path, 'r');
    try {
      for (let done = 0; done < bytes.length; ) {
        const count = readSync(file, bytes, done, bytes.length - done, start + done);
        if (count === 0) throw new Error(`${this.#path} has become shorter while it was read.`);
        done += count;
      }
    } finally {
      closeSync(file);
    }
    return bytes;
  }
}
