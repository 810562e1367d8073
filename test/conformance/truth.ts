// test: what a world file says, read without any code of src/ (shared/world-format.md): for one login account the latest version of
// every message number it can see, attachments with the hash of their bytes, people, teams, labels, hooks, sections.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { shownName } from '../support/shown-name.js';
import { type Canonical, type CanonicalRow, tableOf, type Value } from './canonical.js';
import { simpleText } from './simple-text.js';

export type WorldLine = Readonly<Record<string, unknown>>;

export function readWorldFile(path: string): WorldLine[] {
  const bytes = readFileSync(path);
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line));
}

/** The truth of a world for the account with this e-mail. */
export function truthOf(lines: readonly WorldLine[], email = 'archivist@example.org'): Canonical {
  const of = (type: string) => lines.filter((line) => line.mk_rec_type === type);
  const viewer = of('account').find((line) => line.email === email)?.account_id;
  const logins = new Set(of('account').map((line) => line.account_id));
  const sees = (record: WorldLine, fields: readonly string[]) => {
    const people = fields.flatMap((field) => list(record, field));
    return people.includes(viewer as Value) || !people.some((id) => logins.has(id));
  };
  const conversations = of('conv')
    .filter((conv) => sees(conv, ['members', 'leavers', 'guests']))
    .map((conv) => readConversation(conv, lines, viewer));
  const visible = new Map(conversations.map((conversation) => [conversation.id, conversation]));
  const inside = (record: WorldLine) => visible.has(String(record.conversation_id));
  const contents = new Map(lines.filter((line) => line.content).map((line) => [line.file_url, bytesOf(line)]));
  const teams = of('team').filter(
    (team) =>
      sees(team, ['members', 'admins', 'pending']) ||
      conversations.some(({ conv }) => list(conv, 'teams').includes(text(team, 'team_id'))),
  );
  const messages = conversations.flatMap(({ messages }) => messages);
  const attachments = (type: string) =>
    of(type).filter((record) => inside(record) && visible.get(String(record.conversation_id))?.reaches(record));
  return {
    conversations: tableOf(conversations.map(({ id, conv, last }) => [id, conversationRow(conv, last)])),
    conversation_labels: tableOf(
      conversations.flatMap(({ id, conv }) =>
        list(conv, 'label_ids').map((label) => [`${id} ${label}`, { label_id: label }] as const),
      ),
    ),
    messages: tableOf(messages.map((message) => [messageKey(message), messageRow(message)])),
    files: tableOf(attachments('file').map((file) => [attachmentKey(file), fileRow(file, contents)])),
    previews: tableOf(attachments('preview').map((file) => [attachmentKey(file), previewRow(file, contents)])),
    reactions: tableOf(messages.flatMap(reactionRows)),
    mentions: tableOf(messages.flatMap(mentionRows)),
    accounts: tableOf(of('contact').map((contact) => [String(contact.account_id), accountRow(contact, contents)])),
    teams: tableOf(teams.map((team) => [String(team.team_id), pick(team, TEAM)])),
    team_members: tableOf(teams.flatMap(teamMemberRows)),
    labels: tableOf(
      of('label').map((label) => [String(label.label_id), { ...pick(label, LABEL), label_index: plain(label.index) }]),
    ),
    hooks: tableOf(
      of('hook')
        .filter(inside)
        .map((hook) => [`${hook.conversation_id} ${hook.hook_key}`, pick(hook, HOOK)]),
    ),
    sections: tableOf(
      of('section')
        .filter(inside)
        .map((section) => [`${section.conversation_id} ${section.section_id}`, pick(section, SECTION)]),
    ),
    reminders: tableOf(of('reminder').map((reminder) => [String(reminder.reminder_id), pick(reminder, REMINDER)])),
  };
}

interface Conversation {
  readonly id: string;
  readonly conv: WorldLine;
  readonly last: number;
  /** Latest versions, by number. */
  readonly messages: readonly WorldLine[];
  reaches(attachment: WorldLine): boolean;
}

