// render/search: the words of every document in order, as the index of an archive has them beside the site's own files: whether words
// follow each other is then decided without taking texts apart, which a command that is to answer at once has no time for.
// Invariant: the same words in the same fields as the texts of the index; a file that is not whole is never taken for one.
// A file holds the documents of one unit: how many, the bytes of each (32 bits, lowest byte first), and then the words themselves.
import { closeSync, fstatSync, mkdirSync, openSync, readdirSync, readSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DocumentSet } from '../../search/document-set.js';
import type { WordOrder } from '../../search/evaluate.js';
import { FILE_MARK, SUBJECT_MARK } from '../../search/index-files.js';
import { stands } from '../../search/match.js';
import type { Words } from '../../search/query.js';
import { type Token, tokensOf } from '../../search/tokens.js';
import { UnreadableIndex } from './index-reader.js';

const FOLDER = 'words';
const ENDING = '.words';

/** No token has one of these: they stand around each word, before a run of Chinese or Japanese, and between fields. */
const [SPACE, RUN, FIELD] = [' ', '\u0001', '\n'];

const FIELD_MARKS = new RegExp(`[${SUBJECT_MARK}${FILE_MARK}]`);

/** The line of a document, from its text with the marks between the fields. */
const lineOf = (text: string): string => text.split(FIELD_MARKS).map(fieldOf).join(FIELD);

const fieldOf = (text: string): string =>
  SPACE +
  tokensOf(text)
    .map(({ text: word, isCjk }) => (isCjk ? RUN : '') + word + SPACE)
    .join('');

/** Writes the documents of a unit, whose numbers begin with the first. */
export function writeWordOrder(folder: string, firstDocument: number, texts: readonly string[]): void {
  const lines = texts.map((text) => Buffer.from(lineOf(text)));
  const head = Buffer.alloc(4 + 4 * lines.length);
  head.writeUInt32LE(lines.length);
  for (const [index, line] of lines.entries()) head.writeUInt32LE(line.length, 4 + 4 * index);
  mkdirSync(join(folder, FOLDER), { recursive: true });
  writeFileSync(join(folder, FOLDER, `${firstDocument}${ENDING}`), Buffer.concat([head, ...lines]));
}

/** Where fewer lines of a file are looked at than this, they are read one by one. */
const FEW = 64;

/** Undefined for a folder that has none, such as a site. */
export function findWordOrder(folder: string): WordOrder | undefined {
  const firsts = firstsIn(join(folder, FOLDER));
  if (firsts.length === 0) return undefined;
  return {
    documentsOf: (words, possible) => {
      const open = possible.inBlock(0, possible.total);
      let at = 0;
      return DocumentSet.of(possible.total, (add) => {
        for (const [index, first] of firsts.entries()) {
          const end = firsts[index + 1] ?? possible.total;
          const start = at;
          while (at < open.length && (open[at] ?? 0) < end) at += 1;
          if (at > start) lookThrough(folder, { first, end }, open.slice(start, at), words, add);
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

interface Stretch {
  readonly first: number;
  readonly end: number;
}

/** Adds those of the documents, all of one file, that have the words. */
function lookThrough(
  folder: string,
  { first, end }: Stretch,
  documents: readonly number[],
  words: Words,
  add: (document: number) => void,
): void {
  const path = join(folder, FOLDER, `${first}${ENDING}`);
  const file = openFile(path);
  try {
    const ends = readEnds(file, end - first, path);
    const startOf = (document: number) => ends[document - first] ?? 0;
    const test = testFor(words);
    const lines =
      documents.length < FEW ? undefined : readPart(file, startOf(first), startOf(end) - startOf(first), path);
    for (const document of documents) {
      const [from, until] = [startOf(document), startOf(document + 1)];
      const line =
        lines?.subarray(from - startOf(first), until - startOf(first)) ?? readPart(file, from, until - from, path);
      if (test(line)) add(document);
    }
  } finally {
    closeSync(file);
  }
}

/** Where in the file each line begins, and where the last one ends. */
function readEnds(file: number, count: number, path: string): Float64Array {
  const head = readPart(file, 0, 4 + 4 * count, path);
  const ends = new Float64Array(count + 1);
  let at = head.length;
  for (let index = 0; index < count; index += 1) {
    ends[index] = at;
    at += head.readUInt32LE(4 + 4 * index);
  }
  ends[count] = at;
  if (head.readUInt32LE(0) !== count || fstatSync(file).size !== at) throw new UnreadableIndex(`${path} is not whole`);
  return ends;
}

function openFile(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (cause) {
    throw new UnreadableIndex(`${path} cannot be read`, { cause });
  }
}

function readPart(file: number, start: number, length: number, path: string): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  if (readSync(file, bytes, 0, length, start) !== length) throw new UnreadableIndex(`${path} is not whole`);
  return bytes;
}

/** Whether a line has the words. Of Chinese and Japanese any part is asked for, so that a line is taken apart that has the longest one. */
function testFor(words: Words): (line: Buffer) => boolean {
  const { tokens, isPrefix } = words;
  const isPlain = tokens.every(({ isCjk }) => !isCjk);
  const longest = tokens.reduce((a, b) => (b.text.length > a.text.length ? b : a)).text;
  const sought = tokens.map(({ text }) => SPACE + text).join('') + (isPrefix ? '' : SPACE);
  const pattern = Buffer.from(isPlain ? sought : longest);
  return (line) => line.includes(pattern) && (isPlain || tokensOfLine(line).some((field) => stands(words, field)));
}

/** Their places in the text are not known here. */
const tokensOfLine = (line: Buffer): Token[][] =>
  line
    .toString()
    .split(FIELD)
    .map((field) => field.split(SPACE).flatMap((word) => (word === '' ? [] : [tokenOf(word)])));

const tokenOf = (word: string): Token => {
  const isCjk = word.startsWith(RUN);
  return { text: isCjk ? word.slice(RUN.length) : word, isCjk, start: 0, end: 0 };
};
