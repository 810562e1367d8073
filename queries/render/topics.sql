-- title: What conversations were called, and since when
-- parameters: first_id, last_id (text): a range of conversation ids
-- column: named_ms – milliseconds since 1970, UTC
SELECT conversation_id, epoch_ms(posted_time)::DOUBLE AS named_ms, topic
FROM topics
WHERE conversation_id BETWEEN $first_id AND $last_id AND posted_time IS NOT NULL
ORDER BY conversation_id, message_nr
