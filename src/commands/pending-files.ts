// commands: which content a pass has to fetch: what never came, and what is in files/ no more.
// Invariant: all that should be there is looked for when all lists are read; in between, what is known to be missed.
import type { PendingFile } from '../crawl/files.js';
import { hasContent } from '../journal/content.js';
import type { Database } from '../store/database.js';
import { readPendingFiles, type StoredContent, storedContents } from '../store/plan.js';

export interface PendingOptions {
  readonly thumbnails: boolean;
  /** All lists are read. */
  readonly isFull: boolean;
}

export interface Pending {
  readonly pending: readonly PendingFile[];
  /** Addresses of content that is missed and that somebody has put back. */
  readonly returned: readonly string[];
}

export async function findPending(archive: string, database: Database, options: PendingOptions): Promise<Pending> {
  const lost: StoredContent[] = [];
  const returned: string[] = [];
  for await (const contents of storedContents(database, options.isFull)) {
    for (const content of contents) {
      if (!(await hasContent(archive, content))) lost.push(content);
      else if (content.isMissed) returned.push(content.url);
    }
  }
  return { pending: await readPendingFiles(database, { thumbnails: options.thumbnails, lost }), returned };
}
