// store: whether tables are of the journal beside them.
// Invariant: what the tables hold was on disk in the journal before. Where they know more of it than is there, the journal is damaged, and
// neither of the two is touched: the tables may be all that is left of what is missing.
import { journalPath } from '../journal/archive-folder.js';
import { damagedJournal } from '../journal/damage.js';
import { findEnds, hasCommit } from '../journal/known-position.js';
import { type JournalPosition, segmentPath } from '../journal/segments.js';
import type { Database } from './database.js';
import { knowsCommit, readPosition } from './position.js';

/** False for tables of another archive. Throws ArchiveError when they are of this one, whose journal has not what they know of it. */
export async function isOfJournal(database: Database, archive: string): Promise<boolean> {
  const position = await readPosition(database);
  if (await hasCommit(archive, position)) return true;
  const { first, last } = await findEnds(archive);
  // Where no page is left, nobody can tell whose tables they are.
  if (first === undefined || last === undefined) throw damagedJournal(lacks(archive, position, 'holds no page'));
  for (const { hash } of [last, first]) {
    if (!(await knowsCommit(database, hash))) continue;
    throw damagedJournal(
      last.page < position.page
        ? lacks(archive, position, `ends with page ${last.page}`)
        : `${segmentPath(archive, position.segment)} does not hold page ${position.page} as the tables know it`,
    );
  }
  return false;
}

const lacks = (archive: string, { page }: JournalPosition, what: string): string =>
  `${journalPath(archive)} ${what}, and the tables know that page ${page} was there`;
