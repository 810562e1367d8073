// browser: the files of the search index, which come in as scripts: a page that is opened from disk may load nothing else.
// Invariant: a file is loaded once, when it is first asked for; the element that loads it is gone afterwards.
/// <reference lib="dom" />
import { unescaped } from '../search/bits.js';
import { CALLBACK, INDEX_FOLDER, type IndexFile } from '../search/index-files.js';

export class ScriptFiles {
  readonly #files = new Map<string, Promise<IndexFile>>();
  readonly #waiting = new Map<string, (file: IndexFile) => void>();

  constructor() {
    Object.assign(globalThis, {
      [CALLBACK]: (name: string, head: unknown, bits = '') =>
        this.#waiting.get(name)?.({ head, bits: unescaped(bits) }),
    });
  }

  /** Rejects when the file is not there. */
  read(name: string): Promise<IndexFile> {
    const known = this.#files.get(name);
    if (known !== undefined) return known;
    const file = this.#load(name);
    this.#files.set(name, file);
    // What failed may be there when it is asked for again.
    file.catch(() => this.#files.delete(name));
    return file;
  }

  #load(name: string): Promise<IndexFile> {
    const script = document.createElement('script');
    const file = new Promise<IndexFile>((resolve, reject) => {
      this.#waiting.set(name, resolve);
      const fail = () => reject(new Error(`${INDEX_FOLDER}${name}.js cannot be read: copy the whole site again.`));
      script.addEventListener('error', fail);
      // A file that was read has called back by now, and a promise keeps its first outcome.
      script.addEventListener('load', fail);
    });
    script.src = `${INDEX_FOLDER}${name}.js`;
    document.head.append(script);
    return file.finally(() => {
      script.remove();
      this.#waiting.delete(name);
    });
  }
}
