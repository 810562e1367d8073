// fleep: one file, streamed. GET with the cookie only; an interrupted download goes on by Range where the content can be proved
// (fleep-wire.md, section 6). No address but the service's own is ever asked.
import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { writeWhole } from '../lib/durable.js';
import type { ReadingClient } from './client.js';
import { FleepError, kindOfStatus } from './errors.js';
import { parseRetryAfter } from './retry.js';

export interface FileExpectation {
  /** As on the wire: relative to the service, or absolute. */
  readonly url: string;
  readonly sizeBytes?: number;
  /** Hex. With it a broken download may go on where it stopped; without it, it starts again. */
  readonly sha256?: string;
  /** What the content type must begin with, for content that nothing else proves. */
  readonly contentType?: string;
}

export interface DownloadedFile {
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** Of content whose size Fleep does not tell: avatars. */
const MOST_BYTES_UNTOLD = 64 * 1024 * 1024;

/** Content that nobody told the size of is larger than the caller wants. */
export class TooLarge extends Error {
  readonly mostBytes: number;

  constructor(mostBytes: number) {
    super(`larger than ${mostBytes} bytes`);
    this.mostBytes = mostBytes;
  }
}

/**
 * Downloads into `target`, which is truncated first. Size and hash are checked against what Fleep says.
 * Throws FleepError: `refused` (403, 404, 410 …), `redirect`, `body` (size or hash differ), `network`, `busy`; and what the system says of
 * `target`, as it is: asking the service again makes no room on a disk.
 */
export async function downloadFile(
  client: ReadingClient,
  file: FileExpectation,
  target: FileHandle,
  mostBytes?: number,
): Promise<DownloadedFile> {
  const path = pathOnService(client, file.url);
  const progress = new Progress(target);
  return client.withSession((onSend) =>
    client.attemptAgain(async () => {
      if (file.sha256 === undefined) await progress.restart();
      try {
        await client.pace.run(() => {
          onSend();
          return receive(client, path, file, progress, mostBytes);
        });
        return check(path, file, progress.finish());
      } catch (error) {
        // What came is not the file: nothing of it may be kept for a Range to go on from.
        if (error instanceof FleepError && error.kind === 'body') await progress.restart();
        throw error;
      }
    }),
  );
}

/** The path to ask for. Throws `refused` for another host: what a message names is never fetched. */
function pathOnService(client: ReadingClient, url: string): string {
  const resolved = URL.canParse(url, client.http.origin) ? new URL(url, client.http.origin) : undefined;
  if (resolved?.origin !== client.http.origin) {
    throw new FleepError(`${url}: not an address of the service`, { kind: 'refused', call: url });
  }
  return resolved.pathname + resolved.search;
}

/** How much of a file has been written, and the hash of it. */
class Progress {
  readonly #target: FileHandle;
  #hash = createHash('sha256');
  #size = 0;

  constructor(target: FileHandle) {
    this.#target = target;
  }

  get size(): number {
    return this.#size;
  }

  async restart(): Promise<void> {
    await this.#target.truncate(0);
    this.#hash = createHash('sha256');
    this.#size = 0;
  }

  async add(chunk: Buffer): Promise<void> {
    await writeWhole(this.#target, chunk, this.#size);
    this.#hash.update(chunk);
    this.#size += chunk.length;
  }

  finish(): DownloadedFile {
    return { sha256: this.#hash.copy().digest('hex'), sizeBytes: this.#size };
  }
}

async function receive(
  client: ReadingClient,
  path: string,
  file: FileExpectation,
  progress: Progress,
  mostBytes: number | undefined,
): Promise<void> {
  client.countRequest();
  const { signal } = client;
  const range: Record<string, string> = progress.size > 0 ? { range: `bytes=${progress.size}-` } : {};
  const answer = await client.http.open({
    method: 'GET',
    path,
    headers: { ...client.session.cookie, ...range },
    ...(signal === undefined ? {} : { signal }),
  });
  try {
    await takeStatus(path, answer.statusCode, answer.headers, file, progress, client.now());
    client.session.absorbCookies(answer.headers['set-cookie']);
    for await (const chunk of client.http.steadily(path, answer.body)) {
      await progress.add(chunk);
      const most = file.sizeBytes ?? MOST_BYTES_UNTOLD;
      if (progress.size > most) throw otherContent(path, `more than ${most} bytes`);
      if (mostBytes !== undefined && progress.size > mostBytes) throw new TooLarge(mostBytes);
    }
  } catch (error) {
    answer.body.destroy();
    answer.body.on('error', () => undefined);
    throw error;
  }
}

async function takeStatus(
  path: string,
  status: number,
  headers: Record<string, string | string[] | undefined>,
  file: FileExpectation,
  progress: Progress,
  now: Date,
): Promise<void> {
  if (status === 206 && progress.size > 0) {
    if (!String(headers['content-range']).startsWith(`bytes ${progress.size}-`))
      throw wrong(path, 'another range than asked for');
    return;
  }
  // A range beyond the end, or a server that ignores ranges: from the start.
  if (status === 416) throw wrong(path, 'no such range');
  if (status !== 200) throw refusedFile(path, status, parseRetryAfter(headers['retry-after'], now));
  if (file.contentType !== undefined && !String(headers['content-type']).startsWith(file.contentType)) {
    throw wrong(path, `content of type ${headers['content-type']}`);
  }
  if (progress.size > 0) await progress.restart();
}

const refusedFile = (path: string, status: number, retryAfterMs: number | undefined): FleepError =>
  new FleepError(`${path}: status ${status}`, {
    kind: kindOfStatus(status),
    call: path,
    status,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });

function check(path: string, file: FileExpectation, got: DownloadedFile): DownloadedFile {
  if (file.sizeBytes !== undefined && file.sizeBytes !== got.sizeBytes) {
    throw otherContent(path, `${got.sizeBytes} bytes instead of ${file.sizeBytes}`);
  }
  if (file.sha256 !== undefined && file.sha256.toLowerCase() !== got.sha256)
    throw otherContent(path, 'content with another SHA-256');
  return got;
}

const wrong = (path: string, what: string): FleepError =>
  new FleepError(`${path}: the service sent ${what}`, { kind: 'body', call: path });

const otherContent = (path: string, what: string): FleepError =>
  new FleepError(`${path}: the service sent ${what}`, { kind: 'body', call: path, isOtherContent: true });
