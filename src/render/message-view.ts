// render: one message and what hangs on it → the view that a template prints.
// Invariant: a view holds words, numbers and SafeHtml of markup-html.ts only; nothing of the wire passes through unread.
import { type MessageBody, readBody } from '../fleep/markup/plain-text.js';
import { anchorOf, messageHref } from './addresses.js';
import { type FileView, type FindPlaced, fileView, findPreviewView, type PreviewView } from './attachments.js';
import type { Directory } from './directory.js';
import { reactionSign } from './emoji.js';
import { type MarkupContext, markupToHtml, type SafeHtml } from './markup-html.js';
import { namedSender, type PersonView } from './people.js';
import {
  addTo,
  type Companions,
  type FileRow,
  type MessageDetails,
  type MessageRow,
  messageKey,
  type ReactionRow,
  type TargetRow,
  type VersionRow,
} from './rows.js';
import { systemWords, type WordPart } from './system-words.js';
import { clockTime, dayAndTime, dayNumber, isoTime } from './words.js';

/** What a message says: HTML made from markup, or words that are shown as they are. */
export interface BodyView {
  readonly html?: SafeHtml;
  readonly plain?: string;
  readonly isMalformed?: boolean;
}

export interface VersionView extends BodyView {
  readonly time: string;
  readonly person: PersonView;
  readonly subject: string;
}

export interface TaskView {
  readonly isDone: boolean;
  readonly section: string;
  readonly assignees: readonly PersonView[];
}

export interface MessageView extends BodyView {
  readonly message_nr: number;
  readonly anchor: string;
  readonly href: string;
  readonly clock: string;
  readonly iso: string;
  readonly posted_ms: number;
  /** Whole days since 1970, UTC; NaN when the time is not known. */
  readonly day: number;
  readonly author: PersonView;
  /** What kind of sender that is, when it is no person: `integration` or `e-mail`. */
  readonly badge: string;
  readonly isEmail: boolean;
  /** The sentence of a system message. */
  readonly words?: readonly WordPart[];
  /** Everything below is undefined for a plain message. */
  readonly extras?: MessageExtras;
}

export interface MessageExtras {
  readonly subject: string;
  readonly headers: readonly { label: string; addresses: string }[];
  readonly reply: { href: string; person: PersonView; excerpt: string } | undefined;
  readonly deleted: { person: PersonView; time: string; isTextKnown: boolean } | undefined;
  readonly edited: { person: PersonView; time: string } | undefined;
  readonly versions: readonly VersionView[];
  readonly pinnedBy: PersonView | undefined;
  readonly task: TaskView | undefined;
  readonly reactions: readonly { sign: string; name: string; total: number; people: readonly PersonView[] }[];
  readonly pictures: readonly FileView[];
  readonly files: readonly FileView[];
  readonly previews: readonly PreviewView[];
  readonly flags: readonly string[];
}

/** What views are made from, for one work unit. */
export interface ViewSources {
  readonly directory: Directory;
  readonly companions: Companions;
  readonly findPlaced: FindPlaced;
}

const ROOT = '../../';
const TEXT_TYPES: ReadonlySet<string> = new Set(['text', 'email', 'textV2', 'emailV2', 'separator']);
const NO_DETAILS: MessageDetails = {};

/** The view of a message on a page of its own conversation. */
export function messageView(row: MessageRow, sources: ViewSources, isOnOwnPage: boolean): MessageView {
  const details: MessageDetails = row.details === null ? NO_DETAILS : JSON.parse(row.details);
  const key = messageKey(row.conversation_id, row.message_nr);
  const type = row.mk_message_type ?? 'text';
  const files = sources.companions.files.get(key);
  const content = contentOf(row, type, details, sources, files);
  const href = isOnOwnPage ? `#${anchorOf(row.message_nr)}` : messageHref(row.message_nr);
  const extras = findExtras(row, details, sources, key, files);
  return {
    message_nr: row.message_nr,
    anchor: anchorOf(row.message_nr),
    href,
    ...timesOf(row.posted_ms),
    ...senderOf(row, details, sources.directory),
    isEmail: type.startsWith('email'),
    ...content,
    ...(extras === undefined ? {} : { extras }),
  };
}

