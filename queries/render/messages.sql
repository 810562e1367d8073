-- title: The messages of a range of conversations, as the pages of the site need them
-- parameters: first_id, last_id (text): the range of conversation_id; first_nr, last_nr (integer): the range of message_nr
-- column: posted_ms – milliseconds since 1970, UTC
-- column: details – what few messages have, as one JSON object; NULL for a plain message, which keeps most rows short
SELECT
  conversation_id,
  message_nr::DOUBLE AS message_nr,
  account_id,
  mk_message_type,
  message,
  epoch_ms(posted_time)::DOUBLE AS posted_ms,
  CASE
    WHEN subject IS NOT NULL OR sender_name IS NOT NULL OR hook_key IS NOT NULL OR edited_time IS NOT NULL OR is_deleted
      OR is_pinned OR task_state IS NOT NULL OR mail_hdrs IS NOT NULL OR reply_to_message_nr IS NOT NULL
      OR ref_message_nr IS NOT NULL OR is_spam OR len(tags) > 0
    THEN to_json(struct_pack(
      subject := subject,
      sender_name := sender_name,
      hook_key := hook_key,
      edited_ms := epoch_ms(edited_time),
      edit_account_id := edit_account_id,
      is_deleted := is_deleted,
      is_pinned := is_pinned,
      is_hidden := list_contains(tags, 'is_hidden'),
      is_spam := is_spam,
      task_state := task_state,
      section_id := section_id,
      task_weight := task_weight,
      pin_weight := pin_weight,
      pinned_account_id := pinned_account_id,
      tasked_account_id := tasked_account_id,
      assignee_ids := assignee_ids,
      mail_hdrs := mail_hdrs,
      reply_to_message_nr := reply_to_message_nr,
      ref_message_nr := ref_message_nr
    ))::VARCHAR
  END AS details
FROM messages
WHERE conversation_id BETWEEN $first_id AND $last_id AND message_nr BETWEEN $first_nr AND $last_nr
ORDER BY conversation_id, message_nr
