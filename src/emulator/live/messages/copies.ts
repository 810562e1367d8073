// emulator/live: a message that is written again somewhere else (fleep-wire.md 2 rows 51 and 56, 5.1).
// Invariant: a copy is its actor's own message: plain, posted now, with files of its own.
import { isDeletedError } from '../../api-error.js';
import type { WireRecord } from '../../fields.js';
import { countMessage } from '../conversations/velocity.js';
import { copyAttachments } from '../files/attachments.js';
import { contentOf, withElements, withoutFiles } from './message-xml.js';
import { encodeText, getMessage, getWritten, isDeleted, postWritten, withXml, xmlOf } from './messages.js';
import type { Posting } from './posting.js';

/** What a message keeps wherever it is copied to. */
const KEPT = ['mk_message_type', 'subject', 'sender_name', 'mail_hdrs'];

/** `text` is what the actor says to it. Gives the number of the copy. Throws ApiError 430, 400, 431. */
export function copyMessage(
  from: Posting,
  messageNr: number,
  to: Posting,
  text?: string,
  fields: WireRecord = {},
): number {
  if (isDeleted(getMessage(from, messageNr))) throw isDeletedError();
  const source = getWritten(from, messageNr);
  const said = text === undefined || text === '' ? '' : contentOf(encodeText(to, text));
  countMessage(to);
  const place = { conversation: from.conversation, messageNr };
  const elements = copyAttachments(place, to, to.conversation.nextNr());
  const xml = withElements(`<msg>${said}${contentOf(withoutFiles(xmlOf(source)))}</msg>`, elements);
  const kept = Object.fromEntries(KEPT.filter((name) => name in source).map((name) => [name, source[name]]));
  return postWritten(to, withXml(source, xml), { ...kept, ...fields });
}
