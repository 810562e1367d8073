-- title: Pinned messages and tasks of a range of conversations
-- parameters: first_id, last_id (text): the range of conversation_id
-- column: as in messages.sql
SELECT
  conversation_id,
  message_nr::DOUBLE AS message_nr,
  account_id,
  mk_message_type,
  message,
  epoch_ms(posted_time)::DOUBLE AS posted_ms,
  to_json(struct_pack(
    subject := subject,
    sender_name := sender_name,
    hook_key := hook_key,
    edited_ms := epoch_ms(edited_time),
    edit_account_id := edit_account_id,
    is_deleted := is_deleted,
    is_pinned := is_pinned,
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
  ))::VARCHAR AS details
FROM messages
WHERE conversation_id BETWEEN $first_id AND $last_id AND NOT is_deleted AND (is_pinned OR task_state IS NOT NULL)
ORDER BY conversation_id, message_nr
