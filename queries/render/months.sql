-- title: Messages of each conversation by month of a time zone
-- parameters: zone (text): the time zone
-- column: year, month – month is 1 to 12
-- column: first_nr – number of the first message of the month
SELECT
  conversation_id,
  year(local_time)::INTEGER AS year,
  month(local_time)::INTEGER AS month,
  count(*)::DOUBLE AS messages,
  min(message_nr)::DOUBLE AS first_nr
FROM (
  SELECT conversation_id, message_nr, CASE WHEN $zone = 'UTC' THEN posted_time ELSE timezone($zone, timezone('UTC', posted_time)) END AS local_time
  FROM messages
  WHERE posted_time IS NOT NULL
)
GROUP BY ALL
ORDER BY conversation_id, year, month
