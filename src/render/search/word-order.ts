// render/search: the words of every document in order, as the index of an archive has them beside the site's own files: whether words
// follow each other is then decided without taking texts apart, which a command that is to answer at once has no time for.
// Invariant: the same words in the same fields as the texts of the index; a file that is not whole is never taken for one.
// A file holds the documents of one unit: how many, where the line of each begins and the last one ends, counted from the first (all in
// 32 bits, in the order of the machine, which need no reading), and then the lines.
import { closeSync, fstatSync, mkdirSync, openSync, readdirSync, readSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReadFile } from '../../search/archive-index.js';
import { DocumentSet } from '../../search/document-set.js';
import type { WordOrder } from '../../search/evaluate.js';
import { stands } from '../../search/match.js';
import type { Words } from '../../search/query.js';
import { indexReader, UnreadableIndex } from './index-reader.js';
import { WordLines } from './word-lines.js';

const FOLDER = 'words';
const ENDING = '.words';

/** Writes the documents of a unit, whose numbers begin with the first. One without documents has no file: its name is that of the next. */
export async function writeWordOrder(folder: string, firstDocument: number, texts: readonly string[]): Promise<void> {
  if (texts.length === 0) return;
  const written = await WordLines.of(indexReader(folder));
  const lines = texts.map((text) => Buffer.from(written.lineOf(text)));
  const head = new Uint32Array(lines.length + 2);
  head[0] = lines.length;
  for (const [index, line] of lines.entries()) head[index + 2] = (head[index + 1] ?? 0) + line.length;
  mkdirSync(join(folder, FOLDER), { recursive: true });
  const path = join(folder, FOLDER, `${firstDocument}${ENDING}`);
  writeFileSync(path, Buffer.concat([Buffer.from(head.buffer), ...lines]));
}

/** Where a file has so many lines for each one that is looked at, these are read one by one; else it is gone through at a stretch. */
const FEW = 50;

/** Undefined for a folder that has none, such as a site. `read` reads the index that is in the folder. */
export function findWordOrder(folder: string, read: ReadFile): WordOrder | undefined {
  const firsts = firstsIn(join(folder, FOLDER));
  if (firsts.length === 0) return undefined;
  if (firsts[0] !== 0) throw new UnreadableIndex(`${join(folder, FOLDER)} is not whole`);
  return {
    documentsOf: async (words, possible) => {
      const sought = soughtFor(words, await WordLines.of(read));
      const open = possible.inBlock(0, possible.total);
      const room = new Room();
      let at = 0;
      return DocumentSet.of(possible.total, (add) => {
        for (const [index, first] of firsts.entries()) {
          const end = firsts[index + 1] ?? possible.total;
          const start = at;
          while (at < open.length && (open[at] ?? 0) < end) at += 1;
          if (at === start) continue;
          using file = new WordFile(join(folder, FOLDER, `${first}${ENDING}`), first, end);
          if ((at - start) * FEW < end - first) lookUp(file, open.slice(start, at), sought, room, add);
          else goThrough(file, possible, sought, room, add);
        }
      });
    },
  };
}

function firstsIn(folder: string): number[] {
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith(ENDING));
    return names.map((name) => Number(name.slice(0, -ENDING.length))).sort((a, b) => a - b);
  } catch {
    return [];
  }
}

interface Sought {
  /** One of these stands in every line that has the words. */
  readonly patterns: readonly Buffer[];
  /** Whether a line that has one of the patterns has the words. */
  has(line: Buffer): boolean;
}

/** Of Chinese and Japanese any part is asked for: a line that has the longest one is taken apart. */
function soughtFor(words: Words, lines: WordLines): Sought {
  const patterns = lines.patternsFor(words).map((pattern) => Buffer.from(pattern));
  if (words.tokens.every(({ isCjk }) => !isCjk)) return { patterns, has: () => true };
  return { patterns, has: (line) => lines.tokensOf(line.toString()).some((field) => stands(words, field)) };
}

type Add = (document: number) => void;

function lookUp(file: WordFile, documents: readonly number[], { patterns, has }: Sought, room: Room, add: Add): void {
  for (const document of documents) {
    const line = file.read(document, document + 1, room);
    if (patterns.some((pattern) => line.includes(pattern)) && has(line)) add(document);
  }
}

/** From one place of a pattern to the next, so that lines without it cost next to nothing. */
function goThrough(file: WordFile, possible: DocumentSet, { patterns, has }: Sought, room: Room, add: Add): void {
  const lines = file.read(file.first, file.end, room);
  for (const pattern of patterns) {
    for (let at = lines.indexOf(pattern); at >= 0; ) {
      const document = file.documentAt(at);
      const next = file.startOf(document + 1);
      if (possible.has(document) && has(lines.subarray(file.startOf(document), next))) add(document);
      at = lines.indexOf(pattern, next);
    }
  }
}

/** Bytes that are read into again and again. */
class Room {
  #bytes = Buffer.allocUnsafe(2 ** 16);

  take(length: number): Buffer {
    if (this.#bytes.length < length) this.#bytes = Buffer.allocUnsafe(2 * length);
    return this.#bytes.subarray(0, length);
  }
}

/** A file that is open, and where each of its lines is. */
class WordFile implements Disposable {
  readonly first: number;
  readonly end: number;
  readonly #path: string;
  readonly #file: number;
  readonly #head: Uint32Array;

  constructor(path: string, first: number, end: number) {
    this.first = first;
    this.end = end;
    this.#path = path;
    this.#file = openFile(path);
    try {
      this.#head = this.#readHead(end - first);
    } catch (error) {
      closeSync(this.#file);
      throw error;
    }
  }

  /** Counted from the first line. */
  startOf(document: number): number {
    return this.#head[document - this.first + 1] ?? 0;
  }

  /** The one whose line has this place in it, counted from the first line. */
  documentAt(place: number): number {
    let [low, high] = [this.first, this.end];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.startOf(middle) <= place) low = middle;
      else high = middle;
    }
    return low;
  }

  /** The lines of documents, one after the other; until the room is used again. */
  read(from: number, until: number, room: Room): Buffer {
    const start = this.startOf(from);
    return this.#fill(room.take(this.startOf(until) - start), this.#head.byteLength + start);
  }

  #readHead(count: number): Uint32Array {
    const head = new Uint32Array(count + 2);
    this.#fill(Buffer.from(head.buffer), 0);
    const size = head.byteLength + (head[count + 1] ?? 0);
    if (head[0] !== count || fstatSync(this.#file).size !== size) throw this.#notWhole();
    return head;
  }

  #fill(bytes: Buffer, start: number): Buffer {
    if (readSync(this.#file, bytes, 0, bytes.length, start) !== bytes.length) throw this.#notWhole();
    return bytes;
  }

  #notWhole(): UnreadableIndex {
    return new UnreadableIndex(`${this.#path} is not whole`);
  }

  [Symbol.dispose](): void {
    closeSync(this.#file);
  }
}

function openFile(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (cause) {
    throw new UnreadableIndex(`${path} cannot be read`, { cause });
  }
}
