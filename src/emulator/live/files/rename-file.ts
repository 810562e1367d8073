// emulator/live: another name for a file (fleep-wire.md section 2, "other mutating paths").
// Invariant: the record and the element in the message's markup have the same name; the address stays, so that links to it do too.
import { escapeXml } from '../../../fleep/markup/encode-inline.js';
import { badRequest, notFound, refused } from '../../api-error.js';
import { parseRecord, textOf, type WireRecord } from '../../fields.js';
import { viewOf } from '../../view.js';
import { withFileNamed } from '../messages/message-xml.js';
import { changeMessage, getWritten, withXml, xmlOf } from '../messages/messages.js';
import type { Posting } from '../messages/posting.js';
import { seesFilesOf } from './fetch-rights.js';

/** `fileId` is the key of an attachment, or the id that the upload of its bytes gave. Throws ApiError 400, 430, 431. */
export function renameFile(posting: Posting, fileId: string, name: string): void {
  const { conversation, actorId } = posting;
  if (name.trim() === '') throw badRequest('file_name is empty.');
  const record = findRecord(posting, fileId);
  if (record === undefined) throw notFound('File');
  if (record.account_id !== actorId) throw refused('invalid_edit', 'This file cannot be renamed.');
  const messageNr = Number(record.message_nr);
  const key = textOf(record, 'attachment_id');
  const message = getWritten(posting, messageNr);
  const attachments = conversation.attachmentsIn(messageNr, messageNr).map((item) => {
    const fields = parseRecord(item.text);
    return textOf(fields, 'attachment_id') === key
      ? { ...item, text: JSON.stringify({ ...fields, file_name: name }) }
      : item;
  });
  conversation.setAttachments(messageNr, attachments);
  changeMessage(posting, messageNr, {
    message: withXml(message, withFileNamed(xmlOf(message), key, escapeXml(name))),
  });
}

/** The newest file that the actor sees. */
function findRecord({ world, conversation, actorId }: Posting, fileId: string): WireRecord | undefined {
  const sha256 = world.files.findById(fileId)?.sha256;
  const view = viewOf(conversation, actorId);
  for (const number of conversation.fileNumbers().filter((one) => seesFilesOf(view, one))) {
    const records = conversation.attachmentsIn(number, number, view.asOf).map(({ text }) => parseRecord(text));
    const found = records.find(
      (one) =>
        one.is_deleted !== true &&
        (one.attachment_id === fileId || (sha256 !== undefined && one.file_sha256 === sha256)),
    );
    if (found) return found;
  }
  return undefined;
}
