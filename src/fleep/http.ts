// fleep: one HTTP exchange, no retry: request out, whole body back within limits of size and time.
// Invariant: redirects are never followed; what comes back is the status, the headers and the exact bytes. No error has the query of an
// address in it, where a ticket can be.
import { constants, gunzipSync } from 'node:zlib';
import { Agent, type Dispatcher, type FormData } from 'undici';
import { isCode, reasonOf } from '../lib/errors.js';
import { FleepError } from './errors.js';
import { unticketed } from './session.js';

export interface HttpLimits {
  /** Largest body after decompression, in bytes. */
  readonly maxBodyBytes: number;
  /** Longest wait for the headers; a long poll may be held for 90 s (fleep-wire.md, section 3.2). */
  readonly headersTimeoutMs: number;
  /** Longest pause between two pieces of a body. */
  readonly bodyTimeoutMs: number;
  /** What must come of a body within `bodyTimeoutMs`: a byte now and then keeps no run waiting for days. */
  readonly leastBodyBytes: number;
}

export const defaultLimits: HttpLimits = {
  maxBodyBytes: 32 * 1024 * 1024,
  headersTimeoutMs: 120_000,
  bodyTimeoutMs: 60_000,
  leastBodyBytes: 6_000,
};

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body?: string | Uint8Array | FormData;
  readonly signal?: AbortSignal;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: Buffer;
}

/** Connections to one origin. */
export class HttpConnection {
  readonly origin: string;
  readonly #agent: Agent;
  readonly #limits: HttpLimits;

  constructor(
    server: string,
    { connections = 8, limits = defaultLimits }: { connections?: number; limits?: HttpLimits } = {},
  ) {
    this.origin = new URL(server).origin;
    this.#limits = limits;
    this.#agent = new Agent({
      connections,
      headersTimeout: limits.headersTimeoutMs,
      bodyTimeout: limits.bodyTimeoutMs,
      connect: { timeout: 15_000 },
    });
  }

  /** Sends and reads the whole answer. Throws FleepError of kind `network` or `body`. */
  async exchange(request: HttpRequest): Promise<HttpAnswer> {
    const { statusCode, headers, body: pieces } = await this.open(request);
    const call = withoutQuery(request.path);
    const bytes = await readWhole(call, this.steadily(call, pieces), this.#limits.maxBodyBytes);
    const body = unpack(call, bytes, headers['content-encoding'], this.#limits.maxBodyBytes);
    return { status: statusCode, headers, body };
  }

  /** Sends and hands out the body as a stream, which the caller must read or destroy. */
  async open({ method, path, headers, body, signal }: HttpRequest): Promise<Dispatcher.ResponseData> {
    try {
      return await this.#agent.request({
        origin: this.origin,
        method,
        path,
        headers,
        ...(body === undefined ? {} : { body }),
        ...(signal === undefined ? {} : { signal }),
      });
    } catch (cause) {
      signal?.throwIfAborted();
      throw networkError(withoutQuery(path), cause);
    }
  }

  /**
   * The pieces of a body as they come. Throws FleepError of kind `network` when it breaks off or comes too slowly; what whoever reads
   * them throws passes by here.
   */
  async *steadily(call: string, body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    const { bodyTimeoutMs, leastBodyBytes } = this.#limits;
    let since = performance.now();
    let size = 0;
    try {
      for await (const chunk of body) {
        yield chunk;
        size += chunk.length;
        if (performance.now() - since < bodyTimeoutMs) continue;
        if (size < leastBodyBytes) throw new Error(`only ${size} bytes in ${bodyTimeoutMs / 1000} s`);
        since = performance.now();
        size = 0;
      }
    } catch (cause) {
      throw networkError(call, cause);
    }
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }
}

const withoutQuery = (path: string): string => path.split('?', 1)[0] ?? '';

const networkError = (call: string, cause: unknown): FleepError =>
  new FleepError(`${call}: ${reasonOf(cause) || 'no answer'}`, { kind: 'network', call, cause });

async function readWhole(call: string, body: AsyncIterable<Buffer>, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maxBytes) throw tooLarge(call, maxBytes);
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
}

/** Most answers fit into one, so that nothing has to be put together. */
const UNPACK_CHUNK_BYTES = 64 * 1024;

// Synchronous on purpose: an answer is a few kilobytes, and a trip through the thread pool costs more than unpacking it.
function unpack(call: string, bytes: Buffer, encoding: unknown = 'identity', maxBytes: number): Buffer {
  if (encoding === 'identity') return bytes;
  const options = { maxOutputLength: maxBytes, chunkSize: UNPACK_CHUNK_BYTES };
  try {
    if (encoding !== 'gzip') throw new Error(`nobody asked for ${encoding}`);
    return gunzipSync(bytes, options);
  } catch (cause) {
    if (isCode(cause, 'ERR_BUFFER_TOO_LARGE')) throw tooLarge(call, maxBytes);
    const message = `${call}: the answer cannot be unpacked (${reasonOf(cause)})`;
    throw new FleepError(message, { kind: 'body', call, cause, bytes: unticketed(unpackPart(bytes, options)) });
  }
}

/**
 * What there is of an answer that breaks off; nothing of any other. Bytes that are packed are never handed on: nobody could find in them
 * what they repeat of the session.
 */
function unpackPart(bytes: Buffer, options: { readonly maxOutputLength: number; readonly chunkSize: number }): Buffer {
  try {
    return gunzipSync(bytes, { ...options, finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    // Not gzip, or damaged: the error that is thrown says so.
    return Buffer.alloc(0);
  }
}

const tooLarge = (call: string, maxBytes: number): FleepError =>
  new FleepError(`${call}: the answer is larger than ${maxBytes} bytes`, { kind: 'body', call });
