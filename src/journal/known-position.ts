// journal: whether a position is one of this journal. Tables name the commit up to which they have it; those of another archive name
// another one, whatever number it has.
import { open } from 'node:fs/promises';
import { type Link, parseCommitLine } from './format.js';
import { linesOf, readPlain } from './segment-lines.js';
import { findLastCommit, type JournalPosition, listSegments, type Segment } from './segments.js';
import { findCommit } from './whole-pages.js';

/** Whether the journal has this commit where the position says. Reads little more than the line, unless the segment is sealed. */
export async function hasCommit(archive: string, position: JournalPosition): Promise<boolean> {
  if (position.page === 0) return true;
  const segments = await listSegments(archive);
  // At the beginning of a segment: what is named is the last commit of the one before.
  const number = position.offset === 0 ? position.segment - 1 : position.segment;
  const segment = segments.find((one) => one.number === number);
  if (segment === undefined) return false;
  const offset = position.offset === 0 ? undefined : position.offset;
  const found = await commitAt(segment, offset).catch((error: NodeJS.ErrnoException) => {
    // A sync of another process has just compressed it.
    if (error.code !== 'ENOENT' || segment.isSealed) throw error;
    return commitAt({ ...segment, path: `${segment.path}.gz`, isSealed: true }, offset);
  });
  return found?.page === position.page && found.hash === position.hash;
}

/** The first and the last commit of the journal, as far as there are any. */
export async function findEnds(archive: string): Promise<{ first: Link | undefined; last: Link | undefined }> {
  const segments = await listSegments(archive);
  return { first: await findFirstCommit(segments), last: await findLast(segments) };
}

/** The number of the last whole page; 0 where there is none. */
export const findLastPage = async (archive: string): Promise<number> =>
  (await findLast(await listSegments(archive)))?.page ?? 0;

async function findFirstCommit(segments: readonly Segment[]): Promise<Link | undefined> {
  for (const segment of segments) {
    for await (const lines of linesOf(segment)) {
      for (const line of lines) {
        const found = findCommit(line);
        if (found !== undefined) return { page: found.commit.page, hash: found.hash };
      }
    }
  }
  return undefined;
}

async function findLast(segments: readonly Segment[]): Promise<Link | undefined> {
  for (const segment of segments.toReversed()) {
    const found = findLastCommit(await readPlain(segment), segment.number);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The commit whose line ends at the offset; without one, the last of the segment. */
async function commitAt(segment: Segment, offset: number | undefined): Promise<Link | undefined> {
  if (segment.isSealed || offset === undefined) {
    const plain = await readPlain(segment);
    const found = findLastCommit(plain.subarray(0, offset), segment.number);
    return found?.offset === (offset ?? found?.offset) ? found : undefined;
  }
  const parsed = parseCommitLine(await readLineBefore(segment.path, offset));
  return parsed && { page: parsed.commit.page, hash: parsed.hash };
}

const FIRST_LOOK_BYTES = 64 * 1024;

/** The line that ends at the offset, its line feed included. Empty when the file is shorter. */
async function readLineBefore(path: string, offset: number): Promise<string> {
  const file = await open(path);
  try {
    for (let length = FIRST_LOOK_BYTES; ; length *= 8) {
      const from = Math.max(0, offset - length);
      const { bytesRead, buffer } = await file.read(Buffer.alloc(offset - from), 0, offset - from, from);
      if (bytesRead < offset - from || buffer.at(-1) !== 0x0a) return '';
      const start = buffer.lastIndexOf(0x0a, -2) + 1;
      if (start > 0 || from === 0) return buffer.toString('utf8', start, buffer.length - 1);
    }
  } finally {
    await file.close();
  }
}
