// commands: login – signs in and keeps the session, for the runs to come.
import { FleepClient } from '../fleep/client.js';
import { FleepError } from '../fleep/errors.js';
import { interruptedError, serverError } from '../lib/errors.js';
import type { PasswordCredentials } from './credentials.js';
import { noAnswer } from './no-answer.js';
import type { Output } from './output.js';
import { originOf, type Place, SessionStore } from './session-store.js';

export interface LoginOptions {
  readonly server: string;
  /** Keep it in a file even where there is a key store. */
  readonly inFile: boolean;
  readonly credentials: () => Promise<PasswordCredentials>;
  readonly signal: AbortSignal;
}

/** Throws `signIn`, `server`, `noSpace`. A session that cannot be kept is ended again. */
export async function loginCommand(
  options: LoginOptions,
  sessions = new SessionStore(),
  out: Output = process.stdout,
): Promise<void> {
  const { server, credentials, signal } = options;
  const who = await credentials();
  await using client = new FleepClient({ server, ...who, connections: 1, signal });
  try {
    const place = await signInAndKeep(client, who.email, options, sessions);
    out.write(`Signed in to ${originOf(server)} as ${who.email}. ${describe(place)}\n`);
  } catch (error) {
    if (signal.aborted) throw interruptedError('Stopped; no session was kept.', error);
    throw error instanceof FleepError ? noAnswer(originOf(server), error, 'run the same command again.') : error;
  }
}

async function signInAndKeep(
  client: FleepClient,
  email: string,
  { server, inFile }: LoginOptions,
  sessions: SessionStore,
): Promise<Place> {
  const { account_id } = (await client.signIn()).body;
  const { pair } = client.session;
  if (pair === undefined)
    throw serverError(`${originOf(server)} let ${email} in and gave no session: try again later.`);
  try {
    return await sessions.save({ server, email, account_id }, pair, inFile);
  } catch (error) {
    // What is to be said is why it could not be kept.
    await client.call('logoutAccount').catch(() => undefined);
    throw error;
  }
}

function describe({ path, reason }: Place): string {
  if (path === undefined) return 'The session is in the system key store.';
  const why = reason === undefined ? '' : `, since the system key store cannot be used (${reason})`;
  return `The session is in ${path}, which only you can read${why}.`;
}
