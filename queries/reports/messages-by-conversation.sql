-- title: Messages by conversation
-- question: Where does the talk happen?
-- description: Text and e-mail messages by conversation, hook messages among them. Messages that were deleted are not
--   counted, and a conversation without a message in the period has no row.
-- param: since date optional – only messages posted on or after this day (UTC)
-- param: until date optional – only messages posted on or before this day (UTC)
-- param: limit integer 30 – most rows, the busiest first
-- column: conversation – title of the conversation
-- column: messages – number of messages
-- column: share_percent – share of all messages of the period, in percent
-- column: people – number of different authors
-- column: first_posted – time of the first message (UTC)
-- column: last_posted – time of the latest message (UTC)
-- chart: {"mark": "bar", "encoding": {
--   "y": {"field": "conversation", "type": "nominal", "sort": null, "title": null},
--   "x": {"field": "messages", "type": "quantitative", "title": "messages"}}}
WITH titles AS (
  SELECT
    conversation_id,
    name || if(count(*) OVER (PARTITION BY name) > 1, ' (' || left(conversation_id, 8) || ')', '') AS conversation
  FROM (
    SELECT conversation_id, coalesce(nullif(title, ''), 'untitled ' || left(conversation_id, 8)) AS name
    FROM conversations
  )
)
SELECT
  coalesce(t.conversation, 'untitled ' || left(m.conversation_id, 8)) AS conversation,
  count(*) AS messages,
  round(100.0 * count(*) / sum(count(*)) OVER (), 1) AS share_percent,
  count(DISTINCT m.account_id) AS people,
  min(m.posted_time) AS first_posted,
  max(m.posted_time) AS last_posted
FROM messages AS m
LEFT JOIN titles AS t USING (conversation_id)
WHERE mk_message_type IN ('text', 'textV2', 'email', 'emailV2', 'file') AND NOT is_deleted
  AND ($since IS NULL OR posted_time >= $since) AND ($until IS NULL OR posted_time::DATE <= $until)
GROUP BY m.conversation_id, t.conversation
ORDER BY messages DESC, conversation, m.conversation_id
LIMIT $limit;
