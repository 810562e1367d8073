// commands: the sessions that `login` has begun. Each has a file of its own in the user's state folder; the two secret halves are in the
// key store of the system, or in that file where there is no key store that can be used.
// Invariant: the folder is 0700 and its files are 0600, replaced whole; a session stays in the place where `login` put it, and what was
// forgotten does not come back. No password ever comes here.
import { createHash } from 'node:crypto';
import { chmod, readFile, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { SessionPair } from '../fleep/session.js';
import { dropTemporaries, makePath, namesIn, replaceFile, syncFolder } from '../lib/durable.js';
import { isNoSpace, noSpaceError, reasonOf, signInError, usageError } from '../lib/errors.js';
import { type KeyStore, systemKeyStore } from './key-store.js';
import { decodeSession, encodeSession, parsePair, type StoredSession } from './stored-session.js';

export type { StoredSession } from './stored-session.js';

/** Where a session was put: without a path in the key store; `reason` says why not there, unless a file was asked for. */
export interface Place {
  readonly path?: string;
  readonly reason?: string;
}

export interface SessionStoreOptions {
  readonly folder?: string;
  readonly keyStore?: KeyStore;
}

export class SessionStore {
  readonly folder: string;
  readonly #keyStore: KeyStore;

  constructor({ folder = sessionFolder(), keyStore = systemKeyStore }: SessionStoreOptions = {}) {
    this.folder = folder;
    this.#keyStore = keyStore;
  }

  /** The sessions of a server, by e-mail. */
  async list(server: string): Promise<StoredSession[]> {
    const names = (await namesIn(this.folder)).filter((name) => /^[0-9a-f]{32}\.json$/.test(name));
    const found = await Promise.all(names.map((name) => readSession(join(this.folder, name))));
    const wanted = originOf(server);
    const own = found.flatMap((session) => (session?.server === wanted ? [session] : []));
    return own.sort((a, b) => (a.email < b.email ? -1 : 1));
  }

  /** The session of an e-mail, or the only one. Throws `usage` where there are several to choose from. */
  async choose(server: string, email?: string): Promise<StoredSession | undefined> {
    const sessions = await this.list(server);
    const fitting = email === undefined ? sessions : sessions.filter((one) => isSameEmail(one.email, email));
    if (fitting.length < 2) return fitting[0];
    const names = sessions.map((one) => one.email).join(', ');
    throw usageError(`There are sessions of several accounts at ${originOf(server)} (${names}): say --account EMAIL.`);
  }

  /** Keeps a session, in the place of an earlier one of the same account. */
  async save(owner: Omit<StoredSession, 'pair'>, pair: SessionPair, isInFile: boolean): Promise<Place> {
    const session = { ...owner, server: originOf(owner.server) };
    const reason = isInFile ? undefined : await this.#putInKeyStore(session, pair);
    if (isInFile) await this.#leaveKeyStore(session);
    await dropTemporaries(this.#pathOf(session));
    if (!isInFile && reason === undefined) {
      await this.#write(session);
      return {};
    }
    await this.#write({ ...session, pair });
    return { path: this.#pathOf(session), ...(reason === undefined ? {} : { reason }) };
  }

  /** The two halves; undefined when the key store does not have them any more. Throws `signIn` when it cannot be asked. */
  async findPair(session: StoredSession): Promise<SessionPair | undefined> {
    if (session.pair !== undefined) return session.pair;
    try {
      const text = await this.#keyStore.find(keyOf(session));
      return text === undefined ? undefined : parsePair(text);
    } catch (error) {
      throw noKeyStore(session, error);
    }
  }

  /** Puts new halves where the old ones are. Does nothing for a session that was forgotten meanwhile. */
  async replace(session: StoredSession, pair: SessionPair): Promise<void> {
    const now = await readSession(this.#pathOf(session));
    if (now === undefined) return;
    if (now.pair === undefined) await this.#keyStore.put(keyOf(session), JSON.stringify(pair));
    else await this.#write({ ...now, pair });
  }

  /** Throws `signIn` when the key store has the halves and cannot be asked; then all stays as it is. */
  async forget(session: StoredSession): Promise<void> {
    try {
      if (session.pair === undefined) await this.#keyStore.drop(keyOf(session));
    } catch (error) {
      throw noKeyStore(session, error);
    }
    await rm(this.#pathOf(session), { force: true });
    await dropTemporaries(this.#pathOf(session));
    await syncFolder(this.folder);
  }

  /** Why it could not; undefined when it could. */
  async #putInKeyStore(session: StoredSession, pair: SessionPair): Promise<string | undefined> {
    try {
      await this.#keyStore.put(keyOf(session), JSON.stringify(pair));
      return undefined;
    } catch (error) {
      return reasonOf(error);
    }
  }

  /** Drops what an earlier session has in the key store; it stays where that cannot be used now. */
  async #leaveKeyStore(session: StoredSession): Promise<void> {
    const earlier = await readSession(this.#pathOf(session));
    if (earlier === undefined || earlier.pair !== undefined) return;
    await this.#keyStore.drop(keyOf(session)).catch(() => undefined);
  }

  async #write(session: StoredSession): Promise<void> {
    const path = this.#pathOf(session);
    try {
      await makePath(this.folder, 0o700);
      await chmod(this.folder, 0o700);
      await replaceFile(path, (file) => file.writeFile(encodeSession(session)));
    } catch (error) {
      const what = `The session of ${session.email} cannot be written to ${path} (${reasonOf(error)})`;
      throw isNoSpace(error)
        ? noSpaceError(`${what}: make room and try again.`, error)
        : signInError(`${what}: make the folder writable, or set FLEEP_EMAIL and FLEEP_PASSWORD.`, error);
    }
  }

  #pathOf(session: StoredSession): string {
    return join(this.folder, fileNameOf(session));
  }
}

/** A server as it is kept: the origin, which is all that requests go by. */
export const originOf = (server: string): string => new URL(server).origin;

export const isSameEmail = (one: string, other: string): boolean =>
  one.trim().toLowerCase() === other.trim().toLowerCase();

/** `$XDG_STATE_HOME/fleep-archive`; a relative XDG_STATE_HOME counts as none, as its specification has it. */
export function stateFolder(env: NodeJS.ProcessEnv = process.env): string {
  const stated = env.XDG_STATE_HOME ?? '';
  const state = isAbsolute(stated) ? stated : join(homedir(), '.local', 'state');
  return join(state, 'fleep-archive');
}

const sessionFolder = (): string => join(stateFolder(), 'sessions');

const keyOf = ({ server, account_id }: StoredSession): string => `${server} ${account_id}`;

const fileNameOf = (session: StoredSession): string =>
  `${createHash('sha256').update(keyOf(session)).digest('hex').slice(0, 32)}.json`;

const noKeyStore = ({ email }: StoredSession, error: unknown) =>
  signInError(
    `The session of ${email} is in the system key store, which cannot be used here (${reasonOf(error)}): set FLEEP_EMAIL and FLEEP_PASSWORD, or run fleep-archive login --in-file.`,
    error,
  );

async function readSession(path: string): Promise<StoredSession | undefined> {
  try {
    return decodeSession(path, await readFile(path, 'utf8'));
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

const isAbsent = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
