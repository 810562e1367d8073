// emulator: conversation headers in the variants of fleep-wire.md 3.4.
// Invariant: an initial header has every field of 9.1 and both bw_ and fw_message_nr (ic_header: neither); a delta header
// has the always-and-usually group and at most one of the two. What the world states is sent as it states it.
import { shortId } from '../fleep/ids.js';
import { inboxNumber, isLeaver, reachOf } from './view.js';
import type { ConversationSource } from './world.js';

export type InitMode = 'ic_full' | 'ic_tiny' | 'ic_header';
/** Name → JSON value of the fields that depend on the call. */
export type CallFields = Readonly<Record<string, number | string | null>>;

/** These describe one answer, so a world that states them is not obeyed. */
const callFields = new Set(
  'mk_init_mode is_init is_full is_tiny bw_message_nr fw_message_nr file_horizon pin_horizon pin_cursor'.split(' '),
);

const deltaFields = new Set(
  `mk_rec_type conversation_id profile_id join_message_nr read_message_nr last_message_nr show_message_nr
   send_message_nr inbox_message_nr inbox_time last_inbox_nr last_message_time unread_count mk_alert_level
   snooze_interval snooze_time is_muted read_inbox_nr has_done_notifications has_email_subject has_pinboard
   has_task_archive has_taskboard is_list is_automute is_mark_unread label_ids teams export_files
   export_progress`.split(/\s+/),
);

export function initHeader(
  conversation: ConversationSource,
  viewerId: string,
  mode: InitMode,
  fields: CallFields = {},
): string {
  const { all } = headerTexts(conversation, viewerId);
  const variant = { mk_init_mode: mode, is_init: true, is_full: true, is_tiny: mode === 'ic_tiny' };
  return `${all}${callTail({ ...variant, ...fields })}}`;
}

export function deltaHeader(conversation: ConversationSource, viewerId: string, fields: CallFields = {}): string {
  return `${headerTexts(conversation, viewerId).delta}${callTail(fields)}}`;
}

interface HeaderTexts {
  readonly revision: number;
  /** Both without their closing brace. */
  readonly all: string;
  readonly delta: string;
}

const cache = new WeakMap<ConversationSource, Map<string, HeaderTexts>>();

function headerTexts(conversation: ConversationSource, viewerId: string): HeaderTexts {
  const ofViewers = cache.get(conversation) ?? new Map<string, HeaderTexts>();
  cache.set(conversation, ofViewers);
  const known = ofViewers.get(viewerId);
  if (known?.revision === conversation.revision) return known;
  const fields = [...allFields(conversation, viewerId)].filter(([name]) => !callFields.has(name));
  const texts: HeaderTexts = {
    revision: conversation.revision,
    all: openObject(fields),
    delta: openObject(fields.filter(([name]) => deltaFields.has(name))),
  };
  ofViewers.set(viewerId, texts);
  return texts;
}

function allFields(conversation: ConversationSource, viewerId: string): Map<string, string> {
  const fields = new Map(conversation.header);
  for (const name of ['join_message_nr', 'last_message_nr']) {
    if (fields.get(name) === 'null') fields.delete(name);
  }
  for (const [name, value] of Object.entries(derivedFields(conversation, viewerId))) {
    if (!fields.has(name)) fields.set(name, JSON.stringify(value));
  }
  const { last } = reachOf(conversation, viewerId);
  if (Number(fields.get('last_message_nr')) < last) fields.set('last_message_nr', String(last));
  return fields;
}

function derivedFields(conversation: ConversationSource, viewerId: string): Record<string, unknown> {
  return {
    mk_rec_type: 'conv',
    conversation_id: conversation.id,
    profile_id: viewerId,
    ...derivedNumbers(conversation, viewerId),
    ...derivedContents(conversation),
    ...derivedSettings(conversation),
    can_post: !isLeaver(conversation, viewerId),
  };
}

function derivedNumbers(conversation: ConversationSource, viewerId: string) {
  const { facts } = conversation;
  const { first, last } = reachOf(conversation, viewerId);
  return {
    topic_message_nr: facts.topicNr,
    join_message_nr: first,
    begin_message_nr: first,
    last_message_nr: last,
    show_message_nr: Math.min(facts.showNr, last),
    send_message_nr: first,
    inbox_message_nr: inboxNumber(conversation, last),
    read_message_nr: last,
    read_inbox_nr: facts.lastInboxNr,
    last_inbox_nr: facts.lastInboxNr,
    unread_count: 0,
    inbox_time: facts.inboxTime,
    last_message_time: facts.lastTime,
  };
}

function derivedContents(conversation: ConversationSource) {
  const tasks = conversation.tasks();
  return {
    creator_id: conversation.facts.creatorId,
    topic: '',
    members: [],
    leavers: [],
    guests: [],
    admins: [],
    passive: [],
    pending: [],
    teams: [],
    label_ids: [],
    default_members: [],
    has_pinboard: conversation.pins().length > 0,
    has_taskboard: tasks.length > 0,
    has_task_archive: tasks.some((task) => task.isArchived),
  };
}

function derivedSettings(conversation: ConversationSource) {
  const off = `is_muted is_automute is_list is_managed is_mark_unread is_premium has_done_notifications
    has_email_subject`.split(/\s+/);
  const key = shortId(conversation.id);
  return {
    mk_alert_level: 'default',
    mk_conv_type: 'cct_default',
    snooze_interval: 0,
    snooze_time: 0,
    ...Object.fromEntries(off.map((name) => [name, false])),
    organisation_id: null,
    pin_sync_state: null,
    autojoin_url: `https://fleep.io/chat/${key}`,
    cmail: `conv.${key.toLowerCase()}@fleep.io`,
    export_files: [],
    export_progress: '1',
  };
}

function openObject(fields: readonly (readonly [string, string])[]): string {
  return `{${fields.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')}`;
}

function callTail(fields: Readonly<Record<string, unknown>>): string {
  return Object.entries(fields)
    .map(([name, value]) => `,"${name}":${JSON.stringify(value)}`)
    .join('');
}
