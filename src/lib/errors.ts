// lib: the errors that a user reads, and the exit codes (docs/commands.md#exit-codes).
// Invariant: such an error says in one sentence what went wrong, with what, and what to do next. Only cli.ts turns an error into the end of
// the process. What the service does wrong is a FleepError (fleep/errors.ts), until a command says what it means for the run.

/** What the process tells its caller. The numbers are a public contract: cron jobs and CI read them. */
export const ExitCode = {
  complete: 0,
  unexpected: 1,
  usage: 2,
  gaps: 3,
  verification: 4,
  signIn: 5,
  server: 6,
  noSpace: 7,
  noArchive: 10,
  locked: 11,
  interrupted: 130,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** An error that the user is meant to read: one sentence, with an exit code. */
export class ArchiveError extends Error {
  override readonly name: string = 'ArchiveError';
  readonly exitCode: ExitCode;

  constructor(message: string, options: { exitCode: ExitCode; cause?: unknown }) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.exitCode = options.exitCode;
  }
}

export const usageError = (message: string, cause?: unknown) =>
  new ArchiveError(message, { exitCode: ExitCode.usage, cause });
export const signInError = (message: string, cause?: unknown) =>
  new ArchiveError(message, { exitCode: ExitCode.signIn, cause });
export const serverError = (message: string, cause?: unknown) =>
  new ArchiveError(message, { exitCode: ExitCode.server, cause });
export const noSpaceError = (message: string, cause?: unknown) =>
  new ArchiveError(message, { exitCode: ExitCode.noSpace, cause });
export const noArchiveError = (message: string, cause?: unknown) =>
  new ArchiveError(message, { exitCode: ExitCode.noArchive, cause });
export const lockedError = (message: string, cause?: unknown) =>
  new ArchiveError(message, { exitCode: ExitCode.locked, cause });
export const interruptedError = (message: string, cause?: unknown) =>
  new ArchiveError(message, { exitCode: ExitCode.interrupted, cause });

/** Whether the system, or Node, gave the error one of these codes, such as ENOENT. */
export const isCode = (error: unknown, ...codes: readonly string[]): boolean =>
  error instanceof Error && 'code' in error && codes.includes(String(error.code));

/** DuckDB passes on what the system says, without its code. */
const NO_SPACE_WORDS = /^(IO|FATAL|TransactionContext) Error: .*(No space left on device|Disk quota exceeded)/s;

/** Whether the disk is full, whoever noticed it. */
export const isNoSpace = (error: unknown): boolean =>
  isCode(error, 'ENOSPC', 'EDQUOT') || (error instanceof Error && NO_SPACE_WORDS.test(error.message));

/** After a failure closing may fail as well; what went wrong first is what to speak of. */
export function firstOf(error: unknown): unknown {
  return error instanceof Error && 'suppressed' in error ? firstOf(error.suppressed) : error;
}

/** Throws `error` when `last` is done, and also when that cannot be done. */
export async function throwAfter(error: unknown, last: () => Promise<void>): Promise<never> {
  await using _last = { [Symbol.asyncDispose]: last };
  throw error;
}

/** The first line of any thrown value, for use inside another sentence. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n', 1)[0] ?? '';
}
