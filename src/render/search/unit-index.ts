// render/search: the messages of a chunk → its pages of texts, which are final, and its run of terms, which is merged later.
// Invariant: what is held is the chunk's terms; between chunks only spellings that are met again are remembered. What is written depends
// on the chunk alone, not on where it stands in the archive, so that it can be kept when others change.
import { BitWriter } from '../../search/bits.js';
import { bitsBelow, FILES, SYSTEM_TERM, type TitleTexts } from '../../search/index-files.js';
import { partsOf, type TextCode, TextWriter } from '../../search/text-code.js';
import type { SiteFile } from '../page-writer.js';
import type { IndexWriter } from './index-writer.js';
import { writeRun } from './runs.js';
import { Spellings } from './spellings.js';
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

/** A group of messages ends at so many characters, and a page of texts at so many bits: small enough to be loaded for one result. */
const GROUP_CHARACTERS = 32_000;
const PAGE_BITS = 64_000;

/** Indexes chunks one after the other. */
export class UnitIndexer {
  readonly #runs: string;
  readonly #writer: IndexWriter;
  readonly #texts: TextWriter;
  readonly #terms = new TermList();
  readonly #bits = new BitWriter();
  readonly #spellings: Spellings;
  #minutes: number[] = [];
  #chunk = '';
  #pages: number[] = [];
  /** Documents in pages that are written. */
  #written = 0;

  constructor(runs: string, writer: IndexWriter, code: TextCode) {
    this.#runs = runs;
    this.#writer = writer;
    this.#texts = new TextWriter(code);
    this.#spellings = new Spellings(this.#texts, this.#terms);
  }

  /** `chunk` is its key. */
  begin(chunk: string): void {
    this.#chunk = chunk;
    this.#pages = [];
    this.#written = 0;
    this.#minutes = [];
    this.#bits.clear();
    this.#spellings.begin();
  }

  /** Messages of one conversation that follow those before. */
  addMessages(title: string, folder: string, documents: readonly SearchDocument[]): void {
    let start = 0;
    let characters = 0;
    for (const [index, { text }] of documents.entries()) {
      characters += text.length;
      if (characters < GROUP_CHARACTERS && index < documents.length - 1) continue;
      this.#addGroup(title, folder, documents.slice(start, index + 1));
      start = index + 1;
      characters = 0;
    }
  }

  /** Conversations, to be found by their titles: a page of its own. */
  addTitles(conversations: TitleTexts['conversations'], minutes: readonly number[]): void {
    for (const [index, [title]] of conversations.entries()) {
      this.#list(minutes[index] ?? 0, []);
      this.#spellings.listText(title, this.#document);
    }
    const head: TitleTexts = { conversations };
    this.#writer.write(this.#nextPage(), head);
  }

  /** Puts the run of the chunk on disk. Gives the files that the chunk has in the site. */
  end(): SiteFile[] {
    if (this.#bits.bits > 0) this.#writePage();
    const run = writeRun(this.#runs, {
      chunk: this.#chunk,
      minutes: this.#minutes,
      pages: this.#pages,
      terms: this.#terms.end(),
    });
    return [...this.#writer.takeWritten(), run];
  }

  #addGroup(title: string, folder: string, documents: readonly SearchDocument[]): void {
    const senders = [...new Set(documents.map(({ sender }) => sender))];
    const places = new Map(senders.map((sender, index) => [sender, index]));
    const senderBits = bitsBelow(senders.length);
    const bits = this.#bits;
    for (const text of [title, folder]) this.#texts.write(partsOf(text), bits);
    bits.writeGamma(senders.length);
    for (const sender of senders) this.#texts.write(partsOf(sender), bits);
    bits.writeGamma(documents.length);
    let next = 0;
    for (const { message_nr, minute, sender, terms, text } of documents) {
      bits.writeGamma(message_nr - next);
      bits.write(places.get(sender) ?? 0, senderBits);
      next = message_nr + 1;
      this.#list(minute, terms);
      this.#spellings.addText(text, terms[0] === SYSTEM_TERM ? undefined : this.#document, bits);
    }
    if (bits.bits >= PAGE_BITS) this.#writePage();
  }

  /** Begins the next document. */
  #list(minute: number, terms: readonly string[]): void {
    this.#minutes.push(minute);
    for (const term of terms) this.#terms.add(this.#terms.numberOf(term), this.#document);
  }

  get #document(): number {
    return this.#minutes.length - 1;
  }

  #writePage(): void {
    this.#writer.writeBits(this.#nextPage(), null, this.#bits.finish());
    this.#bits.clear();
  }

  #nextPage(): string {
    const name = FILES.texts(this.#chunk, this.#pages.length);
    this.#pages.push(this.#minutes.length - this.#written);
    this.#written = this.#minutes.length;
    return name;
  }
}
