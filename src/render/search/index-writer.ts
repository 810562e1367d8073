// render/search: writes the files of the index.
// Invariant: every file is a classic script with a byte order mark, so that no server's word on its charset can make other text of it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CALLBACK, INDEX_FOLDER } from '../../search/index-files.js';
import type { SiteFile } from '../page-writer.js';

export class IndexWriter {
  readonly #folder: string;
  #written: SiteFile[] = [];

  /** `site` is the folder that the site is built in. */
  constructor(site: string) {
    this.#folder = join(site, INDEX_FOLDER);
  }

  /** What was written since this was asked for the last time. */
  takeWritten(): SiteFile[] {
    const written = this.#written;
    this.#written = [];
    return written;
  }

  /** A file of JSON alone, as UTF-8. */
  write(name: string, head: unknown): void {
    this.#put(name, Buffer.from(`\ufeff${CALLBACK}(${JSON.stringify(name)},${JSON.stringify(head)})\n`));
  }

  /** A file of JSON and bits, as UTF-16: the bits are characters (search/bits.ts). */
  writeBits(name: string, head: unknown, units: Uint16Array): void {
    const start = `\ufeff${CALLBACK}(${JSON.stringify(name)},${JSON.stringify(head)},"`;
    const bytes = Buffer.allocUnsafe(2 * (start.length + units.length + 3));
    let at = bytes.write(start, 0, 'utf16le');
    for (const unit of units) at = bytes.writeUInt16LE(unit, at);
    bytes.write('")\n', at, 'utf16le');
    this.#put(name, bytes);
  }

  #put(name: string, content: Buffer): void {
    const path = join(this.#folder, `${name}.js`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    this.#written.push([`${INDEX_FOLDER}${name}.js`, content.length]);
  }
}
