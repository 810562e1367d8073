// store: whose load made the tables. A version whose load makes others of the same journal has another number, by which a later one knows
// that they are to be made anew, and an earlier one that they are not for it.
// Invariant: tables that say the present number hold of the journal what the present load makes of it, up to their position.
import { type ArchiveError, usageError } from '../lib/errors.js';
import type { Database } from './database.js';

/** One more whenever the load makes other tables of the same journal (test/store/origin.test.ts). */
export const LOADER = 3;

type Origin = 'this version' | 'an older version' | 'a newer version';

export async function readOrigin(database: Database): Promise<Origin> {
  const [row] = await database.rows<{ page_nr: number; loader?: number | null; loader_page_nr?: number | null }>(
    'SELECT * FROM load_position',
  );
  const loader = row?.loader ?? 0;
  if (loader > LOADER) return 'a newer version';
  // Nothing was loaded yet. Or a version that knows nothing of loaders has loaded more.
  const isThis = row?.page_nr === 0 || (loader === LOADER && row?.page_nr === row?.loader_page_nr);
  return isThis ? 'this version' : 'an older version';
}

/** `where`: the archive, or the file. */
export const newerTables = (where: string): ArchiveError =>
  usageError(
    `The tables of ${where} were made by a newer version of this program: install a newer version. "fleep-archive rebuild" makes them anew as this one has them.`,
  );
