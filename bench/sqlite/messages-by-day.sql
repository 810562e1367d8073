SELECT
  date(posted_time, 'unixepoch') AS day,
  count(*) AS messages,
  count(DISTINCT account_id) FILTER (WHERE kind <> 'hook') AS people,
  count(*) FILTER (WHERE kind = 'hook') AS hook_messages
FROM talk
GROUP BY posted_time / 86400
ORDER BY day NULLS LAST;