function readConversation(conv: WorldLine, lines: readonly WorldLine[], viewer: unknown): Conversation {
  const id = String(conv.conversation_id);
  const events = lines.filter((line) => line.mk_rec_type === 'message' && line.conversation_id === id);
  const flowEnd = events.reduce(
    (end, event) => Math.max(end, Number(event.message_nr), whole(event.flow_message_nr) ?? 0),
    0,
  );
  const stated = whole(conv.last_message_nr);
  const hasLeft = list(conv, 'leavers').includes(viewer as Value) && !list(conv, 'members').includes(viewer as Value);
  const last = hasLeft && stated ? stated : Math.max(stated ?? 0, flowEnd);
  const first = Math.max(1, whole(conv.join_message_nr) ?? 1);
  const latest = new Map<number, WorldLine>();
  for (const event of events) latest.set(Number(event.message_nr), event);
  const numbers = [...latest.keys()].sort((a, b) => a - b);
  const messages = numbers
    .filter((number) => number >= first && number <= last)
    .map((number) => ({
      prev_message_nr: numbers.findLast((other) => other < number) ?? 0,
      ...latest.get(number),
    }));
  const reaches = (attachment: WorldLine) => {
    const number = whole(attachment.message_nr) ?? 0;
    return number < 1 || number > flowEnd || (number >= first && number <= last);
  };
  return { id, conv, last, messages, reaches };
}

/** SHA-256 and size of the bytes that the world puts behind an attachment. */
function bytesOf({ content }: WorldLine): { sha256: string; size: number } {
  const { text, base64, shake256, bytes } = content as Record<string, unknown>;
  const buffer =
    typeof text === 'string'
      ? Buffer.from(text, 'utf8')
      : typeof base64 === 'string'
        ? Buffer.from(base64, 'base64')
        : createHash('shake256', { outputLength: Number(bytes) })
            .update(String(shake256), 'utf8')
            .digest();
  return { sha256: createHash('sha256').update(buffer).digest('hex'), size: buffer.length };
}

type Contents = ReadonlyMap<unknown, { sha256: string; size: number }>;

const MESSAGE =
  `conversation_id message_nr flow_message_nr prev_message_nr ref_message_nr reply_to_message_nr account_id
  mk_message_type mk_message_state message subject sender_name posted_time edited_time edit_account_id tags section_id task_weight
  pin_weight pinned_account_id tasked_account_id assignee_ids hook_key`.split(/\s+/);
const CONVERSATION =
  `conversation_id topic default_topic creator_id mk_conv_type organisation_id join_message_nr begin_message_nr
  show_message_nr inbox_message_nr read_message_nr delete_message_nr disclose_message_nr hide_message_nr last_message_time inbox_time
  unread_count mk_alert_level snooze_interval can_post is_deleted is_muted is_list is_managed is_premium is_autojoin is_disclose
  has_pinboard has_taskboard has_task_archive has_email_subject members leavers guests admins default_members teams label_ids cmail
  autojoin_url`.split(/\s+/);
const FILE =
  `conversation_id message_nr attachment_id account_id file_name file_type file_size file_sha256 file_url width height
  orientation is_animated is_deleted is_hidden deleter_id sender_name posted_time`.split(/\s+/);
const PREVIEW =
  `conversation_id message_nr attachment_id attached_url title description account_id file_name file_type file_size
  file_sha256 file_url width height is_deleted posted_time`.split(/\s+/);
const ACCOUNT =
  `account_id display_name full_name contact_name email fleep_address mk_account_status phone_nr avatar_urls
  organisation_id organisation_name dialog_id alias_account_ids activity_time activated_time status_emoji status_message
  is_hidden_for_add is_premium`.split(/\s+/);
const TEAM =
  `team_id team_name team_version_nr mk_sync_mode organisation_id is_autojoin is_managed is_org_wide is_deleted
  autojoin_url`.split(/\s+/);
const LABEL = 'label_id label mk_label_type mk_label_subtype mk_label_status team_id'.split(' ');
const HOOK = `conversation_id hook_key hook_id hook_name mk_hook_type account_id hook_url outgoing_url outgoing_disabled
  is_active`.split(/\s+/);
const SECTION = 'conversation_id section_id name mk_section_type mk_section_subtype weight is_deleted'.split(' ');
const REMINDER = `reminder_id account_id creator_id organisation_id mk_reminder_type remind_time expire_time
  is_active`.split(/\s+/);

