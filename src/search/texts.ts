// search: the texts of documents, for excerpts and for what the index of words leaves open.
// Invariant: a page of texts is decoded once; the last pages are kept.

import type { ReadFile } from './archive-index.js';
import { BitReader } from './bits.js';
import type { DocumentTokens } from './evaluate.js';
import {
  bitsBelow,
  FILE_MARK,
  FILES,
  type IndexHead,
  type PackedTextCode,
  SUBJECT_MARK,
  type TitleTexts,
} from './index-files.js';
import { unpacked } from './prefix-code.js';
import { TextReader } from './text-code.js';
import { tokensOf } from './tokens.js';

/** What is shown of a document. */
export interface ShownDocument {
  readonly kind: 'message' | 'conversation';
  readonly title: string;
  /** From the root of the site. */
  readonly href: string;
  /** Name of who wrote it; '' for a conversation. */
  readonly sender: string;
  readonly body: string;
  readonly subject: string;
  readonly files: readonly string[];
}

/** Where a page of texts is, and which documents it holds. */
interface PagePlace {
  readonly name: string;
  readonly start: number;
  readonly size: number;
}

const NOWHERE: PagePlace = { name: '', start: 0, size: 0 };

const MOST_KEPT = 200;

export class Texts {
  readonly #head: IndexHead;
  readonly #read: ReadFile;
  /** In order of documents. */
  readonly #places: readonly PagePlace[];
  readonly #pages = new Map<number, Promise<readonly ShownDocument[]>>();
  #reader: Promise<TextReader> | undefined;

  constructor(head: IndexHead, read: ReadFile) {
    this.#head = head;
    this.#read = read;
    let start = 0;
    this.#places = head.chunks.flatMap(([chunk, ...sizes]) =>
      sizes.map((size, page): PagePlace => {
        start += size;
        return { name: FILES.texts(chunk, page), start: start - size, size };
      }),
    );
  }

  /** Loads the code that every text is in. */
  open(): Promise<TextReader> {
    if (this.#reader !== undefined) return this.#reader;
    const reader = this.#readCode();
    this.#reader = reader;
    // What failed may be there when it is asked for again.
    reader.catch(() => {
      this.#reader = undefined;
    });
    return reader;
  }

  async #readCode(): Promise<TextReader> {
    const { head } = await this.#read(FILES.code);
    const { parts, letters } = head as PackedTextCode;
    return new TextReader({ parts: unpacked(parts), letters: unpacked(letters) });
  }

  /** The page that a document is on. */
  pageOf(document: number): number {
    let low = 0;
    let high = this.#places.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#places[middle]?.start ?? 0) <= document) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  async read(document: number): Promise<ShownDocument> {
    const page = this.pageOf(document);
    const documents = await this.readPage(page);
    const found = documents[document - (this.#places[page]?.start ?? 0)];
    if (found === undefined) throw new Error('The search index is not of this site: copy the whole site again.');
    return found;
  }

  readPage(page: number): Promise<readonly ShownDocument[]> {
    const known = this.#pages.get(page);
    if (known !== undefined) return known;
    const documents = this.#decode(page);
    this.#pages.set(page, documents);
    // What failed may be there when it is asked for again.
    documents.catch(() => this.#pages.delete(page));
    if (this.#pages.size > MOST_KEPT)
      for (const oldest of [...this.#pages.keys()].slice(0, 1)) this.#pages.delete(oldest);
    return documents;
  }

  async #decode(page: number): Promise<readonly ShownDocument[]> {
    const texts = this.open();
    const { name, size } = this.#places[page] ?? NOWHERE;
    const { head, bits } = await this.#read(name);
    if (head !== null) return (head as TitleTexts).conversations.map(shownConversation);
    const reader = new BitReader(bits);
    const documents: ShownDocument[] = [];
    while (documents.length < size) documents.push(...this.#readGroup(reader, await texts));
    return documents;
  }

  #readGroup(reader: BitReader, texts: TextReader): ShownDocument[] {
    const [title, folder] = [texts.read(reader), texts.read(reader)];
    const senders = Array.from({ length: reader.readGamma() }, () => texts.read(reader));
    const senderBits = bitsBelow(senders.length);
    let next = 0;
    return Array.from({ length: reader.readGamma() }, () => {
      const message_nr = next + reader.readGamma();
      next = message_nr + 1;
      const sender = senders[reader.read(senderBits)] ?? '';
      const href = `${folder}${Math.floor(message_nr / this.#head.pageSize)}.html#m${message_nr}`;
      return { kind: 'message', title, href, sender, ...fieldsOf(texts.read(reader)) };
    });
  }
}

const shownConversation = ([title, folder]: readonly [string, string]): ShownDocument => ({
  kind: 'conversation',
  title,
  href: `${folder}index.html`,
  sender: '',
  body: '',
  subject: '',
  files: [],
});

function fieldsOf(text: string): Pick<ShownDocument, 'body' | 'subject' | 'files'> {
  const [words = '', ...files] = text.split(FILE_MARK);
  const [body = '', subject = ''] = words.split(SUBJECT_MARK);
  return { body, subject, files };
}

/** What words are looked for in: no words run from one field into another. */
export const tokensOfDocument = ({ kind, title, body, subject, files }: ShownDocument): DocumentTokens =>
  kind === 'conversation' ? [tokensOf(title)] : [body, subject, ...files].map(tokensOf);
