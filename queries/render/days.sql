-- title: Messages of each conversation by day of a time zone
-- parameters: first_id, last_id (text): a range of conversation ids; zone (text): the time zone
-- column: day – whole days since 1970
-- column: first_nr – number of the first message of the day
SELECT
  conversation_id,
  floor(epoch(CASE WHEN $zone = 'UTC' THEN posted_time ELSE timezone($zone, timezone('UTC', posted_time)) END) / 86400)::DOUBLE AS day,
  count(*)::DOUBLE AS messages,
  min(message_nr)::DOUBLE AS first_nr
FROM messages
WHERE posted_time IS NOT NULL AND conversation_id BETWEEN $first_id AND $last_id
GROUP BY ALL
ORDER BY conversation_id, day
