// search: the index of a site, as queries are evaluated on it.
// Invariant: only what a query needs is loaded; what was read stays read.
import { DocumentSet } from './document-set.js';
import type { SearchIndex, WordOrder } from './evaluate.js';
import {
  type ConversationEntry,
  DAYS_A_BLOCK,
  FILES,
  type IndexFile,
  type IndexHead,
  type SenderEntry,
  senderTerm,
  TIMES_A_BLOCK,
} from './index-files.js';
import { areAll, stands } from './match.js';
import { type ShardHead, ShardReader } from './postings.js';
import type { Words } from './query.js';
import type { Ranked } from './ranking.js';
import { isDayIn, readTimes } from './times.js';
import { tokensOf } from './tokens.js';

/** Reads a file of the index by its name. */
export type ReadFile = (name: string) => Promise<IndexFile>;

export class ArchiveIndex implements SearchIndex, Ranked {
  readonly head: IndexHead;
  readonly order: WordOrder | undefined;
  readonly #read: ReadFile;
  readonly #spans: Uint32Array;
  /** In order of terms. */
  readonly #shards: readonly { readonly first: string; readonly name: string }[];
  readonly #readers = new Map<string, Promise<ShardReader>>();
  readonly #times = new Map<number, Uint32Array>();
  #days: Promise<Uint32Array> | undefined;
  #dayOf: Uint32Array = new Uint32Array(0);

  private constructor(head: IndexHead, spans: Uint32Array, read: ReadFile, order: WordOrder | undefined) {
    this.head = head;
    this.order = order;
    this.#spans = spans;
    this.#read = read;
    this.#shards = head.buckets.flatMap((firsts, bucket) =>
      firsts.map((first, place) => ({ first, name: FILES.postings(bucket, place) })),
    );
  }

  static async open(read: ReadFile, order?: WordOrder): Promise<ArchiveIndex> {
    const [{ head }, { bits }] = await Promise.all([read(FILES.head), read(FILES.spans)]);
    const { documents } = head as IndexHead;
    const spans = readTimes(bits, 2 * blocksOf(documents, TIMES_A_BLOCK).length);
    return new ArchiveIndex(head as IndexHead, spans, read, order);
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
    const first = Math.max(0, this.#placeOf(prefix));
    let end = first + 1;
    while (this.#shards[end]?.first.startsWith(prefix)) end += 1;
    const places = Array.from({ length: end - first }, (_unused, index) => first + index);
    const readers = await Promise.all(places.map((place) => this.#shardAt(place)));
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
    await this.loadDays();
    return DocumentSet.of(this.total, (add) => {
      for (let document = 0; document < this.messages; document += 1) {
        if (isDayIn(this.dayOf(document), fromDay, untilDay)) add(document);
      }
    });
  }

  async loadDays(): Promise<void> {
    this.#days ??= this.#readDays();
    // What failed may be there when it is asked for again.
    this.#days.catch(() => {
      this.#days = undefined;
    });
    this.#dayOf = await this.#days;
  }

  /** Days since 1969-12-31, or 0 when it is not known. The days were loaded. */
  dayOf(document: number): number {
    return this.#dayOf[document] ?? 0;
  }

  async #readDays(): Promise<Uint32Array> {
    const days = new Uint32Array(this.total);
    const read = async (block: number): Promise<void> => {
      const { bits } = await this.#read(FILES.days(block));
      const first = block * DAYS_A_BLOCK;
      days.set(readTimes(bits, Math.min(DAYS_A_BLOCK, this.total - first)), first);
    };
    await Promise.all(blocksOf(this.total, DAYS_A_BLOCK).map(read));
    return days;
  }

  spanOf(block: number): readonly [number, number] {
    return [this.#spans[block] ?? 0, this.#spans[block + this.#spans.length / 2] ?? 0];
  }

  async loadTimes(blocks: readonly number[]): Promise<void> {
    await Promise.all(blocks.map((block) => this.#loadBlock(block)));
  }

  /** Minutes since 1970, or 0 when it is not known. The times of its block were loaded. */
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
    let low = 0;
    let high = this.#shards.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#shards[middle]?.first ?? '') <= term) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  async #shardAt(place: number): Promise<ShardReader | undefined> {
    const name = this.#shards[place]?.name;
    if (name === undefined) return undefined;
    const known = this.#readers.get(name);
    if (known !== undefined) return known;
    const reader = this.#readShard(name);
    this.#readers.set(name, reader);
    // What failed may be there when it is asked for again.
    reader.catch(() => this.#readers.delete(name));
    return reader;
  }

  async #readShard(name: string): Promise<ShardReader> {
    const { head, bits } = await this.#read(name);
    return new ShardReader(head as ShardHead, bits, this.total);
  }
}

/** Numbers of the blocks of `size` that hold so many documents. */
const blocksOf = (documents: number, size: number): number[] =>
  Array.from({ length: Math.ceil(documents / size) }, (_unused, block) => block);

/** Ids count as a whole only: parts of them are chance, and would name strangers. */
const isNamed = (words: Words, name: string, id: string): boolean =>
  stands(words, tokensOf(name)) || areAll(words, tokensOf(id));
