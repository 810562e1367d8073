// store: what the tables say of the journal, for whoever opens that after a crash. Asked only when something would be cut off.
// Invariant: tables that cannot be read say nothing; where the machine keeps them from being read, nobody goes on without them.
import type { ArchiveFolder } from '../journal/archive-folder.js';
import type { TablesEnd } from '../journal/recovery.js';
import { ArchiveError, ExitCode } from '../lib/errors.js';
import { isOfTheMachine } from './damage.js';
import { openPositions } from './open.js';
import { isOfJournal } from './own-journal.js';
import { knowsCommit, readPosition } from './position.js';

export async function findTablesEnd(archive: ArchiveFolder, commitHash: string): Promise<TablesEnd | undefined> {
  try {
    await using database = await openPositions(archive);
    const { page } = await readPosition(database);
    return { page, knowsCommit: await knowsCommit(database, commitHash) };
  } catch (error) {
    if (isOfTheMachine(error) || (error instanceof ArchiveError && error.exitCode === ExitCode.locked)) throw error;
    return undefined;
  }
}

/** Throws ArchiveError when the tables know pages that the journal lacks: they may be all that is left of these. */
export async function requireKnownJournal(archive: ArchiveFolder): Promise<void> {
  if ((await findTablesEnd(archive, '')) === undefined) return;
  await using database = await openPositions(archive);
  await isOfJournal(database, archive.path);
}
