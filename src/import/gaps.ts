// import: what a file names or holds and the archive does not have, as records of the journal.
// Invariant: the same hole has the same id in every run, and a file that is missing has the id that the crawl gives it: whoever finds
// it closes the gap.
import { ownRecord, type Page } from '../journal/format.js';
import { closedGap, fileGap } from '../journal/gap-notes.js';
import type { Journal } from '../journal/journal.js';
import { cut } from '../lib/cut.js';

export type ImportGapCause = 'content differs' | 'not in the import' | 'not read to its end' | 'unreadable';

interface Gap {
  readonly gap_id: string;
  readonly kind: 'import' | 'file';
  readonly cause: ImportGapCause;
  readonly target: string;
  readonly detail: string;
}

/** Address → what was found under its name and is something else. */
export type Mismatches = Map<string, string>;

/** Files that are named and that nobody has: a later sync looks for them. */
export async function noteMissing(
  journal: Journal,
  missing: AsyncIterable<readonly MissingFile[]>,
  mismatches: Mismatches,
  detail: string,
): Promise<void> {
  const gapOf = (url: string, cause: ImportGapCause, text: string) =>
    openGap({ gap_id: fileGap(url), kind: 'file', cause, target: url, detail: text });
  for await (const some of missing) {
    const notes = some.flatMap(({ url, is_gap_open }) => {
      const difference = mismatches.get(url);
      if (difference !== undefined) return [gapOf(url, 'content differs', difference)];
      return is_gap_open ? [] : [gapOf(url, 'not in the import', detail)];
    });
    await appendNotes(journal, GAP_PAGE, notes);
  }
}

interface MissingFile {
  readonly url: string;
  readonly is_gap_open: boolean;
}

export async function closeGaps(journal: Journal, ids: readonly string[]): Promise<void> {
  await appendNotes(journal, GAP_PAGE, ids.map(closedGap));
}

const LONGEST_DETAIL = 300;

export const openGap = ({ detail, ...gap }: Gap) => ({
  mk_rec_type: 'archive_gap',
  ...gap,
  detail: cut(detail, LONGEST_DETAIL),
  found_time: new Date().toISOString(),
  is_open: true,
});

export const GAP_PAGE = { call: 'archive/gap', args: {} };
const PAGE_RECORDS = 500;

export async function appendNotes(
  journal: Journal,
  page: Pick<Page, 'call' | 'args'>,
  notes: readonly Readonly<Record<string, unknown>>[],
): Promise<void> {
  for (let at = 0; at < notes.length; at += PAGE_RECORDS) {
    const records = notes.slice(at, at + PAGE_RECORDS).map(ownRecord);
    await journal.append({ ...page, status: 0, records });
  }
}
