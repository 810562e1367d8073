// store: what the tables know that decides what an import does. The questions are queries/import/*.sql.
import type { Database, Parameters } from './database.js';
import { readQuery } from './sql.js';
import type { Row } from './values.js';

/** How many records of a text are in the journal already, and whether that is all of them. */
export async function readImportProgress(database: Database, scope: string) {
  const [row] = await ask<{ records: number; is_done: boolean }>(database, 'progress', { scope });
  return { records: row?.records ?? 0, isDone: row?.is_done ?? false };
}

/** What earlier runs met that was not whole. */
export const readOpenDamage = (database: Database) =>
  ask<{ gap_id: string; target: string; owner_id: string | null; conversations: string[] }>(
    database,
    'open-damage',
    {},
  );

/** Content that is named and not there. Asks the tables as they are now: load first. */
export async function openWantedFiles(database: Database) {
  await database.run(await readQuery('import/wanted-files.sql'));
  return {
    select: async <F extends { name: string; sizeBytes: number }>(found: readonly F[]): Promise<F[]> => {
      const described = found.map(({ name, sizeBytes }, place) => ({ place, name, size: sizeBytes }));
      const rows = await ask<{ place: number }>(database, 'select-files', { found: JSON.stringify(described) });
      return rows.flatMap(({ place }) => found[place] ?? []);
    },
    find: (sha256: string, name: string) =>
      ask<{
        url: string;
        name: string | null;
        size_bytes: number | null;
        sha256: string | null;
        same_name: number;
        is_gap_open: boolean;
      }>(database, 'find-files', { sha256, name }),
    missing: async () => database.stream<{ url: string }>(await readQuery('import/missing-files.sql')),
  };
}

const ask = async <R extends Row>(database: Database, name: string, parameters: Parameters): Promise<R[]> =>
  database.rows<R>(await readQuery(`import/${name}.sql`), parameters);
