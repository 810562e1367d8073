// render/search: the messages of a work unit → its pages of texts, which are final, and its run of terms, which is merged later.
// Invariant: what is held is the unit's terms; between units only spellings that are met again are remembered.
import { BitWriter } from '../../search/bits.js';
import { bitsBelow, FILES, SYSTEM_TERM, type TitleTexts } from '../../search/index-files.js';
import type { TextCode } from '../../search/text-code.js';
import { partsOf, TextWriter } from '../../search/text-code.js';
import type { IndexWriter } from './index-writer.js';
import { writeRun } from './runs.js';
import { TermList } from './term-list.js';

/** A message as the index takes it. */
export interface SearchDocument {
  readonly message_nr: number;
  readonly minute: number;
  readonly sender: string;
  /** Terms that are no words. */
  readonly terms: readonly string[];
  /** Body, subject and names of files, with the marks between them. */
  readonly text: string;
}

/** Where a unit stands in the archive. */
export interface UnitPlace {
  readonly unit: number;
  readonly firstDocument: number;
  /** Number of its first page of texts. */
  readonly firstTextPage: number;
}

/** Indexes units one after the other. */
export class UnitIndexer {
  readonly #runs: string;
  readonly #writer: IndexWriter;
  readonly #texts: TextWriter;
  readonly #terms = new TermList();
  readonly #bits = new BitWriter();
  #minutes: number[] = [];
  #place: UnitPlace = { unit: 0, firstDocument: 0, firstTextPage: 0 };
  #pages = 0;

  constructor(runs: string, writer: IndexWriter, code: TextCode) {
    this.#runs = runs;
    this.#writer = writer;
    this.#texts = new TextWriter(code);
  }

  begin(place: UnitPlace): void {
    this.#place = place;
    this.#pages = 0;
    this.#minutes = [];
    this.#terms.begin();
  }

  /** The messages of one page of the site. */
  addPage(title: string, folder: string, documents: readonly SearchDocument[]): void {
    const senders = [...new Set(documents.map(({ sender }) => sender))];
    const places = new Map(senders.map((sender, index) => [sender, index]));
    const senderBits = bitsBelow(senders.length);
    this.#bits.clear();
    for (const text of [title, folder]) this.#texts.write(partsOf(text), this.#bits);
    this.#bits.writeGamma(senders.length);
    for (const sender of senders) this.#texts.write(partsOf(sender), this.#bits);
    let next = 0;
    for (const document of documents) {
      this.#bits.writeGamma(document.message_nr - next);
      this.#bits.write(places.get(document.sender) ?? 0, senderBits);
      next = document.message_nr + 1;
      const parts = partsOf(document.text);
      this.#texts.write(parts, this.#bits);
      this.#addDocument(document.minute, document.terms, parts);
    }
    this.#writer.writeBits(this.#nextPage(), null, this.#bits.finish());
  }

  /** Conversations, to be found by their titles. */
  addTitles(conversations: TitleTexts['conversations'], minutes: readonly number[]): void {
    for (const [index, [title]] of conversations.entries()) this.#addDocument(minutes[index] ?? 0, [], partsOf(title));
    const head: TitleTexts = { conversations };
    this.#writer.write(this.#nextPage(), head);
  }

  /** Puts the run of the unit on disk. */
  end(): void {
    const { unit, firstDocument } = this.#place;
    writeRun(this.#runs, unit, firstDocument, this.#minutes, this.#terms.end());
  }

  #addDocument(minute: number, terms: readonly string[], parts: readonly string[]): void {
    const document = this.#place.firstDocument + this.#minutes.length;
    this.#minutes.push(minute);
    for (const term of terms) this.#terms.addTerm(term, document);
    if (terms[0] !== SYSTEM_TERM) for (const part of parts) this.#terms.addPart(part, document);
  }

  #nextPage(): string {
    this.#pages += 1;
    return FILES.page(this.#place.firstTextPage + this.#pages - 1);
  }
}
