// fleep/records: fields of the records of a conversation: its header, who does what in it, sections, hooks
// (fleep-wire.md, sections 4.1 and 4.7).
// Invariant: a header may carry any part of these fields; what is missing is unchanged (section 3.4).
import type { FieldTable } from './field-types.js';

const members = {
  members: 'account[]',
  leavers: 'account[]',
  guests: 'account[]',
  admins: 'account[]',
  pending: 'account[]',
  default_members: 'account[]',
  teams: 'team[]',
} as const satisfies FieldTable;

const settings = {
  mk_rec_type: 'text',
  conversation_id: 'conversation',
  creator_id: 'account',
  topic: 'text',
  cmail: 'text',
  autojoin_url: 'text',
  mk_conv_type: 'text',
  organisation_id: 'organisation',
  is_list: 'boolean',
  is_managed: 'boolean',
  is_premium: 'boolean',
  is_autojoin: 'boolean',
  is_disclose: 'boolean',
  is_url_preview_disabled: 'boolean',
  has_email_subject: 'boolean',
  last_message_nr: 'integer',
} as const satisfies FieldTable;

/** Numbers of messages are integers; *_interval is in seconds, −1 for muted and −3 for passive. */
const conv = {
  ...settings,
  ...members,
  mk_init_mode: 'text',
  profile_id: 'account',
  account_id: 'account',
  passive: 'account[]',
  join_message_nr: 'integer',
  begin_message_nr: 'integer',
  read_message_nr: 'integer',
  my_message_nr: 'integer',
  send_message_nr: 'integer',
  show_message_nr: 'integer',
  inbox_message_nr: 'integer',
  topic_message_nr: 'integer',
  delete_message_nr: 'integer',
  disclose_message_nr: 'integer',
  hide_message_nr: 'integer',
  poke_message_nr: 'integer',
  fw_message_nr: 'integer',
  bw_message_nr: 'integer',
  file_horizon: 'integer',
  pin_horizon: 'integer',
  task_horizon: 'integer',
  unread_count: 'integer',
  last_inbox_nr: 'integer',
  read_inbox_nr: 'integer',
  inbox_time: 'time',
  last_message_time: 'time',
  snooze_interval: 'integer',
  snooze_time: 'integer',
  mk_alert_level: 'text',
  can_post: 'boolean',
  is_deleted: 'boolean',
  is_tiny: 'boolean',
  is_init: 'boolean',
  is_full: 'boolean',
  is_reset: 'boolean',
  is_muted: 'boolean',
  is_mark_unread: 'boolean',
  is_automute: 'boolean',
  is_admin_write_only: 'boolean',
  has_pinboard: 'boolean',
  has_taskboard: 'boolean',
  has_task_archive: 'boolean',
  has_done_notifications: 'boolean',
  has_skipped_content: 'boolean',
  no_notifications: 'boolean',
  labels: 'text[]',
  label_ids: 'uuid[]',
  client_req_id: 'uuid',
  default_topic: 'text',
  default_call_room: 'text',
  assignees: 'account[]',
  export_progress: 'numeric',
  export_files: 'json[]',
  pin_cursor: 'json',
  pin_sync_state: 'any',
  /** Text, such as 2016-04-13 09:27:54.157507+00. */
  start_time: 'text',
} as const satisfies FieldTable;

/** The header as an organisation and the hooks see it. */
const org_conv = {
  ...settings,
  ...members,
  account_id: 'account',
  managed_time: 'time',
  is_deletable: 'boolean',
  start_time: 'text',
} as const satisfies FieldTable;

/** Tells the read horizon and the first message of every member. */
const activity = {
  mk_rec_type: 'text',
  conversation_id: 'conversation',
  account_id: 'account',
  is_writing: 'boolean',
  read_message_nr: 'integer',
  join_message_nr: 'integer',
  activity_time: 'time',
  message_nr: 'integer',
  edit_message_nr: 'integer',
  poke_message_nr: 'integer',
} as const satisfies FieldTable;

const hangout_activity = {
  mk_rec_type: 'text',
  conversation_id: 'conversation',
  hangout_id: 'text',
} as const satisfies FieldTable;

/** hook_key, hook_url and outgoing_url are secrets and come for the owner only. */
const hook = {
  mk_rec_type: 'text',
  conversation_id: 'conversation',
  account_id: 'account',
  hook_id: 'uuid',
  hook_name: 'text',
  hook_key: 'text',
  hook_url: 'text',
  is_active: 'boolean',
  mk_hook_type: 'text',
  avatar_urls: 'json',
  outgoing_url: 'text',
  outgoing_disabled: 'boolean',
  outgoing_disable_reason: 'text',
} as const satisfies FieldTable;

/** A list of tasks: of a conversation, or of the account when mk_section_type ends in my_task. */
const section = {
  mk_rec_type: 'text',
  conversation_id: 'conversation',
  section_id: 'uuid',
  name: 'text',
  mk_section_type: 'text',
  mk_section_subtype: 'text',
  is_deleted: 'boolean',
  weight: 'number',
  sync_cursor: 'json',
  sync_state: 'any',
} as const satisfies FieldTable;

const label = {
  mk_rec_type: 'text',
  label: 'text',
  label_id: 'uuid',
  /** −1 removes it. */
  index: 'integer',
  mk_label_type: 'text',
  mk_label_subtype: 'text',
  mk_label_status: 'text',
  is_on_left_pane: 'boolean',
  is_in_recent: 'boolean',
  is_in_muted: 'boolean',
  sync_inbox_time: 'time',
  sync_conversation_id: 'conversation',
  sync_cursor: 'json',
  team_id: 'team',
} as const satisfies FieldTable;

const replace = { mk_rec_type: 'text' } as const satisfies FieldTable;

export const conversationTables = {
  conv,
  org_conv,
  activity,
  hangout_activity,
  hook,
  section,
  label,
  replace,
} as const;
