// commands: what to sign in with: the environment, a session that `login` has begun, or a question on a terminal. Never arguments, which
// every user of the machine can read in the process list.
import { createInterface } from 'node:readline/promises';
import password from '@inquirer/password';
import type { Credentials } from '../fleep/session.js';
import { interruptedError, signInError } from '../lib/errors.js';
import { SessionKeeper } from './session-keeper.js';
import { isSameEmail, originOf, SessionStore, type StoredSession } from './session-store.js';

export type { Credentials } from '../fleep/session.js';

export type PasswordCredentials = Extract<Credentials, { password: string }>;

export interface Wanted {
  readonly server: string;
  /** E-mail of the account; absent where there is only one to choose. */
  readonly account?: string | undefined;
}

/** Where credentials are looked for. */
export interface Surroundings {
  readonly env: NodeJS.ProcessEnv;
  readonly sessions: SessionStore;
  readonly hasTerminal: boolean;
}

const surroundings = (): Surroundings => ({
  env: process.env,
  sessions: new SessionStore(),
  hasTerminal: process.stdin.isTTY === true,
});

/**
 * FLEEP_EMAIL and FLEEP_PASSWORD, or else a kept session, or else the answers on a terminal. Throws `usage` where there are several
 * sessions to choose from, `signIn` (exit 5) where there is nothing and nobody can be asked.
 */
export async function readCredentials(wanted: Wanted, around = surroundings()): Promise<Credentials> {
  const { email, password } = stated(wanted, around.env);
  if (email !== undefined && password !== undefined) return { email, password };
  const session = await around.sessions.choose(wanted.server, email);
  if (session !== undefined) return useSession(session, around.sessions);
  if (password === undefined && !around.hasTerminal) throw nothingToSignInWith(wanted, email);
  return readPassword(wanted, around);
}

/** The same for whoever needs a password: no session will do. */
export async function readPassword(wanted: Wanted, around = surroundings()): Promise<PasswordCredentials> {
  const { email, password } = stated(wanted, around.env);
  if ((email === undefined || password === undefined) && !around.hasTerminal) throw nobodyToAsk(wanted);
  return { email: email ?? (await askEmail()), password: password ?? (await askPassword()) };
}

async function useSession(session: StoredSession, sessions: SessionStore): Promise<Credentials> {
  const pair = await sessions.findPair(session);
  if (pair !== undefined) return { email: session.email, kept: new SessionKeeper(sessions, session, pair) };
  throw signInError(`The session of ${session.email} is not in the key store any more: run fleep-archive login.`);
}

/** What is said already. The password of the environment is not for another account than its e-mail. */
function stated({ account }: Wanted, env: NodeJS.ProcessEnv): { email?: string; password?: string } {
  const email = account || env.FLEEP_EMAIL;
  const isOthers = account && env.FLEEP_EMAIL && !isSameEmail(account, env.FLEEP_EMAIL);
  const password = isOthers ? undefined : env.FLEEP_PASSWORD;
  return { ...(email ? { email } : {}), ...(password ? { password } : {}) };
}

function nothingToSignInWith({ server }: Wanted, email: string | undefined) {
  const who = email === undefined ? 'There is no session' : `There is no session of ${email}`;
  return signInError(
    `${who} at ${originOf(server)} and no password: run fleep-archive login, or set FLEEP_EMAIL and FLEEP_PASSWORD in the environment.`,
  );
}

const nobodyToAsk = ({ server }: Wanted) =>
  signInError(
    `There is no terminal to ask for the e-mail and password at ${originOf(server)}: run this in a terminal, or set FLEEP_EMAIL and FLEEP_PASSWORD in the environment.`,
  );

async function askEmail(): Promise<string> {
  const stop = new AbortController();
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // Ctrl-C and Ctrl-D; a question that is closed would never be answered.
  terminal.once('close', () => stop.abort());
  try {
    return (await terminal.question('Fleep e-mail: ', { signal: stop.signal })).trim();
  } catch (error) {
    throw stopped(error);
  } finally {
    terminal.close();
  }
}

/** Nothing of the password is shown, not even its length. */
async function askPassword(): Promise<string> {
  try {
    return await password({ message: 'Fleep password:', toggleMask: false }, { output: process.stderr });
  } catch (error) {
    throw stopped(error);
  }
}

const stopped = (error: unknown) => interruptedError('Stopped; nobody was signed in.', error);
