-- title: Previews of links of a range of conversations
-- parameters: first_id, last_id (text), first_nr, last_nr (integer): ranges as in messages.sql
SELECT
  conversation_id,
  message_nr::DOUBLE AS message_nr,
  attached_url,
  title,
  description,
  width::DOUBLE AS width,
  height::DOUBLE AS height,
  stored_sha256
FROM previews
WHERE conversation_id BETWEEN $first_id AND $last_id AND message_nr BETWEEN $first_nr AND $last_nr
  AND NOT coalesce(is_deleted, false)
ORDER BY conversation_id, message_nr, attached_url, attachment_id
