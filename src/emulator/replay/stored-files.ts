// emulator/replay: the files of an archive as contents of a world.
// Invariant: only what the archive notes as stored and has on disk is served, each under the path at which the service had it;
// what the archive could not get stays a 404. A content is named by its hash and never read here.
import { open } from 'node:fs/promises';
import { type ArchiveFolder, contentPath } from '../../journal/archive-folder.js';
import { parseRecord, textOf, type WireRecord } from '../fields.js';
import type { SmallRecords } from './small-records.js';

/** World lines that put the stored contents behind their addresses. */
export async function* storedFileLines(archive: ArchiveFolder, small: SmallRecords): AsyncGenerator<string> {
  const attachments = attachmentsByUrl(small);
  const avatars = avatarUrls(small);
  for (const { text } of small.of('archive_file')) {
    const note = parseRecord(text);
    const url = textOf(note, 'file_url');
    const sha256 = textOf(note, 'stored_sha256');
    const path = pathOnServer(url, archive.info.server);
    const head = path === undefined ? undefined : await readHead(findContent(archive.path, sha256));
    if (path === undefined || head === undefined) continue;
    const attachment = attachments.get(url) ?? (avatars.has(url) ? { file_type: imageType(head) } : {});
    const named = { file_name: path.split('/').at(-1) ?? '', ...served(attachment, archive.info.server) };
    yield JSON.stringify({ mk_rec_type: 'avatar', ...named, file_url: path, content: { stored: sha256 } });
  }
}

/** The file of the archive with this hash; undefined for what is no hash. */
export function findContent(archive: string, sha256: string): string | undefined {
  return /^[0-9a-f]{64}$/.test(sha256) ? contentPath(archive, sha256) : undefined;
}

/** The path of an address at the service; undefined for an address elsewhere. */
function pathOnServer(url: string, server: string): string | undefined {
  if (!URL.canParse(url, server)) return undefined;
  const { origin, pathname } = new URL(url, server);
  return origin === new URL(server).origin ? pathname : undefined;
}

/** What decides how an attachment is served, and to whom. */
const SERVED_FIELDS = new Set(['conversation_id', 'message_nr', 'file_name', 'file_type']);

/** Besides those the thumbnails: the practice server lets a picture stand in for its own. */
function served(attachment: WireRecord, server: string): WireRecord {
  const kept = Object.entries(attachment).flatMap(([name, value]) => {
    if (SERVED_FIELDS.has(name)) return [[name, value]];
    return name.startsWith('thumb_url_') ? [[name, pathOnServer(String(value), server)]] : [];
  });
  return Object.fromEntries(kept);
}

function attachmentsByUrl(small: SmallRecords): Map<string, WireRecord> {
  const records = [...small.of('preview'), ...small.of('file')].map(({ text }) => parseRecord(text));
  return new Map(records.map((record) => [textOf(record, 'file_url'), record]));
}

/** `avatar_urls` is JSON in a string, an address for each size (fleep-wire.md 4.4). */
function avatarUrls(small: SmallRecords): Set<string> {
  const owners = [...small.of('contact'), ...small.of('hook')];
  const sizes = owners.flatMap(({ text }) => Object.values(parseUrls(textOf(parseRecord(text), 'avatar_urls'))));
  return new Set(sizes.filter((url): url is string => typeof url === 'string'));
}

/** {} for a text that is no JSON at all: `avatar_urls` may hold anything. */
function parseUrls(text: string): WireRecord {
  try {
    return parseRecord(text);
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

const HEAD_BYTES = 12;

/** The first bytes of a file; undefined when there is no such file. */
async function readHead(path: string | undefined): Promise<Buffer | undefined> {
  if (path === undefined) return undefined;
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

const SIGNATURES: readonly (readonly [type: string, pattern: RegExp])[] = [
  ['image/jpeg', /^\xff\xd8\xff/],
  ['image/gif', /^GIF8/],
  ['image/webp', /^RIFF....WEBP/s],
  ['image/svg+xml', /^\s*</],
];

/** The archive keeps no type of an avatar; that it came as some kind of image is certain. */
const imageType = (head: Buffer): string =>
  SIGNATURES.find(([, pattern]) => pattern.test(head.toString('latin1')))?.[0] ?? 'image/png';
