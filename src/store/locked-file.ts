// store: a DuckDB file that another program has open. Of programs that want it one may write, or any number read.
import { type ArchiveError, lockedError, reasonOf } from '../lib/errors.js';

export const isLockedFile = (error: unknown): boolean => /could not set lock/i.test(reasonOf(error));

export const fileInUse = (archive: string, cause: unknown): ArchiveError =>
  lockedError(`${archive} is in use by another program: try again when it has ended.`, cause);
