// emulator/live: files that the service fetches for an account (fleep-wire.md 4.7, section 2 row 70).
// Invariant: nothing outside of this machine is asked: only this server's own files, and other servers on a loopback address.
import { randomUUID } from 'node:crypto';
import { reasonOf } from '../../../lib/errors.js';
import { ApiError } from '../../api-error.js';
import { contentPath } from '../../content.js';
import type { WireRecord } from '../../fields.js';
import { piecesOf } from '../../pieces.js';
import type { Changes } from '../changes.js';
import { isLoopback } from '../hooks/loopback.js';
import type { Job } from '../jobs.js';
import type { LiveWorld } from '../world.js';
import type { StoredFile } from './file-store.js';
import { Room, roomFor } from './storage.js';
import { addUpload, pictureFields, uploadFields } from './uploads.js';

export interface ExternalFile {
  readonly accountId: string;
  readonly url: string;
  /** Where this server is reached, as http://host:port. */
  readonly origin: string;
  readonly name?: string | undefined;
  readonly size?: number | undefined;
  readonly conversationId?: string | undefined;
  readonly uploadId?: string | undefined;
}

const FETCH_MS = 60_000;

/** Gives the request_id. `upload` records tell the account how it goes on. */
export function startExternalUpload(world: LiveWorld, changes: Changes, wanted: ExternalFile): string {
  const requestId = randomUUID();
  const name = wanted.name || nameIn(wanted.url);
  const about = {
    mk_rec_type: 'upload',
    conversation_id: wanted.conversationId ?? null,
    name,
    ...(wanted.uploadId === undefined ? {} : { upload_id: wanted.uploadId }),
  };
  const tell = (to: Changes, fields: WireRecord) => to.tell(wanted.accountId, JSON.stringify({ ...about, ...fields }));
  tell(changes, { request_id: requestId, status: 'pending', progress: 0, size: wanted.size ?? null, error: '' });
  world.jobs.start(world, async (job) => {
    const outcome = await attempt(world, wanted, job);
    job.tellNow((now) => {
      if (typeof outcome === 'string') return tell(now, { request_id: requestId, status: 'failure', error: outcome });
      const upload = addUpload(world, wanted.accountId, name, outcome);
      // The service drops the request_id here.
      return tell(now, { ...uploadFields(upload), ...pictureFields(upload), status: 'success', error: '' });
    });
  });
  return requestId;
}

/** The file, or why there is none. */
async function attempt(world: LiveWorld, wanted: ExternalFile, { signal }: Job): Promise<StoredFile | string> {
  try {
    const room = new Room(roomFor(world, wanted.accountId));
    const { file } = await world.files.add(room.limited(await bytesAt(world, wanted, signal)));
    return file;
  } catch (error) {
    return error instanceof ApiError ? error.message : `The file cannot be fetched: ${reasonOf(error)}`;
  }
}

async function bytesAt(world: LiveWorld, wanted: ExternalFile, signal: AbortSignal): Promise<AsyncIterable<Buffer>> {
  const url = findUrl(wanted);
  if (url === undefined) throw new ApiError(400, 'bad_request', 'That is no address.');
  if (url.host === new URL(wanted.origin).host) {
    const content = world.findContent(contentPath(url.pathname), wanted.accountId);
    if (content === undefined) throw new ApiError(404, 'not_found', 'File not found.');
    return inTurn(piecesOf(content.read()));
  }
  if (!isLoopback(url)) throw new ApiError(403, 'forbidden', 'The practice server fetches from this machine only.');
  return fetched(url, AbortSignal.any([signal, AbortSignal.timeout(FETCH_MS)]));
}

async function* fetched(url: URL, signal: AbortSignal): AsyncGenerator<Buffer> {
  const response = await fetch(url, { redirect: 'error', signal });
  if (!response.ok || response.body === null) throw new Error(`status ${response.status}`);
  for await (const chunk of response.body) yield Buffer.from(chunk);
}

async function* inTurn(pieces: Iterable<Buffer>): AsyncGenerator<Buffer> {
  yield* pieces;
}

/** fleep.io is what this server is called by those who know the real one. */
function findUrl({ url, origin }: ExternalFile): URL | undefined {
  if (!URL.canParse(url, origin)) return undefined;
  const parsed = new URL(url, origin);
  return parsed.hostname === 'fleep.io' ? new URL(parsed.pathname, origin) : parsed;
}

const nameIn = (url: string): string =>
  contentPath(url.split(/[?#]/)[0] ?? '')
    .split('/')
    .at(-1) || 'untitled.dat';
