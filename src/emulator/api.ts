// emulator: one API request from path, cookie and body to an answer.
// Invariant: only login, and the check that a call exists, come before the check of cookie and ticket.

import { badRequest, unknownMethod } from './api-error.js';
import { requiredText } from './arguments.js';
import type { Batches, Call, Subscribe } from './calls/call.js';
import { findRoute, type Route } from './calls/index.js';
import { isRecord, type WireRecord } from './fields.js';
import { Changes } from './live/changes.js';
import type { LiveWorld } from './live/world.js';
import type { Credentials, Sessions } from './sessions.js';

export interface ApiRequest {
  /** Without `/api/` and without a slash at its end. */
  readonly method: string;
  readonly cookie: string | undefined;
  readonly body: WireRecord;
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
export async function callApi({ world, sessions, batches }: Api, request: ApiRequest): Promise<ApiAnswer> {
  const { method, cookie, body, holdPoll } = request;
  if (method === 'account/login') return signIn(world, sessions, body);
  const route = findRoute(method);
  if (route === undefined && method !== 'account/logout') throw unknownMethod();
  const session = sessions.authorize(cookie, body.ticket);
  if (route === undefined) {
    sessions.signOut(session);
    return { json: '{}', credentials: undefined, keepsLong: false };
  }
  const changes = new Changes(world);
  const { accountId } = session;
  const call = { world, sessions, session, accountId, body, id: route.id, batches, changes, holdPoll };
  const json = await answerOf(route, call);
  const credentials = sessions.rotate(session);
  return { json: withTicket(json, credentials), credentials, keepsLong: false };
}

/** What a call has changed is told also when it ends with an error: it has happened. */
async function answerOf(route: Route, call: Call): Promise<string> {
  try {
    return await route.handler(call);
  } finally {
    call.changes.commit();
  }
}

/** The name under which a request is counted. */
export function callName(method: string): string {
  return findRoute(method)?.name ?? method;
}

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
  return body;
}

function signIn(world: LiveWorld, sessions: Sessions, body: WireRecord): ApiAnswer {
  const { session, credentials } = sessions.signIn(requiredText(body, 'email'), requiredText(body, 'password'));
  const { accountId } = session;
  const owner = world.accounts.findContact(accountId, accountId)?.text;
  const fields = { account_id: accountId, display_name: world.displayNameOf(accountId), ticket: credentials.ticket };
  const json = `${JSON.stringify(fields).slice(0, -1)},"profiles":[${owner ?? ''}]}`;
  return { json, credentials, keepsLong: body.remember_me === true };
}

function withTicket(json: string, credentials: Credentials | undefined): string {
  if (credentials === undefined) return json;
  return `${json.slice(0, -1)}${json === '{}' ? '' : ','}"ticket":"${credentials.ticket}"}`;
}
