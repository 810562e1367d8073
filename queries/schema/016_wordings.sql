-- Schema 16: since when, and by whom, a message has the words that it has now.

-- Whether this version is a pin, was one, or is a task: Fleep gives those a time of editing too (fleep-wire.md section 9.7).
CREATE MACRO is_marked(is_pinned, task_state, mk_message_state) AS
  is_pinned OR task_state IS NOT NULL OR coalesce(mk_message_state LIKE '%:unpinned', false);

-- One row for each message that is not deleted and was changed after it was posted, be it by a pin. Its words are those of the first
-- version that is held with them after the last one with others; worded_time is NULL when they are as posted, or nobody knows. Nothing is
-- materialised, so that a range of conversations is looked for in the tables.
CREATE VIEW v_wordings AS
WITH versions AS (
  SELECT
    m.conversation_id, m.message_nr,
    coalesce(bare_body(v.mk_message_type, v.message), '') <> coalesce(bare_body(m.mk_message_type, m.message), '')
      OR coalesce(v.subject, '') <> coalesce(m.subject, '') AS is_other,
    {'time': v.edited_time, 'account_id': v.edit_account_id,
      'is_marked': is_marked(v.is_pinned, v.task_state, v.mk_message_state)} AS change,
    {'time': m.edited_time, 'account_id': m.edit_account_id,
      'is_marked': is_marked(m.is_pinned, m.task_state, m.mk_message_state)} AS last_change,
    (coalesce(v.flow_message_nr, v.message_nr), coalesce(v.edited_time, '-infinity'), v.message) AS age
  FROM message_versions AS v
  JOIN messages AS m ON m.conversation_id = v.conversation_id AND m.message_nr = v.message_nr
  WHERE NOT v.is_latest AND NOT m.is_deleted
), held AS (
  SELECT
    conversation_id, message_nr,
    bool_or(is_other) AS is_reworded,
    coalesce(arg_min(change, age) FILTER (last_other IS NULL OR age > last_other), any_value(last_change)) AS change
  FROM (
    SELECT *, max(age) FILTER (is_other) OVER (PARTITION BY conversation_id, message_nr) AS last_other FROM versions
  )
  GROUP BY conversation_id, message_nr
), changed AS (
  SELECT conversation_id, message_nr, is_reworded, change FROM held
  UNION ALL
  SELECT
    conversation_id, message_nr, false,
    {'time': edited_time, 'account_id': edit_account_id, 'is_marked': is_marked(is_pinned, task_state, mk_message_state)}
  FROM messages AS m
  WHERE edited_time IS NOT NULL AND NOT is_deleted AND NOT EXISTS (
    SELECT 1
    FROM message_versions AS v
    WHERE NOT v.is_latest AND v.conversation_id = m.conversation_id AND v.message_nr = m.message_nr
  )
)
SELECT
  conversation_id,
  message_nr,
  change.time AS worded_time,
  change.account_id AS worded_account_id,
  is_reworded OR (change.time IS NOT NULL AND NOT change.is_marked) AS is_edited
FROM changed;
