-- Load, step 2: message records, typed. Those that nothing contests go straight into messages: nothing that this step inserts is
-- deleted again in the same transaction, which DuckDB would pay for with a rewrite of all of it.
-- Only if: EXISTS (FROM incoming)

-- The columns of messages from a relation with page, index and the record as a struct m.
CREATE OR REPLACE TEMP MACRO shape_messages(source) AS TABLE
WITH shown AS (
  SELECT page, "index", m,
    m.mk_message_type IN ('text', 'email', 'textV2', 'emailV2', 'separator') AS has_text
  FROM query_table(source)
),
decoded AS (
  SELECT *,
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
  number_of_message(m.message_nr) AS message_nr,
  m.flow_message_nr,
  m.prev_message_nr,
  m.ref_message_nr,
  m.reply_to_message_nr,
  m.inbox_nr,
  m.account_id,
  m.mk_message_type,
  m.mk_message_state,
  m.message,
  CASE WHEN has_text THEN coalesce(decoded, bare_body(m.mk_message_type, m.message)) END AS text,
  contains(text, '?') OR contains(text, '？') OR contains(text, '؟') AS has_question_mark,
  CASE WHEN m.subject IS NULL AND m.mk_message_type IN ('textV2', 'emailV2') AND contains(m.message, '"subject"')
    THEN field_text(json_body(m.message), 'subject') ELSE m.subject END AS subject,
  m.sender_name,
  unix_time(m.posted_time) AS posted_time,
  unix_time(m.edited_time) AS edited_time,
  m.edit_account_id,
  m.tags,
  coalesce(list_contains(m.tags, 'is_deleted'), false)
    OR coalesce(suffix(m.mk_message_state, ':deleted'), false)
    OR coalesce(has_text AND m.message = '', false) AS is_deleted,
  coalesce(suffix(m.mk_message_state, ':pinned'), false)
    OR coalesce(list_contains(m.tags, 'pin') AND NOT list_contains(m.tags, 'unpin'), false) AS is_pinned,
  CASE
    WHEN suffix(m.mk_message_state, ':done') OR list_contains(m.tags, 'is_done') THEN 'done'
    WHEN suffix(m.mk_message_state, ':todo') OR list_contains(m.tags, 'is_todo') THEN 'todo'
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
  coalesce(has_text AND m.message IS NOT NULL AND decoded IS NULL, false)
    OR coalesce(may_be_json(m.mk_message_type) AND starts_with(m.message, '{') AND json_body(m.message) IS NULL, false) AS is_malformed,
  call_time AS seen_time,
  page AS page_nr,
  "index" AS record_index
FROM decoded LEFT JOIN staged_calls ON page = page_nr;

CREATE OR REPLACE TEMP VIEW fresh_lines AS
SELECT * FROM journal_messages ANTI JOIN contested_rows USING (page, "index")
WHERE page > getvariable('after_page') AND page <= getvariable('last_page')
  AND m.mk_rec_type = 'message' AND m.conversation_id IS NOT NULL AND number_of_message(m.message_nr) IS NOT NULL;

INSERT INTO messages BY NAME SELECT * FROM shape_messages('fresh_lines');
