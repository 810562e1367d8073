// import: content of attachments, recognised by hash, or by name where the history tells no hash.
// Order: files/ first (journal/content.ts), then the journal. What has a name of the history and another content is not kept but named.
// Invariant: by its name alone content is taken only when all has been looked at, and nothing else may be meant by the name.
import { type Content, copyOf, takeContent } from '../journal/content.js';
import { closedGap, fileGap } from '../journal/gap-notes.js';
import type { Journal } from '../journal/journal.js';
import { reasonOf } from '../lib/errors.js';
import type { FoundFile } from './found-files.js';
import { appendNotes, type Mismatches } from './gaps.js';

/** Content that the archive does not have and something in it names. */
export interface WantedFile {
  readonly url: string;
  /** As the service says them; null where it does not. */
  readonly name: string | null;
  readonly size_bytes: number | null;
  readonly sha256: string | null;
  /** How many addresses have this name, wanted or not. */
  readonly same_name: number;
  /** Whether some address says that the content that was asked for is its own. */
  readonly is_claimed: boolean;
  readonly is_gap_open: boolean;
}

/** What the tables know of the files that are wanted. */
export interface Wanted {
  /** Which of the found files may be one of them, by name or size; isFitting: of a size that is wanted, or not above `mostBytes`. */
  select<F extends FoundFile>(found: readonly F[], mostBytes: number): Promise<{ file: F; isFitting: boolean }[]>;
  /** Those with this content or this name. */
  find(sha256: string, name: string): Promise<WantedFile[]>;
}

export interface AttachmentContext {
  readonly archive: string;
  readonly journal: Journal;
  readonly args: Readonly<Record<string, unknown>>;
  readonly wanted: Wanted;
  readonly signal: AbortSignal;
  readonly onFound: () => void;
  readonly onUnreadable: (what: string) => void;
}

/** Fleep takes no larger uploads (fleep-wire.md, section 1.5). */
const LARGEST_UPLOAD = 1024 ** 3;
const FILES_AT_A_TIME = 500;
// Each is a sentence that somebody reads.
const MOST_MISMATCHES = 10_000;

/** What was found under the name of an address without a hash. */
interface NameMatch {
  readonly one: WantedFile;
  readonly file: FoundFile;
  readonly sha256: string;
  isOnly: boolean;
}

export class AttachmentSearch {
  readonly #context: AttachmentContext;
  /** Addresses whose content this run has found; the tables do not know of it yet. */
  readonly #found = new Set<string>();
  readonly #named = new Map<string, NameMatch>();
  /** Of addresses that nothing else was found for. */
  readonly mismatches: Mismatches = new Map();

  constructor(context: AttachmentContext) {
    this.#context = context;
  }

  async lookThrough(files: AsyncIterable<FoundFile>): Promise<void> {
    let some: FoundFile[] = [];
    for await (const file of files) {
      this.#context.signal.throwIfAborted();
      some.push(file);
      if (some.length < FILES_AT_A_TIME) continue;
      await this.#takeAll(some);
      some = [];
    }
    await this.#takeAll(some);
  }

  /** Takes what was found by name, when everything has been looked through. */
  async end(): Promise<void> {
    for (const { one, file, sha256, isOnly } of this.#named.values()) {
      if (isOnly) await this.#take(file, (content) => this.#matchAgain(one, file, content, sha256));
      else this.#remember(one, file, 'several files have this name and size, and no hash tells which one is meant');
    }
  }

  async #takeAll(files: readonly FoundFile[]): Promise<void> {
    for (const { file, isFitting } of await this.#context.wanted.select(files, LARGEST_UPLOAD)) {
      if (isFitting) await this.#take(file, (content) => this.#match(file, content));
      else for (const one of await this.#find('', file.name)) this.#remember(one, file, sizeDifference(one, file));
    }
  }

