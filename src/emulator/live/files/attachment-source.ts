// emulator/live: where the file of a new attachment comes from: an upload, or a file that is beside a message already.
// Invariant: only what the account can see is found; what it cannot see and what does not exist look the same.
import { uuidFromShortId } from '../../../fleep/ids.js';
import { badRequest } from '../../api-error.js';
import { contentPath } from '../../content.js';
import { parseRecord, textOf, type WireRecord } from '../../fields.js';
import { thumbEdges, thumbnailsOf } from '../../pictures/thumbnails.js';
import type { ServedContent } from '../../world.js';
import type { Posting } from '../messages/posting.js';
import type { LiveWorld } from '../world.js';
import { mayFetch } from './fetch-rights.js';
import type { Upload } from './uploads.js';

export interface FileSource {
  readonly name: string;
  /** What a file record says of the bytes. */
  readonly fields: WireRecord;
  /** Undefined for a file of the world whose bytes nobody has. */
  readonly content: ServedContent | undefined;
  /** By the longest edge that they may have. */
  readonly thumbs: ReadonlyMap<number, ServedContent>;
  /** The key under which the message has this very file already. */
  readonly keptAs?: string;
  readonly upload?: Upload;
}

/** Throws ApiError 400 for an address of nothing that the actor can attach. */
export function getSource({ world, conversation, actorId }: Posting, messageNr: number, url: string): FileSource {
  const path = contentPath(pathOf(url));
  const upload = world.uploads.find(path, actorId);
  if (upload) return sourceOfUpload(world, upload);
  const record = findFile(world, actorId, path);
  if (record === undefined) throw badRequest(`There is no file ${url}.`);
  const isHere = record.conversation_id === conversation.id && Number(record.message_nr) === messageNr;
  const source = sourceOf(world, actorId, record);
  return isHere ? { ...source, keptAs: textOf(record, 'attachment_id') } : source;
}

/** The file of a record that the account can see. */
export function sourceOf(world: LiveWorld, accountId: string, record: WireRecord): FileSource {
  const thumbs = Object.keys(record).flatMap((field): [number, ServedContent][] => {
    const edge = /^thumb_url_(\d+)$/.exec(field)?.[1];
    const content = world.findContent(contentPath(textOf(record, field)), accountId);
    return edge !== undefined && content ? [[Number(edge), content]] : [];
  });
  return {
    name: textOf(record, 'file_name'),
    fields: Object.fromEntries(CONTENT_FIELDS.map((field) => [field, record[field] ?? null])),
    content: world.findContent(contentPath(textOf(record, 'file_url')), accountId),
    thumbs: new Map(thumbs),
  };
}

const CONTENT_FIELDS = ['file_size', 'file_type', 'file_sha256', 'width', 'height', 'is_animated', 'orientation'];

function sourceOfUpload({ files }: LiveWorld, upload: Upload): FileSource {
  const { name, file } = upload;
  const { fileType, sizeBytes, sha256, picture, read } = file;
  return {
    name,
    fields: {
      file_size: sizeBytes,
      file_type: fileType,
      file_sha256: sha256,
      width: picture?.width ?? null,
      height: picture?.height ?? null,
      is_animated: picture?.isAnimated ?? null,
      orientation: picture?.orientation ?? null,
    },
    content: { fileName: name, fileType, read },
    thumbs: thumbnailsOf(files, file, thumbEdges(file)),
    upload,
  };
}

/** The record of a file that the account can see, by its percent-decoded path. */
function findFile(world: LiveWorld, accountId: string, path: string): WireRecord | undefined {
  const place = placeNamed(path) ?? world.base.findContent(path);
  const conversation = place?.conversationId && world.findConversation(place.conversationId, accountId);
  if (!place || !conversation) return undefined;
  const { messageNr } = place;
  const found = conversation
    .attachmentsIn(messageNr, messageNr)
    .map(({ text, sinceNr = 0 }) => ({ record: parseRecord(text), sinceNr }))
    .find(({ record }) => contentPath(textOf(record, 'file_url')) === path && record.is_deleted !== true);
  if (found === undefined) return undefined;
  const { record, sinceNr } = found;
  const isSeen = mayFetch(world, { kind: 'message', conversationId: conversation.id, messageNr, sinceNr }, accountId);
  return isSeen ? record : undefined;
}

function placeNamed(path: string): { conversationId: string; messageNr: number } | undefined {
  const [, short, number] = /^\/(?:file|preview)\/([\w-]{22})\/(\d+)\//.exec(path) ?? [];
  return short === undefined ? undefined : { conversationId: uuidFromShortId(short), messageNr: Number(number) };
}

/** Addresses come relative, or with whatever name the server is known under. */
function pathOf(url: string): string {
  return /^https?:\/\//.test(url) && URL.canParse(url) ? new URL(url).pathname : url;
}
