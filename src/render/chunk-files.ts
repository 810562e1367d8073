// render: which files each conversation of a unit has in the site, and whom they name, noted while they are made.
// Invariant: a file that is written is noted before the next one that belongs to another conversation; contents and people are noted with
// every conversation that shows them, so that its pages can be kept without those around it.
import type { PageWriter, SiteFile } from './page-writer.js';
import type { People } from './people.js';
import type { Companions } from './rows.js';
import type { PlacedFiles } from './site-files.js';
import type { MadeChunk, MadePart, WorkUnit } from './units.js';

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
  /** By conversation, of those whose pages are made. */
  readonly #notes: ReadonlyMap<string, Notes>;
  /** What each chunk has in the search index. */
  readonly #indexed: readonly SiteFile[][];

  constructor(unit: WorkUnit, writer: PageWriter, people: People) {
    this.#unit = unit;
    this.#writer = writer;
    this.#people = people;
    const made = unit.conversations.filter(({ conversation_id }) => !unit.kept.has(conversation_id));
    this.#notes = new Map(
      made.map(({ conversation_id }) => [
        conversation_id,
        { files: [], contents: new Set(), people: new Set(), isComplete: true },
      ]),
    );
    this.#indexed = unit.chunks.map(() => []);
    this.forget();
  }

  /** Notes what a chunk has in the search index. */
  noteIndexed(place: number, files: readonly SiteFile[]): void {
    this.#indexed[place]?.push(...files);
  }

  /** What this thread did since the last time belongs to no page. */
  forget(): void {
    this.#writer.takeWritten();
    this.#people.takeAsked();
  }

  /** Notes what was written since the last time as files of a conversation, and who was named as named there. */
  noteWritten(conversation_id: string): void {
    const notes = this.#notes.get(conversation_id);
    notes?.files.push(...this.#writer.takeWritten());
    for (const id of this.#people.takeAsked()) notes?.people.add(id);
  }

  /** Notes which contents are shown, and whether one is absent. */
  noteContents(rows: readonly ContentRow[], contents: PlacedFiles): void {
    for (const { conversation_id, stored_sha256 } of rows) {
      const notes = this.#notes.get(conversation_id);
      const placed = contents.find(stored_sha256);
      if (notes === undefined) continue;
      if (placed !== undefined) notes.contents.add(placed.path);
      else if (stored_sha256 !== null && !contents.isWithoutContents) notes.isComplete = false;
    }
  }

  made(): MadeChunk[] {
    return this.#unit.chunks.map(({ key, conversations }, place) => ({
      key,
      files: this.#indexed[place] ?? [],
      parts: conversations.flatMap(({ conversation_id }) => this.#partOf(conversation_id) ?? []),
    }));
  }

  #partOf(conversation_id: string): MadePart | undefined {
    const notes = this.#notes.get(conversation_id);
    if (notes === undefined) return undefined;
    const { files, contents, people, isComplete } = notes;
    return { conversation_id, files, contents: [...contents].sort(), people: [...people].sort(), isComplete };
  }
}
