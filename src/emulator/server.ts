// emulator: the HTTP server. It turns requests into calls and answers into bytes, and holds nothing of a world.
// Invariant: every request gets exactly one answer; no body above 1 MB is kept; close() ends held polls and sockets.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { serverError } from '../lib/errors.js';
import { type Api, callApi, callName, parseBody } from './api.js';
import { ApiError, notServed, tooLarge, wrongVerb } from './api-error.js';
import type { Subscribe } from './calls/call.js';
import { contentPath } from './content.js';
import { fileAnswer, type RawAnswer } from './file-answer.js';
import { LiveWorld } from './live/world.js';
import { type Credentials, Sessions } from './sessions.js';
import type { WorldSource } from './world.js';

const MAX_BODY_BYTES = 1_000_000;
const GZIP_ABOVE_BYTES = 1_000;
/** Longer than the pause of any client of ours: the default of 5 s makes their next request race with the close. */
const KEEP_ALIVE_MS = 75_000;
const YEAR_SECONDS = 31_536_000;

export interface EmulatorOptions {
  readonly world: WorldSource;
  /** 0 (the default) takes any free port. */
  readonly port?: number;
  /** Message numbers in an answer of a walk; by default 30 backward and 10 forward. */
  readonly batch?: number;
  /** How long a waiting poll is held; 90 s by default. */
  readonly pollTimeoutMs?: number;
  /** Whether answers carry new tickets and cookies from time to time. */
  readonly rotateTickets?: boolean;
}

export interface Emulator {
  readonly url: string;
  /** Requests by call name (`conversation/sync`); files by the first part of their path (`file`, `avatar`). */
  readonly requests: ReadonlyMap<string, number>;
  close(): Promise<void>;
}

/** Listens on 127.0.0.1. Throws ArchiveError(server) when the port cannot be had. */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const { world, port = 0, batch, pollTimeoutMs = 90_000, rotateTickets = false } = options;
  const requests = new Map<string, number>();
  const closing = new AbortController();
  const live = new LiveWorld(world);
  const context: ServerContext = {
    world: live,
    sessions: new Sessions(live.accounts, rotateTickets),
    batches: { forward: batch ?? 10, backward: batch ?? 30 },
    requests,
    pollTimeoutMs,
    closing: closing.signal,
  };
  const server = createServer((request, response) => void respond(context, request, response));
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  const url = await listen(server, port);
  return { url, requests, close: () => close(server, closing) };
}

interface ServerContext extends Api {
  readonly requests: Map<string, number>;
  readonly pollTimeoutMs: number;
  readonly closing: AbortSignal;
}

async function respond(context: ServerContext, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
    const method = /^\/api\/(.*?)\/?$/.exec(pathname)?.[1];
    if (method === undefined) send(response, serveFile(context, request, pathname));
    else send(response, await serveCall(context, request, response, method, searchParams));
  } catch (error) {
    send(response, errorAnswer(error));
  }
}

function serveFile(context: ServerContext, request: IncomingMessage, pathname: string): RawAnswer {
  count(context, pathname.split('/')[1] ?? '');
  if (request.method !== 'GET' && request.method !== 'HEAD') throw wrongVerb();
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
  count(context, callName(method));
  const text = await readBody(request);
  const isQuery = request.method === 'GET' && method === 'classificators';
  if (request.method !== 'POST' && !isQuery) throw wrongVerb();
  const body = isQuery ? { ticket: query.get('ticket') } : parseBody(text);
  const holdPoll = (subscribe: Subscribe) => hold(context, response, subscribe);
  const { json, credentials, keepsLong } = await callApi(context, {
    method,
    cookie: request.headers.cookie,
    body,
    holdPoll,
  });
  return jsonAnswer(200, json, acceptsGzip(request), cookieHeaders(credentials, keepsLong));
}

function count({ requests }: ServerContext, name: string): void {
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

function jsonAnswer(status: number, json: string, gzip: boolean, headers: Record<string, string> = {}): RawAnswer {
  const sizeBytes = Buffer.byteLength(json);
  const isZipped = gzip && sizeBytes > GZIP_ABOVE_BYTES;
  const body = isZipped ? gzipSync(json, { level: 1 }) : json;
  const encoding = isZipped ? { 'content-encoding': 'gzip' } : {};
  const type = {
    'content-type': 'application/json; charset=utf-8',
    'content-length': isZipped ? body.length : sizeBytes,
  };
  return { status, headers: { ...type, ...encoding, ...headers }, body };
}

function errorAnswer(error: unknown): RawAnswer {
  const known = error instanceof ApiError ? error : new ApiError(500, 'internal', String(error));
  const json = JSON.stringify({ error_id: known.errorId, error_message: known.message });
  return jsonAnswer(known.status, json, false, known.status === 413 ? { connection: 'close' } : {});
}

function cookieHeaders(credentials: Credentials | undefined, keepsLong: boolean): Record<string, string> {
  if (credentials === undefined) return {};
  const life = keepsLong ? `; Max-Age=${YEAR_SECONDS}` : '';
  return { 'set-cookie': `token_id=${credentials.token}; Path=/; HttpOnly${life}` };
}

function acceptsGzip(request: IncomingMessage): boolean {
  return /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
}

function send(response: ServerResponse, { status, headers, body }: RawAnswer): void {
  if (response.destroyed) return;
  response.writeHead(status, { ...headers });
  response.end(body);
}

function listen(server: Server, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(serverError(`Cannot listen on 127.0.0.1:${port}: ${error.message}`, error)));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(`http://127.0.0.1:${typeof address === 'object' && address ? address.port : port}`);
    });
  });
}

function close(server: Server, closing: AbortController): Promise<void> {
  closing.abort();
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
    server.closeAllConnections();
  });
}