const timesOf = (posted_ms: number | null) =>
  posted_ms === null
    ? { clock: '––:––', iso: '', posted_ms: 0, day: Number.NaN }
    : { clock: clockTime(posted_ms), iso: isoTime(posted_ms), posted_ms, day: dayNumber(posted_ms) };

function senderOf(row: MessageRow, details: MessageDetails, directory: Directory) {
  if (details.hook_key) {
    const name = details.sender_name || directory.findHookName(row.conversation_id, details.hook_key) || 'Integration';
    return { author: namedSender(name), badge: 'integration' };
  }
  const isKnown = row.account_id !== null && directory.people.has(row.account_id);
  if (details.sender_name && !isKnown) return { author: namedSender(details.sender_name), badge: '' };
  return { author: directory.people.get(row.account_id), badge: '' };
}

function contentOf(
  row: MessageRow,
  type: string,
  details: MessageDetails,
  sources: ViewSources,
  files: readonly FileRow[] | undefined,
): Pick<MessageView, 'html' | 'plain' | 'isMalformed' | 'words'> {
  const body = readBody(type, row.message ?? '');
  if (body.kind === 'markup' || TEXT_TYPES.has(type)) return bodyView(body, markupContext(sources.directory, files));
  const payload = body.kind === 'payload' ? body.payload : undefined;
  const rest = body.kind === 'plain' ? body.text : '';
  return { words: systemWords(type, payload, rest, systemContext(row, details, sources)) };
}

function bodyView(body: MessageBody, context: MarkupContext): BodyView {
  switch (body.kind) {
    case 'markup':
      return { html: markupToHtml(body.nodes, context) };
    case 'plain':
      return body.text === '' ? {} : { plain: body.text, isMalformed: body.isMalformed };
    case 'payload':
      return { plain: JSON.stringify(body.payload) };
  }
}

const markupContext = ({ people }: Directory, files: readonly FileRow[] | undefined): MarkupContext => ({
  findPersonHref: (account_id) => people.get(account_id).href,
  isAttachmentShown: (attachment_id) => files?.some((file) => file.attachment_id === attachment_id) === true,
});

function systemContext(row: MessageRow, details: MessageDetails, { directory, companions }: ViewSources) {
  return {
    author: directory.people.get(row.account_id),
    account_id: row.account_id,
    ref_message_nr: details.ref_message_nr ?? null,
    getPerson: (account_id: string) => directory.people.get(account_id),
    findTeamName: (team_id: string) => directory.teamNames.get(team_id),
    findMessage: (message_nr: number) => {
      const [target] = companions.targets.get(messageKey(row.conversation_id, message_nr)) ?? [];
      return target === undefined ? undefined : { href: messageHref(message_nr), day: targetDay(target) };
    },
  };
}

const targetDay = (target: TargetRow): string =>
  target.posted_ms === null ? `message ${target.message_nr}` : dayAndTime(target.posted_ms);

function findExtras(
  row: MessageRow,
  details: MessageDetails,
  sources: ViewSources,
  key: string,
  files: readonly FileRow[] | undefined,
): MessageExtras | undefined {
  const { companions } = sources;
  const versions = companions.versions.get(key);
  const previews = companions.previews.get(key);
  const reactions = companions.reactions.get(key);
  if (details === NO_DETAILS && !versions && !previews && !reactions && !files) return undefined;
  const shownVersions = versionViews(row, details, versions ?? [], sources, files);
  const fileViews = (files ?? []).map((file) => fileView(file, sources.findPlaced, ROOT));
  return {
    subject: details.subject ?? '',
    headers: headersOf(details.mail_hdrs, sources.directory),
    reply: findReply(row, details, sources),
    ...changeOf(row, details, shownVersions.length, sources.directory),
    versions: shownVersions,
    pinnedBy: details.is_pinned ? sources.directory.people.get(details.pinned_account_id) : undefined,
    task: findTask(details, sources.directory),
    reactions: reactionViews(reactions ?? [], sources.directory),
    pictures: fileViews.filter((file) => file.isPicture),
    files: fileViews.filter((file) => !file.isPicture),
    previews: (previews ?? []).flatMap((preview) => findPreviewView(preview, sources.findPlaced, ROOT) ?? []),
    flags: [...(details.is_hidden ? ['hidden in Fleep'] : []), ...(details.is_spam ? ['marked as spam'] : [])],
  };
}

