-- title: Messages by month
-- question: How has the volume of talk changed?
-- description: Text and e-mail messages of each month, hook messages among them, and how many people and conversations
--   took part. Messages that were deleted are not counted. A month without a message has no row.
-- param: since date optional – only messages posted on or after this day (UTC)
-- param: until date optional – only messages posted on or before this day (UTC)
-- column: month – calendar month in UTC, YYYY-MM; NULL for messages whose time is unknown
-- column: messages – number of messages
-- column: people – number of different authors
-- column: conversations – number of different conversations
-- chart: {"mark": "bar", "encoding": {
--   "x": {"field": "month", "type": "temporal", "timeUnit": "utcyearmonth", "title": "month (UTC)"},
--   "y": {"field": "messages", "type": "quantitative", "title": "messages"}}}
SELECT
  strftime(posted_time, '%Y-%m') AS month,
  count(*) AS messages,
  count(DISTINCT account_id) AS people,
  count(DISTINCT conversation_id) AS conversations
FROM messages
WHERE mk_message_type IN ('text', 'textV2', 'email', 'emailV2', 'file') AND NOT is_deleted
  AND ($since IS NULL OR posted_time >= $since) AND ($until IS NULL OR posted_time::DATE <= $until)
GROUP BY month
ORDER BY month NULLS LAST;
