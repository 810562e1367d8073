-- title: Conversations gone silent
-- question: Which conversations were once lively and are so no more?
-- description: Conversations whose latest message is old, those with the most messages first. Messages that were deleted
--   are not counted.
-- param: as_of date optional – the day at which silence is told; the day of the latest message of all when absent
-- param: days integer 90 – least number of days without a message
-- param: limit integer 30 – most rows
-- column: conversation – title of the conversation
-- column: messages – number of messages
-- column: people – number of different authors
-- column: last_posted – time of the latest message (UTC)
-- column: silent_days – whole days from the latest message to as_of
-- chart: {"mark": "bar", "encoding": {
--   "y": {"field": "conversation", "type": "nominal", "sort": null, "title": null},
--   "x": {"field": "silent_days", "type": "quantitative", "title": "days without a message"}}}
WITH titles AS (
  SELECT
    conversation_id,
    name || if(count(*) OVER (PARTITION BY name) > 1, ' (' || left(conversation_id, 8) || ')', '') AS conversation
  FROM (
    SELECT conversation_id, coalesce(nullif(title, ''), 'untitled ' || left(conversation_id, 8)) AS name
    FROM conversations
  )
),
talk AS (
  SELECT conversation_id, count(*) AS messages, count(DISTINCT account_id) AS people, max(posted_time) AS last_posted
  FROM messages
  WHERE mk_message_type IN ('text', 'textV2', 'email', 'emailV2', 'file') AND NOT is_deleted
  GROUP BY conversation_id
),
today AS (
  SELECT coalesce($as_of, max(last_posted)::DATE) AS day FROM talk
)
SELECT
  coalesce(t.conversation, 'untitled ' || left(k.conversation_id, 8)) AS conversation,
  k.messages,
  k.people,
  k.last_posted,
  date_diff('day', k.last_posted::DATE, today.day) AS silent_days
FROM talk AS k
CROSS JOIN today
LEFT JOIN titles AS t USING (conversation_id)
WHERE silent_days >= $days
ORDER BY k.messages DESC, conversation, k.conversation_id
LIMIT $limit;