// Pins and tasks set edited_time as well (fleep-wire.md section 9.7): without an earlier text they are no edit.
function changeOf(row: MessageRow, details: MessageDetails, versionCount: number, { people }: Directory) {
  const person = people.get(details.edit_account_id ?? row.account_id);
  const time = details.edited_ms == null ? '' : dayAndTime(details.edited_ms);
  if (details.is_deleted) return { deleted: { person, time, isTextKnown: versionCount > 0 }, edited: undefined };
  const isState = details.is_pinned || details.task_state != null;
  const isEdited = versionCount > 0 || (time !== '' && !isState && TEXT_TYPES.has(row.mk_message_type ?? 'text'));
  return { deleted: undefined, edited: isEdited ? { person, time } : undefined };
}

/** Versions whose words differ from those of the version after them, oldest first. */
function versionViews(
  row: MessageRow,
  details: MessageDetails,
  versions: readonly VersionRow[],
  sources: ViewSources,
  files: readonly FileRow[] | undefined,
): VersionView[] {
  const context = markupContext(sources.directory, files);
  return versions.flatMap((version, index) => {
    const next = versions[index + 1] ?? { message: row.message, subject: details.subject ?? null };
    const isSame = version.message === next.message && (version.subject ?? '') === (next.subject ?? '');
    return isSame || !version.message ? [] : [versionView(version, version.message, context, sources.directory)];
  });
}

function versionView(version: VersionRow, message: string, context: MarkupContext, directory: Directory): VersionView {
  return {
    time: version.time_ms === null ? '' : dayAndTime(version.time_ms),
    person: directory.people.get(version.account_id),
    subject: version.subject ?? '',
    ...bodyView(readBody(version.mk_message_type ?? 'text', message), context),
  };
}

function findReply(row: MessageRow, details: MessageDetails, { directory, companions }: ViewSources) {
  const message_nr = details.reply_to_message_nr;
  const [target] =
    message_nr == null ? [] : (companions.targets.get(messageKey(row.conversation_id, message_nr)) ?? []);
  if (target === undefined) return undefined;
  const isKnown = target.account_id !== null && directory.people.has(target.account_id);
  const person =
    target.sender_name && !isKnown ? namedSender(target.sender_name) : directory.people.get(target.account_id);
  return { href: messageHref(target.message_nr), person, excerpt: target.excerpt || 'a message' };
}

/** The state of a task, its section and its people; undefined when the message is none. */
export function findTask(details: MessageDetails, directory: Directory): TaskView | undefined {
  if (details.task_state == null) return undefined;
  return {
    isDone: details.task_state === 'done',
    section: directory.sections.get(details.section_id ?? '')?.name ?? '',
    assignees: (details.assignee_ids ?? []).map((id) => directory.people.get(id)),
  };
}

function reactionViews(rows: readonly ReactionRow[], { people }: Directory) {
  const byReaction = new Map<string, ReactionRow[]>();
  for (const row of rows) addTo(byReaction, row.reaction, row);
  return [...byReaction].map(([name, group]) => ({
    name,
    sign: reactionSign(name),
    total: group.length,
    people: group.flatMap((row) => (row.account_id === null ? [] : [people.get(row.account_id)])),
  }));
}

// mail_hdrs is a list of {prefix, addresses: [{addr, name?}]} (fleep-wire.md section 9.9); anything else is left out.
function headersOf(mail_hdrs: unknown, directory: Directory): { label: string; addresses: string }[] {
  if (!Array.isArray(mail_hdrs)) return [];
  return mail_hdrs.flatMap((header: { prefix?: unknown; addresses?: unknown } | null) => {
    if (typeof header?.prefix !== 'string' || !Array.isArray(header.addresses)) return [];
    const addresses = header.addresses.flatMap((address) => shownAddress(address, directory));
    return addresses.length === 0 ? [] : [{ label: header.prefix, addresses: addresses.join(', ') }];
  });
}

function shownAddress(address: { addr?: unknown; name?: unknown } | null, directory: Directory): string[] {
  if (typeof address?.addr !== 'string') return [];
  if (directory.isConversationMail(address.addr)) return ['this conversation'];
  return [typeof address.name === 'string' && address.name !== '' ? `${address.name} <${address.addr}>` : address.addr];
}
