// render/search: what one chunk of the archive found, on disk: when its messages were posted, how many each of its pages of texts holds,
// and which terms they have.
// Invariant: a run holds the documents of one chunk in order, numbered from 0, so that it stays good when the chunk moves within the
// archive; terms are in order in the bucket that their first character says, and buckets are in order of terms, so that each can be
// merged by itself.
import { closeSync, mkdirSync, openSync, readFileSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SiteFile } from '../page-writer.js';
import { RUNS_FOLDER } from '../rebuild/state-folder.js';

/** First characters at which a bucket begins. Terms that are no words come first, digits and letters each have one of their own. */
const BUCKET_STARTS = ['\0', '"', ...'123456789abcdefghijklmnopqrstuvwxyz', '{', '\u0250', '\u0500', '\u0900', '\u3000']
  .concat(['\u4e80', '\u5300', '\u6000', '\u7000', '\u8a00', '\uac00'])
  .map((start) => start.charCodeAt(0));

export const BUCKETS = BUCKET_STARTS.length;

const BUCKET_OF = Uint8Array.from({ length: 0x10000 }, (_unused, unit) => {
  const next = BUCKET_STARTS.findIndex((start) => start > unit);
  return (next < 0 ? BUCKETS : next) - 1;
});

/** The bucket of a term. */
const bucketOf = (term: string): number => BUCKET_OF[term.charCodeAt(0)] ?? 0;

/** The documents of a term, in order: numbers within the chunk, or when merged, within the archive. */
export interface TermDocuments {
  readonly term: string;
  readonly documents: ArrayLike<number>;
}

/** Where the head says where each bucket begins. */
const BUCKET_PLACES = 8;
const HEAD_BYTES = 4 * (2 + BUCKETS + 1);
const LONGEST_NUMBER = 5;

const ORDER = 'order.json';

/** Where a chunk stands: its key, and its first document. */
export type ChunkPlace = readonly [chunk: string, firstDocument: number];

/** What a chunk hands over. */
export interface Run {
  /** Its key. */
  readonly chunk: string;
  /** Of its documents in order. */
  readonly minutes: readonly number[];
  /** Documents of each of its pages of texts. */
  readonly pages: readonly number[];
  /** In any order. */
  readonly terms: readonly TermDocuments[];
}

/** Puts a run on disk. `folder` is where the site keeps what the next render may need. */
export function writeRun(folder: string, { chunk, minutes, pages, terms }: Run): SiteFile {
  const buckets = Array.from({ length: BUCKETS }, (): TermDocuments[] => []);
  for (const entry of terms) buckets[bucketOf(entry.term)]?.push(entry);
  for (const bucket of buckets) bucket.sort((a, b) => (a.term < b.term ? -1 : 1));
  const numbers = [...minutes, ...pages];
  const out = new ByteWriter(HEAD_BYTES + 4 * numbers.length);
  const head = Buffer.alloc(HEAD_BYTES);
  for (const [index, value] of [minutes.length, pages.length].entries()) head.writeUInt32LE(value, 4 * index);
  for (const [index, number] of numbers.entries()) out.bytes.writeUInt32LE(number, HEAD_BYTES + 4 * index);
  for (const [index, bucket] of buckets.entries()) {
    head.writeUInt32LE(out.length, BUCKET_PLACES + 4 * index);
    for (const { term, documents } of bucket) writeTerm(out, term, documents);
  }
  head.writeUInt32LE(out.length, BUCKET_PLACES + 4 * BUCKETS);
  head.copy(out.bytes);
  mkdirSync(folder, { recursive: true });
  const name = `${chunk}.run`;
  writeFileSync(join(folder, name), out.bytes.subarray(0, out.length));
  return [RUNS_FOLDER + name, out.length];
}

function writeTerm(out: ByteWriter, term: string, documents: ArrayLike<number>): void {
  out.text(term);
  out.number(documents.length);
  let next = 0;
  for (let index = 0; index < documents.length; index += 1) {
    const document = documents[index] ?? 0;
    out.number(document - next);
    next = document + 1;
  }
}

class ByteWriter {
  bytes: Buffer;
  length: number;

  constructor(start: number) {
    this.bytes = Buffer.alloc(start + 65_536);
    this.length = start;
  }

  /** Seven bits a byte, lowest first; the highest bit says that more follow. */
  number(value: number): void {
    this.#makeRoom(LONGEST_NUMBER);
    let left = value;
    for (; left > 127; left = Math.floor(left / 128)) this.bytes[this.length++] = (left & 127) | 128;
    this.bytes[this.length++] = left;
  }

  text(text: string): void {
    this.#makeRoom(LONGEST_NUMBER + 3 * text.length);
    this.number(Buffer.byteLength(text));
    this.length += this.bytes.write(text, this.length);
  }

  #makeRoom(more: number): void {
    if (this.length + more <= this.bytes.length) return;
    const larger = Buffer.alloc(2 * (this.length + more));
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
  }
}

/** A run, and the number that its first document has in the archive. */
export interface PlacedRun {
  readonly path: string;
  readonly firstDocument: number;
}

