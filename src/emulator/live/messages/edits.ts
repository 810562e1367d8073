// emulator/live: what an edit or a deletion makes of a message (fleep-wire.md 1.4, 3.6, 5.1).
// Invariant: whatever can be refused is refused before a file is put somewhere or taken away.
import { conflict, invalidEdit, lockedError, notFound } from '../../api-error.js';
import { parseRecord, textOf, textsOf, type WireRecord } from '../../fields.js';
import { attachFiles, detachFile } from '../files/attachments.js';
import { lockHolder } from './locks.js';
import { fileElements, fileKeys, withFilesDeleted, withoutFiles } from './message-xml.js';
import { encodeText, getMessage, getWritten, isSystem, joined, withXml, xmlOf } from './messages.js';
import { messageState, type Posting } from './posting.js';

/** What somebody typed; undefined leaves that part as it is. */
export interface Typed {
  readonly text?: string | undefined;
  /** Addresses of all the files that the message is to have. */
  readonly attachments?: readonly string[] | undefined;
}

const EDITED_BY_OTHERS = 'is_edited_by_others';

/**
 * The fields of an edit of a message that has, or is about to have, these tags. Throws ApiError 431 for somebody else's message that is
 * on no board, 409 while somebody else is editing it.
 */
export function editedFields(
  posting: Posting,
  messageNr: number,
  { text, attachments }: Typed,
  tags?: readonly string[],
): WireRecord {
  const before = getEditable(posting, messageNr);
  const textXml = text === undefined ? withoutFiles(xmlOf(before)) : encodeText(posting, text);
  const elements =
    attachments === undefined ? fileElements(xmlOf(before)) : replaceFiles(posting, messageNr, attachments);
  const message = withXml(before, joined(textXml, elements));
  if (textOf(before, 'account_id') === posting.actorId) return { message };
  const marked = new Set([...(tags ?? textsOf(before, 'tags')), EDITED_BY_OTHERS]);
  return { message, tags: [...marked], [EDITED_BY_OTHERS]: true };
}

/** Throws ApiError 430, 431, 409. */
export function getEditable(posting: Posting, messageNr: number): WireRecord {
  const { conversation, actorId } = posting;
  const before = getMessage(posting, messageNr);
  if (isSystem(before)) throw invalidEdit();
  getWritten(posting, messageNr);
  const isOwn = textOf(before, 'account_id') === actorId;
  if (!isOwn && !conversation.isShared(messageNr)) throw invalidEdit();
  if (isLockedByOther(posting, messageNr)) throw conflict('Somebody else is editing this message.');
  return before;
}

/** Throws ApiError 431 while somebody else is editing. */
export function requireUnlocked(posting: Posting, messageNr: number): void {
  if (isLockedByOther(posting, messageNr)) throw lockedError();
}

const isLockedByOther = ({ world, conversation, actorId }: Posting, messageNr: number): boolean =>
  (lockHolder(conversation, messageNr, world.clock.now()) ?? actorId) !== actorId;

const GONE_WITH_THE_MESSAGE =
  `pin_weight pinned_account_id section_id task_weight tasked_account_id ref_message_nr mk_msg_sub_type
  reactions assignee_ids subject is_edited_by_others`.split(/\s+/);

/** The fields of a deletion; everybody in a conversation may delete any message of it. Throws ApiError 430, 400, 431. */
export function deletedFields(posting: Posting, messageNr: number): WireRecord {
  getWritten(posting, messageNr);
  requireUnlocked(posting, messageNr);
  for (const id of fileIds(posting, messageNr)) detachFile(posting, messageNr, id);
  removePreviews(posting, messageNr);
  return {
    message: '',
    mk_message_state: messageState('deleted'),
    // Twice, as the service has it (fleep-wire.md 3.6).
    tags: ['is_deleted', 'is_deleted'],
    ...Object.fromEntries(GONE_WITH_THE_MESSAGE.map((name) => [name, undefined])),
  };
}

/** Takes files off a message: some of them, or all. Throws ApiError 430 for one that it does not have. */
export function detachedFields(posting: Posting, messageNr: number, ids?: readonly string[]): WireRecord {
  const fields = getWritten(posting, messageNr);
  requireUnlocked(posting, messageNr);
  const present = fileIds(posting, messageNr);
  const gone = ids ?? present;
  if (gone.some((id) => !present.includes(id))) throw notFound('Attachment');
  for (const id of gone) detachFile(posting, messageNr, id);
  return {
    message: withXml(
      fields,
      withFilesDeleted(xmlOf(fields), (key) => gone.includes(key)),
    ),
  };
}

/** Takes the previews off a message. */
export function removePreviews({ conversation }: Posting, messageNr: number): void {
  const attachments = conversation.attachmentsIn(messageNr, messageNr);
  const files = attachments.filter(({ isFile }) => isFile);
  if (files.length < attachments.length) conversation.setAttachments(messageNr, files);
}

/** Gives the elements of all that the message has from now on. */
function replaceFiles(posting: Posting, messageNr: number, urls: readonly string[]): string {
  const before = fileIds(posting, messageNr);
  const elements = attachFiles(posting, messageNr, urls);
  const kept = fileKeys(elements);
  for (const id of before) if (!kept.has(id)) detachFile(posting, messageNr, id);
  return elements;
}

/** Keys of the files that a message has. */
function fileIds({ conversation }: Posting, messageNr: number): string[] {
  return conversation
    .attachmentsIn(messageNr, messageNr)
    .filter(({ isFile }) => isFile)
    .map(({ text }) => parseRecord(text))
    .filter((record) => record.is_deleted !== true)
    .map((record) => textOf(record, 'attachment_id'));
}
