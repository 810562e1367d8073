// emulator/demo: files of demo-world/files → file, preview and avatar records with their bytes.
// Invariant: size, hash and picture dimensions are computed from the bytes that are served, never written by hand
// (fields: fleep-wire.md sections 4.5, 4.6 and 9.4, 9.11; URLs: section 6).
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { shortId } from '../../fleep/ids.js';
import { reasonOf, usageError } from '../../lib/errors.js';
import { kindOf, type Picture } from '../pictures/picture.js';
import { DEMO_WORLD } from './company.js';
import { shortIdFor } from './ids.js';
import type { Say } from './script.js';

export type WorldRecord = Record<string, unknown>;

/** The message that an attachment hangs on. */
export interface Carrier {
  conversationId: string;
  messageNr: number;
  accountId: string;
  postedTime: number;
}

/** The service types plain text as octet-stream (section 4.5). */
const TYPES: Readonly<Record<string, string>> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.pdf': 'application/pdf',
  '.csv': 'text/csv',
  '.txt': 'application/octet-stream',
  '.log': 'application/octet-stream',
};

interface StoredFile {
  bytes: Buffer;
  type: string;
  size: Picture | undefined;
}

function readStored(path: string): StoredFile {
  try {
    const bytes = readFileSync(new URL(`files/${path}`, DEMO_WORLD));
    const type = TYPES[extname(path)] ?? 'application/octet-stream';
    return { bytes, type, size: kindOf(bytes).picture };
  } catch (error) {
    throw usageError(`The demo world has no file "${path}": ${reasonOf(error)}`, error);
  }
}

const content = ({ bytes, type }: StoredFile) =>
  type.startsWith('image/') || type === 'application/pdf'
    ? { base64: bytes.toString('base64') }
    : { text: bytes.toString('utf8') };

const attachmentIdOf = (carrier: Carrier, name: string) =>
  shortIdFor(`attachment/${carrier.conversationId}/${carrier.messageNr}/${name}`);

/** Key and shown name of each file of a message, for its XML. */
export const fileKeys = (say: Say, carrier: Carrier) =>
  say.files.map(({ name }) => ({ key: attachmentIdOf(carrier, name), name }));

/** Thumbnails exist for pictures and PDFs, the large ones only for large pictures (section 4.5). */
function thumbUrls(base: string, { type, size }: StoredFile): WorldRecord {
  if (size === undefined && type !== 'application/pdf') return {};
  const longest = Math.max(size?.width ?? 0, size?.height ?? 0);
  const sizes = [50, 100, ...(longest >= 800 ? [575] : []), ...(longest >= 960 ? [700] : [])];
  return Object.fromEntries(sizes.map((edge) => [`thumb_url_${edge}`, `/thumb/${base}/thumb${edge}`]));
}

function storedFields(carrier: Carrier, attachmentId: string, name: string, stored: StoredFile): WorldRecord {
  const base = `${shortId(carrier.conversationId)}/${carrier.messageNr}/${attachmentId}`;
  return {
    conversation_id: carrier.conversationId,
    message_nr: carrier.messageNr,
    account_id: carrier.accountId,
    attachment_id: attachmentId,
    file_name: name,
    file_url: `/file/${base}/${encodeURIComponent(name)}`,
    file_size: stored.bytes.length,
    file_type: stored.type,
    file_sha256: createHash('sha256').update(stored.bytes).digest('hex'),
    width: stored.size?.width ?? null,
    height: stored.size?.height ?? null,
    is_animated: stored.size === undefined ? null : false,
    orientation: stored.type === 'image/jpeg' ? 1 : null,
    is_deleted: false,
    deleter_id: '',
    sender_name: null,
    posted_time: carrier.postedTime,
    ...thumbUrls(base, stored),
    content: content(stored),
  };
}

/** The file and preview records of a message, in the order in which the message names them. */
export function attachmentRecords(say: Say, carrier: Carrier): WorldRecord[] {
  const files = say.files.map(({ path, name }) => ({
    mk_rec_type: 'file',
    is_hidden: false,
    ...storedFields(carrier, attachmentIdOf(carrier, name), name, readStored(path)),
  }));
  return [...files, ...say.previews.map((preview) => previewRecord(preview, carrier))];
}

function previewRecord(preview: Say['previews'][number], carrier: Carrier): WorldRecord {
  const { url, title, description, picture } = preview;
  const about = { mk_rec_type: 'preview', attached_url: url, title, description };
  const attachmentId = attachmentIdOf(carrier, url);
  if (picture === undefined) {
    const { conversationId, messageNr, accountId, postedTime } = carrier;
    const where = { conversation_id: conversationId, message_nr: messageNr, account_id: accountId };
    return { ...about, ...where, attachment_id: attachmentId, posted_time: postedTime, is_deleted: false };
  }
  return { ...about, ...storedFields(carrier, attachmentId, 'preview575.png', readStored(picture)) };
}

/** Sizes in which every avatar is kept under demo-world/files/avatars. */
const AVATAR_SIZES = [50, 100, 200];

/** The avatar of an account: the value of `avatar_urls`, and the lines that carry its bytes. */
export function avatarOf(accountId: string, avatar: string): { urls: string; records: WorldRecord[] } {
  const base = `/avatar/${shortId(accountId)}/${shortIdFor(`avatar/${avatar}`)}`;
  const urls = Object.fromEntries(AVATAR_SIZES.map((edge) => [`size_${edge}`, `${base}/thumb${edge}`]));
  const records = AVATAR_SIZES.map((edge) => ({
    mk_rec_type: 'avatar',
    file_url: `${base}/thumb${edge}`,
    file_type: 'image/png',
    content: content(readStored(`avatars/${avatar}-${edge}.png`)),
  }));
  return { urls: JSON.stringify(urls), records };
}
