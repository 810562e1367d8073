// emulator: one API request from path, cookie and body to an answer.
// Invariant: only calls that prove by themselves who makes them (calls/open-call.ts), and the check that a call exists, come before
// the check of cookie and ticket.

import { badRequest, unauthorized, unknownMethod } from './api-error.js';
import type { Batches, Subscribe } from './calls/call.js';
import { findOpenRoute, findRoute, type OpenRoute, type Route } from './calls/index.js';
import { isRecord, type WireRecord } from './fields.js';
import { Changes } from './live/changes.js';
import type { ReceivedFile } from './live/files/uploads.js';
import type { LiveWorld } from './live/world.js';
import type { Credentials, Session, Sessions } from './sessions.js';

export interface ApiRequest {
  /** Without `/api/` and without a slash at its end. */
  readonly method: string;
  readonly cookie: string | undefined;
  readonly body: WireRecord;
  readonly files: readonly ReceivedFile[];
  readonly origin: string;
  readonly holdPoll: (subscribe: Subscribe) => Promise<void>;
}

export interface ApiAnswer {
  readonly json: string;
  /** What the client must use from now on. */
  readonly credentials: Credentials | undefined;
  readonly keepsLong: boolean;
}

export interface Api {
  readonly world: LiveWorld;
  readonly sessions: Sessions;
  readonly batches: Batches;
}

/** Throws ApiError for everything that is answered with a status other than 200. */
export async function callApi(api: Api, request: ApiRequest): Promise<ApiAnswer> {
  const open = findOpenRoute(request.method);
  if (open !== undefined) return callOpen(api, request, open);
  const route = findRoute(request.method);
  if (route === undefined) throw unknownMethod();
  return callWithSession(api, request, route);
}

async function callOpen({ world, sessions }: Api, request: ApiRequest, route: OpenRoute): Promise<ApiAnswer> {
  const { body, cookie } = request;
  const changes = new Changes(world);
  const session = sessions.find(cookie, body.ticket);
  const answer = await committed(changes, () =>
    route.handler({ world, sessions, body, id: route.id, changes, session }),
  );
  return { json: answer.json, credentials: answer.credentials, keepsLong: answer.keepsLong === true };
}

async function callWithSession(
  { world, sessions, batches }: Api,
  request: ApiRequest,
  route: Route,
): Promise<ApiAnswer> {
  const { body, files, origin, cookie } = request;
  const session = sessions.authorize(cookie, body.ticket);
  const { accountId } = session;
  const changes = new Changes(world);
  const holdPoll = (subscribe: Subscribe) => holdWhileAlive(session, request, subscribe);
  const call = { world, sessions, session, accountId, body, files, origin, id: route.id, batches, changes, holdPoll };
  const json = await committed(changes, () => route.handler(call));
  const credentials = sessions.rotate(session);
  return { json: withTicket(json, credentials), credentials, keepsLong: false };
}

/** A session that ends while it waits is answered as a dead one. */
async function holdWhileAlive({ whenEnded }: Session, { holdPoll }: ApiRequest, subscribe: Subscribe): Promise<void> {
  const { signal } = whenEnded;
  await holdPoll((wake) => {
    const unsubscribe = subscribe(wake);
    signal.addEventListener('abort', wake);
    return () => {
      unsubscribe();
      signal.removeEventListener('abort', wake);
    };
  });
  if (signal.aborted) throw unauthorized();
}

/** What a call has changed is told also when it ends with an error: it has happened. */
async function committed<Answer>(changes: Changes, call: () => Answer | Promise<Answer>): Promise<Answer> {
  try {
    return await call();
  } finally {
    changes.commit();
  }
}

/** The name under which a request is counted. */
export function callName(method: string): string {
  return findOpenRoute(method)?.name ?? findRoute(method)?.name ?? method;
}

/** Far more than any call needs, and far less than would be too much to write out again. */
const MOST_LEVELS = 500;

/** An empty body is an empty object. Throws ApiError 400. */
export function parseBody(text: string): WireRecord {
  if (text.trim() === '') return {};
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (error) {
    throw badRequest(error instanceof SyntaxError ? 'The body is not JSON.' : String(error));
  }
  if (!isRecord(body)) throw badRequest('The body is not a JSON object.');
  if (text.length > MOST_LEVELS && isDeep(body)) throw badRequest('The body is nested too deeply.');
  return body;
}

/** Level by level, since what is deep has no room on the stack. */
function isDeep(body: WireRecord): boolean {
  let level: unknown[] = [body];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MOST_LEVELS) return true;
    level = level.flatMap((value) => (typeof value === 'object' && value !== null ? Object.values(value) : []));
  }
  return false;
}

function withTicket(json: string, credentials: Credentials | undefined): string {
  if (credentials === undefined) return json;
  return `${json.slice(0, -1)}${json === '{}' ? '' : ','}"ticket":"${credentials.ticket}"}`;
}
