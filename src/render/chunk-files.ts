// render: which files each chunk of a unit has in the site, and whom it names, noted while they are made.
// Invariant: a file that is written is noted before the next one that belongs to another chunk; contents and people are noted with every
// chunk that shows them, so that a chunk can be kept without those around it.
import type { PageWriter, SiteFile } from './page-writer.js';
import type { People } from './people.js';
import type { Companions } from './rows.js';
import { placesOf } from './search/chunk-indexer.js';
import type { PlacedFiles } from './site-files.js';
import type { MadeChunk, WorkUnit } from './units.js';

/** A row that shows a content. */
export interface ContentRow {
  readonly conversation_id: string;
  readonly stored_sha256: string | null;
}

/** The rows of files and previews. */
export const contentRows = ({ fileRows, previews }: Companions): ContentRow[] => [
  ...fileRows,
  ...[...previews.values()].flat(),
];

interface Notes {
  readonly files: SiteFile[];
  readonly contents: Set<string>;
  readonly people: Set<string>;
  isComplete: boolean;
}

export class ChunkFiles {
  readonly #unit: WorkUnit;
  readonly #writer: PageWriter;
  readonly #people: People;
  readonly #notes: readonly Notes[];
  readonly #places: ReadonlyMap<string, number>;

  constructor(unit: WorkUnit, writer: PageWriter, people: People) {
    this.#unit = unit;
    this.#writer = writer;
    this.#people = people;
    this.#notes = unit.chunks.map(() => ({ files: [], contents: new Set(), people: new Set(), isComplete: true }));
    this.#places = placesOf(unit.chunks);
    // What this thread did before belongs to no chunk.
    writer.takeWritten();
    people.takeAsked();
  }

  /** Notes files of a chunk. */
  note(place: number, files: readonly SiteFile[]): void {
    this.#notes[place]?.files.push(...files);
  }

  /** Notes what was written since the last time as files of a conversation, and who was named as named there. */
  noteWritten(conversation_id: string): void {
    const place = this.#placeOf(conversation_id);
    this.note(place, this.#writer.takeWritten());
    for (const id of this.#people.takeAsked()) this.#notes[place]?.people.add(id);
  }

  /** Notes which contents are shown, and whether one is absent. */
  noteContents(rows: readonly ContentRow[], contents: PlacedFiles): void {
    for (const { conversation_id, stored_sha256 } of rows) {
      const notes = this.#notes[this.#placeOf(conversation_id)];
      const placed = contents.find(stored_sha256);
      if (notes === undefined) continue;
      if (placed !== undefined) notes.contents.add(placed.path);
      else if (stored_sha256 !== null && !contents.isWithoutContents) notes.isComplete = false;
    }
  }

  #placeOf(conversation_id: string): number {
    return this.#places.get(conversation_id) ?? 0;
  }

  made(): MadeChunk[] {
    return this.#unit.chunks.map(({ key }, place) => {
      const { files = [], contents = [], people = [], isComplete = false } = this.#notes[place] ?? {};
      return { key, files, contents: [...contents].sort(), people: [...people].sort(), isComplete };
    });
  }
}
