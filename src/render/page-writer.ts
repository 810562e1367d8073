// render: writes the files of the site.
// Invariant: a folder is there before the first file in it; what was written is counted. Writes are synchronous: a thread that
// renders has nothing else to do, and a page costs a fifth of what it costs through promises.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export class PageWriter {
  readonly #site: string;
  readonly #folders = new Set<string>();
  #pages = 0;

  constructor(site: string) {
    this.#site = site;
  }

  /** HTML pages written so far; other files are not counted. */
  get pages(): number {
    return this.#pages;
  }

  /** Writes a file. `path` is from the root of the site. */
  write(path: string, text: string): void {
    const target = join(this.#site, path);
    const folder = dirname(target);
    if (!this.#folders.has(folder)) {
      mkdirSync(folder, { recursive: true });
      this.#folders.add(folder);
    }
    writeFileSync(target, text);
    if (path.endsWith('.html')) this.#pages += 1;
  }
}
