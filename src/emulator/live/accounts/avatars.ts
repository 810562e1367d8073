// emulator/live: the pictures of people and organisations (fleep-wire.md 4.4, 6, 9.13).
// Invariant: avatar_urls is JSON inside of a string; what it names is served to everybody who is signed in, for as long as it names it.
import { shortId } from '../../../fleep/ids.js';
import { badRequest } from '../../api-error.js';
import { parseRecord, textOf, type WireRecord } from '../../fields.js';
import { thumbEdges, thumbnailsOf } from '../../pictures/thumbnails.js';
import type { StoredFile } from '../files/file-store.js';
import type { LiveWorld } from '../world.js';

const MIDDLE_EDGE = 200;

/** Serves a picture as somebody's avatar in place of the one before. Gives the new avatar_urls. Throws ApiError 400 for any other file. */
export function putAvatar(world: LiveWorld, ownerId: string, before: WireRecord, file: StoredFile): string {
  if (file.picture === undefined) throw badRequest('The file is no picture.');
  withdrawAvatar(world, before);
  const longest = Math.max(file.picture.width, file.picture.height);
  const edges = [...thumbEdges(file), ...(longest >= MIDDLE_EDGE ? [MIDDLE_EDGE] : [])].sort((a, b) => a - b);
  const urls = [...thumbnailsOf(world.files, file, edges)].map(([edge, content]) => {
    const url = `/avatar/${shortId(ownerId)}/${shortId(file.fileId)}/thumb${edge}`;
    world.served.set(url, content, { kind: 'all' });
    return [`size_${edge}`, url];
  });
  return JSON.stringify(Object.fromEntries(urls));
}

export const NO_AVATAR = '{}';

/** The avatar of a contact or an organisation is no longer served. */
export function withdrawAvatar({ served }: LiveWorld, record: WireRecord): void {
  const urls = parseRecord(textOf(record, 'avatar_urls') || NO_AVATAR);
  for (const url of Object.values(urls)) if (typeof url === 'string') served.withdraw(url);
}
