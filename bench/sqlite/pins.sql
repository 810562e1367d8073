SELECT
  coalesce(v.conversation, 'untitled ' || substr(n.conversation_id, 1, 8)) AS conversation,
  count(*) FILTER (WHERE is_pinned = 1) AS pinned,
  count(*) FILTER (WHERE is_pinned = 0) AS unpinned,
  count(DISTINCT CASE WHEN is_pinned = 1 THEN account_id END) AS people,
  datetime(min(posted_time) FILTER (WHERE is_pinned = 1), 'unixepoch') AS first_posted,
  datetime(max(posted_time) FILTER (WHERE is_pinned = 1), 'unixepoch') AS last_posted
FROM messages AS n
LEFT JOIN v_conversations AS v USING (conversation_id)
WHERE (is_pinned = 1 OR mk_message_state LIKE '%:unpinned') AND is_deleted = 0
GROUP BY n.conversation_id
ORDER BY pinned DESC, unpinned DESC, 1, n.conversation_id
LIMIT 30;
