// journal: the append-only record of what Fleep answered. Everything else in an archive can be rebuilt from it.
// Invariant: append() resolves only after the page and all pages before it are on disk; many pages may share one fsync.
import { fdatasync, writeSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { syncFolder } from '../lib/durable.js';
import { journalPath } from './archive-folder.js';
import { encodePage, type Link, type Page } from './format.js';
import { type AskTables, type Cut, recoverSegments } from './recovery.js';
import { type JournalPosition, PLAIN_SEGMENTS, sealSegment, segmentPath } from './segments.js';

export interface JournalOptions {
  readonly runId: string;
  /** Size in bytes at which a new segment is begun. */
  readonly segmentBytes?: number;
  readonly now?: () => Date;
  /** Who knows what the tables hold; nobody by default. */
  readonly askTables?: AskTables;
}

interface Waiting {
  readonly bytes: Buffer;
  readonly link: Link;
  readonly resolve: (position: JournalPosition) => void;
  readonly reject: (error: unknown) => void;
}

const SEGMENT_BYTES = 48 * 1024 * 1024;

const fdatasyncAsync = promisify(fdatasync);

// Into the page cache, which takes microseconds; only the fsync is worth a trip through the thread pool.
function writeAll(fd: number, bytes: Buffer): void {
  for (let written = 0; written < bytes.length; ) written += writeSync(fd, bytes, written);
}

/** What takes pages. Resolves when the page is where it is safe. */
export interface PageSink {
  append(page: Page): Promise<unknown>;
}

type Settings = Required<Omit<JournalOptions, 'askTables'>>;

export class Journal implements PageSink, AsyncDisposable {
  /** What was cut off when it was opened, where that may have been a page. */
  readonly cut: Cut | undefined;
  readonly #archive: string;
  readonly #options: Settings;
  #file: FileHandle;
  #open: number;
  #size: number;
  #last: Link;
  #durable: JournalPosition;
  #account: string | null = null;
  #waiting: Waiting[] = [];
  #flushing: Promise<void> | undefined;
  #sealing: Promise<void> = Promise.resolve();
  #failure: { readonly error: unknown } | undefined;

  private constructor(
    archive: string,
    options: Settings,
    state: { file: FileHandle; open: number; size: number; position: JournalPosition; cut: Cut | undefined },
  ) {
    this.cut = state.cut;
    this.#archive = archive;
    this.#options = options;
    this.#file = state.file;
    this.#open = state.open;
    this.#size = state.size;
    this.#last = state.position;
    this.#durable = state.position;
  }

  /** Opens the journal for writing; cuts what an earlier crash left unfinished. The caller holds the archive's lock. Throws ArchiveError when it is damaged. */
  static async open(archive: string, { askTables, ...options }: JournalOptions): Promise<Journal> {
    const { position, open: number, cut } = await recoverSegments(archive, askTables);
    const file = await open(segmentPath(archive, number), 'a', 0o600);
    const { size } = await file.stat();
    const full = { segmentBytes: SEGMENT_BYTES, now: () => new Date(), ...options };
    return new Journal(archive, full, { file, open: number, size, position, cut });
  }

  /** The account in whose name the following pages are written. */
  setAccount(accountId: string): void {
    this.#account = accountId;
  }

  /** The last page that is on disk. */
  get position(): JournalPosition {
    return this.#durable;
  }

  /** Writes one page. Resolves, with the end of the journal, when it is on disk; rejects, once and for all, when a write or an fsync failed. */
  append(page: Page): Promise<JournalPosition> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure.error);
    const number = this.#last.page + 1;
    const { bytes, hash } = encodePage(page, {
      page: number,
      run: this.#options.runId,
      account: this.#account,
      time: this.#options.now().toISOString(),
      previous: this.#last.hash,
    });
    const link = { page: number, hash };
    this.#last = link;
    const done = new Promise<JournalPosition>((resolve, reject) => {
      this.#waiting.push({ bytes, link, resolve, reject });
    });
    this.#flushing ??= this.#flush();
    return done;
  }

  // One flush at a time: pages that arrive meanwhile wait for the next one and share its fsync.
  async #flush(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      try {
        await this.#write(batch.map(({ bytes }) => bytes));
      } catch (error) {
        // An fsync that failed must never be tried again: what the kernel dropped would be taken for written.
        this.#failure = { error };
        for (const { reject } of [...batch, ...this.#waiting]) reject(error);
        this.#waiting = [];
        break;
      }
      const link = batch.at(-1)?.link ?? this.#durable;
      this.#durable = { page: link.page, hash: link.hash, segment: this.#open, offset: this.#size };
      for (const { resolve } of batch) resolve(this.#durable);
    }
    this.#flushing = undefined;
  }

  async #write(pages: readonly Buffer[]): Promise<void> {
    if (this.#size >= this.#options.segmentBytes) await this.#nextSegment();
    const bytes = Buffer.concat(pages);
    writeAll(this.#file.fd, bytes);
    await fdatasyncAsync(this.#file.fd);
    this.#size += bytes.length;
  }

  async #nextSegment(): Promise<void> {
    // Its end may be of a run that was killed before that was on disk.
    await fdatasyncAsync(this.#file.fd);
    await this.#file.close();
    this.#open += 1;
    this.#file = await open(segmentPath(this.#archive, this.#open), 'a', 0o600);
    this.#size = 0;
    await syncFolder(journalPath(this.#archive));
    const old = this.#open - 1 - PLAIN_SEGMENTS;
    if (old < 1) return;
    // Compressing goes on beside the crawl. Where it fails no other segment is compressed, and settle() and close() throw, which ends the
    // run; pages are taken until then. The plain segments are whole, and are compressed when the journal is next opened.
    this.#sealing = this.#sealing.then(() => sealSegment(this.#archive, old));
    this.#sealing.catch(() => undefined);
  }

  /** Resolves when no segment is being compressed: only then do the names in the folder stand still. Throws where one could not be. */
  async settle(): Promise<void> {
    await this.#flushing;
    await this.#sealing;
  }

  /** Throws, once it is closed, where a segment could not be compressed. */
  async close(): Promise<void> {
    await this.#flushing;
    await this.#file.close();
    await this.#sealing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
