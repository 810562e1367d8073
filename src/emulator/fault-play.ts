// emulator: plays a planned fault on one request.
// Invariant: what the plan does not name stays as it is: a request that only waits, or whose answer is cut, has all its effects.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ApiError } from './api-error.js';
import type { Fault, Planned } from './faults.js';
import type { RawAnswer } from './file-answer.js';
import type { Sessions } from './sessions.js';

export interface Playing {
  readonly sessions: Sessions;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Aborted when the server ends. */
  readonly closing: AbortSignal;
}

/** Gives the answer to send; undefined when the connection is gone. `serve` is the request without a fault. */
export async function playFault(
  { fault, delayMs }: Planned,
  playing: Playing,
  serve: () => Promise<RawAnswer>,
): Promise<RawAnswer | undefined> {
  if (delayMs > 0) await pause(delayMs, playing);
  switch (fault.kind) {
    case 'delay':
      return serve();
    case 'status':
      if (fault.after) await serve();
      return statusAnswer(fault);
    case 'drop':
      if (fault.bytes !== undefined) return cutOff(playing, await serve(), fault.bytes);
      if (fault.after) await serve();
      playing.request.socket.destroy();
      return undefined;
    case 'truncate':
      return shorter(await serve(), fault.bytes);
    case 'end_session':
      endSession(playing);
      return serve();
    case 'resync':
      return resynced(await serve());
  }
}

function statusAnswer({ status, body, type, retryAfterS }: Extract<Fault, { kind: 'status' }>): RawAnswer {
  const wait = retryAfterS === undefined ? {} : { 'retry-after': retryAfterS };
  return { status, headers: { 'content-type': type, 'content-length': Buffer.byteLength(body), ...wait }, body };
}

/** The head says how long the answer is; so many bytes of it come, and then the connection ends. */
function cutOff({ response }: Playing, answer: RawAnswer, bytes: number): undefined {
  const start = startOf(answer, bytes);
  const length = Number(answer.headers['content-length'] ?? start.length);
  response.writeHead(answer.status, { ...answer.headers, 'content-length': Math.max(length, bytes + 1) });
  response.write(start, () => response.destroy());
  return undefined;
}

/** A complete answer of too few bytes. */
function shorter(answer: RawAnswer, bytes: number): RawAnswer {
  const body = startOf(answer, bytes);
  return { ...answer, headers: { ...answer.headers, 'content-length': body.length }, body };
}

function startOf({ body }: RawAnswer, bytes: number): Buffer {
  const start: Buffer[] = [];
  let length = 0;
  for (const piece of Buffer.isBuffer(body) || typeof body === 'string' ? [Buffer.from(body)] : body.pieces) {
    start.push(piece);
    length += piece.length;
    if (length >= bytes) break;
  }
  return Buffer.concat(start).subarray(0, bytes);
}

function endSession({ sessions, request }: Playing): void {
  try {
    sessions.signOut(sessions.findByCookie(request.headers.cookie));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
}

/** What asks a client to start over (fleep-wire.md 3.2). */
function resynced(answer: RawAnswer): RawAnswer {
  const body = '{"event_horizon":0,"stream":[]}';
  const { 'content-encoding': _encoding, ...headers } = answer.headers;
  return { status: 200, headers: { ...headers, 'content-length': body.length }, body };
}

function pause(ms: number, { response, closing }: Playing): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      closing.removeEventListener('abort', end);
      response.off('close', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    closing.addEventListener('abort', end);
    response.once('close', end);
    if (closing.aborted || response.destroyed) end();
  });
}
