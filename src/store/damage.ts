// store: tables that are not as they were written. DuckDB compares the checksum of each block that it reads, and the manifest has the
// hash of each Parquet file; so damage is found when it is read, and nothing wrong is handed out.
// Invariant: the journal has everything, so the way out is always the same: set the tables aside and make them anew.
import { randomBytes } from 'node:crypto';
import { rename } from 'node:fs/promises';
import { ArchiveError, ExitCode, isCode, isNoSpace, reasonOf } from '../lib/errors.js';
import { findSystemCode } from '../lib/system-errors.js';

/**
 * What DuckDB says of a block with a wrong checksum, of a file that ends too early, and of what it then cannot make sense of. Errors
 * of a load quote people's words, so what counts is how the message begins; of a checkpoint that failed, with the name of the database.
 */
const WORDS =
  /^((IO|FATAL|TransactionContext) Error: (Checkpoint failed for database "archive"\. )?[^"']*(Corrupt database file|Could not read enough bytes)|Serialization Error: )/;

export const isDamage = (error: unknown): boolean => error instanceof Error && WORDS.test(error.message);

/** Codes that tell of the machine, or of the rights of a user, and not of what is in a file. */
const MACHINE: readonly string[] = ['EIO', 'EMFILE', 'ENFILE', 'EACCES', 'EPERM', 'EROFS'];

/** Nothing is wrong with the tables; when the cause is gone they can be used. */
export const isOfTheMachine = (error: unknown): boolean =>
  isNoSpace(error) || MACHINE.includes(findSystemCode(error) ?? '');

/** `next`: what to do, as the end of the sentence. */
export const damagedTables = (archive: string, next: string, cause: unknown): ArchiveError =>
  new ArchiveError(`The tables of ${archive} are damaged (${reasonOf(cause)}): ${next}`, {
    exitCode: ExitCode.unexpected,
    cause,
  });

/** What the name of something that was set aside ends with. */
export const ASIDE = '.set-aside';

/** Renames what cannot be used. The last file that was set aside before makes room; a folder is nothing of ours and stays. */
export async function setAside(path: string): Promise<void> {
  const aside = `${path}${ASIDE}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return;
    if (!isCode(error, 'EISDIR', 'ENOTDIR', 'ENOTEMPTY', 'EEXIST')) throw error;
    await rename(path, `${aside}-${randomBytes(6).toString('hex')}`);
  }
}
