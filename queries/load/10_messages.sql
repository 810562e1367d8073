-- Load, step 1: message records of the batch, typed. A field of a wrong type becomes NULL here and a row of problems in step 5.
-- Reads staged_records. Makes new_messages: one row a record, with duplicates and fragments still in it.
CREATE OR REPLACE TEMP TABLE new_messages AS
WITH typed AS (
  SELECT
    page_nr,
    record_index,
    page_time,
    json_transform(record, '{
      "conversation_id": "VARCHAR", "message_nr": "BIGINT", "flow_message_nr": "BIGINT", "prev_message_nr": "BIGINT",
      "ref_message_nr": "BIGINT", "revision_message_nr": "BIGINT", "reply_to_message_nr": "BIGINT", "inbox_nr": "BIGINT",
      "account_id": "VARCHAR", "mk_message_type": "VARCHAR", "mk_msg_sub_type": "VARCHAR", "mk_message_state": "VARCHAR",
      "message": "VARCHAR", "subject": "VARCHAR", "sender_name": "VARCHAR", "posted_time": "BIGINT",
      "edited_time": "BIGINT", "edit_account_id": "VARCHAR", "tags": ["VARCHAR"], "section_id": "VARCHAR",
      "task_weight": "BIGINT", "pin_weight": "BIGINT", "pinned_account_id": "VARCHAR", "tasked_account_id": "VARCHAR",
      "assignee_ids": ["VARCHAR"], "reactions": "JSON", "mail_hdrs": "JSON", "hook_key": "VARCHAR",
      "on_behalf_id": "VARCHAR", "is_spam": "BOOLEAN", "is_edited_by_others": "BOOLEAN",
      "is_url_preview_disabled": "BOOLEAN"}') AS m
  FROM staged_records
  WHERE mk_rec_type = 'message'
),
shown AS (
  SELECT
    *,
    m.mk_message_type IS NULL AND m.message IS NULL AS is_fragment,
    m.mk_message_type IN ('text', 'email', 'textV2', 'emailV2', 'separator') AS has_text
  FROM typed
),
worded AS (
  SELECT
    *,
    CASE
      WHEN NOT coalesce(has_text, false) OR m.message IS NULL THEN NULL
      -- One plain paragraph: nothing to decode, so no call out of SQL. Most messages are of this kind.
      WHEN regexp_full_match(m.message, '<msg><p>[^<>&\x00-\x1f]*[!-%''-;=?-~]</p></msg>')
        THEN substr(m.message, 9, length(m.message) - 18)
      ELSE markup_text(m.mk_message_type, m.message)
    END AS decoded
  FROM shown
)
SELECT
  m.conversation_id,
  m.message_nr,
  m.flow_message_nr,
  m.prev_message_nr,
  m.ref_message_nr,
  m.revision_message_nr,
  m.reply_to_message_nr,
  m.inbox_nr,
  m.account_id,
  m.mk_message_type,
  m.mk_msg_sub_type,
  m.mk_message_state,
  m.message,
  CASE WHEN has_text THEN coalesce(decoded, m.message) END AS text,
  m.subject,
  m.sender_name,
  unix_time(m.posted_time) AS posted_time,
  unix_time(m.edited_time) AS edited_time,
  m.edit_account_id,
  m.tags,
  CASE WHEN NOT is_fragment OR m.tags IS NOT NULL OR m.mk_message_state IS NOT NULL THEN
    coalesce(list_contains(m.tags, 'is_deleted'), false)
    OR coalesce(m.mk_message_state LIKE '%:deleted', false)
    OR coalesce(has_text AND m.message = '', false)
  END AS is_deleted,
  CASE WHEN NOT is_fragment OR m.tags IS NOT NULL OR m.mk_message_state IS NOT NULL THEN
    coalesce(m.mk_message_state LIKE '%:pinned', false)
    OR coalesce(list_contains(m.tags, 'pin') AND NOT list_contains(m.tags, 'unpin'), false)
  END AS is_pinned,
  CASE
    WHEN m.mk_message_state LIKE '%:done' OR list_contains(m.tags, 'is_done') THEN 'done'
    WHEN m.mk_message_state LIKE '%:todo' OR list_contains(m.tags, 'is_todo') THEN 'todo'
  END AS task_state,
  m.section_id,
  m.task_weight,
  m.pin_weight,
  m.pinned_account_id,
  m.tasked_account_id,
  m.assignee_ids,
  m.reactions,
  m.mail_hdrs,
  m.hook_key,
  m.on_behalf_id,
  m.is_spam,
  m.is_edited_by_others,
  m.is_url_preview_disabled,
  CASE WHEN NOT is_fragment THEN coalesce(has_text AND m.message IS NOT NULL AND decoded IS NULL, false) END AS is_malformed,
  page_time AS seen_time,
  page_nr,
  record_index,
  is_fragment
FROM worded
WHERE m.conversation_id IS NOT NULL AND m.message_nr IS NOT NULL;