const messageKey = (message: WorldLine): string => `${message.conversation_id} ${message.message_nr}`;
const attachmentKey = (file: WorldLine): string =>
  `${file.conversation_id} ${file.message_nr} ${file.attachment_id ?? file.attached_url}`;

const TEXT_TYPES = new Set(['text', 'email', 'textV2', 'emailV2', 'separator']);

function messageRow(message: WorldLine): CanonicalRow {
  const tags = list(message, 'tags');
  const state = text(message, 'mk_message_state');
  const isText = TEXT_TYPES.has(text(message, 'mk_message_type'));
  const shown = isText ? simpleText(text(message, 'message')) : null;
  return {
    ...pick(message, MESSAGE),
    ...('inbox_nr' in message ? { inbox_nr: plain(message.inbox_nr) } : {}),
    reactions: plain(message.reactions),
    mail_hdrs: plain(message.mail_hdrs),
    is_deleted: tags.includes('is_deleted') || state.endsWith(':deleted') || (isText && message.message === ''),
    is_pinned: state.endsWith(':pinned') || (tags.includes('pin') && !tags.includes('unpin')),
    task_state:
      state.endsWith(':done') || tags.includes('is_done')
        ? 'done'
        : state.endsWith(':todo') || tags.includes('is_todo')
          ? 'todo'
          : null,
    ...(shown === undefined ? {} : { text: shown }),
  };
}

function conversationRow(conv: WorldLine, last: number): CanonicalRow {
  const stated = CONVERSATION.filter((field) => conv[field] !== undefined && conv[field] !== null);
  return {
    ...pick(conv, stated),
    last_message_nr: last,
    title: shownName(text(conv, 'topic')) || shownName(text(conv, 'default_topic')) || null,
    is_hidden: (whole(conv.hide_message_nr) ?? -1) >= last,
  };
}

const stored = (record: WorldLine, contents: Contents): CanonicalRow => {
  const content = contents.get(record.file_url);
  return { stored_sha256: content?.sha256 ?? null, stored_size: content?.size ?? null };
};

const fileRow = (file: WorldLine, contents: Contents): CanonicalRow => ({
  ...pick(file, FILE),
  ...stored(file, contents),
});

const previewRow = (file: WorldLine, contents: Contents): CanonicalRow => ({
  ...pick(file, PREVIEW),
  ...stored(file, contents),
});

function accountRow(contact: WorldLine, contents: Contents): CanonicalRow {
  const urls: Record<string, string> = JSON.parse(text(contact, 'avatar_urls') || '{}');
  const content = contents.get(urls.size_100 ?? urls.size_50);
  return { ...pick(contact, ACCOUNT), avatar_sha256: content?.sha256 ?? null };
}

function teamMemberRows(team: WorldLine): [string, CanonicalRow][] {
  const people = new Set(['members', 'admins', 'pending'].flatMap((field) => list(team, field)));
  return [...people].map((id) => [
    `${team.team_id} ${id}`,
    { is_admin: list(team, 'admins').includes(id), is_pending: list(team, 'pending').includes(id) },
  ]);
}

function reactionRows(message: WorldLine): [string, CanonicalRow][] {
  if (messageRow(message).is_deleted || typeof message.reactions !== 'object' || message.reactions === null) return [];
  return Object.entries(message.reactions).flatMap(([reaction, people]) =>
    (people as string[]).map((id): [string, CanonicalRow] => [
      `${messageKey(message)} ${reaction} ${id}`,
      { reaction },
    ]),
  );
}

function mentionRows(message: WorldLine): [string, CanonicalRow][] {
  const found = text(message, 'message').matchAll(/<mention [^>]*account_id=\\?"([^"\\]+)/g);
  const people = new Set([...found].map((match) => match[1] ?? ''));
  return [...people].map((id) => [`${messageKey(message)} ${id}`, { account_id: id }]);
}

const pick = (record: WorldLine, fields: readonly string[]): CanonicalRow =>
  Object.fromEntries(fields.map((field) => [field, plain(record[field])]));

const plain = (value: unknown): Value => (value === undefined ? null : (value as Value));
const text = (record: WorldLine, field: string): string => {
  const value = record[field];
  return typeof value === 'string' ? value : '';
};
const list = (record: WorldLine, field: string): readonly Value[] => {
  const value = record[field];
  return Array.isArray(value) ? value : [];
};
const whole = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined;