/** Says in which order the runs of a folder are merged. */
export function writeOrder(folder: string, places: readonly ChunkPlace[]): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, ORDER), JSON.stringify(places));
}

/** The runs of a folder in that order. */
export function runsIn(folder: string): PlacedRun[] {
  const places: ChunkPlace[] = JSON.parse(readFileSync(join(folder, ORDER), 'utf8'));
  return places.map(([chunk, firstDocument]) => ({ path: join(folder, `${chunk}.run`), firstDocument }));
}

/** Takes away what is of no use when all runs are merged. */
export const dropOrder = (folder: string): void => rmSync(join(folder, ORDER));

/** When the documents of a run were posted, and how many documents each of its pages of texts holds. */
export function readRun(path: string): { minutes: Uint32Array; pages: Uint32Array } {
  const file = openSync(path, 'r');
  try {
    const head = readPart(file, 0, HEAD_BYTES);
    const [minutes, pages] = [head.readUInt32LE(0), head.readUInt32LE(4)];
    const bytes = readPart(file, HEAD_BYTES, 4 * (minutes + pages));
    const numbers = Uint32Array.from({ length: minutes + pages }, (_unused, index) => bytes.readUInt32LE(4 * index));
    return { minutes: numbers.subarray(0, minutes), pages: numbers.subarray(minutes) };
  } finally {
    closeSync(file);
  }
}

interface Piece {
  readonly bytes: Buffer;
  readonly start: number;
  readonly firstDocument: number;
  readonly documents: number;
}

/** Some buckets of a run, in memory. */
interface Slice {
  readonly bytes: Buffer;
  /** Where each of the buckets begins, and the last one ends. */
  readonly starts: readonly number[];
  readonly firstDocument: number;
}

/** The terms of some buckets, one bucket after the other. Each run is read once, since to open it costs more than to read it. */
export function* readBuckets(
  runs: readonly PlacedRun[],
  from: number,
  count: number,
): Generator<Iterable<TermDocuments>> {
  const slices = runs.map((run) => readSlice(run, from, count));
  for (let place = 0; place < count; place += 1) yield mergedTerms(slices, place);
}

function readSlice({ path, firstDocument }: PlacedRun, from: number, count: number): Slice {
  const file = openSync(path, 'r');
  try {
    const head = readPart(file, BUCKET_PLACES + 4 * from, 4 * (count + 1));
    const starts = Array.from({ length: count + 1 }, (_unused, place) => head.readUInt32LE(4 * place));
    const [first = 0, last = 0] = [starts[0], starts[count]];
    return { bytes: readPart(file, first, last - first), starts: starts.map((start) => start - first), firstDocument };
  } finally {
    closeSync(file);
  }
}

/** The terms of a bucket in order, over all runs, each with its documents in order. */
function* mergedTerms(slices: readonly Slice[], place: number): Generator<TermDocuments> {
  const pieces = new Map<string, Piece[]>();
  for (const slice of slices) addPieces(slice, place, pieces);
  const terms = [...pieces.keys()].sort((a, b) => (a < b ? -1 : 1));
  for (const term of terms) yield { term, documents: documentsOf(pieces.get(term) ?? []) };
}

function addPieces({ bytes, starts, firstDocument }: Slice, place: number, pieces: Map<string, Piece[]>): void {
  const reader = new ByteReader(bytes, starts[place]);
  const end = starts[place + 1] ?? 0;
  while (reader.at < end) {
    const term = reader.text();
    const documents = reader.number();
    const piece = { bytes, start: reader.at, firstDocument, documents };
    const others = pieces.get(term);
    if (others === undefined) pieces.set(term, [piece]);
    else others.push(piece);
    for (let left = documents; left > 0; left -= 1) reader.skip();
  }
}

function readPart(file: number, start: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  const read = readSync(file, bytes, 0, length, start);
  if (read !== length)
    throw new Error('A file of the search index is shorter than it was when it was made. Render again with --full.');
  return bytes;
}

function documentsOf(pieces: readonly Piece[]): Uint32Array {
  const all = new Uint32Array(pieces.reduce((sum, { documents }) => sum + documents, 0));
  let at = 0;
  for (const { bytes, start, firstDocument, documents } of pieces) {
    const reader = new ByteReader(bytes, start);
    let next = firstDocument;
    for (let left = documents; left > 0; left -= 1) {
      next += reader.number();
      all[at++] = next;
      next += 1;
    }
  }
  return all;
}

class ByteReader {
  readonly #bytes: Buffer;
  at: number;

  constructor(bytes: Buffer, at = 0) {
    this.#bytes = bytes;
    this.at = at;
  }

  number(): number {
    let value = 0;
    for (let weight = 1; ; weight *= 128) {
      const byte = this.#bytes[this.at++] ?? 0;
      value += (byte & 127) * weight;
      if (byte < 128) return value;
    }
  }

  skip(): void {
    while ((this.#bytes[this.at++] ?? 0) >= 128);
  }

  text(): string {
    const length = this.number();
    this.at += length;
    return this.#bytes.toString('utf8', this.at - length, this.at);
  }
}
