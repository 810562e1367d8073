// render: what hangs on a message: versions, state, reactions, files, previews, e-mail headers.
// Invariant: a message that has none of it costs a few lookups and gets undefined.
import { type MessageBody, messageText, readBody } from '../fleep/markup/plain-text.js';
import { messageHref } from './addresses.js';
import { type FileView, fileView, findPreviewView, type PreviewView } from './attachments.js';
import { type DifferencePart, findDifference } from './difference.js';
import type { Directory } from './directory.js';
import { reactionSign } from './emoji.js';
import { findFirstOfNow, historyOf, shownVersions, type VersionText } from './message-history.js';
import { findTarget, isPin, isTask, isTextType, type Subject, senderOf } from './message-subject.js';
import type { BodyView } from './message-view.js';
import type { PersonView } from './people.js';
import { addTo, type MessageDetails, type ReactionRow, type VersionRow } from './rows.js';
import type { Words } from './words.js';

export interface VersionView extends BodyView {
  readonly time: string;
  readonly person: PersonView;
  readonly subject: string;
  /** How its text became that of the version after it, where that is easier to read than the text. */
  readonly difference: readonly DifferencePart[] | undefined;
}

export interface TaskView {
  readonly isDone: boolean;
  readonly section: string;
  readonly assignees: readonly PersonView[];
}

/** Who changed a message, and when. */
interface ChangeView {
  readonly person: PersonView;
  readonly time: string;
}

/**
 * What a message answers. `changed` is when the other message got its words of now, in seconds since 1970, for the as-of script; '' when
 * it never had others.
 */
type ReplyView =
  | { readonly absence: string }
  | {
      readonly absence: '';
      readonly href: string;
      readonly person: PersonView;
      readonly excerpt: string;
      readonly changed: string;
    };

/** A state of a message, and who brought it about. */
interface Change extends Pick<MessageDetails, 'edited_ms' | 'is_pinned' | 'is_unpinned' | 'task_state'> {
  readonly account_id: string | null;
}

export interface MessageExtras {
  readonly subject: string;
  readonly headers: readonly { label: string; addresses: string }[];
  readonly reply: ReplyView | undefined;
  readonly deleted: (ChangeView & { isTextKnown: boolean }) | undefined;
  readonly edited: ChangeView | undefined;
  /** Oldest first; only those whose words differ from those of the version after them. */
  readonly versions: readonly VersionView[];
  /** What held when, for the as-of script; '' for a message that never changed. */
  readonly history: string;
  /** `person` is undefined when it is not known who pinned it. */
  readonly pin: { readonly person: PersonView | undefined } | undefined;
  readonly task: TaskView | undefined;
  readonly reactions: readonly { sign: string; name: string; people: readonly PersonView[] }[];
  readonly pictures: readonly FileView[];
  readonly files: readonly FileView[];
  readonly previews: readonly PreviewView[];
  readonly flags: readonly string[];
}

type ViewBody = (subject: Subject, type: string, body: MessageBody) => BodyView;

const ROOT = '../../';

/** Undefined when there is nothing. `viewBody` makes the view of an earlier version's body. */
export function findExtras(subject: Subject, viewBody: ViewBody): MessageExtras | undefined {
  const { row, details, key, files, sources } = subject;
  const { directory, companions, contents, words } = sources;
  const versionRows = companions.versions.get(key);
  const previews = companions.previews.get(key);
  const reactions = companions.reactions.get(key);
  if (row.details === null && !versionRows && !previews && !reactions && !files) return undefined;
  const versions = versionViews(subject, versionRows ?? [], viewBody);
  const fileViews = (files ?? []).map((file) => fileView(file, contents, ROOT, words));
  return {
    subject: details.subject ?? '',
    headers: headersOf(details.mail_hdrs, directory, words),
    reply: findReply(subject),
    ...changeOf(subject, versionRows ?? [], versions.length),
    versions,
    history: isTextType(subject.type) || details.is_deleted ? historyOf(row, details, versionRows ?? []) : '',
    pin: findPin(subject),
    task: findTask(subject),
    reactions: reactionViews(reactions ?? [], directory),
    pictures: fileViews.filter((file) => file.isPicture),
    files: fileViews.filter((file) => !file.isPicture),
    previews: (previews ?? []).flatMap((preview) => findPreviewView(preview, contents, ROOT) ?? []),
    flags: details.is_hidden ? [words.texts.message.hidden] : [],
  };
}

