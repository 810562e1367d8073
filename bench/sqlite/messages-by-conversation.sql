WITH totals AS (
  SELECT
    conversation_id,
    count(*) AS messages,
    count(DISTINCT account_id) FILTER (WHERE kind <> 'hook') AS people,
    min(posted_time) AS first_posted,
    max(posted_time) AS last_posted
  FROM talk
  GROUP BY conversation_id
)
SELECT
  coalesce(v.conversation, 'untitled ' || substr(t.conversation_id, 1, 8)) AS conversation,
  messages,
  round(100.0 * messages / sum(messages) OVER (), 1) AS share_percent,
  people,
  datetime(first_posted, 'unixepoch') AS first_posted,
  datetime(last_posted, 'unixepoch') AS last_posted
FROM totals AS t
LEFT JOIN v_conversations AS v USING (conversation_id)
ORDER BY messages DESC, 1, t.conversation_id
LIMIT 30;
