WITH talks AS (
  SELECT
    conversation_id,
    count(*) AS messages,
    count(DISTINCT account_id) FILTER (WHERE kind <> 'hook') AS people,
    max(posted_time) AS last_posted
  FROM talk
  GROUP BY conversation_id
),
silent AS (
  SELECT *, (SELECT max(last_posted) FROM talks) / 86400 - last_posted / 86400 AS silent_days FROM talks
)
SELECT
  coalesce(v.conversation, 'untitled ' || substr(k.conversation_id, 1, 8)) AS conversation,
  messages,
  people,
  datetime(last_posted, 'unixepoch') AS last_posted,
  silent_days
FROM silent AS k
LEFT JOIN v_conversations AS v USING (conversation_id)
WHERE silent_days >= 90
ORDER BY messages DESC, 1, k.conversation_id
LIMIT 30;
