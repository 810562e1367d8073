-- Every conversation that the store names, with what it is called: what a scope is chosen from. Read before there is a scope.
WITH named AS (
  SELECT conversation_id FROM conversations
  UNION
  SELECT DISTINCT conversation_id FROM messages
  UNION
  SELECT conversation_id FROM gaps WHERE conversation_id IS NOT NULL
)
SELECT named.conversation_id, coalesce(shown_name(c.topic), shown_name(c.default_topic), shown_name(c.title), '') AS title
FROM named
LEFT JOIN conversations AS c ON c.conversation_id = named.conversation_id
ORDER BY named.conversation_id
