-- title: Versions of messages that a newer version replaced, oldest first
-- parameters: first_id, last_id (text), first_nr, last_nr (integer): ranges as in messages.sql
-- column: is_deleted, is_pinned, is_unpinned, task_state, edited_ms – as in messages.sql, of that version
-- column: time_ms – when this version was made: its edit, or its posting; milliseconds since 1970, UTC
SELECT
  conversation_id,
  message_nr::DOUBLE AS message_nr,
  mk_message_type,
  message,
  subject,
  is_deleted,
  is_pinned,
  coalesce(mk_message_state LIKE '%:unpinned', false) AS is_unpinned,
  task_state,
  epoch_ms(edited_time)::DOUBLE AS edited_ms,
  epoch_ms(coalesce(edited_time, posted_time))::DOUBLE AS time_ms,
  coalesce(edit_account_id, account_id) AS account_id
FROM message_versions
WHERE NOT is_latest AND conversation_id BETWEEN $first_id AND $last_id AND message_nr BETWEEN $first_nr AND $last_nr
ORDER BY conversation_id, message_nr, coalesce(flow_message_nr, message_nr), edited_time NULLS FIRST, message
