// emulator: who is signed in. A session is a cookie token and a ticket, and an API call needs both (fleep-wire.md 1.2).
// Invariant: with rotation, the pairs of the last few turns stay valid, so that calls in flight are not refused, and older
// ones are dead, so that a client that keeps its first pair is found out. A session that has ended gets no new pair.
import { randomBytes, randomUUID } from 'node:crypto';
import { unauthorized, wrongLogin } from './api-error.js';
import type { Account, Accounts } from './live/accounts/accounts.js';
import { findByName } from './live/accounts/fleep-ids.js';

const CALLS_PER_TURN = 10;
const TURNS_KEPT = 3;
/** Statuses of accounts that do not get in, whatever their password is. */
const REFUSED = new Set(['closed', 'banned']);

export interface Credentials {
  readonly token: string;
  readonly ticket: string;
}

/** The conversations that somebody pages through, in the order that they had when it began. */
export type PagedIds = readonly string[];

export interface InitialSync {
  /** Where the account's log stood when it began: what comes up during it is heard after it. */
  readonly horizon: number;
  readonly ids: PagedIds;
  /** Whether the last page has been given. It may be asked for again, until the client goes on to events. */
  isGiven: boolean;
}

export interface Session {
  readonly accountId: string;
  /** Accounts whose contact record this session has been offered. */
  readonly contactsSeen: Set<string>;
  /** Newest last. */
  readonly credentials: Credentials[];
  calls: number;
  initialSync: InitialSync | undefined;
  /** The lists that are being paged through, by their names. */
  readonly lists: Map<string, PagedIds>;
  /** Aborted when the session ends. */
  readonly whenEnded: AbortController;
}

export class Sessions {
  readonly #accounts: Accounts;
  readonly #rotates: boolean;
  readonly #byToken = new Map<string, Session>();
  readonly #newest = new Map<string, Session>();

  constructor(accounts: Accounts, rotates: boolean) {
    this.#accounts = accounts;
    this.#rotates = rotates;
  }

  /** Throws ApiError 431 when no account that may sign in has this e-mail and password. */
  authenticate(email: string, password: string): Account {
    const account = findByName(this.#accounts, email);
    if (account === undefined || account.password === undefined || account.password !== password) throw wrongLogin();
    if (REFUSED.has(this.#accounts.statusOf(account.accountId))) throw wrongLogin();
    return account;
  }

  /**
   * A session for an account that has proved itself, by a password or by a mail that it got. What the one before was paging through goes
   * on in it: a client whose session ends in the middle signs in again and asks for the next page.
   */
  start(accountId: string): { session: Session; credentials: Credentials } {
    const before = this.#newest.get(accountId);
    const session: Session = {
      accountId,
      contactsSeen: new Set(),
      credentials: [],
      calls: 0,
      initialSync: before?.initialSync,
      lists: new Map(before?.lists),
      whenEnded: new AbortController(),
    };
    this.#newest.set(accountId, session);
    return { session, credentials: this.#issue(session) };
  }

  /** Whatever the session waits for ends as well. */
  signOut(session: Session): void {
    for (const { token } of session.credentials) this.#byToken.delete(token);
    session.whenEnded.abort();
  }

  /** Ends the sessions of an account, but for the one that is to stay. */
  signOutEverywhere(accountId: string, kept?: Session): void {
    for (const session of new Set(this.#byToken.values())) {
      if (session.accountId === accountId && session !== kept) this.signOut(session);
    }
  }

  /** The session of a call that needs none; undefined unless cookie and ticket are those of one. */
  find(cookie: string | undefined, ticket: unknown): Session | undefined {
    const session = this.#byToken.get(tokenIn(cookie));
    return session?.credentials.some((pair) => pair.ticket === ticket) ? session : undefined;
  }

  /** The session of a file GET: the cookie alone decides. Throws ApiError 401. */
  findByCookie(cookie: string | undefined): Session {
    const session = this.#byToken.get(tokenIn(cookie));
    if (session === undefined) throw unauthorized();
    return session;
  }

  /** The session of an API call. Throws ApiError 401 unless the ticket belongs to the cookie's session. */
  authorize(cookie: string | undefined, ticket: unknown): Session {
    const session = this.check(cookie, ticket);
    session.calls += 1;
    return session;
  }

  /** The same for a request whose body is yet to be read, which counts as a call only then. */
  check(cookie: string | undefined, ticket: unknown): Session {
    const session = this.findByCookie(cookie);
    if (!session.credentials.some((pair) => pair.ticket === ticket)) throw unauthorized();
    return session;
  }

  /** New credentials that this answer must carry, or undefined when the old ones stay. */
  rotate(session: Session): Credentials | undefined {
    if (!this.#rotates || session.whenEnded.signal.aborted || session.calls % CALLS_PER_TURN !== 0) return undefined;
    return this.#issue(session);
  }

  #issue(session: Session): Credentials {
    const credentials = { token: randomUUID(), ticket: randomBytes(10).toString('hex') };
    session.credentials.push(credentials);
    this.#byToken.set(credentials.token, session);
    for (const old of session.credentials.splice(0, session.credentials.length - TURNS_KEPT)) {
      this.#byToken.delete(old.token);
    }
    return credentials;
  }
}

const tokenIn = (cookie: string | undefined): string => /(?:^|;\s*)token_id=([^;\s]+)/.exec(cookie ?? '')?.[1] ?? '';
