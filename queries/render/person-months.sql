-- title: How much each person wrote, by month of a time zone
-- parameters: zone (text): the time zone
-- column: messages – as in person-conversations.sql
SELECT account_id, year(local_time)::INTEGER AS year, month(local_time)::INTEGER AS month, count(*)::DOUBLE AS messages
FROM (
  SELECT account_id, CASE WHEN $zone = 'UTC' THEN posted_time ELSE timezone($zone, timezone('UTC', posted_time)) END AS local_time
  FROM messages
  WHERE account_id IS NOT NULL AND posted_time IS NOT NULL AND coalesce(hook_key, '') = ''
    AND mk_message_type IN ('text', 'email', 'textV2', 'emailV2', 'file')
)
GROUP BY ALL
ORDER BY account_id, year, month
