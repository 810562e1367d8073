// render/search: indexes the chunks of a work unit, one after the other.
// Invariant: every chunk is begun and ended once, in order, also one without a message.
import type { SiteFile } from '../page-writer.js';
import type { Chunk } from '../units.js';
import type { UnitIndexer } from './unit-index.js';

export class ChunkIndexer {
  readonly #chunks: readonly Chunk[];
  readonly #indexer: UnitIndexer;
  readonly #hear: (place: number, files: readonly SiteFile[]) => void;
  readonly #places: ReadonlyMap<string, number>;
  #at = 0;

  /** `hear` is told which files a chunk has, by its place among the chunks. */
  constructor(
    chunks: readonly Chunk[],
    indexer: UnitIndexer,
    hear: (place: number, files: readonly SiteFile[]) => void = () => {},
  ) {
    this.#chunks = chunks;
    this.#indexer = indexer;
    this.#hear = hear;
    this.#places = placesOf(chunks);
    indexer.begin(chunks[0]?.key ?? '');
  }

  /** The indexer, to add messages of the conversation to. */
  at(conversation_id: string): UnitIndexer {
    while (this.#at < (this.#places.get(conversation_id) ?? 0)) this.#next();
    return this.#indexer;
  }

  end(): void {
    while (this.#at < this.#chunks.length) this.#next();
  }

  #next(): void {
    this.#hear(this.#at, this.#indexer.end());
    this.#at += 1;
    const chunk = this.#chunks[this.#at];
    if (chunk !== undefined) this.#indexer.begin(chunk.key);
  }
}

/** Place of the chunk of each conversation. */
const placesOf = (chunks: readonly Chunk[]): ReadonlyMap<string, number> =>
  new Map(
    chunks.flatMap(({ conversations }, place) =>
      conversations.map(({ conversation_id }) => [conversation_id, place] as const),
    ),
  );
