// emulator/live: files of messages: putting them there, taking them away, copying them (fleep-wire.md 4.5, 5.1, 6).
// Invariant: a record in the conversation and what is served under its addresses come and go together; nothing is changed when one of
// the files is unknown.
import { randomUUID } from 'node:crypto';
import { shortId } from '../../../fleep/ids.js';
import { escapeXml } from '../../../fleep/markup/encode-inline.js';
import { notFound } from '../../api-error.js';
import { nameInAddress } from '../../content.js';
import { parseRecord, textOf, type WireRecord } from '../../fields.js';
import type { Attachment } from '../../world.js';
import type { LiveConversation } from '../conversations/conversation.js';
import type { Posting } from '../messages/posting.js';
import { type FileSource, getSource, sourceOf } from './attachment-source.js';

/** A message of a conversation that somebody sees. */
export interface MessagePlace {
  readonly conversation: LiveConversation;
  readonly messageNr: number;
}

/**
 * Puts files beside a message that is there or is about to come under this number. Each address is the `upload_url` of an upload of the
 * actor's, or the `file_url` of a file that the actor can see; a file that the message has already stays as it is. Gives the
 * `<file>` elements for its markup. Throws ApiError 400 for an address that is neither.
 */
export function attachFiles(posting: Posting, messageNr: number, urls: readonly string[]): string {
  const sources = urls.map((url) => getSource(posting, messageNr, url));
  return sources
    .map((source) => fileElement(source.keptAs ?? attach(posting, messageNr, source), source.name))
    .join('');
}

/** Takes a file away from a message. Throws ApiError 430 when the message does not have it. */
export function detachFile({ world, conversation, actorId }: Posting, messageNr: number, attachmentId: string): void {
  const attachments = conversation.attachmentsIn(messageNr, messageNr);
  const record = attachments
    .map(({ text }) => parseRecord(text))
    .find((one) => textOf(one, 'attachment_id') === attachmentId && one.is_deleted !== true);
  if (record === undefined) throw notFound('Attachment');
  const deleted = { ...record, is_deleted: true, deleter_id: actorId };
  for (const url of urlsOf(record)) world.served.withdraw(url);
  const kept = (item: Attachment) => textOf(parseRecord(item.text), 'attachment_id') !== attachmentId;
  conversation.setAttachments(
    messageNr,
    attachments.map((item) => (kept(item) ? item : { ...item, text: JSON.stringify(deleted) })),
  );
}

/**
 * Gives a message a copy of each file and preview of another one. Gives the `<file>` elements for its markup: the old keys as deleted,
 * and the new ones.
 */
export function copyAttachments(from: MessagePlace, to: Posting, messageNr: number): string {
  const copied = from.conversation.attachmentsIn(from.messageNr, from.messageNr).flatMap(({ text, isFile }) => {
    const record = parseRecord(text);
    if (record.is_deleted === true) return [];
    const source = sourceOf(to.world, to.actorId, record);
    const key = attach(to, messageNr, source, isFile ? {} : previewFields(record));
    return isFile ? [goneElement(textOf(record, 'attachment_id')) + fileElement(key, source.name)] : [];
  });
  return copied.join('');
}

const fileElement = (key: string, name: string) => `<file key="${escapeXml(key)}">${escapeXml(name)}</file>`;
const goneElement = (key: string) => `<file key="${escapeXml(key)}" is_deleted="true"/>`;

/** The fields that a preview has and a file has not. */
const previewFields = ({ attached_url, title, description }: WireRecord): WireRecord => ({
  mk_rec_type: 'preview',
  attached_url,
  title,
  description,
});

/** Gives the new attachment's key. */
function attach(posting: Posting, messageNr: number, source: FileSource, fields: WireRecord = {}): string {
  const { conversation } = posting;
  const attachmentId = shortId(randomUUID());
  const place = {
    kind: 'message',
    conversationId: conversation.id,
    messageNr,
    sinceNr: conversation.nextNr(),
  } as const;
  const base = `${shortId(conversation.id)}/${messageNr}/${attachmentId}`;
  const file_url = `/file/${base}/${nameInAddress(source.name)}`;
  const thumbs = [...source.thumbs].map(([edge, content]) => ({ edge, content, url: `/thumb/${base}/thumb${edge}` }));
  const { served, uploads } = posting.world;
  if (source.upload) uploads.noteAttached(source.upload);
  if (source.content) served.set(file_url, source.content, place);
  for (const { url, content } of thumbs) served.set(url, content, place);
  const record: WireRecord = {
    ...fileFields(posting, source.name),
    message_nr: messageNr,
    attachment_id: attachmentId,
    file_url,
    ...source.fields,
    ...Object.fromEntries(thumbs.map(({ edge, url }) => [`thumb_url_${edge}`, url])),
    ...fields,
  };
  const isFile = record.mk_rec_type === 'file';
  conversation.setAttachments(messageNr, [
    ...conversation.attachmentsIn(messageNr, messageNr),
    { messageNr, isFile, sinceNr: place.sinceNr, text: JSON.stringify(record) },
  ]);
  return attachmentId;
}

function fileFields({ world, conversation, actorId }: Posting, file_name: string): WireRecord {
  return {
    mk_rec_type: 'file',
    conversation_id: conversation.id,
    account_id: actorId,
    file_name,
    is_deleted: false,
    is_hidden: false,
    deleter_id: '',
    sender_name: null,
    posted_time: world.clock.now(),
  };
}

const urlsOf = (record: WireRecord): string[] =>
  Object.keys(record)
    .filter((name) => name === 'file_url' || name.startsWith('thumb_url_'))
    .map((name) => textOf(record, name));
