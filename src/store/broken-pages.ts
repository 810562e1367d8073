// store: a load ends at a page of the journal that is not there as it was written, with nothing of its batch in the tables.
import { damagedJournal } from '../journal/damage.js';
import { findSegmentOf } from '../journal/segments.js';
import type { Database } from './database.js';

/** Of queries/load/15_broken_pages.sql. */
type Problem = 'missing' | 'twice' | 'unchained' | 'records';

const WORDS: Readonly<Record<Problem, (page: number) => string>> = {
  missing: (page) => `lacks page ${page}`,
  twice: (page) => `holds page ${page} twice`,
  unchained: (page) => `holds a page ${page} that does not follow page ${page - 1}`,
  records: (page) => `does not hold all records of page ${page}, or more than these`,
};

export async function requireWholePages(database: Database, archive: string): Promise<void> {
  const [broken] = await database.rows<{ page_nr: number; problem: Problem }>(
    'SELECT page_nr, problem FROM broken_pages ORDER BY page_nr LIMIT 1',
  );
  if (broken === undefined) return;
  const { page_nr, problem } = broken;
  throw damagedJournal(`${await findSegmentOf(archive, page_nr)} ${WORDS[problem](page_nr)}`);
}
