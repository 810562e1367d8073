// render: a message together with everything that its view is made from.
// Invariant: lookups only; nothing here is waited for. The body is taken apart once, for all who look at it.
import { type MessageBody, readBody } from '../fleep/markup/plain-text.js';
import { tokensOf } from '../search/tokens.js';
import type { Directory } from './directory.js';
import type { MarkupContext } from './markup-html.js';
import { namedSender, type PersonView, renamed } from './people.js';
import {
  type Companions,
  type FileRow,
  type MessageDetails,
  type MessageRow,
  messageKey,
  type TargetRow,
} from './rows.js';
import type { PlacedFiles } from './site-files.js';
import type { Words } from './words.js';

/** What views are made from, for one work unit. */
export interface ViewSources {
  readonly directory: Directory;
  readonly companions: Companions;
  readonly contents: PlacedFiles;
  readonly plainContext: MarkupContext;
  readonly words: Words;
  /** True for a site that is a part of the archive: what it lacks may be there all the same. */
  readonly isPart: boolean;
}

export interface Subject {
  readonly conversation_id: string;
  readonly row: MessageRow;
  /** `text` when the server gave none. */
  readonly type: string;
  readonly details: MessageDetails;
  readonly body: MessageBody;
  readonly key: string;
  readonly files: readonly FileRow[] | undefined;
  readonly sources: ViewSources;
}

const NO_DETAILS: MessageDetails = {};

// Types whose body is written by people (fleep-wire.md section 4.3); all others are system messages.
const TEXT_TYPES: ReadonlySet<string> = new Set(['text', 'email', 'textV2', 'emailV2', 'separator']);

export const isTextType = (type: string): boolean => TEXT_TYPES.has(type);

// The service keeps the state of a message that is deleted; on its boards there is none.

/** Whether a message is on the board of pins. */
export const isPin = ({ is_deleted, is_pinned }: MessageDetails): boolean => is_pinned === true && !is_deleted;

/** Whether a message is on the board of tasks. */
export const isTask = ({ is_deleted, task_state }: MessageDetails): boolean => task_state != null && !is_deleted;

export function subjectOf(conversation_id: string, row: MessageRow, sources: ViewSources): Subject {
  const key = messageKey(conversation_id, row.message_nr);
  const type = row.mk_message_type ?? 'text';
  return {
    conversation_id,
    row,
    type,
    details: row.details ?? NO_DETAILS,
    body: readBody(type, row.message ?? ''),
    key,
    files: sources.companions.files.get(key),
    sources,
  };
}

/** Another message of the same conversation that this one refers to, when the archive holds it. */
export function findTarget(subject: Subject, message_nr: number | null | undefined): TargetRow | undefined {
  if (message_nr == null) return undefined;
  return subject.sources.companions.targets.get(messageKey(subject.conversation_id, message_nr))?.[0];
}

/** What the body may point at. Messages without files share one context. */
export const markupContext = ({ sources, files }: Subject): MarkupContext =>
  files === undefined
    ? sources.plainContext
    : {
        findPersonHref: sources.plainContext.findPersonHref,
        isAttachmentShown: (attachment_id) => files.some((file) => file.attachment_id === attachment_id),
      };

/** The context of messages without files. */
export const plainContext = ({ people }: Directory): MarkupContext => ({
  findPersonHref: (account_id) => people.get(account_id).href,
  isAttachmentShown: () => false,
});

/** What tells who wrote a message. */
export interface Authored {
  readonly conversation_id: string;
  /** Of an integration, the account that set it up. */
  readonly account_id: string | null;
  readonly hook_key: string | null;
  readonly sender_name: string | null;
}

// Whom an e-mail made known has an address for a name (fleep-wire.md section 8, quirk 12). Goes by what is shown of the person and by
// nothing else, as a site that is rendered again does (rebuild/prints.ts).
const ADDRESS = /^[^\s@]+@[^\s@]+$/;

/** A former name, or another form of the name, has a word of it; behind the account of an importer or a mailbox may be anybody. */
function isOfAnother(sender_name: string, name: string): boolean {
  const words = new Set(tokensOf(name).map(({ text }) => text));
  const sent = tokensOf(sender_name);
  return sent.length > 0 && !sent.some(({ text }) => words.has(text));
}

/**
 * An integration, the account when there is a record of it, or else the name that came with the message. A name that is quite another one
 * than the account's stands before it.
 */
export function senderOf(
  message: Authored,
  { people, findHook }: Pick<Directory, 'people' | 'findHook'>,
  { texts }: Words,
): PersonView {
  const { conversation_id, account_id, hook_key, sender_name } = message;
  if (hook_key) {
    const hook = findHook(conversation_id, hook_key);
    return namedSender(sender_name || hook?.name || texts.message.hook, hook?.picture);
  }
  if (sender_name && (account_id === null || !people.has(account_id))) return namedSender(sender_name);
  const person = people.get(account_id);
  if (!sender_name) return person;
  if (ADDRESS.test(person.name)) return renamed(person, sender_name);
  return isOfAnother(sender_name, person.name) ? renamed(person, sender_name, person.name) : person;
}
