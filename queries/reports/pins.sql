-- title: Pins
-- question: Which conversations use their pin board?
-- description: Messages that are pinned, and those that were and are no more, by conversation. Messages that were
--   deleted are not counted.
-- param: since date optional – only messages posted on or after this day (UTC)
-- param: until date optional – only messages posted on or before this day (UTC)
-- param: limit integer 30 – most rows, those with the most pins first
-- column: conversation – title of the conversation
-- column: pinned – number of messages that are pinned
-- column: unpinned – number of messages that were unpinned and not pinned again
-- column: people – number of different authors of the pinned messages, those that programs post for aside
-- column: first_posted – time of the oldest pinned message (UTC)
-- column: last_posted – time of the latest pinned message (UTC)
-- chart: {"mark": "bar", "encoding": {
--     "y": {"field": "conversation", "type": "nominal", "sort": null, "title": null},
--     "x": {"field": "pinned", "type": "quantitative", "title": "messages pinned"}}}
WITH pins AS (
  SELECT conversation_id, if(nullif(hook_key, '') IS NULL, account_id, NULL) AS account_id, posted_time, is_pinned
  FROM messages
  WHERE (is_pinned OR suffix(mk_message_state, ':unpinned')) AND NOT is_deleted
    AND ($since IS NULL OR posted_time >= $since) AND ($until IS NULL OR posted_time::DATE <= $until)
)
SELECT
  coalesce(v.conversation, 'untitled ' || left(n.conversation_id, 8)) AS conversation,
  count(*) FILTER (is_pinned) AS pinned,
  count(*) FILTER (NOT is_pinned) AS unpinned,
  count(DISTINCT account_id) FILTER (is_pinned) AS people,
  min(posted_time) FILTER (is_pinned) AS first_posted,
  max(posted_time) FILTER (is_pinned) AS last_posted
FROM pins AS n
LEFT JOIN v_conversations AS v USING (conversation_id)
GROUP BY n.conversation_id, v.conversation
ORDER BY pinned DESC, unpinned DESC, conversation, n.conversation_id
LIMIT $limit;
