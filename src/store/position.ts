// store: the end of what the tables hold of the journal; it moves in the transaction that loads a batch.
import type { JournalPosition } from '../journal/segments.js';
import type { Database } from './database.js';

export async function readPosition(database: Database): Promise<JournalPosition> {
  const [row] = await database.rows<{ page_nr: number; commit_hash: string; segment: number; segment_offset: number }>(
    'SELECT * FROM load_position',
  );
  if (row === undefined) throw new Error('load_position is empty: the database is damaged.');
  return { page: row.page_nr, hash: row.commit_hash, segment: row.segment, offset: row.segment_offset };
}

/** Whether the tables hold the page with this commit. */
export async function knowsCommit(database: Database, hash: string): Promise<boolean> {
  return (await database.rows('SELECT 1 FROM api_calls WHERE commit_hash = $hash LIMIT 1', { hash })).length > 0;
}
