-- title: Reactions to the messages of a range of conversations
-- parameters: first_id, last_id (text), first_nr, last_nr (integer): ranges as in messages.sql
SELECT conversation_id, message_nr::DOUBLE AS message_nr, reaction, account_id
FROM reactions
WHERE conversation_id BETWEEN $first_id AND $last_id AND message_nr BETWEEN $first_nr AND $last_nr
ORDER BY conversation_id, message_nr, reaction, account_id NULLS LAST
