// emulator: the few pages of the web front that a client without a browser meets (fleep-wire.md 1.3).
// Invariant: whether somebody is signed in is decided by the cookie alone; who is not gets cookies that open nothing.
import { randomBytes, randomUUID } from 'node:crypto';
import { ApiError, unauthorized } from './api-error.js';
import type { RawAnswer } from './file-answer.js';
import type { Credentials, Sessions } from './sessions.js';

const YEAR_SECONDS = 31_536_000;

/** Undefined for a path that is no page. Throws ApiError 401. */
export function frontAnswer(sessions: Sessions, path: string, cookie: string | undefined): RawAnswer | undefined {
  const isSignedIn = isAlive(sessions, cookie);
  switch (path) {
    case '/globals/auth':
      if (!isSignedIn) throw unauthorized();
      return page(200, 'application/json; charset=utf-8', '{}');
    case '/chat':
      return isSignedIn
        ? html('Fleep')
        : { ...html(''), status: 302, headers: { ...html('').headers, location: '/login' } };
    case '/':
    case '/login':
      return isSignedIn ? html('Fleep') : withCookies(html('Sign in to Fleep'), worthless());
    default:
      return undefined;
  }
}

/** The two halves of a session as cookies: browsers keep the ticket in one as well. The token comes first: clients cut it off there. */
export function cookieHeaders(credentials: Credentials | undefined, keepsLong: boolean): { 'set-cookie'?: string[] } {
  if (credentials === undefined) return {};
  const life = keepsLong ? `; Max-Age=${YEAR_SECONDS}` : '';
  const { token, ticket } = credentials;
  return { 'set-cookie': [`token_id=${token}; Path=/; HttpOnly${life}`, `xs_ticket=${ticket}; Path=/${life}`] };
}

function isAlive(sessions: Sessions, cookie: string | undefined): boolean {
  try {
    sessions.findByCookie(cookie);
    return true;
  } catch (error) {
    if (error instanceof ApiError) return false;
    throw error;
  }
}

const worthless = (): Credentials => ({ token: randomUUID(), ticket: randomBytes(10).toString('hex') });

const withCookies = (answer: RawAnswer, credentials: Credentials): RawAnswer => ({
  ...answer,
  headers: { ...answer.headers, ...cookieHeaders(credentials, false) },
});

const html = (title: string): RawAnswer =>
  page(200, 'text/html; charset=utf-8', `<!doctype html><title>${title}</title><p>${title}</p>`);

const page = (status: number, type: string, body: string): RawAnswer => ({
  status,
  headers: { 'content-type': type, 'content-length': Buffer.byteLength(body) },
  body,
});
