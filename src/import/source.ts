// import: the file that a user names: JSON, gzip of it, or a zip that holds such a file and perhaps attachments.
// Invariant: what a file is, is told by its content, never by its name; it is read as a stream, as often as need be.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { reasonOf, usageError } from '../lib/errors.js';
import { entriesOf } from './zip.js';

export interface ImportFile {
  readonly path: string;
  /** Without folders. */
  readonly name: string;
  readonly sha256: string;
  readonly isZip: boolean;
}

/** A text that may be a history. */
export interface Candidate {
  /** Its place in the zip; 0 for the file itself. */
  readonly index: number;
  /** Its name in the zip, with folders; '' for the file itself. */
  readonly entry: string;
  /** The text from its start. Throws BrokenText where its packing is damaged. */
  read(): AsyncIterable<Buffer>;
}

/** The packing of a text, gzip or zip, ends early or is damaged. */
export class BrokenText extends Error {}

const CHUNK_BYTES = 256 * 1024;

/** Reads the file once, for its hash. Throws `usage` (exit 2) when there is none that can be read. */
export async function openFile(path: string, signal: AbortSignal): Promise<ImportFile> {
  if (path === '') throw usageError('The name of the file is empty: name the file that Fleep or dumper.py made.');
  const found = await stat(path).catch((cause: unknown) => {
    throw usageError(
      `${path} cannot be opened (${reasonOf(cause)}): name the file that Fleep or dumper.py made.`,
      cause,
    );
  });
  if (found.isDirectory()) {
    throw usageError(`${path} is a folder: name the history in it, and the folder itself with --files.`);
  }
  if (!found.isFile()) throw usageError(`${path} is no file that can be read more than once: save it to disk first.`);
  const hash = createHash('sha256');
  let start: Buffer | undefined;
  for await (const chunk of createReadStream(path, { highWaterMark: 4 * CHUNK_BYTES, signal })) {
    start ??= chunk.subarray(0, 2);
    hash.update(chunk);
  }
  return { path, name: basename(path), sha256: hash.digest('hex'), isZip: start?.toString('latin1') === 'PK' };
}

const HISTORY_NAME = /\.(json|ndjson|jsonl)(\.gz)?$/i;

// What is held of a zip has a limit, whatever is in it.
export const MOST_CANDIDATES = 100_000;

export interface Candidates {
  /** Uppermost folders first. */
  readonly texts: readonly Candidate[];
  /** Whether there are more, all of them deeper than these. */
  readonly isCut: boolean;
}

/** The texts that may be histories: the file itself, or those of a zip that are named so. Throws `usage` (exit 2) when all are encrypted. */
export async function listCandidates(file: ImportFile, most: number): Promise<Candidates> {
  const whole = () => plainText(createReadStream(file.path, { highWaterMark: CHUNK_BYTES }));
  if (!file.isZip) return { texts: [{ index: 0, entry: '', read: whole }], isCut: false };
  const found = new Uppermost(most);
  let [isLocked, isReadable] = [false, false];
  for await (const { index, name, isEncrypted, read } of entriesOf(file.path)) {
    isLocked ||= isEncrypted;
    if (!HISTORY_NAME.test(name)) continue;
    isReadable ||= !isEncrypted;
    found.add({ index, entry: name, read: () => plainText(read()) });
  }
  if (isLocked && !isReadable) {
    throw usageError(
      `${file.path} is encrypted: unpack it, name the history in it, and give the folder with --files for the attachments.`,
    );
  }
  return found.list();
}

/** How many folders an entry is in. */
export const depthOf = (entry: string): number => entry.split('/').length - 1;

/** What does not fit goes by whole depths, the deepest first: of a depth there is all or nothing. */
class Uppermost {
  readonly #most: number;
  readonly #byDepth = new Map<number, Candidate[]>();
  #held = 0;
  #cutDepth = Number.POSITIVE_INFINITY;

  constructor(most: number) {
    this.#most = most;
  }

  add(candidate: Candidate): void {
    const depth = depthOf(candidate.entry);
    if (depth >= this.#cutDepth) return;
    const alike = this.#byDepth.get(depth) ?? [];
    this.#byDepth.set(depth, alike);
    alike.push(candidate);
    this.#held += 1;
    if (this.#held > this.#most) this.#cut();
  }

  #cut(): void {
    this.#cutDepth = Math.max(...this.#byDepth.keys());
    this.#held -= this.#byDepth.get(this.#cutDepth)?.length ?? 0;
    this.#byDepth.delete(this.#cutDepth);
  }

  list(): Candidates {
    const inOrder = [...this.#byDepth].sort(([a], [b]) => a - b);
    return { texts: inOrder.flatMap(([, alike]) => alike), isCut: this.#cutDepth < Number.POSITIVE_INFINITY };
  }
}

/** The text, unpacked when it is gzip. */
async function* plainText(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const chunks = source[Symbol.asyncIterator]();
  try {
    const start = await startOf(chunks);
    const all = wholeOf(start, chunks);
    yield* start.subarray(0, GZIP.length).equals(GZIP) ? unpacked(all) : all;
  } catch (error) {
    throw isOfSystem(error) ? error : new BrokenText(reasonOf(error), { cause: error });
  } finally {
    await chunks.return?.();
  }
}

const GZIP = Buffer.from([0x1f, 0x8b]);

/** Enough to tell what the text is, or all of it. */
async function startOf(chunks: AsyncIterator<Buffer>): Promise<Buffer> {
  let start = Buffer.alloc(0);
  while (start.length < GZIP.length) {
    const next = await chunks.next();
    if (next.done === true) break;
    start = Buffer.concat([start, next.value]);
  }
  return start;
}

async function* wholeOf(start: Buffer, chunks: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield start;
  for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) yield next.value;
}

function unpacked(chunks: AsyncGenerator<Buffer>): AsyncIterable<Buffer> {
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  const packed = Readable.from(chunks);
  packed.on('error', (error) => gunzip.destroy(error));
  return packed.pipe(gunzip);
}

/** A fault of the disk or an interruption, which says nothing of the text. */
const isOfSystem = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (/^E[A-Z]/.test(String(error.code)) || error.code === 'ABORT_ERR');
