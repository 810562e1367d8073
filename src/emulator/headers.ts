// emulator: conversation headers in the variants of fleep-wire.md 3.4.
// Invariant: an initial header has every field of 9.1 and both bw_ and fw_message_nr (ic_header: neither); a delta header
// has the always-and-usually group and at most one of the two. What the world states is sent as it states it.
import { shortId } from '../fleep/ids.js';
import type { LiveConversation } from './live/conversations/conversation.js';
import { pinsOf, tasksOf } from './side-lists.js';
import { factsOf, headerNumber, inboxNrAt, inboxNumber, type View } from './view.js';
import type { ConversationSource } from './world.js';

export type InitMode = 'ic_full' | 'ic_tiny' | 'ic_header';
/** Name → JSON value of the fields that depend on the call. */
export type CallFields = Readonly<Record<string, number | string | boolean | null>>;

/** These describe one answer, so a world that states them is not obeyed. */
const callFields = new Set(
  'mk_init_mode is_init is_full is_tiny bw_message_nr fw_message_nr file_horizon pin_horizon pin_cursor'.split(' '),
);

const deltaFields = new Set(
  `mk_rec_type conversation_id profile_id join_message_nr read_message_nr last_message_nr show_message_nr
   send_message_nr inbox_message_nr inbox_time last_inbox_nr last_message_time unread_count mk_alert_level
   snooze_interval snooze_time is_muted read_inbox_nr has_done_notifications has_pinboard
   has_task_archive has_taskboard is_list is_automute is_mark_unread label_ids teams passive pending export_files
   export_progress`.split(/\s+/),
);

/** When one of these has changed all of them come. */
const groupFields = new Set(
  `members leavers guests admins can_post creator_id default_members default_topic topic topic_message_nr mk_conv_type
   organisation_id is_managed is_premium has_email_subject`.split(/\s+/),
);

/** All that an initial sync says of a conversation. */
export function initHeader(view: View, mode: InitMode, fields: CallFields = {}): string {
  const { all } = headerTexts(view);
  const variant = { mk_init_mode: mode, is_init: true, is_full: true, is_tiny: mode === 'ic_tiny' };
  return `${all}${callTail({ ...variant, ...fields })}}`;
}

/** What goes with every answer, and the fields that have just changed. */
export function deltaHeader(view: View, fields: CallFields = {}, changed: Iterable<string> = []): string {
  const { delta, values } = headerTexts(view);
  const names = new Set(changed);
  if ([...names].some((name) => groupFields.has(name))) for (const name of groupFields) names.add(name);
  const more = [...names].filter((name) => !deltaFields.has(name) && values.has(name));
  return `${delta}${more.map((name) => `,"${name}":${values.get(name)}`).join('')}${callTail(fields)}}`;
}

/** A field as an initial header has it; undefined when that has no such field. */
export function headerValue(view: View, name: string): unknown {
  const text = headerTexts(view).values.get(name);
  return text === undefined ? undefined : JSON.parse(text);
}

/** All that somebody who leaves keeps of the header, without what is the account's own. */
export function lastingHeader(view: View): ReadonlyMap<string, string> {
  const fields = [...allFields(view)].filter(([name]) => !callFields.has(name) && !view.seat.fields.has(name));
  return new Map(fields);
}

interface HeaderTexts {
  readonly revision: number;
  readonly values: ReadonlyMap<string, string>;
  /** Both without their closing brace. */
  readonly all: string;
  readonly delta: string;
}

const cache = new WeakMap<LiveConversation, Map<string, HeaderTexts>>();

function headerTexts(view: View): HeaderTexts {
  const { conversation, viewerId } = view;
  const ofViewers = cache.get(conversation) ?? new Map<string, HeaderTexts>();
  cache.set(conversation, ofViewers);
  const known = ofViewers.get(viewerId);
  if (known?.revision === conversation.revision) return known;
  const values = allFields(view);
  const fields = [...values].filter(([name]) => !callFields.has(name));
  const texts: HeaderTexts = {
    revision: conversation.revision,
    values,
    all: openObject(fields),
    delta: openObject(fields.filter(([name]) => deltaFields.has(name))),
  };
  ofViewers.set(viewerId, texts);
  return texts;
}

function allFields(view: View): Map<string, string> {
  const { conversation, seat, reach } = view;
  const stated = seat.frozen ?? [...conversation.header].filter(([name]) => !seat.derives(name));
  const fields = new Map([...stated, ...seat.fields]);
  for (const name of ['join_message_nr', 'last_message_nr']) if (fields.get(name) === 'null') fields.delete(name);
  for (const [name, value] of Object.entries(derivedFields(view))) {
    if (!fields.has(name)) fields.set(name, JSON.stringify(value));
  }
  if (Number(fields.get('last_message_nr')) < reach.last) fields.set('last_message_nr', String(reach.last));
  return fields;
}

function derivedFields(view: View): Record<string, unknown> {
  return {
    mk_rec_type: 'conv',
    conversation_id: view.conversation.id,
    profile_id: view.viewerId,
    ...derivedNumbers(view),
    ...derivedContents(view),
    ...derivedSettings(view.conversation),
    can_post: view.seat.isMember,
  };
}

function derivedNumbers(view: View) {
  const facts = factsOf(view);
  const { first, last } = view.reach;
  const begin = Math.max(first, view.seat.begin);
  const readNr = headerNumber(view, 'read_message_nr') ?? last;
  const lastInboxNr = headerNumber(view, 'last_inbox_nr') ?? facts.lastInboxNr;
  const readInboxNr = headerNumber(view, 'read_inbox_nr') ?? (readNr >= last ? lastInboxNr : inboxNrAt(view, readNr));
  return {
    topic_message_nr: facts.topicNr,
    join_message_nr: first,
    begin_message_nr: begin,
    last_message_nr: last,
    show_message_nr: Math.min(facts.showNr, last),
    send_message_nr: view.seat.isMember ? begin : last,
    inbox_message_nr: inboxNumber(view),
    read_message_nr: readNr,
    read_inbox_nr: readInboxNr,
    last_inbox_nr: lastInboxNr,
    unread_count: Math.max(0, lastInboxNr - readInboxNr),
    inbox_time: facts.inboxTime,
    last_message_time: facts.lastTime,
  };
}

function derivedContents(view: View) {
  const tasks = tasksOf(view);
  return {
    creator_id: factsOf(view).creatorId,
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
    has_pinboard: pinsOf(view).length > 0,
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
