// journal: reads the pages back in order, also while a sync goes on writing further ones.
// Invariant: a page is handed out when its commit line has been read, with every record of it; what stands behind the last whole
// commit line was never acknowledged and is not there. Hashes of records are left to whoever verifies.
import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { ArchiveError, ExitCode } from '../lib/errors.js';
import type { RecordSlice } from '../lib/json-slices.js';
import { journalPath } from './archive-folder.js';
import { type Commit, parseCommitLine, parseRecordLine } from './format.js';
import { listSegments, type Segment } from './segments.js';

export interface CommittedPage {
  readonly commit: Commit;
  /** The bytes belong to a buffer of many lines: who keeps some must copy them. */
  readonly records: readonly RecordSlice[];
}

/** All pages that are committed when their segment is read. Throws ArchiveError when a page is missing or not whole. */
export async function* readPages(archive: string): AsyncGenerator<CommittedPage> {
  const reader = new PageReader(archive);
  const segments = existsSync(journalPath(archive)) ? await listSegments(archive) : [];
  for (const segment of segments) {
    reader.beginSegment();
    for await (const lines of linesOf(segment)) {
      for (const line of lines) {
        const page = reader.take(line);
        if (page !== undefined) yield page;
      }
    }
  }
}

/** Puts pages together, line by line. */
class PageReader {
  readonly #archive: string;
  #pageNr = 1;
  #records: RecordSlice[] = [];
  /** A line of this page was none. Only a later commit line makes that a fault: without one it is a torn tail. */
  #isBroken = false;

  constructor(archive: string) {
    this.#archive = archive;
  }

  beginSegment(): void {
    this.#records = [];
    this.#isBroken = false;
  }

  /** The page that the line completes. */
  take(line: Buffer): CommittedPage | undefined {
    const record = parseRecordLine(line);
    if (record !== undefined) {
      this.#isBroken ||= record.page !== this.#pageNr || record.index !== this.#records.length;
      this.#records.push(record);
      return undefined;
    }
    const commit = parseCommitLine(line.toString('utf8'))?.commit;
    if (commit !== undefined) return this.#complete(commit);
    this.#isBroken = true;
    return undefined;
  }

  #complete(commit: Commit): CommittedPage {
    const records = this.#records;
    if (this.#isBroken || commit.page !== this.#pageNr || commit.records !== records.length) {
      throw new ArchiveError(
        `${this.#archive}: page ${this.#pageNr} of the journal is damaged; restore the folder from a copy.`,
        { exitCode: ExitCode.unexpected },
      );
    }
    this.#pageNr += 1;
    this.#records = [];
    return { commit, records };
  }
}

const LINE_FEED = 0x0a;
const CHUNK_BYTES = 1 << 20;

/** The whole lines of a segment, some at a time; what follows its last line feed is none. */
async function* linesOf(segment: Segment): AsyncGenerator<Buffer[]> {
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

async function* bytesOf(segment: Segment): AsyncGenerator<Buffer> {
  const { file, isSealed } = await openSegment(segment);
  const stream = file.createReadStream({ highWaterMark: CHUNK_BYTES });
  if (!isSealed) yield* stream;
  else {
    const plain = createGunzip({ chunkSize: CHUNK_BYTES });
    stream.on('error', (error) => plain.destroy(error));
    yield* stream.pipe(plain);
  }
}

/** A plain segment may be compressed by a sync between the listing and the opening. */
async function openSegment({ path, isSealed }: Segment) {
  try {
    return { file: await open(path), isSealed };
  } catch (error) {
    if (isSealed || !(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    return { file: await open(`${path}.gz`), isSealed: true };
  }
}
