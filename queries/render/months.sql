-- title: Messages of each conversation by month (UTC)
-- column: year, month – month is 1 to 12
-- column: first_nr – number of the first message of the month
SELECT
  conversation_id,
  year(posted_time)::INTEGER AS year,
  month(posted_time)::INTEGER AS month,
  count(*)::DOUBLE AS messages,
  min(message_nr)::DOUBLE AS first_nr
FROM messages
WHERE posted_time IS NOT NULL
GROUP BY ALL
ORDER BY conversation_id, year, month
