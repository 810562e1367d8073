// journal: a journal that is not as it was written. Fleep may have no more what stood there, so nothing is cut, set aside or made anew.
// Invariant: whoever meets damage ends with this error and has changed nothing.
import { ArchiveError, ExitCode, reasonOf } from '../lib/errors.js';

/** `what`: which file or page, and what is wrong with it, as the beginning of the sentence. */
export const damagedJournal = (what: string, cause?: unknown): ArchiveError =>
  new ArchiveError(
    `${what}: restore it from a copy, or, without one, keep the folder as it is and archive into a new one.`,
    { exitCode: ExitCode.unexpected, cause },
  );

/** What zlib says of bytes that are not as it wrote them, as an error that names their file; any other as it is. */
export const namedAfter = (path: string, error: unknown): unknown =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')
    ? damagedJournal(`${path} is damaged (${reasonOf(error)})`, error)
    : error;
