// render/rebuild: what of a site is taken over from the last render, and what the next one will want to know.
// Invariant: a conversation is kept when nothing that its pages show has changed; a chunk is kept in the search index when it has the same
// conversations and all of them are kept.
import type { ConversationInfo } from '../catalog.js';
import type { People } from '../people.js';
import type { RenderContext } from '../render-context.js';
import type { Chunk, MadeChunk } from '../units.js';
import { type KeptChunk, type KeptPart, type Made, type OldSite, writeState } from './old-site.js';
import { joined, type Prints, printOfPeople } from './prints.js';

export class Rebuild {
  readonly #old: OldSite | undefined;
  readonly #common: string;
  readonly #prints: Prints;
  readonly #people: People;
  readonly #site: string;
  /** Chunks that are kept as a whole, by key. */
  readonly #chunks = new Map<string, KeptChunk>();
  /** Parts that are kept, by key of the chunk. */
  readonly #parts = new Map<string, readonly KeptPart[]>();

  /** `look` is the print of what no table tells. */
  constructor(old: OldSite | undefined, look: string, prints: Prints, { directory, folder }: RenderContext) {
    this.#common = joined(look, prints.common);
    this.#old = old?.state.common === this.#common ? old : undefined;
    this.#prints = prints;
    this.#people = directory.people;
    this.#site = folder;
  }

  /** Finds what of a chunk is as it was. True when that is all of it. */
  keep(chunk: Chunk): boolean {
    const parts = chunk.conversations.flatMap((info) => this.#findPart(info, chunk) ?? []);
    this.#parts.set(chunk.key, parts);
    const before = this.#old?.findChunk(chunk.key);
    const isSame =
      before?.parts.length === chunk.conversations.length && before.parts.every((part) => parts.includes(part));
    if (!isSame || this.#old?.hasIndex(before) !== true) return false;
    this.#chunks.set(chunk.key, before);
    return true;
  }

  /** Of whichever chunk it was before. */
  #findPart(info: ConversationInfo, chunk: Chunk): KeptPart | undefined {
    const part = this.#old?.findPart(this.#prints.of(info, chunk));
    if (part === undefined || part.peoplePrint !== printOfPeople(part.people, this.#people)) return undefined;
    return this.#old?.hasPages(part) === true ? part : undefined;
  }

  /** Takes over into the site what is as it was. Threads may write what is not, at the same time. */
  takeOver(): void {
    for (const part of [...this.#parts.values()].flat()) this.#old?.takePages(part, this.#site);
    for (const chunk of this.#chunks.values()) this.#old?.takeIndex(chunk, this.#site);
  }

  isKept({ key }: Chunk): boolean {
    return this.#chunks.has(key);
  }

  /** Conversations whose pages are kept, also in a chunk that is not. */
  keptOf({ key }: Chunk): string[] {
    return (this.#parts.get(key) ?? []).map(({ conversation_id }) => conversation_id);
  }

  /** Pages that were taken over. */
  get keptPages(): number {
    const isPage = ([path]: readonly [string, number]): boolean => path.endsWith('.html');
    return [...this.#parts.values()].flat().reduce((total, { files }) => total + files.filter(isPage).length, 0);
  }

  /** When all files of the site are there. `made` are the chunks that are not kept, in any order. */
  finish(summary: Made, chunks: readonly Chunk[], made: readonly MadeChunk[]): void {
    const byKey = new Map(made.map((chunk) => [chunk.key, chunk]));
    const states = chunks.flatMap((chunk) => {
      const fresh = byKey.get(chunk.key);
      return this.#chunks.get(chunk.key) ?? (fresh === undefined ? [] : this.#stateOf(chunk, fresh));
    });
    writeState(this.#site, { common: this.#common, made: summary, chunks: states });
  }

  /** Of a chunk some of whose pages may be kept. */
  #stateOf(chunk: Chunk, made: MadeChunk): KeptChunk {
    const kept = new Map((this.#parts.get(chunk.key) ?? []).map((part) => [part.conversation_id, part]));
    const fresh = new Map(made.parts.map((part) => [part.conversation_id, part]));
    const parts = chunk.conversations.flatMap((info): KeptPart[] => {
      const part = fresh.get(info.conversation_id);
      const keptPart = kept.get(info.conversation_id);
      if (part === undefined) return keptPart === undefined ? [] : [keptPart];
      const peoplePrint = printOfPeople(part.people, this.#people);
      return [{ ...part, print: this.#prints.of(info, chunk), peoplePrint }];
    });
    return { key: made.key, files: made.files, parts };
  }
}
