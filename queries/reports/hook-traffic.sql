-- title: Hook traffic
-- question: Which programs post, where and how much?
-- description: Messages that came through a hook, by hook. Messages that were deleted are not counted.
-- param: since date optional – only messages posted on or after this day (UTC)
-- param: until date optional – only messages posted on or before this day (UTC)
-- param: conversation text optional – only conversations of this id, or with these words in the title
-- param: limit integer 30 – most rows, the busiest first
-- column: hook – name of the hook; where it is not known, the one that the message about it told, or the name on its messages
-- column: hook_type – kind of hook as Fleep tells it; NULL when the hook is not known
-- column: conversation – title of the conversation
-- column: messages – number of messages
-- column: days – number of days (UTC) with at least one message
-- column: first_posted – time of the first message (UTC)
-- column: last_posted – time of the latest message (UTC)
-- chart: {"mark": "bar", "encoding": {
--     "y": {"field": "hook", "type": "nominal", "sort": null, "title": null},
--     "x": {"field": "messages", "type": "quantitative", "title": "messages"}}}
WITH posted AS NOT MATERIALIZED (
  SELECT
    conversation_id,
    hook_key,
    max(nullif(sender_name, '')) AS sender,
    count(*) AS messages,
    count(DISTINCT posted_time::DATE) AS days,
    min(posted_time) AS first_posted,
    max(posted_time) AS last_posted
  FROM talk($since, $until, $conversation)
  WHERE kind = 'hook'
  GROUP BY conversation_id, hook_key
),
-- Fleep tells the key of a hook to its owner alone, but for the system message about a new one.
told AS (
  SELECT conversation_id, hook_key, max_by(hook_name, message_nr) AS hook_name
  FROM (
    SELECT conversation_id, message_nr, unnest(json_transform(json_body(message), '{"hook_key": "VARCHAR", "hook_name": "VARCHAR"}'))
    FROM messages WHERE mk_message_type = 'hook' AND json_body(message) IS NOT NULL
  )
  WHERE hook_key <> '' AND hook_name <> ''
  GROUP BY ALL
)
SELECT
  coalesce(nullif(h.hook_name, ''), t.hook_name, s.sender, '(unknown)') AS hook,
  h.mk_hook_type AS hook_type,
  coalesce(v.conversation, 'untitled ' || left(s.conversation_id, 8)) AS conversation,
  s.messages,
  s.days,
  s.first_posted,
  s.last_posted
FROM posted AS s
LEFT JOIN hooks AS h USING (conversation_id, hook_key)
LEFT JOIN told AS t USING (conversation_id, hook_key)
LEFT JOIN v_conversations AS v USING (conversation_id)
ORDER BY s.messages DESC, hook, conversation, s.conversation_id, s.first_posted, s.hook_key
LIMIT $limit;
