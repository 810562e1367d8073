// browser: the index of the site, as queries are evaluated on it.
// Invariant: only what a query needs is loaded; what was read stays read.
import { DocumentSet } from '../search/document-set.js';
import type { SearchIndex } from '../search/evaluate.js';
import {
  type ConversationEntry,
  FILES,
  type IndexHead,
  type SenderEntry,
  senderTerm,
  TIMES_A_BLOCK,
} from '../search/index-files.js';
import { stands } from '../search/match.js';
import { type PostingsShard, ShardReader } from '../search/postings.js';
import type { Words } from '../search/query.js';
import { readTimes } from '../search/times.js';
import { tokensOf } from '../search/tokens.js';
import type { IndexFile } from './script-files.js';

/** Reads a file of the index by its name. */
export type ReadFile = (name: string) => Promise<IndexFile>;

const MINUTES_A_DAY = 1440;

export class ArchiveIndex implements SearchIndex {
  readonly head: IndexHead;
  readonly #read: ReadFile;
  readonly #shards = new Map<string, Promise<ShardReader>>();
  readonly #times = new Map<number, Uint32Array>();

  private constructor(head: IndexHead, read: ReadFile) {
    this.head = head;
    this.#read = read;
  }

  static async open(read: ReadFile): Promise<ArchiveIndex> {
    const { head } = await read(FILES.head);
    return new ArchiveIndex(head as IndexHead, read);
  }

  get total(): number {
    return this.head.documents;
  }

  /** Documents from this one on are conversations. */
  get messages(): number {
    return this.head.messages;
  }

  async documentsOf(term: string): Promise<DocumentSet> {
    const shard = await this.#shardAt(this.#placeOf(term));
    return DocumentSet.of(this.total, (add) => shard?.read(term, add));
  }

  async documentsWithPrefix(prefix: string): Promise<DocumentSet> {
    const { shards } = this.head;
    const first = Math.max(0, this.#placeOf(prefix));
    let end = first + 1;
    while (end < shards.length && shards[end]?.[0].startsWith(prefix)) end += 1;
    const readers = await Promise.all(shards.slice(first, end).map((_shard, index) => this.#shardAt(first + index)));
    return DocumentSet.of(this.total, (add) => {
      for (const reader of readers) {
        for (const term of reader?.terms ?? []) if (term.startsWith(prefix)) reader?.read(term, add);
      }
    });
  }

  async documentsFrom(words: Words): Promise<DocumentSet> {
    const { head } = await this.#read(FILES.people);
    const senders = (head as SenderEntry[]).filter(([name, id]) => isNamed(words, name, id));
    const sets = await Promise.all(senders.map((sender) => this.documentsOf(senderTerm(sender))));
    return sets.reduce((all, set) => all.or(set), DocumentSet.none(this.total));
  }

  async documentsIn(words: Words): Promise<DocumentSet> {
    const { head } = await this.#read(FILES.conversations);
    return DocumentSet.of(this.total, (add) => {
      let first = 0;
      for (const [place, [title, id, , messages]] of (head as ConversationEntry[]).entries()) {
        if (isNamed(words, title, id)) {
          for (let document = first; document < first + messages; document += 1) add(document);
          add(this.messages + place);
        }
        first += messages;
      }
    });
  }

  async documentsBetween(fromDay: number, untilDay: number): Promise<DocumentSet> {
    await this.loadTimes(DocumentSet.all(this.total));
    return DocumentSet.of(this.total, (add) => {
      for (let document = 0; document < this.messages; document += 1) {
        const minute = this.minuteOf(document);
        const day = Math.floor(minute / MINUTES_A_DAY);
        if (minute > 0 && day >= fromDay && day < untilDay) add(document);
      }
    });
  }

  /** Makes the times of these documents known. */
  async loadTimes(documents: Iterable<number>): Promise<void> {
    const blocks = new Set<number>();
    for (const document of documents) blocks.add(Math.floor(document / TIMES_A_BLOCK));
    await Promise.all([...blocks].map((block) => this.#loadBlock(block)));
  }

  /** Minutes since 1970, or 0 when it is not known. Its time was loaded. */
  minuteOf(document: number): number {
    return this.#times.get(Math.floor(document / TIMES_A_BLOCK))?.[document % TIMES_A_BLOCK] ?? 0;
  }

  async #loadBlock(block: number): Promise<void> {
    if (this.#times.has(block)) return;
    const { bits } = await this.#read(FILES.times(block));
    const count = Math.min(TIMES_A_BLOCK, this.total - block * TIMES_A_BLOCK);
    this.#times.set(block, readTimes(bits, count));
  }

  /** The last shard whose first term is not behind this one; -1 when there is none. */
  #placeOf(term: string): number {
    const { shards } = this.head;
    let low = 0;
    let high = shards.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((shards[middle]?.[0] ?? '') <= term) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  async #shardAt(place: number): Promise<ShardReader | undefined> {
    const name = this.head.shards[place]?.[1];
    if (name === undefined) return undefined;
    const known = this.#shards.get(name);
    if (known !== undefined) return known;
    const shard = this.#readShard(name);
    this.#shards.set(name, shard);
    return shard;
  }

  async #readShard(name: string): Promise<ShardReader> {
    const { head, bits } = await this.#read(name);
    const { terms, count } = head as PostingsShard;
    return new ShardReader({ terms, count, bits }, this.total);
  }
}

const isNamed = (words: Words, name: string, id: string): boolean =>
  stands(words, tokensOf(name)) || stands(words, tokensOf(id));
