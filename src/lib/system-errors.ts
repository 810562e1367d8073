// lib: what the system says of files → one sentence for the user. Nothing here is a fault of the program.
// Invariant: the system's own code stands in each sentence, so that a search for it finds what it means.
import { cut } from './cut.js';
import { ArchiveError, ExitCode } from './errors.js';

interface Meaning {
  readonly is: string;
  readonly next: string;
  /** `usage` for what another name or right would mend, `noSpace` for a full disk, `unexpected` for what else the machine has. */
  readonly exitCode: ExitCode;
}

const RIGHTS = 'give this user the right to it, or name another place';
const PLACE = 'name another place';
const AGAIN = 'then run the same again; what was archived is safe';

const MEANINGS: Readonly<Record<string, Meaning>> = {
  EACCES: { is: 'may not be used by this user', next: RIGHTS, exitCode: ExitCode.usage },
  EPERM: { is: 'may not be used by this user', next: RIGHTS, exitCode: ExitCode.usage },
  EROFS: { is: 'is on a disk that can only be read', next: PLACE, exitCode: ExitCode.usage },
  ENOENT: { is: 'is not there', next: PLACE, exitCode: ExitCode.usage },
  ENAMETOOLONG: { is: 'has a name that is too long', next: 'name a shorter one', exitCode: ExitCode.usage },
  ELOOP: { is: 'leads through a link to itself', next: PLACE, exitCode: ExitCode.usage },
  ENOTDIR: { is: 'leads through a file that is no folder', next: PLACE, exitCode: ExitCode.usage },
  EISDIR: { is: 'is a folder and no file', next: PLACE, exitCode: ExitCode.usage },
  EMFILE: { is: 'is one open file too many', next: `allow more (ulimit -n), ${AGAIN}`, exitCode: ExitCode.unexpected },
  ENFILE: { is: 'is one open file too many', next: `end other programs, ${AGAIN}`, exitCode: ExitCode.unexpected },
  EEXIST: { is: 'is there already and is no folder', next: PLACE, exitCode: ExitCode.usage },
  ENOSPC: { is: 'has no room on its disk', next: `make some, ${AGAIN}`, exitCode: ExitCode.noSpace },
  EDQUOT: { is: 'has no room in the quota of its disk', next: `make some, ${AGAIN}`, exitCode: ExitCode.noSpace },
  EIO: { is: 'cannot be read or written', next: `look after the disk, ${AGAIN}`, exitCode: ExitCode.unexpected },
};

/** ENOENT of what was to be made, not found: the system lets nothing be made there, as in /proc. */
const UNMAKEABLE: Meaning = { is: 'cannot be made there', next: PLACE, exitCode: ExitCode.usage };

/** DuckDB passes on what the system says, without its code. Its other errors quote people's words. */
const DUCKDB = /^IO Error: (?:[^"]*"([^"]*)")?/;
const DUCKDB_WORDS: readonly (readonly [words: string, code: string])[] = [
  ['Permission denied', 'EACCES'],
  ['Operation not permitted', 'EPERM'],
  ['Read-only file system', 'EROFS'],
  ['Is a directory', 'EISDIR'],
  ['Not a directory', 'ENOTDIR'],
  ['Too many open files', 'EMFILE'],
  ['Input/output error', 'EIO'],
  ['No space left on device', 'ENOSPC'],
  ['Disk quota exceeded', 'EDQUOT'],
];

const LONGEST_PATH = 200;

/** The error that the user is meant to read, for one that the system gave for a file or a folder; undefined for any other. */
export function findSystemError(error: unknown): ArchiveError | undefined {
  if (isOutOfMemory(error)) return outOfMemory(error);
  const { code = '', path, syscall } = readSystemError(error);
  const meaning = code === 'ENOENT' && syscall === 'mkdir' ? UNMAKEABLE : MEANINGS[code];
  if (meaning === undefined || (code === 'ENOENT' && path === undefined)) return undefined;
  const { is, next, exitCode } = meaning;
  return new ArchiveError(`${shortened(path ?? 'A file of the archive')} ${is} (${code}): ${next}.`, {
    exitCode,
    cause: error,
  });
}

/** DuckDB was allowed too little memory for what was asked. */
export const isOutOfMemory = (error: unknown): boolean =>
  error instanceof Error && error.message.startsWith('Out of Memory Error: ');

const outOfMemory = (cause: unknown): ArchiveError =>
  new ArchiveError(
    `There is too little memory for this: end other programs, or for what only reads let TMPDIR name a folder with room, ${AGAIN}.`,
    { exitCode: ExitCode.unexpected, cause },
  );

const shortened = (path: string): string => (path.length > LONGEST_PATH ? `${cut(path, LONGEST_PATH)}…` : path);

/** The system's code, such as EACCES, also where DuckDB passed on the words alone; undefined for any other error. */
export const findSystemCode = (error: unknown): string | undefined => readSystemError(error).code;

function readSystemError(error: unknown): { code?: string; path?: string; syscall?: string } {
  if (!(error instanceof Error)) return {};
  const duckdb = DUCKDB.exec(error.message);
  const known = duckdb && DUCKDB_WORDS.find(([words]) => error.message.includes(words));
  if (known) return { code: known[1], ...(duckdb[1] && { path: duckdb[1] }) };
  // What has an address is of the network.
  if (!('syscall' in error && 'code' in error) || 'address' in error) return {};
  const syscall = String(error.syscall);
  return { code: String(error.code), syscall, ...('path' in error && { path: String(error.path) }) };
}
