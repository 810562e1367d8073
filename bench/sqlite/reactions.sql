SELECT
  r.reaction,
  count(*) AS times,
  count(DISTINCT r.account_id) AS people,
  count(DISTINCT r.conversation_id || '/' || r.message_nr) AS messages,
  round(100.0 * count(*) / sum(count(*)) OVER (), 1) AS share_percent
FROM reactions AS r
JOIN talk AS m USING (conversation_id, message_nr)
GROUP BY r.reaction
ORDER BY times DESC, r.reaction
LIMIT 30;
