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
), versions AS (
  SELECT
    v.conversation_id, v.message_nr, v.edited_time,
    (coalesce(v.flow_message_nr, v.message_nr), coalesce(v.edited_time, '-infinity'), v.message) AS age,
    coalesce(bare_body(v.mk_message_type, v.message), '') <> coalesce(bare_body(m.mk_message_type, m.message), '')
      OR coalesce(v.subject, '') <> coalesce(m.subject, '') AS is_other
  FROM message_versions AS v
  JOIN messages AS m ON m.conversation_id = v.conversation_id AND m.message_nr = v.message_nr
  WHERE NOT v.is_latest AND NOT m.is_deleted
    AND v.conversation_id BETWEEN $first_id AND $last_id AND m.conversation_id BETWEEN $first_id AND $last_id
    AND (v.conversation_id, v.message_nr) IN (SELECT (conversation_id, message_nr) FROM wanted)
), held AS (
  SELECT conversation_id, message_nr, arg_min({'edited_time': edited_time}, age) AS first
  FROM (
    SELECT *, max(age) FILTER (is_other) OVER (PARTITION BY conversation_id, message_nr) AS last_other FROM versions
  )
  WHERE last_other IS NULL OR age > last_other
  GROUP BY conversation_id, message_nr
)
SELECT
  target.conversation_id,
  target.message_nr::DOUBLE AS message_nr,
  target.account_id,
  target.hook_key,
  shown_name(target.sender_name) AS sender_name,
  epoch_ms(target.posted_time)::DOUBLE AS posted_ms,
  epoch_ms(CASE WHEN held.first IS NULL THEN target.edited_time ELSE held.first.edited_time END)::DOUBLE AS edited_ms,
  left(target.text, 160) AS excerpt
FROM wanted
JOIN messages AS target ON target.conversation_id = wanted.conversation_id AND target.message_nr = wanted.message_nr
LEFT JOIN held ON held.conversation_id = target.conversation_id AND held.message_nr = target.message_nr
WHERE target.conversation_id BETWEEN $first_id AND $last_id
ORDER BY target.conversation_id, target.message_nr
