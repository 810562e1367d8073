-- title: How much each person wrote, by month (UTC)
SELECT account_id, year(posted_time)::INTEGER AS year, month(posted_time)::INTEGER AS month, count(*)::DOUBLE AS messages
FROM messages
WHERE account_id IS NOT NULL AND posted_time IS NOT NULL
  AND mk_message_type IN ('text', 'email', 'textV2', 'emailV2', 'file')
GROUP BY ALL
ORDER BY account_id, year, month
