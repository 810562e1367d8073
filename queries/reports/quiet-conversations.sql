-- title: Conversations gone silent
-- question: Which conversations were once lively and are so no more?
-- description: Conversations whose latest message is old, those with the most messages first. Messages that were
--   deleted are not counted.
-- param: as_of date optional – the day at which silence is told, as if nothing had been said since; the day of the
--   latest message of all when absent
-- param: days integer 90 – least number of days without a message
-- param: limit integer 30 – most rows
-- column: conversation – title of the conversation
-- column: messages – number of messages
-- column: people – number of different people who wrote, those that programs post for aside
-- column: last_posted – time of the latest message (UTC)
-- column: silent_days – whole days from the latest message to as_of
-- chart: {"mark": "bar", "encoding": {
--     "y": {"field": "conversation", "type": "nominal", "sort": null, "title": null},
--     "x": {"field": "silent_days", "type": "quantitative", "title": "days without a message"}}}
WITH authors AS (
  SELECT
    conversation_id,
    account_key,
    count(*) AS messages,
    count(account_id) FILTER (kind <> 'hook') AS named,
    max(posted_time) AS last_posted
  FROM talk()
  WHERE $as_of IS NULL OR posted_time IS NULL OR posted_time < $as_of::DATE + INTERVAL 1 DAY
  GROUP BY conversation_id, account_key
),
talks AS (
  SELECT conversation_id, sum(messages) AS messages, count(*) FILTER (named > 0) AS people, max(last_posted) AS last_posted
  FROM authors
  GROUP BY conversation_id
),
today AS (
  SELECT coalesce($as_of, max(posted_time)::DATE) AS day FROM messages
)
SELECT
  coalesce(v.conversation, 'untitled ' || left(k.conversation_id, 8)) AS conversation,
  k.messages,
  k.people,
  k.last_posted,
  date_diff('day', k.last_posted::DATE, today.day) AS silent_days
FROM talks AS k
CROSS JOIN today
LEFT JOIN v_conversations AS v USING (conversation_id)
WHERE silent_days >= $days
ORDER BY k.messages DESC, conversation, k.conversation_id
LIMIT $limit;
