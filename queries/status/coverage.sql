-- How much of what the account can see is there. One row. conversations, messages, files: what is known to be; …_held: what is there.
-- messages counts those that the service named, and all numbers of a range that no run came to; another range counts as one. A conversation
-- of which something was left out is not complete.
-- A conversation is one that has a header or a message.
WITH known AS MATERIALIZED (SELECT conversation_id FROM conversations UNION SELECT conversation_id FROM messages)
SELECT
  (SELECT count(*) FROM known) AS conversations,
  (SELECT count(*) FROM known WHERE conversation_id NOT IN (
    SELECT conversation_id FROM gaps WHERE is_open AND (NOT is_expected OR cause = 'left out') AND conversation_id IS NOT NULL)) AS conversations_complete,
  (SELECT count(*) FROM conversations WHERE gone_time IS NOT NULL) AS conversations_gone,
  (SELECT count(*) FROM messages) + (
    SELECT coalesce(sum(if(cause = 'not fetched yet', coalesce(last_message_nr - first_message_nr + 1, 1), 1)), 0)::BIGINT
    FROM gaps WHERE is_open AND NOT is_expected AND kind = 'messages') AS messages,
  (SELECT count(*) FROM messages) AS messages_held,
  (SELECT count(*) FROM files) AS files,
  (SELECT count(*) FROM files WHERE stored_sha256 IS NOT NULL) AS files_held
