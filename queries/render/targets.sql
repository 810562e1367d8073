-- title: Messages that other messages answer or refer to
-- parameters: first_id, last_id (text), first_nr, last_nr (integer): ranges of the messages that refer, as in messages.sql
-- column: excerpt – the first 160 characters of the text of the target
-- column: posted_ms – when it was posted; edited_ms – the time of editing of the first version that is held with the words of today,
--   or of the deletion; milliseconds since 1970, UTC
WITH referring AS (
  SELECT conversation_id, reply_to_message_nr, ref_message_nr, mk_message_type, message
  FROM messages
  WHERE conversation_id BETWEEN $first_id AND $last_id AND message_nr BETWEEN $first_nr AND $last_nr
    AND (reply_to_message_nr IS NOT NULL OR ref_message_nr IS NOT NULL OR mk_message_type = 'task_completed')
), wanted AS (
  SELECT conversation_id, reply_to_message_nr AS message_nr FROM referring
  UNION
  SELECT conversation_id, ref_message_nr FROM referring
  UNION
  SELECT conversation_id, TRY_CAST(json_extract_string(json_body(message), '$.task_message_nr') AS BIGINT)
  FROM referring
  WHERE mk_message_type = 'task_completed'
)
SELECT
  target.conversation_id,
  target.message_nr::DOUBLE AS message_nr,
  target.account_id,
  target.hook_key,
  shown_name(target.sender_name) AS sender_name,
  epoch_ms(target.posted_time)::DOUBLE AS posted_ms,
  epoch_ms(CASE WHEN target.is_deleted THEN target.edited_time ELSE worded_time END)::DOUBLE AS edited_ms,
  left(target.text, 160) AS excerpt
FROM wanted
JOIN messages AS target ON target.conversation_id = wanted.conversation_id AND target.message_nr = wanted.message_nr
LEFT JOIN (SELECT * FROM v_wordings WHERE conversation_id BETWEEN $first_id AND $last_id) AS wording
  ON wording.conversation_id = target.conversation_id AND wording.message_nr = target.message_nr
WHERE target.conversation_id BETWEEN $first_id AND $last_id
ORDER BY target.conversation_id, target.message_nr
