// emulator: from a request to the answer it gets, for each kind of path: calls, files, hooks, pages, controls.
// Invariant: no body above 2 MB is kept in memory; a request is counted once, under its name.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { acceptsGzip, jsonAnswer } from './answers.js';
import { type Api, callApi, callName, parseBody } from './api.js';
import { badRequest, notServed, tooLarge, wrongVerb } from './api-error.js';
import type { Subscribe } from './calls/call.js';
import { contentPath } from './content.js';
import { answerControl } from './control/index.js';
import type { Faults } from './faults.js';
import { fileAnswer, type RawAnswer } from './file-answer.js';
import { cookieHeaders, frontAnswer } from './front.js';
import { deliverToHook } from './live/hooks/incoming-hook.js';
import { receiveFiles, takesFiles } from './receive.js';

/** The longest message (fleep-wire.md 1.5) has 307,200 characters, and each may be written \uXXXX. */
const MAX_BODY_BYTES = 2_000_000;
const SELF = 'http://127.0.0.1';
/** Calls that some clients make by GET, with the ticket in the query (fleep-wire.md 1.1). */
const QUERIES = new Set(['classificators', 'account/mail/list']);
/** Avatars are reached below /api/ as well, where the python client gets them by POST (fleep-wire.md 6). */
const AVATAR_CALL = /^\/api\/avatar\/(?=[^/]+\/[^/]+\/[^/]+$)/;

export interface ServerContext extends Api {
  readonly requests: Map<string, number>;
  readonly faults: Faults;
  /** Whether the paths of control/ are there. */
  readonly hasControl: boolean;
  readonly pollTimeoutMs: number;
  readonly closing: AbortSignal;
}

/** What a request asks for. */
export interface Target {
  /** As it is counted: `conversation/sync`, `file`, `hook`. */
  readonly name: string;
  readonly path: string;
  readonly query: URLSearchParams;
  serve(context: ServerContext, request: IncomingMessage, response: ServerResponse): Promise<RawAnswer>;
}

/** Throws ApiError 400 for what is no address. */
export function targetOf(url: string | undefined): Target {
  // The Python library has a call whose path begins with two slashes.
  const target = (url ?? '/').replace(/^\/+/, '/');
  if (!URL.canParse(target, SELF)) throw badRequest('What is asked for is no address.');
  const { pathname, searchParams: query } = new URL(target, SELF);
  const path = pathname.replace(AVATAR_CALL, '/avatar/');
  const method = /^\/api\/(.*?)\/?$/.exec(path)?.[1];
  const hookKey = /^\/hook\/([^/]+)\/?$/.exec(path)?.[1];
  if (hookKey !== undefined) {
    return { name: 'hook', path, query, serve: (context, request) => serveHook(context, request, hookKey) };
  }
  if (method === undefined) {
    const name = path.split('/')[1] ?? '';
    return { name, path, query, serve: async (context, request) => servePath(context, request, path) };
  }
  return {
    name: callName(method),
    path,
    query,
    serve: (context, request, response) => serveCall(context, request, response, method, query),
  };
}

/** Undefined for a path that is no control. Throws ApiError. */
export async function serveControl(
  context: ServerContext,
  request: IncomingMessage,
  { path, query }: Target,
): Promise<RawAnswer | undefined> {
  const name = /^\/_emulator\/(.*?)\/?$/.exec(path)?.[1];
  if (name === undefined) return undefined;
  if (!context.hasControl) throw notServed();
  const verb = request.method ?? 'GET';
  const body = verb === 'POST' ? parseBody(await readBody(request)) : {};
  return answerControl(context, { verb, name, query, body });
}

/** A hook takes JSON or a form, and asks for no session (fleep-wire.md 9.20). */
async function serveHook(context: ServerContext, request: IncomingMessage, key: string): Promise<RawAnswer> {
  const text = await readBody(request);
  if (request.method !== 'POST') throw wrongVerb();
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(request.headers['content-type'] ?? '');
  deliverToHook(context.world, key, isForm ? Object.fromEntries(new URLSearchParams(text)) : parseBody(text));
  return jsonAnswer(200, '{}', false);
}

function servePath(context: ServerContext, request: IncomingMessage, pathname: string): RawAnswer {
  const page = request.method === 'GET' ? frontAnswer(context.sessions, pathname, request.headers.cookie) : undefined;
  return page ?? serveFile(context, request, pathname);
}

function serveFile(context: ServerContext, request: IncomingMessage, pathname: string): RawAnswer {
  const verbs = request.url?.startsWith('/api/') ? ['GET', 'HEAD', 'POST'] : ['GET', 'HEAD'];
  if (!verbs.includes(request.method ?? '')) throw wrongVerb();
  const { accountId } = context.sessions.findByCookie(request.headers.cookie);
  const content = context.world.findContent(contentPath(pathname), accountId);
  if (content === undefined) throw notServed();
  return fileAnswer(content, request.headers.range);
}

async function serveCall(
  context: ServerContext,
  request: IncomingMessage,
  response: ServerResponse,
  method: string,
  query: URLSearchParams,
): Promise<RawAnswer> {
  const { body, files } = await received(context, request, method, query);
  const holdPoll = (subscribe: Subscribe) => hold(context, response, subscribe);
  const { json, credentials, keepsLong } = await callApi(context, {
    method,
    cookie: request.headers.cookie,
    body,
    files,
    origin: `http://${request.headers.host ?? '127.0.0.1'}`,
    holdPoll,
  });
  return jsonAnswer(200, json, acceptsGzip(request), cookieHeaders(credentials, keepsLong));
}

/** The arguments of a call, or the files that stand in their place (fleep-wire.md 1.1). */
async function received(context: ServerContext, request: IncomingMessage, method: string, query: URLSearchParams) {
  const ticket = query.get('ticket');
  if (takesFiles(callName(method))) {
    if (request.method !== 'POST' && request.method !== 'PUT') throw wrongVerb();
    return { body: { ticket }, files: await receiveFiles(context, request, query) };
  }
  const text = await readBody(request);
  const isQuery = request.method === 'GET' && QUERIES.has(method);
  if (request.method !== 'POST' && !isQuery) throw wrongVerb();
  return { body: isQuery ? { ticket } : parseBody(text), files: [] };
}

export function count({ requests }: ServerContext, name: string): void {
  requests.set(name, (requests.get(name) ?? 0) + 1);
}

/** Rejects with ApiError 413 once more than the limit has come in. Plain events: an iterator costs as much as a page. */
function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  return new Promise((resolve, reject) => {
    request.on('data', (chunk: Buffer) => {
      sizeBytes += chunk.length;
      if (sizeBytes > MAX_BODY_BYTES) reject(tooLarge());
      else chunks.push(chunk);
    });
    request.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    request.on('error', reject);
  });
}

/** Ends when something happens, when the client hangs up, when the server closes, or after the poll time. */
function hold(
  { pollTimeoutMs, closing }: ServerContext,
  response: ServerResponse,
  subscribe: Subscribe,
): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      unsubscribe();
      closing.removeEventListener('abort', end);
      response.off('close', end);
      resolve();
    };
    const timer = setTimeout(end, pollTimeoutMs);
    const unsubscribe = subscribe(end);
    closing.addEventListener('abort', end);
    response.once('close', end);
    if (closing.aborted || response.destroyed) end();
  });
}
