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

/** Content that is named, and which of it is not there, as the tables say it now: load first. */
export async function openKnownFiles(database: Database) {
  await database.run(await readQuery('import/known-files.sql'));
  return {
    select: async <F extends { name: string; sizeBytes: number }>(files: readonly F[], mostBytes: number) => {
      const found = JSON.stringify(files.map(({ name, sizeBytes }, place) => ({ place, name, size: sizeBytes })));
      const chosen = { found, most: mostBytes };
      const rows = await ask<{ place: number; is_fitting: boolean }>(database, 'select-files', chosen);
      return rows.flatMap(({ place, is_fitting: isFitting }) => {
        const file = files[place];
        return file === undefined ? [] : [{ file, isFitting }];
      });
    },
    find: (sha256: string, name: string) =>
      ask<{
        url: string;
        name: string | null;
        size_bytes: number | null;
        sha256: string | null;
        same_name: number;
        is_claimed: boolean;
        is_gap_open: boolean;
      }>(database, 'find-files', { sha256, name }),
    missing: async () =>
      database.stream<{ url: string; is_gap_open: boolean }>(await readQuery('import/missing-files.sql')),
    filledGaps: async () => (await ask<{ gap_id: string }>(database, 'filled-gaps', {})).map(({ gap_id }) => gap_id),
  };
}

const ask = async <R extends Row>(database: Database, name: string, parameters: Parameters): Promise<R[]> =>
  database.rows<R>(await readQuery(`import/${name}.sql`), parameters);
