// emulator: messages in the shape that they have in storage and in exports: textV2 and emailV2, JSON in the place of markup, with files
// and previews inside (fleep-wire.md 4.3, 9.10).
// Invariant: markup, subject, files and previews are the same in both shapes; other types are as they were.
import { textOf, type WireRecord } from './fields.js';

const V2_TYPES: Readonly<Record<string, string>> = { text: 'textV2', email: 'emailV2' };

/** The message with the attachments of its number. A deleted message has no payload in either shape. */
export function asV2(message: WireRecord, attachments: readonly WireRecord[]): WireRecord {
  const type = V2_TYPES[textOf(message, 'mk_message_type')];
  const { message: markup, is_url_preview_disabled = false, ...rest } = message;
  if (type === undefined || typeof markup !== 'string') return message;
  if (markup === '') return { ...rest, mk_message_type: type, message: '' };
  const payload = {
    message: markup,
    is_url_preview_disabled,
    ...(attachments.length === 0 ? {} : { attachments: attachments.map(asEmbedded) }),
    ...(typeof message.subject === 'string' ? { subject: message.subject } : {}),
  };
  return { ...rest, mk_message_type: type, message: JSON.stringify(payload) };
}

export const isV2Type = (type: string): boolean => Object.values(V2_TYPES).includes(type);

/** Whether a message has a payload that files can be in, which deleted and system messages have not. */
export const hasV2Payload = (message: WireRecord): boolean =>
  isV2Type(textOf(message, 'mk_message_type')) && textOf(message, 'message') !== '';

/** Inside of a message the number is a text (fleep-wire.md 4.5). */
const asEmbedded = (record: WireRecord): WireRecord => ({ ...record, message_nr: String(record.message_nr) });
