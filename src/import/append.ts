// import: a history → journal pages, in the order of the file.
// Invariant: a page's cursor says how many records of the text are in the journal with it, so that a run that was killed goes on behind
// them and writes none twice; the last page says that all of them are there.
import type { Journal } from '../journal/journal.js';
import type { RecordSlice } from '../lib/json-slices.js';
import type { JsonDamage } from '../lib/json-stream.js';
import type { HistoryRecord } from './history.js';
import { readHistory } from './read.js';
import type { Candidate } from './source.js';

export interface AppendOptions {
  readonly journal: Journal;
  /** Of the commit lines: which file, its hash, its format. */
  readonly args: Readonly<Record<string, unknown>>;
  /** Of the cursors: the same for the same text in every run. */
  readonly scope: string;
  /** Records that an earlier run wrote. */
  readonly written: number;
  readonly signal: AbortSignal;
  readonly onRecords: (count: number) => void;
}

export interface Appended {
  /** Of the whole text, those of earlier runs included. */
  readonly records: number;
  readonly unreadable: Unreadable;
  readonly damage: JsonDamage | undefined;
  /** Whose history it is, where it says so. */
  readonly ownerId: string | undefined;
  /** Those that it speaks of, in its order. */
  readonly conversations: ReadonlySet<string>;
}

interface Unreadable {
  readonly count: number;
  /** Of the first one. */
  readonly at: number;
  readonly reason: string;
}

const IMPORT_CALL = 'archive/import';

const PAGE_RECORDS = 500;
const PAGE_BYTES = 1024 * 1024;
// Pages that wait for the disk together; they share an fsync.
const PAGES_AHEAD = 8;

export async function appendHistory(candidate: Candidate, options: AppendOptions): Promise<Appended> {
  const { reader, items, findDamage } = readHistory(candidate);
  const pages = new PageWriter(options);
  let unreadable: Unreadable = { count: 0, at: 0, reason: '' };
  for await (const some of items) {
    options.signal.throwIfAborted();
    for (const item of some) {
      if (item.kind === 'record') await pages.add(item);
      else unreadable = { ...(unreadable.count === 0 ? item : unreadable), count: unreadable.count + 1 };
    }
  }
  await pages.flush();
  await pages.settle();
  const { ownerId, conversations } = reader;
  return { records: pages.records, unreadable, damage: findDamage(), ownerId, conversations };
}

/** Says that the text is in the journal to its end, or to where it breaks off. */
export async function noteImported({ journal, args, scope }: AppendOptions, { records }: Appended): Promise<void> {
  await journal.append({ call: IMPORT_CALL, args, status: 0, records: [], cursor: { scope, records, done: true } });
}

class PageWriter {
  readonly #options: AppendOptions;
  readonly #asked: Promise<unknown>[] = [];
  #slices: RecordSlice[] = [];
  #size = 0;
  records = 0;

  constructor(options: AppendOptions) {
    this.#options = options;
  }

  async add({ path, bytes }: HistoryRecord): Promise<void> {
    this.records += 1;
    if (this.records <= this.#options.written) return;
    this.#slices.push({ path, bytes });
    this.#size += bytes.length;
    if (this.#slices.length >= PAGE_RECORDS || this.#size >= PAGE_BYTES) await this.flush();
  }

  async flush(): Promise<void> {
    const { journal, args, scope, onRecords } = this.#options;
    const records = this.#slices;
    if (records.length === 0) return;
    this.#slices = [];
    this.#size = 0;
    const cursor = { scope, records: this.records };
    const asked = journal.append({ call: IMPORT_CALL, args, status: 0, records, cursor });
    // A failure waits for its turn instead of ending the process as unhandled.
    asked.catch(() => undefined);
    this.#asked.push(asked);
    onRecords(records.length);
    if (this.#asked.length > PAGES_AHEAD) await this.#asked.shift();
  }

  /** Resolves when all pages are on disk. */
  async settle(): Promise<void> {
    for (const asked of this.#asked.splice(0)) await asked;
  }
}
