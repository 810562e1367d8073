SELECT
  strftime('%Y-%m', posted_time, 'unixepoch') AS month,
  count(*) AS messages,
  count(DISTINCT account_id) FILTER (WHERE kind <> 'hook') AS people,
  count(DISTINCT conversation_id) AS conversations
FROM talk
GROUP BY month
ORDER BY month NULLS LAST;
