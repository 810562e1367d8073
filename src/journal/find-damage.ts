// journal: what is wrong with the lines behind a position, for whoever could not read them. Hashes and all, so a line that is as it was
// written is never blamed.
import { damagedJournal } from './damage.js';
import { linesOf } from './segment-lines.js';
import { type JournalPosition, listSegments } from './segments.js';
import { WholePages } from './whole-pages.js';

/** Throws ArchiveError, with the file and the page, when the pages between two positions are not as they were written. */
export async function requireUndamaged(archive: string, from: JournalPosition, to: JournalPosition): Promise<void> {
  // Of a segment that was read in part the page before its first one is not known.
  let last = from.offset === 0 ? { page: from.page, hash: from.hash } : undefined;
  const pages = new WholePages(last);
  for (const segment of await listSegments(archive)) {
    if (segment.number < from.segment) continue;
    for await (const lines of linesOf(segment)) {
      for (const line of lines) {
        if (last?.page === to.page) return;
        const taken = pages.take(line);
        if (taken === 'broken')
          throw damagedJournal(`${segment.path} is damaged${last ? ` in page ${last.page + 1}` : ''}`);
        if (taken !== 'record') last = taken;
      }
    }
  }
}
