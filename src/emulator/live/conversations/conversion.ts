// emulator/live: messages in the shape of 2016 become those of today (conversation/convert_api; fleep-wire.md 1.2, 4.3).
// Invariant: markup, subject, files and previews are what they were; a conversation without such messages is left as it is.
import { isRecord, parseRecord, textOf, type WireRecord } from '../../fields.js';
import { isV2Type } from '../../v2-messages.js';
import type { Attachment } from '../../world.js';
import { type Posting, revise } from '../messages/posting.js';

export function convertMessages(posting: Posting): void {
  const { conversation } = posting;
  const messages = conversation.messagesIn(1, conversation.lastFlowNr).map(({ messageNr }) => messageNr);
  for (const messageNr of messages) {
    const message = conversation.findMessage(messageNr) ?? {};
    if (isV2Type(textOf(message, 'mk_message_type'))) convert(posting, messageNr, message);
  }
}

function convert(posting: Posting, messageNr: number, message: WireRecord): void {
  const { conversation } = posting;
  const payload = parseRecord(textOf(message, 'message') || '{}');
  const known = conversation.attachmentsIn(messageNr, messageNr);
  const keys = new Set(known.map(({ text }) => textOf(parseRecord(text), 'attachment_id')));
  const embedded = (Array.isArray(payload.attachments) ? payload.attachments : []).filter(isRecord);
  const added = embedded.filter((record) => !keys.has(textOf(record, 'attachment_id')));
  if (added.length > 0) {
    const attachments = added.map((record) => asAttachment(conversation.id, messageNr, record));
    conversation.setAttachments(messageNr, [...known, ...attachments]);
  }
  revise(posting, messageNr, {
    mk_message_type: textOf(message, 'mk_message_type').replace(/V2$/, ''),
    message: textOf(payload, 'message'),
    ...(typeof payload.subject === 'string' ? { subject: payload.subject } : {}),
    ...(payload.is_url_preview_disabled === true ? { is_url_preview_disabled: true } : {}),
  });
}

/** Inside of a message the number is a text (fleep-wire.md 4.5). */
function asAttachment(conversation_id: string, message_nr: number, record: WireRecord): Attachment {
  const fields = { ...record, conversation_id, message_nr };
  return { messageNr: message_nr, isFile: record.mk_rec_type !== 'preview', text: JSON.stringify(fields) };
}
