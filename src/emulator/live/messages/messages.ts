// emulator/live: writing messages, and changing what was written (fleep-wire.md 3.6, 4.2, 5.3).
// Invariant: a message gets new fields through `changeMessage` and nothing else, so that mentions, locks and personal task boards
// always fit what it says.
import { encodeMessage } from '../../../fleep/markup/encode.js';
import { badRequest, invalidCall, notFound } from '../../api-error.js';
import { parseRecord, textOf, textsOf, type WireRecord } from '../../fields.js';
import { maySee, viewOf } from '../../view.js';
import { moveReadHorizon } from '../conversations/reading.js';
import { countMessage } from '../conversations/velocity.js';
import { attachFiles } from '../files/attachments.js';
import { renewPersonalTasks } from '../personal/personal-tasks.js';
import { releaseLock } from './locks.js';
import { mentionFinder, noteMentions } from './mentions.js';
import { withElements } from './message-xml.js';
import { editedBy, messageState, type Posting, postMessage, revise } from './posting.js';

/** fleep-wire.md 1.5. */
const MOST_CHARACTERS = 307_200;

/** A message that the actor sees, in its latest version. Throws ApiError 430. */
export function getMessage({ conversation, actorId }: Posting, messageNr: number): WireRecord {
  const fields = conversation.findMessage(messageNr);
  if (fields === undefined || !maySee(viewOf(conversation, actorId), messageNr)) throw notFound('Message');
  return fields;
}

/** The same of one that somebody wrote and that is still there. Throws ApiError 400 for any other. */
export function getWritten(posting: Posting, messageNr: number): WireRecord {
  const fields = getMessage(posting, messageNr);
  if (isDeleted(fields)) throw invalidCall('The message has been deleted.');
  if (isSystem(fields)) throw invalidCall('That is a system message.');
  return fields;
}

export const isDeleted = (fields: WireRecord): boolean =>
  textOf(fields, 'mk_message_state') === messageState('deleted') || textsOf(fields, 'tags').includes('is_deleted');

export const isSystem = (fields: WireRecord): boolean => textOf(fields, 'mk_message_state') === messageState('system');

/** Throws ApiError 400 when it is too long. */
export function encodeText(posting: Posting, text: string): string {
  if (text.length > MOST_CHARACTERS) throw badRequest('The message is too long.');
  return encodeMessage(text, { findMention: mentionFinder(posting) });
}

/** XML of a text and of what stands behind it; files alone make no paragraph (fleep-wire.md 5.3). */
export function joined(textXml: string, elements: string): string {
  return textXml === '<msg><p/></msg>' && elements !== '' ? `<msg>${elements}</msg>` : withElements(textXml, elements);
}

/** A new message of what somebody typed. Gives its number. Throws ApiError 400, 431. */
export function writeMessage(
  posting: Posting,
  text: string | undefined,
  attachments: readonly string[],
  fields: WireRecord = {},
): number {
  if (text === undefined && attachments.length === 0) throw badRequest('message is missing.');
  const xml = encodeText(posting, text ?? '');
  countMessage(posting);
  return postWritten(posting, joined(xml, attachFiles(posting, posting.conversation.nextNr(), attachments)), fields);
}

/** A new message whose payload is made already. Gives its number. */
export function postWritten(posting: Posting, message: string, fields: WireRecord = {}): number {
  const { conversation } = posting;
  const isQuiet = conversation.header.get('is_url_preview_disabled') === 'true';
  const number = postMessage(posting, message, { ...(isQuiet ? { is_url_preview_disabled: true } : {}), ...fields });
  moveReadHorizon(posting, number);
  noteMentions(posting, number, '', xmlOf(conversation.findMessage(number) ?? {}));
  renewPersonalTasks(posting, number);
  return number;
}

/** Gives a message other fields, as one event. */
export function changeMessage(posting: Posting, messageNr: number, fields: WireRecord): void {
  const { conversation } = posting;
  const before = xmlOf(conversation.findMessage(messageNr) ?? {});
  revise(posting, messageNr, { ...fields, ...editedBy(posting) });
  releaseLock(posting, messageNr);
  noteMentions(posting, messageNr, before, xmlOf(conversation.findMessage(messageNr) ?? {}));
  renewPersonalTasks(posting, messageNr);
}

/** The XML of a message, which the V2 types have in a JSON object (fleep-wire.md 4.3). */
export function xmlOf(fields: WireRecord): string {
  return isV2(fields) ? textOf(parseRecord(textOf(fields, 'message')), 'message') : textOf(fields, 'message');
}

/** The payload with another XML. */
export function withXml(fields: WireRecord, xml: string): string {
  return isV2(fields) ? JSON.stringify({ ...parseRecord(textOf(fields, 'message')), message: xml }) : xml;
}

const isV2 = (fields: WireRecord): boolean =>
  textOf(fields, 'mk_message_type').endsWith('V2') && textOf(fields, 'message').startsWith('{"');
