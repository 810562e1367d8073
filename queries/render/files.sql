-- title: Files of a range of conversations
-- parameters: first_id, last_id (text), first_nr, last_nr (integer): ranges as in messages.sql
-- column: size – bytes, as stored or else as Fleep says
-- column: has_message – whether the archive holds the message that carries it
-- column: stored_sha256 – NULL when the bytes are not in the archive
SELECT
  conversation_id,
  message_nr::DOUBLE AS message_nr,
  attachment_id,
  account_id,
  sender_name,
  shown_name(file_name) AS file_name,
  file_type,
  coalesce(stored_size, file_size)::DOUBLE AS size,
  width::DOUBLE AS width,
  height::DOUBLE AS height,
  coalesce(is_deleted, false) AS is_deleted,
  coalesce(is_hidden, false) AS is_hidden,
  epoch_ms(posted_time)::DOUBLE AS posted_ms,
  stored_sha256,
  EXISTS (
    FROM messages
    WHERE messages.conversation_id = files.conversation_id AND messages.message_nr = files.message_nr
      AND messages.conversation_id BETWEEN $first_id AND $last_id
  ) AS has_message
FROM files
WHERE conversation_id BETWEEN $first_id AND $last_id
  AND (message_nr BETWEEN $first_nr AND $last_nr OR (message_nr IS NULL AND $first_nr <= 0))
ORDER BY conversation_id, message_nr, attachment_id
