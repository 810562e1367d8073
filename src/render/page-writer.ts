// render: writes pages of the site, a few at a time.
// Invariant: at most a handful of finished pages are in memory; a write that failed is thrown by the next call or by `end`.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const AT_ONCE = 8;

export class PageWriter {
  readonly #site: string;
  readonly #writing = new Set<Promise<void>>();
  readonly #folders = new Set<string>();
  #failure: { error: unknown } | undefined;
  #pages = 0;

  constructor(site: string) {
    this.#site = site;
  }

  /** HTML pages written so far, those under way among them; other files are not counted. */
  get pages(): number {
    return this.#pages;
  }

  /** Takes a page for writing; resolves when there is room for the next one. `path` is from the root of the site. */
  async write(path: string, html: string): Promise<void> {
    this.#throwFailure();
    if (path.endsWith('.html')) this.#pages += 1;
    const writing: Promise<void> = this.#write(path, html).then(
      () => this.#done(writing),
      (error: unknown) => {
        this.#failure ??= { error };
        this.#done(writing);
      },
    );
    this.#writing.add(writing);
    while (this.#writing.size >= AT_ONCE) await Promise.race(this.#writing);
  }

  /** Waits for every page. Throws the first failure. */
  async end(): Promise<void> {
    await Promise.all(this.#writing);
    this.#throwFailure();
  }

  #done(writing: Promise<void>): void {
    this.#writing.delete(writing);
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  async #write(path: string, html: string): Promise<void> {
    const target = join(this.#site, path);
    const folder = dirname(target);
    if (!this.#folders.has(folder)) {
      await mkdir(folder, { recursive: true });
      this.#folders.add(folder);
    }
    await writeFile(target, html);
  }
}
