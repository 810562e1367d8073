-- title: The latest messages that people wrote in each conversation
-- parameters: most (integer): how many of a conversation
-- column: posted_ms, updated_ms – when it was posted and when its text last changed, as far as is known; milliseconds since 1970, UTC
-- column: file_names – of the files that it carries, one a line, '' without any
WITH latest AS (
  SELECT
    conversation_id, message_nr, account_id, hook_key, shown_name(sender_name) AS sender_name, subject, text, posted_time, edited_time,
    is_pinned OR task_state IS NOT NULL OR coalesce(mk_message_state LIKE '%:unpinned', false) AS is_marked
  FROM messages
  WHERE posted_time IS NOT NULL AND NOT is_deleted AND mk_message_type IN ('text', 'email', 'textV2', 'emailV2', 'file')
  QUALIFY row_number() OVER (PARTITION BY conversation_id ORDER BY posted_time DESC, message_nr DESC) <= $most
), versions AS (
  SELECT
    v.conversation_id, v.message_nr, v.edited_time,
    v.is_pinned OR v.task_state IS NOT NULL OR coalesce(v.mk_message_state LIKE '%:unpinned', false) AS is_marked,
    (coalesce(v.flow_message_nr, v.message_nr), coalesce(v.edited_time, '-infinity'), v.message) AS age,
    coalesce(bare_body(v.mk_message_type, v.message), '') <> coalesce(bare_body(m.mk_message_type, m.message), '')
      OR coalesce(v.subject, '') <> coalesce(m.subject, '') AS is_other
  FROM message_versions AS v
  JOIN messages AS m ON m.conversation_id = v.conversation_id AND m.message_nr = v.message_nr
  WHERE NOT v.is_latest AND NOT m.is_deleted
), held AS (
  SELECT
    conversation_id, message_nr,
    bool_or(is_other) AS is_reworded,
    arg_min({'edited_time': edited_time, 'is_marked': is_marked}, age) FILTER (last_other IS NULL OR age > last_other) AS first
  FROM (
    SELECT *, max(age) FILTER (is_other) OVER (PARTITION BY conversation_id, message_nr) AS last_other FROM versions
  )
  GROUP BY conversation_id, message_nr
), changed AS (
  -- The first version with the words of today; the time of editing of a pin or task that was never seen without it is no edit's.
  SELECT
    latest.*, coalesce(is_reworded, false) AS is_reworded,
    coalesce(first, {'edited_time': latest.edited_time, 'is_marked': latest.is_marked}) AS change
  FROM latest
  LEFT JOIN held ON held.conversation_id = latest.conversation_id AND held.message_nr = latest.message_nr
)
SELECT
  conversation_id,
  message_nr::DOUBLE AS message_nr,
  account_id,
  hook_key,
  sender_name,
  coalesce(subject, '') AS subject,
  coalesce(text, '') AS text,
  epoch_ms(posted_time)::DOUBLE AS posted_ms,
  epoch_ms(greatest(posted_time, CASE WHEN is_reworded OR NOT change.is_marked THEN change.edited_time END))::DOUBLE AS updated_ms,
  coalesce(
    (
      SELECT string_agg(file_name, chr(10) ORDER BY attachment_id)
      FROM files
      WHERE files.conversation_id = changed.conversation_id AND files.message_nr = changed.message_nr
    ),
    ''
  ) AS file_names
FROM changed
ORDER BY conversation_id, posted_time DESC, changed.message_nr DESC
