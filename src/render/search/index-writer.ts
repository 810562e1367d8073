// render/search: writes the files of the index.
// Invariant: every file is a classic script with a byte order mark, so that no server's word on its charset can make other text of it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CALLBACK, INDEX_FOLDER } from '../../search/index-files.js';

export class IndexWriter {
  readonly #folder: string;

  /** `site` is the folder that the site is built in. */
  constructor(site: string) {
    this.#folder = join(site, INDEX_FOLDER);
  }

  /** A file of JSON alone, as UTF-8. */
  write(name: string, head: unknown): void {
    this.#put(name, `\ufeff${CALLBACK}(${JSON.stringify(name)},${JSON.stringify(head)})\n`, 'utf8');
  }

  /** A file of JSON and bits, as UTF-16: the bits are characters (search/bits.ts). */
  writeBits(name: string, head: unknown, units: Uint16Array): void {
    const start = `\ufeff${CALLBACK}(${JSON.stringify(name)},${JSON.stringify(head)},"`;
    const bytes = Buffer.allocUnsafe(2 * (start.length + units.length + 3));
    let at = bytes.write(start, 0, 'utf16le');
    for (const unit of units) at = bytes.writeUInt16LE(unit, at);
    bytes.write('")\n', at, 'utf16le');
    this.#put(name, bytes, 'utf8');
  }

  #put(name: string, content: string | Buffer, encoding: BufferEncoding): void {
    const path = join(this.#folder, `${name}.js`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content, encoding);
  }
}
