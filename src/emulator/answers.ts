// emulator: answers as bytes: JSON, errors, and what is too large to be in memory at once.
// Invariant: every request gets one answer; what cannot be read to its end ends the connection.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { ApiError } from './api-error.js';
import type { Headers, Pieces, RawAnswer } from './file-answer.js';

const GZIP_ABOVE_BYTES = 1_000;

export function jsonAnswer(status: number, json: string, gzip: boolean, headers: Headers = {}): RawAnswer {
  // Encoded once: a string would be walked for its length and again when it is written.
  const bytes = Buffer.from(json);
  const isZipped = gzip && bytes.length > GZIP_ABOVE_BYTES;
  const body = isZipped ? gzipSync(bytes, { level: 1 }) : bytes;
  const encoding = isZipped ? { 'content-encoding': 'gzip' } : {};
  const type = { 'content-type': 'application/json; charset=utf-8', 'content-length': body.length };
  return { status, headers: { ...type, ...encoding, ...headers }, body };
}

export function errorAnswer(error: unknown): RawAnswer {
  const known = error instanceof ApiError ? error : new ApiError(500, 'internal', String(error));
  const json = JSON.stringify({ error_id: known.errorId, error_message: known.message });
  return jsonAnswer(known.status, json, false, known.status === 413 ? { connection: 'close' } : {});
}

export function acceptsGzip(request: IncomingMessage): boolean {
  return /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
}

export function send(response: ServerResponse, { status, headers, body }: RawAnswer): void {
  if (response.destroyed) return;
  response.writeHead(status, { ...headers });
  // No body goes out for a HEAD, so none is made.
  if (response.req.method === 'HEAD') response.end();
  else if (typeof body === 'string' || Buffer.isBuffer(body)) response.end(body);
  else sendPieces(response, body);
}

/** What cannot be read to its end ends the connection, so that nobody takes it for whole. */
function sendPieces(response: ServerResponse, { pieces }: Pieces): void {
  const stream = Readable.from(pieces, { highWaterMark: 1 });
  stream.once('error', () => response.destroy());
  response.once('close', () => stream.destroy());
  stream.pipe(response);
}
