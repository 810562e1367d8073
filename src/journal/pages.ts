// journal: reads the pages back in order, also while a sync goes on writing further ones.
// Invariant: a page is handed out when its commit line has been read, with every record of it; what stands behind the last whole
// commit line was never acknowledged and is not there. Hashes of records are left to whoever verifies.
import { existsSync } from 'node:fs';
import type { RecordSlice } from '../lib/json-slices.js';
import { journalPath } from './archive-folder.js';
import { damagedJournal } from './damage.js';
import { type Commit, parseCommitLine, parseRecordLine } from './format.js';
import { linesOf } from './segment-lines.js';
import { listSegments } from './segments.js';

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
      throw damagedJournal(`${this.#archive}: page ${this.#pageNr} of the journal is damaged`);
    }
    this.#pageNr += 1;
    this.#records = [];
    return { commit, records };
  }
}
