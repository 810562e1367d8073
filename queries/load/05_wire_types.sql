-- Load, step 0b: what the wire document says each typed field is (fleep-wire.md, section 4). A value of another kind is NULL in the
-- tables, kept in the journal, and named in problems. Numbers may come as numeric text (section 11, question 22).
-- Once a connection.
CREATE OR REPLACE TEMP TABLE wire_types AS
SELECT mk_rec_type, unnest(fields) AS field, kind
FROM (VALUES
  ('message', 'message number', ['message_nr']),
  ('message', 'number', ['flow_message_nr', 'prev_message_nr', 'ref_message_nr',
    'reply_to_message_nr', 'inbox_nr', 'task_weight', 'pin_weight']),
  ('message', 'time', ['posted_time', 'edited_time']),
  ('message', 'text', ['conversation_id', 'account_id', 'mk_message_type', 'mk_message_state', 'message', 'subject',
    'sender_name', 'edit_account_id', 'section_id', 'pinned_account_id', 'tasked_account_id', 'hook_key']),
  ('message', 'list', ['tags', 'assignee_ids']),
  ('conv', 'number', ['join_message_nr', 'begin_message_nr', 'last_message_nr', 'show_message_nr', 'inbox_message_nr',
    'read_message_nr', 'delete_message_nr', 'disclose_message_nr', 'hide_message_nr', 'unread_count',
    'snooze_interval']),
  ('conv', 'time', ['last_message_time', 'inbox_time', 'snooze_time']),
  ('conv', 'text', ['conversation_id', 'topic', 'default_topic', 'creator_id', 'mk_conv_type', 'organisation_id', 'mk_alert_level',
    'cmail', 'autojoin_url']),
  ('conv', 'list', ['members', 'leavers', 'guests', 'admins', 'default_members', 'teams', 'label_ids']),
  ('conv', 'boolean', ['can_post', 'is_deleted', 'is_muted', 'is_list', 'is_managed', 'is_premium', 'is_autojoin', 'is_disclose',
    'has_pinboard', 'has_taskboard', 'has_task_archive', 'has_email_subject']),
  ('contact', 'text', ['account_id', 'display_name', 'full_name', 'contact_name', 'email', 'fleep_address', 'mk_account_status',
    'phone_nr', 'avatar_urls', 'organisation_id', 'organisation_name', 'dialog_id', 'status_emoji', 'status_message']),
  ('contact', 'time', ['activity_time', 'activated_time']),
  ('contact', 'list', ['alias_account_ids']),
  ('contact', 'boolean', ['is_hidden_for_add', 'is_premium']),
  ('file', 'message number', ['message_nr']),
  ('file', 'number', ['file_size', 'width', 'height', 'orientation']),
  ('file', 'time', ['posted_time']),
  ('file', 'text', ['conversation_id', 'attachment_id', 'account_id', 'file_name', 'file_type', 'file_sha256', 'file_url',
    'deleter_id', 'sender_name']),
  ('file', 'boolean', ['is_animated', 'is_deleted', 'is_hidden']),
  ('preview', 'message number', ['message_nr']),
  ('preview', 'number', ['file_size', 'width', 'height']),
  ('preview', 'time', ['posted_time']),
  ('preview', 'text', ['conversation_id', 'attachment_id', 'attached_url', 'title', 'description', 'account_id', 'file_name', 'file_type',
    'file_sha256', 'file_url']),
  ('preview', 'boolean', ['is_deleted']),
  ('team', 'text', ['team_id', 'team_name', 'mk_sync_mode', 'organisation_id', 'autojoin_url']),
  ('team', 'number', ['team_version_nr']),
  ('team', 'list', ['members', 'admins', 'pending']),
  ('team', 'boolean', ['is_autojoin', 'is_managed', 'is_org_wide', 'is_deleted']),
  ('label', 'text', ['label_id', 'label', 'mk_label_type', 'mk_label_subtype', 'mk_label_status', 'team_id']),
  ('label', 'number', ['index']),
  ('hook', 'text', ['conversation_id', 'hook_key', 'hook_id', 'hook_name', 'mk_hook_type', 'account_id', 'hook_url', 'avatar_urls',
    'outgoing_url']),
  ('hook', 'boolean', ['outgoing_disabled', 'is_active']),
  ('section', 'text', ['conversation_id', 'section_id', 'name', 'mk_section_type', 'mk_section_subtype']),
  ('section', 'number', ['weight']),
  ('section', 'boolean', ['is_deleted']),
  ('reminder', 'text', ['reminder_id', 'account_id', 'creator_id', 'organisation_id', 'mk_reminder_type']),
  ('reminder', 'time', ['remind_time', 'expire_time']),
  ('reminder', 'boolean', ['is_active'])
) AS t(mk_rec_type, kind, fields);

-- A number that no BIGINT holds is as good as none.
CREATE OR REPLACE TEMP MACRO is_no_number(value) AS
  json_type(value) <> 'NULL' AND (json_type(value) NOT IN ('BIGINT', 'UBIGINT', 'DOUBLE', 'VARCHAR')
    OR TRY_CAST(json_extract_string(value, '$') AS BIGINT) IS NULL);

CREATE OR REPLACE TEMP MACRO is_wrong_type(kind, value) AS CASE kind
  WHEN 'number' THEN is_no_number(value)
  WHEN 'message number' THEN json_type(value) <> 'NULL' AND number_of_message(json_extract_string(value, '$')) IS NULL
  WHEN 'time' THEN is_no_number(value) OR coalesce(is_no_time(TRY_CAST(json_extract_string(value, '$') AS BIGINT)), false)
  WHEN 'text' THEN json_type(value) NOT IN ('VARCHAR', 'NULL')
  WHEN 'boolean' THEN json_type(value) NOT IN ('BOOLEAN', 'NULL')
  WHEN 'list' THEN json_type(value) NOT IN ('ARRAY', 'NULL')
END;
