// render/rebuild: which chunks of a site are taken over from the last render, and what the next one will want to know.
import type { People } from '../people.js';
import type { RenderContext } from '../render-context.js';
import type { Chunk, MadeChunk } from '../units.js';
import { type KeptChunk, type Made, type OldSite, writeState } from './old-site.js';
import { joined, type Prints, printOfPeople } from './prints.js';

export class Rebuild {
  readonly #old: OldSite | undefined;
  readonly #common: string;
  readonly #prints: Prints;
  readonly #people: People;
  readonly #site: string;
  readonly #kept = new Map<string, KeptChunk>();
  readonly #made = new Map<string, MadeChunk>();

  /** `look` is the print of what no table tells. */
  constructor(old: OldSite | undefined, look: string, prints: Prints, { directory, folder }: RenderContext) {
    this.#common = joined(look, prints.common);
    this.#old = old?.state.common === this.#common ? old : undefined;
    this.#prints = prints;
    this.#people = directory.people;
    this.#site = folder;
  }

  /** Takes a chunk over when it is as it was. */
  keep(chunk: Chunk): boolean {
    const old = this.#old?.find(chunk.key);
    if (old?.print !== this.#prints.of(chunk) || old.peoplePrint !== printOfPeople(old.people, this.#people))
      return false;
    if (this.#old?.take(old, this.#site) !== true) return false;
    this.#kept.set(chunk.key, old);
    return true;
  }

  isKept({ key }: Chunk): boolean {
    return this.#kept.has(key);
  }

  /** Pages that were taken over. */
  get keptPages(): number {
    const isPage = ([path]: readonly [string, number]): boolean => path.endsWith('.html');
    return [...this.#kept.values()].reduce((total, { files }) => total + files.filter(isPage).length, 0);
  }

  /** Notes chunks that were made. */
  add(made: readonly MadeChunk[]): void {
    for (const chunk of made) this.#made.set(chunk.key, chunk);
  }

  /** When all files of the site are there. */
  finish(made: Made, chunks: readonly Chunk[]): void {
    const states = chunks.flatMap((chunk): KeptChunk[] => {
      const kept = this.#kept.get(chunk.key);
      if (kept !== undefined) return [kept];
      const made = this.#made.get(chunk.key);
      if (made === undefined) return [];
      return [{ ...made, print: this.#prints.of(chunk), peoplePrint: printOfPeople(made.people, this.#people) }];
    });
    writeState(this.#site, { common: this.#common, made, chunks: states });
  }
}
