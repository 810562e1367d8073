// journal: the plain form of segments, at once or line by line, also of one that a sync is just compressing.
// Invariant: a sealed segment that cannot be unpacked is damage, and is named.
import { open, readFile } from 'node:fs/promises';
import { createGunzip, gunzipSync } from 'node:zlib';
import { isCode } from '../lib/errors.js';
import { namedAfter } from './damage.js';
import type { Segment } from './segments.js';

/** Where lines are, and whether they are compressed. */
type Lines = Pick<Segment, 'path' | 'isSealed'>;

const LINE_FEED = 0x0a;
const CHUNK_BYTES = 1 << 20;

/** All bytes of the plain form. */
export async function readPlain({ path, isSealed }: Lines): Promise<Buffer> {
  const bytes = await readFile(path);
  try {
    return isSealed ? gunzipSync(bytes) : bytes;
  } catch (error) {
    throw namedAfter(path, error);
  }
}

/** The whole lines, some at a time; what follows the last line feed is none. */
export async function* linesOf(segment: Lines): AsyncGenerator<Buffer[]> {
  let rest: Buffer[] = [];
  for await (const chunk of bytesOf(segment)) {
    const end = chunk.lastIndexOf(LINE_FEED) + 1;
    if (end === 0) rest.push(chunk);
    else {
      yield splitLines(Buffer.concat([...rest, chunk.subarray(0, end)]));
      rest = [chunk.subarray(end)];
    }
  }
}

function splitLines(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(LINE_FEED, start);
    lines.push(bytes.subarray(start, end));
    start = end + 1;
  }
  return lines;
}

async function* bytesOf(segment: Lines): AsyncGenerator<Buffer> {
  const { file, isSealed } = await openSegment(segment);
  const stream = file.createReadStream({ highWaterMark: CHUNK_BYTES });
  if (!isSealed) {
    yield* stream;
    return;
  }
  const plain = createGunzip({ chunkSize: CHUNK_BYTES });
  stream.on('error', (error) => plain.destroy(error));
  try {
    yield* stream.pipe(plain);
  } catch (error) {
    throw namedAfter(segment.path, error);
  } finally {
    stream.destroy();
  }
}

/** A plain segment may be compressed by a sync between the listing and the opening. */
async function openSegment({ path, isSealed }: Lines) {
  try {
    return { file: await open(path), isSealed };
  } catch (error) {
    if (isSealed || !isCode(error, 'ENOENT')) throw error;
    return { file: await open(`${path}.gz`), isSealed: true };
  }
}
