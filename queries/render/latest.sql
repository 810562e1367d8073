-- title: The latest messages that people wrote in each conversation, without those that Fleep hides
-- parameters: most (integer): how many of a conversation
-- column: posted_ms, updated_ms – when it was posted and when its text last changed, as far as is known; milliseconds since 1970, UTC
-- column: file_names – of the files that it carries, one a line, '' without any
WITH latest AS (
  SELECT
    conversation_id, message_nr, account_id, hook_key, shown_name(sender_name) AS sender_name, subject, text, posted_time
  FROM messages
  WHERE posted_time IS NOT NULL AND NOT is_deleted AND NOT coalesce(list_contains(tags, 'is_hidden'), false)
    AND mk_message_type IN ('text', 'email', 'textV2', 'emailV2', 'file')
  QUALIFY row_number() OVER (PARTITION BY conversation_id ORDER BY posted_time DESC, message_nr DESC) <= $most
), edits AS (
  SELECT conversation_id, message_nr, worded_time FROM v_wordings WHERE is_edited
)
SELECT
  latest.conversation_id,
  latest.message_nr::DOUBLE AS message_nr,
  account_id,
  hook_key,
  sender_name,
  coalesce(subject, '') AS subject,
  coalesce(text, '') AS text,
  epoch_ms(posted_time)::DOUBLE AS posted_ms,
  epoch_ms(greatest(posted_time, worded_time))::DOUBLE AS updated_ms,
  coalesce(
    (
      SELECT string_agg(file_name, chr(10) ORDER BY attachment_id)
      FROM files
      WHERE files.conversation_id = latest.conversation_id AND files.message_nr = latest.message_nr
    ),
    ''
  ) AS file_names
FROM latest
LEFT JOIN edits ON edits.conversation_id = latest.conversation_id AND edits.message_nr = latest.message_nr
ORDER BY latest.conversation_id, posted_time DESC, latest.message_nr DESC
