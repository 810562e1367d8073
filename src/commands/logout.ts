// commands: logout – ends a kept session at the service and forgets it.
// Invariant: the service is told first; once it was told, or cannot be, nothing of the session is left here.
import { FleepClient } from '../fleep/client.js';
import { FleepError } from '../fleep/errors.js';
import { defaultRetry } from '../fleep/retry.js';
import type { SessionPair } from '../fleep/session.js';
import { ArchiveError, ExitCode, interruptedError, reasonOf, signInError } from '../lib/errors.js';
import type { Output } from './output.js';
import { originOf, SessionStore } from './session-store.js';

export interface LogoutOptions {
  readonly server: string;
  readonly account?: string | undefined;
  readonly signal: AbortSignal;
}

/** Once: somebody waits, and the session is forgotten in any case. */
const RETRY = { ...defaultRetry, attempts: 1, bodyAttempts: 1, refusedAttempts: 1 };

/** Throws `usage` where there are several sessions to choose from, `signIn` where there is none. */
export async function logoutCommand(
  options: LogoutOptions,
  sessions = new SessionStore(),
  out: Output = process.stdout,
): Promise<void> {
  const { server, account } = options;
  const session = await sessions.choose(server, account);
  if (session === undefined) {
    throw signInError(`There is no session${account ? ` of ${account}` : ''} at ${originOf(server)} to end.`);
  }
  const pair = await sessions.findPair(session);
  const trouble = pair === undefined ? undefined : await endAtService(session.email, pair, options);
  await sessions.forget(session);
  out.write(
    trouble === undefined
      ? `Signed out of ${session.server}; the session of ${session.email} is forgotten.\n`
      : `The session of ${session.email} is forgotten here. ${session.server} was not told (${trouble}), so it may go on there.\n`,
  );
}

/** Why the service could not be told; undefined when the session is over there, as one that had ended before is. */
async function endAtService(
  email: string,
  pair: SessionPair,
  { server, signal }: LogoutOptions,
): Promise<string | undefined> {
  const kept = { pair, replace: () => undefined, [Symbol.asyncDispose]: async () => undefined };
  await using client = new FleepClient({ server, email, kept, connections: 1, retry: RETRY, signal });
  try {
    await client.call('logoutAccount');
    return undefined;
  } catch (error) {
    if (signal.aborted) throw interruptedError('Stopped; the session is still kept.', error);
    if (error instanceof ArchiveError && error.exitCode === ExitCode.signIn) return undefined;
    if (error instanceof FleepError) return reasonOf(error);
    throw error;
  }
}
