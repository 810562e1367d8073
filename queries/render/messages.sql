-- title: The messages of a range of conversations, one row for each page of the site
-- parameters: first_id, last_id (text): the range of conversation_id; first_nr, last_nr (integer): the range of message_nr;
--   page_size (integer): message numbers a page; only_boards (boolean): pinned messages and tasks only, deleted ones left out
-- column: page – message_nr divided by the page size, downward
-- column: messages – JSON array in order of message_nr. posted_ms and edited_ms are milliseconds since 1970, UTC. details is
--   what few messages have, null for a plain one. One long text a page is read many times faster than a row a message;
--   details made to JSON by themselves cost nothing where they are null
SELECT
  conversation_id,
  floor(message_nr / $page_size)::DOUBLE AS page,
  '[' || string_agg(
    to_json(struct_pack(
      message_nr := message_nr,
      account_id := account_id,
      mk_message_type := mk_message_type,
      message := message,
      posted_ms := epoch_ms(posted_time),
      details := CASE
        WHEN subject IS NOT NULL OR sender_name IS NOT NULL OR hook_key IS NOT NULL OR edited_time IS NOT NULL OR is_deleted
          OR is_pinned OR task_state IS NOT NULL OR mail_hdrs IS NOT NULL OR reply_to_message_nr IS NOT NULL
          OR ref_message_nr IS NOT NULL OR list_contains(tags, 'is_hidden')
        THEN to_json(struct_pack(
          subject := subject,
          sender_name := shown_name(sender_name),
          hook_key := hook_key,
          edited_ms := epoch_ms(edited_time),
          edit_account_id := edit_account_id,
          is_deleted := is_deleted,
          is_pinned := is_pinned,
          is_unpinned := mk_message_state LIKE '%:unpinned',
          is_hidden := list_contains(tags, 'is_hidden'),
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
        ))
      END
    ))::VARCHAR,
    ',' ORDER BY message_nr
  ) || ']' AS messages
FROM messages
WHERE conversation_id BETWEEN $first_id AND $last_id AND message_nr BETWEEN $first_nr AND $last_nr
  AND (NOT $only_boards OR (NOT is_deleted AND (is_pinned OR task_state IS NOT NULL)))
GROUP BY ALL
ORDER BY conversation_id, page