  /** Copies a file and keeps it when it is what some addresses name. */
  async #take(file: FoundFile, match: (content: Content) => Promise<readonly WantedFile[]>): Promise<void> {
    this.#context.signal.throwIfAborted();
    try {
      await using content = await takeContent(this.#context.archive, copyOf(bytesOf(file)));
      const matching = await match(content);
      if (matching.length === 0) return;
      await content.keep();
      await this.#note(matching, content);
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
      this.#context.onUnreadable(`${file.name}: ${error.message}`);
      for (const one of await this.#find('', file.name)) this.#remember(one, file, error.message);
    }
  }

  async #match(file: FoundFile, content: Content): Promise<readonly WantedFile[]> {
    const matching: WantedFile[] = [];
    for (const one of await this.#find(content.sha256, file.name)) {
      const difference = differenceOf(one, content);
      if (difference !== undefined) this.#remember(one, file, difference);
      else if (one.sha256 === null) this.#offer(one, file, content);
      else matching.push(one);
    }
    return matching;
  }

  #offer(one: WantedFile, file: FoundFile, { sha256 }: Content): void {
    const known = this.#named.get(one.url);
    if (known === undefined) this.#named.set(one.url, { one, file, sha256, isOnly: true });
    else if (known.sha256 !== sha256) known.isOnly = false;
  }

  async #matchAgain(
    one: WantedFile,
    file: FoundFile,
    content: Content,
    sha256: string,
  ): Promise<readonly WantedFile[]> {
    if (content.sha256 === sha256) return [one];
    this.#remember(one, file, 'it has changed while this ran');
    return [];
  }

  async #find(sha256: string, name: string): Promise<readonly WantedFile[]> {
    return (await this.#context.wanted.find(sha256, name)).filter(({ url }) => !this.#found.has(url));
  }

  async #note(files: readonly WantedFile[], { sha256, sizeBytes }: Content): Promise<void> {
    const { journal, args, onFound } = this.#context;
    const records = files.flatMap(({ url, is_gap_open }) => [
      { mk_rec_type: 'archive_file', file_url: url, stored_sha256: sha256, stored_size: sizeBytes },
      ...(is_gap_open ? [closedGap(fileGap(url))] : []),
    ]);
    await appendNotes(journal, { call: 'archive/file', args }, records);
    for (const { url } of files) {
      this.#found.add(url);
      this.mismatches.delete(url);
      onFound();
    }
  }

  #remember({ url }: WantedFile, { name }: FoundFile, difference: string): void {
    if (this.mismatches.size < MOST_MISMATCHES) this.mismatches.set(url, `${name}: ${difference}`);
  }
}

/** Whatever goes wrong here is the user's file; what goes wrong with the copy is the disk of the archive, and ends the run. */
async function* bytesOf(file: FoundFile): AsyncGenerator<Buffer> {
  let sizeBytes = 0;
  try {
    for await (const chunk of file.read()) {
      sizeBytes += chunk.length;
      // It was chosen by its size; nobody knows where more would end.
      if (sizeBytes > file.sizeBytes) throw new Error(`it goes on behind its ${file.sizeBytes} bytes`);
      yield chunk;
    }
  } catch (cause) {
    throw new UnreadableFile(`it cannot be read (${reasonOf(cause)})`, { cause });
  }
}

class UnreadableFile extends Error {}

/** Why the content is not what is wanted; undefined when it is. */
function differenceOf(wanted: WantedFile, found: Content): string | undefined {
  if (wanted.size_bytes !== null && wanted.size_bytes !== found.sizeBytes) return sizeDifference(wanted, found);
  if (wanted.sha256 !== null) return wanted.sha256 === found.sha256 ? undefined : 'its SHA-256 is another one';
  if (wanted.same_name > 1) return 'several files have this name, and this one no hash';
  return wanted.is_claimed ? 'another file has its hash' : undefined;
}

const sizeDifference = ({ size_bytes }: WantedFile, { sizeBytes }: Pick<FoundFile, 'sizeBytes'>): string =>
  size_bytes === null
    ? `it has ${sizeBytes} bytes, more than Fleep takes`
    : `it has ${sizeBytes} bytes instead of ${size_bytes}`;
