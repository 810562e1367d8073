// emulator: files that come as the body of a request (fleep-wire.md 6): the bytes of one file, or several files in a form.
// Invariant: nothing is read before cookie and ticket are right, and not much more than the account has room for; bytes go to disk as
// they come.
import type { IncomingMessage } from 'node:http';
import { Busboy, type BusboyInstance } from '@fastify/busboy';
import type { Api } from './api.js';
import { ApiError, badRequest } from './api-error.js';
import { Room, roomFor } from './live/files/storage.js';
import type { ReceivedFile } from './live/files/uploads.js';

/** The calls whose body is files. */
const fileCalls = new Set(['file/upload', 'avatar/upload', 'business/avatar/upload']);

export const takesFiles = (callName: string): boolean => fileCalls.has(callName);

type Take = (name: string, chunks: AsyncIterable<Buffer>) => Promise<ReceivedFile>;

const UNNAMED = 'untitled.dat';

/** Throws ApiError 400, 401, 413 above what a file may have, 507 above what the account may have. */
export async function receiveFiles(
  { world, sessions }: Api,
  request: IncomingMessage,
  query: URLSearchParams,
): Promise<ReceivedFile[]> {
  const { accountId } = sessions.check(request.headers.cookie, query.get('ticket'));
  const room = new Room(roomFor(world, accountId));
  room.require(Number(request.headers['content-length'] ?? 0));
  const take: Take = async (name, chunks) => ({ name, ...(await world.files.add(room.limited(chunks))) });
  if (request.method === 'PUT' || query.get('_method') === 'PUT') {
    const name = fileName(request.headers['content-disposition'] ?? '');
    return [await take(name, request.iterator({ destroyOnReturn: false }))];
  }
  return formFiles(request, take);
}

async function formFiles(request: IncomingMessage, take: Take): Promise<ReceivedFile[]> {
  const parser = openForm(request);
  const files: Promise<ReceivedFile>[] = [];
  await new Promise<void>((resolve, reject) => {
    const fail = (error: unknown) => {
      request.unpipe(parser);
      request.resume();
      reject(error instanceof ApiError ? error : badRequest(`The form cannot be read: ${String(error)}`));
    };
    parser.on('file', (_field, stream, name) => {
      // What sends a form writes quotes in names so (WHATWG HTML, multipart/form-data).
      const taken = take(name?.replaceAll('%22', '"') || UNNAMED, stream);
      taken.catch(fail);
      files.push(taken);
    });
    parser.on('finish', resolve);
    parser.on('error', fail);
    request.once('aborted', () => fail('it ends too soon'));
    request.pipe(parser);
  });
  return Promise.all(files);
}

function openForm({ headers }: IncomingMessage): BusboyInstance {
  try {
    return new Busboy({ headers: { ...headers, 'content-type': headers['content-type'] ?? '' } });
  } catch (error) {
    throw badRequest(`Send a file by PUT, or files in a form: ${String(error)}`);
  }
}

/** From `attachment; filename="x"`, or the form of RFC 8187; without the folders. */
function fileName(disposition: string): string {
  const encoded = /filename\*\s*=\s*UTF-8''([^;\s]+)/i.exec(disposition)?.[1];
  const [, quoted, bare] = /filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(disposition) ?? [];
  const plain = Buffer.from(quoted?.replace(/\\(.)/g, '$1') ?? bare ?? '', 'latin1').toString('utf8');
  const name = encoded === undefined ? plain : decoded(encoded);
  return name.split(/[/\\]/).at(-1) || UNNAMED;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) throw badRequest('The name of the file is not in UTF-8.');
    throw error;
  }
}