// The edit that counts gave the message its words of now: pins, their removal and tasks set an editor and edited_time as well
// (fleep-wire.md section 9.7), and without an earlier text they are no edit.
function changeOf(subject: Subject, versions: readonly VersionRow[], shownCount: number) {
  const { row, type, details } = subject;
  const last: Change = { ...details, account_id: details.edit_account_id ?? row.account_id };
  if (details.is_deleted)
    return { deleted: { ...changeView(last, subject), isTextKnown: shownCount > 0 }, edited: undefined };
  const change = findFirstOfNow(versions, textOfNow(subject)) ?? last;
  const isState = change.is_pinned || change.is_unpinned || change.task_state != null;
  const isEdited = shownCount > 0 || (change.edited_ms != null && !isState && isTextType(type));
  return { deleted: undefined, edited: isEdited ? changeView(change, subject) : undefined };
}

const changeView = ({ account_id, edited_ms }: Change, { sources }: Subject): ChangeView => ({
  person: sources.directory.people.get(account_id),
  time: edited_ms == null ? '' : sources.words.dayAndTime(edited_ms),
});

const textOfNow = ({ row, details }: Subject): VersionText => ({
  message: row.message,
  mk_message_type: row.mk_message_type,
  subject: details.subject ?? null,
});

function versionViews(subject: Subject, versions: readonly VersionRow[], viewBody: ViewBody): VersionView[] {
  const { directory, words } = subject.sources;
  return shownVersions(versions, textOfNow(subject)).map(({ version, next }) => {
    const type = version.mk_message_type ?? subject.type;
    return {
      time: version.time_ms === null ? '' : words.dayAndTime(version.time_ms),
      person: directory.people.get(version.account_id),
      subject: version.subject ?? '',
      difference: isTextType(type) ? findDifference(textOf(version), textOf(next)) : undefined,
      ...viewBody(subject, type, readBody(type, version.message ?? '')),
    };
  });
}

const textOf = ({ mk_message_type, message }: Pick<VersionRow, 'mk_message_type' | 'message'>): string =>
  messageText(mk_message_type ?? 'text', message ?? '').text;

function findReply(subject: Subject): ReplyView | undefined {
  const { directory, words, isPart } = subject.sources;
  const { reply_to_message_nr } = subject.details;
  if (reply_to_message_nr == null) return undefined;
  const target = findTarget(subject, reply_to_message_nr);
  if (target === undefined)
    return { absence: isPart ? words.texts.message.inReplyToLeftOut : words.texts.message.inReplyToAbsent };
  return {
    absence: '',
    href: messageHref(target.message_nr),
    person: senderOf(target, directory, words),
    excerpt: target.excerpt || words.texts.message.someMessage,
    changed: target.edited_ms === null ? '' : String(Math.floor(target.edited_ms / 1000)),
  };
}

function findPin({ details, sources }: Subject): MessageExtras['pin'] {
  const { pinned_account_id } = details;
  if (!isPin(details)) return undefined;
  return { person: pinned_account_id ? sources.directory.people.get(pinned_account_id) : undefined };
}

function findTask({ conversation_id, details, sources }: Subject): TaskView | undefined {
  const { people, sectionsOf } = sources.directory;
  if (!isTask(details)) return undefined;
  return {
    isDone: details.task_state === 'done',
    section: sectionsOf(conversation_id).get(details.section_id ?? '')?.name ?? '',
    assignees: (details.assignee_ids ?? []).map((id) => people.get(id)),
  };
}

function reactionViews(rows: readonly ReactionRow[], { people }: Directory) {
  const byReaction = new Map<string, ReactionRow[]>();
  for (const row of rows) addTo(byReaction, row.reaction, row);
  return [...byReaction].map(([name, group]) => ({
    name,
    sign: reactionSign(name),
    people: group.flatMap((row) => (row.account_id === null ? [] : [people.get(row.account_id)])),
  }));
}

// mail_hdrs is a list of {prefix, addresses: [{addr, name?}]} (fleep-wire.md section 9.9); anything else is left out.
function headersOf(mail_hdrs: unknown, directory: Directory, words: Words): { label: string; addresses: string }[] {
  if (!Array.isArray(mail_hdrs)) return [];
  return mail_hdrs.flatMap((header: { prefix?: unknown; addresses?: unknown } | null) => {
    if (typeof header?.prefix !== 'string' || !Array.isArray(header.addresses)) return [];
    const addresses = header.addresses.flatMap((address) => shownAddress(address, directory, words));
    return addresses.length === 0 ? [] : [{ label: header.prefix, addresses: addresses.join(', ') }];
  });
}

function shownAddress(
  address: { addr?: unknown; name?: unknown } | null,
  directory: Directory,
  { texts }: Words,
): string[] {
  if (typeof address?.addr !== 'string') return [];
  if (directory.isConversationMail(address.addr)) return [texts.message.thisConversation];
  return [typeof address.name === 'string' && address.name !== '' ? `${address.name} <${address.addr}>` : address.addr];
}
