// import: content of attachments, from a folder or from the zip that the history came in, recognised by hash, or by name where the
// history tells no hash.
// Order: files/ first (journal/content.ts), then the journal. What has a name of the history and another content is not kept but named.
import { constants, type Dirent } from 'node:fs';
import { open, opendir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type Content, copyOf, takeContent } from '../journal/content.js';
import type { Journal } from '../journal/journal.js';
import { reasonOf, usageError } from '../lib/errors.js';
import { appendNotes, closedGap, fileGapId, type Mismatches } from './gaps.js';
import { entriesOf } from './zip.js';

/** A file that may be an attachment. */
export interface FoundFile {
  /** Without folders. */
  readonly name: string;
  readonly sizeBytes: number;
  /** At any time. */
  read(): AsyncIterable<Buffer>;
}

/** Content that the archive does not have and something in it names. */
export interface WantedFile {
  readonly url: string;
  /** As the service says them; null where it does not. */
  readonly name: string | null;
  readonly size_bytes: number | null;
  readonly sha256: string | null;
  /** How many addresses are wanted under this name. */
  readonly same_name: number;
  readonly is_gap_open: boolean;
}

/** What the tables know of the files that are wanted. */
export interface Wanted {
  /** Which of the found files may be one of them, by name or size. */
  select<F extends FoundFile>(found: readonly F[]): Promise<F[]>;
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
}

export async function takeFromFolder(folder: string, context: AttachmentContext, mismatches: Mismatches) {
  await takeAll(filesIn(folder), context, mismatches);
}

export async function takeFromZip(path: string, context: AttachmentContext, mismatches: Mismatches) {
  const files = async function* (): AsyncGenerator<FoundFile> {
    for await (const entry of entriesOf(path)) yield { ...entry, name: basename(entry.name) };
  };
  await takeAll(files(), context, mismatches);
}

/** Throws `usage` (exit 2) when there is no such folder. */
export async function requireFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory() !== true)
    throw usageError(`--files ${folder} is no folder: name the one with the attachments.`);
}

const FILES_AT_A_TIME = 500;

async function takeAll(files: AsyncIterable<FoundFile>, context: AttachmentContext, mismatches: Mismatches) {
  let some: FoundFile[] = [];
  const flush = async () => {
    for (const file of await context.wanted.select(some)) await takeOne(file, context, mismatches);
    some = [];
  };
  for await (const file of files) {
    context.signal.throwIfAborted();
    some.push(file);
    if (some.length >= FILES_AT_A_TIME) await flush();
  }
  await flush();
}

async function takeOne(file: FoundFile, context: AttachmentContext, mismatches: Mismatches): Promise<void> {
  context.signal.throwIfAborted();
  const { archive, wanted } = context;
  try {
    await using content = await takeContent(archive, copyOf(bytesOf(file)));
    const fitting: WantedFile[] = [];
    for (const one of await wanted.find(content.sha256, file.name)) {
      const difference = differenceOf(one, content);
      if (difference === undefined) fitting.push(one);
      else remember(mismatches, one, file, difference);
    }
    if (fitting.length === 0) return;
    await content.keep();
    await note(fitting, content, context);
    for (const { url } of fitting) {
      mismatches.delete(url);
      context.onFound();
    }
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    for (const one of await wanted.find('', file.name)) remember(mismatches, one, file, error.message);
  }
}

/** Whatever goes wrong here is the user's file; what goes wrong with the copy is the disk of the archive, and ends the run. */
async function* bytesOf(file: FoundFile): AsyncGenerator<Buffer> {
  try {
    yield* file.read();
  } catch (cause) {
    throw new UnreadableFile(`it cannot be read (${reasonOf(cause)})`, { cause });
  }
}

class UnreadableFile extends Error {}

function remember(mismatches: Mismatches, { url }: WantedFile, { name }: FoundFile, difference: string): void {
  if (mismatches.size < MOST_MISMATCHES) mismatches.set(url, `${name}: ${difference}`);
}

// Each is a sentence that somebody reads.
const MOST_MISMATCHES = 10_000;

/** Why the content is not what is wanted; undefined when it is. */
function differenceOf(wanted: WantedFile, found: Content): string | undefined {
  if (wanted.size_bytes !== null && wanted.size_bytes !== found.sizeBytes) {
    return `it has ${found.sizeBytes} bytes instead of ${wanted.size_bytes}`;
  }
  if (wanted.sha256 === null) return wanted.same_name > 1 ? 'several files have this name and no hash' : undefined;
  return wanted.sha256.toLowerCase() === found.sha256 ? undefined : 'its SHA-256 is another one';
}

async function note(files: readonly WantedFile[], { sha256, sizeBytes }: Content, context: AttachmentContext) {
  const records = files.flatMap(({ url, is_gap_open }) => [
    { mk_rec_type: 'archive_file', file_url: url, stored_sha256: sha256, stored_size: sizeBytes },
    ...(is_gap_open ? [closedGap(fileGapId(url))] : []),
  ]);
  await appendNotes(context.journal, { call: 'archive/file', args: context.args }, records);
}

/** Regular files below a folder. Links are passed over: an unpacked zip may have planted them. */
async function* filesIn(folder: string): AsyncGenerator<FoundFile> {
  const deeper: string[] = [];
  for await (const entry of await opendir(folder)) {
    if (entry.isDirectory()) deeper.push(join(folder, entry.name));
    else if (entry.isFile()) yield await fileAt(folder, entry);
  }
  for (const path of deeper) yield* filesIn(path);
}

async function fileAt(folder: string, { name }: Dirent): Promise<FoundFile> {
  const path = join(folder, name);
  const { size } = await stat(path);
  return { name, sizeBytes: size, read: () => contentOf(path) };
}

async function* contentOf(path: string): AsyncGenerator<Buffer> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  yield* handle.createReadStream();
}
