// emulator: who is signed in. A session is a cookie token and a ticket, and an API call needs both (fleep-wire.md 1.2).
// Invariant: with rotation, the pairs of the last few turns stay valid, so that calls in flight are not refused, and older
// ones are dead, so that a client that keeps its first pair is found out.
import { randomBytes, randomUUID } from 'node:crypto';
import { unauthorized, wrongLogin } from './api-error.js';
import type { Login, WorldSource } from './world.js';

const CALLS_PER_TURN = 10;
const TURNS_KEPT = 3;

export interface Credentials {
  readonly token: string;
  readonly ticket: string;
}

export interface Session {
  readonly login: Login;
  /** Accounts whose contact record this session has been offered. */
  readonly contactsSeen: Set<string>;
  /** Newest last. */
  readonly credentials: Credentials[];
  calls: number;
}

export class Sessions {
  readonly #world: WorldSource;
  readonly #rotates: boolean;
  readonly #byToken = new Map<string, Session>();

  constructor(world: WorldSource, rotates: boolean) {
    this.#world = world;
    this.#rotates = rotates;
  }

  /** Throws ApiError 431 when no account has this e-mail and password. */
  signIn(email: string, password: string): { session: Session; credentials: Credentials } {
    const wanted = email.trim().toLowerCase();
    const login = this.#world.logins.find((one) => one.email.toLowerCase() === wanted && one.password === password);
    if (login === undefined) throw wrongLogin();
    const session: Session = { login, contactsSeen: new Set(), credentials: [], calls: 0 };
    return { session, credentials: this.#issue(session) };
  }

  signOut(session: Session): void {
    for (const { token } of session.credentials) this.#byToken.delete(token);
  }

  /** The session of a file GET: the cookie alone decides. Throws ApiError 401. */
  findByCookie(cookie: string | undefined): Session {
    const token = /(?:^|;\s*)token_id=([^;\s]+)/.exec(cookie ?? '')?.[1];
    const session = this.#byToken.get(token ?? '');
    if (session === undefined) throw unauthorized();
    return session;
  }

  /** The session of an API call. Throws ApiError 401 unless the ticket belongs to the cookie's session. */
  authorize(cookie: string | undefined, ticket: unknown): Session {
    const session = this.findByCookie(cookie);
    if (!session.credentials.some((pair) => pair.ticket === ticket)) throw unauthorized();
    session.calls += 1;
    return session;
  }

  /** New credentials that this answer must carry, or undefined when the old ones stay. */
  rotate(session: Session): Credentials | undefined {
    if (!this.#rotates || session.calls % CALLS_PER_TURN !== 0) return undefined;
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
