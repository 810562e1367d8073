// fleep/records: fields of a message, and of what belongs to one: files, previews, locks, pokes, requests, uploads
// (fleep-wire.md, sections 4.2, 4.5, 4.6 and 4.7).
// Invariant: an existing message may be updated by a record that lacks its type and its body (section 3.6).
import type { FieldTable } from './field-types.js';

const message = {
  mk_rec_type: 'text',
  conversation_id: 'conversation',
  message_nr: 'message_nr',
  message_id: 'uuid',
  mk_message_type: 'text',
  mk_msg_sub_type: 'text',
  mk_message_state: 'text',
  message: 'body',
  subject: 'text',
  subject_hash: 'text',
  marked_text: 'text',
  account_id: 'account',
  profile_id: 'account',
  posted_time: 'time',
  /** Text, such as 2016-04-13 09:27:54.157507+00. */
  store_time: 'text',
  flow_message_nr: 'integer',
  revision_message_nr: 'integer',
  ref_message_nr: 'integer',
  prev_message_nr: 'integer',
  reply_to_message_nr: 'integer',
  /** Negative for a message that alerts nobody. */
  inbox_nr: 'integer',
  edit_account_id: 'account',
  edited_time: 'time',
  lock_account_id: 'account',
  /** Unordered, and some of them twice. */
  tags: 'text[]',
  hook_key: 'text',
  sender_name: 'text',
  on_behalf_id: 'text',
  assignee_ids: 'account[]',
  assigner_id: 'account',
  section_id: 'uuid',
  pin_weight: 'number',
  task_weight: 'number',
  task_state: 'object',
  assigned_to_me_state: 'object',
  pinned_account_id: 'account',
  tasked_account_id: 'account',
  is_new_sheet: 'boolean',
  is_url_preview_disabled: 'boolean',
  is_spam: 'boolean',
  is_edited_by_others: 'boolean',
  is_assigned: 'boolean',
  is_archived: 'boolean',
  is_edit: 'boolean',
  is_email_locked_for_edit: 'boolean',
  notification_id: 'text',
  /** An object by name of the reaction; what the values are is not established. */
  reactions: 'object',
  attachments: 'record[]',
  file_ids: 'uuid[]',
  search_weight: 'number',
  mail_hdrs: 'object[]',
  mention_ids: 'account[]',
  raw_id: 'any',
  html_email_data: 'any',
} as const satisfies FieldTable;

/** What a file and the picture of a preview have in common. Sizes are in bytes, width and height in pixels. */
const content = {
  mk_rec_type: 'text',
  conversation_id: 'conversation',
  message_nr: 'message_nr',
  message_id: 'uuid',
  account_id: 'account',
  /** 22 characters, also the key of the file element in the body. */
  attachment_id: 'text',
  file_sha256: 'text',
  file_name: 'text',
  file_url: 'text',
  file_size: 'integer',
  file_type: 'text',
  height: 'integer',
  width: 'integer',
  is_animated: 'boolean',
  'thumb_url_*': 'text',
  is_deleted: 'boolean',
  /** '' when nobody has deleted it. */
  deleter_id: 'text',
  posted_time: 'time',
  /** Of EXIF. */
  orientation: 'integer',
  sender_name: 'text',
} as const satisfies FieldTable;

const file = { ...content, is_hidden: 'boolean' } as const satisfies FieldTable;

const preview = {
  ...content,
  attached_url: 'text',
  title: 'text',
  description: 'text',
  orig_file_name: 'text',
  orig_file_size: 'integer',
} as const satisfies FieldTable;

const lock = {
  mk_rec_type: 'text',
  conversation_id: 'conversation',
  message_nr: 'message_nr',
  lock_account_id: 'account',
} as const satisfies FieldTable;

const poke = {
  mk_rec_type: 'text',
  conversation_id: 'conversation',
  message_nr: 'message_nr',
  account_id: 'account',
} as const satisfies FieldTable;

/** Of account/poll the first three; of event/store the rest, where a failed event has its own status. */
const request = {
  mk_rec_type: 'text',
  client_req_id: 'uuid',
  conversation_id: 'conversation',
  result_message_nr: 'integer',
  mk_event_type: 'text',
  status_code: 'integer',
  identifier: 'object',
  error_id: 'text',
  error_message: 'text',
} as const satisfies FieldTable;

const upload = {
  mk_rec_type: 'text',
  /** pending, success or failure. */
  status: 'text',
  /** 0 to 100, while it is pending. */
  progress: 'integer',
  conversation_id: 'conversation',
  request_id: 'text',
  upload_id: 'text',
  file_type: 'text',
  name: 'text',
  size: 'integer',
  file_sha256: 'text',
  height: 'integer',
  width: 'integer',
  is_animated: 'boolean',
  upload_url: 'text',
  error: 'text',
} as const satisfies FieldTable;

export const messageTables = { message, file, preview, lock, poke, request, upload } as const;
