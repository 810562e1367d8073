// render: writes the files of the site.
// Invariant: a folder is there before the first file in it; what was written is counted. Writes are synchronous: a thread that
// renders has nothing else to do, and a page costs a fifth of what it costs through promises.
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A file of the site: path from its root, and bytes. */
export type SiteFile = readonly [path: string, bytes: number];

export class PageWriter {
  readonly #site: string;
  readonly #folders = new Set<string>();
  #buffer = Buffer.allocUnsafe(0);
  #pages = 0;
  #written: SiteFile[] = [];

  constructor(site: string) {
    this.#site = site;
  }

  /** HTML pages written so far; other files are not counted. */
  get pages(): number {
    return this.#pages;
  }

  /** What was written since this was asked for the last time. */
  takeWritten(): SiteFile[] {
    const written = this.#written;
    this.#written = [];
    return written;
  }

  /** Writes a file. `path` is from the root of the site. */
  write(path: string, text: string): void {
    const bytes = Buffer.from(text);
    writeFileSync(this.#place(path), bytes);
    this.#written.push([path, bytes.length]);
  }

  /** The same for a text that comes in pieces. Each is encoded at once, so that the whole never exists as a string. */
  writePieces(path: string, pieces: Iterable<string>): void {
    let length = 0;
    for (const piece of pieces) {
      // UTF-8 takes at most three bytes for a UTF-16 code unit.
      this.#makeRoom(length, piece.length * 3);
      length += this.#buffer.write(piece, length);
    }
    const file = openSync(this.#place(path), 'w');
    try {
      for (let written = 0; written < length; ) written += writeSync(file, this.#buffer, written, length - written);
    } finally {
      closeSync(file);
    }
    this.#written.push([path, length]);
  }

  #place(path: string): string {
    const target = join(this.#site, path);
    const folder = dirname(target);
    if (!this.#folders.has(folder)) {
      mkdirSync(folder, { recursive: true });
      this.#folders.add(folder);
    }
    if (path.endsWith('.html')) this.#pages += 1;
    return target;
  }

  #makeRoom(used: number, more: number): void {
    if (used + more <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(2 * (used + more));
    this.#buffer.copy(larger, 0, 0, used);
    this.#buffer = larger;
  }
}
