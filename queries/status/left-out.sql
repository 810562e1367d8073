-- What filters left out, conversations and messages first; columns as in gaps.sql. conversation, of a file: one that it is in; detail: its name.
SELECT g.kind, g.cause, coalesce(c.title, g.conversation_id, f.conversation_id) AS conversation, g.first_message_nr AS first,
  g.last_message_nr AS last, g.target, coalesce(g.detail, f.file_name) AS detail
FROM gaps AS g
LEFT JOIN (
  SELECT file_url, min(conversation_id) AS conversation_id, min(file_name) AS file_name FROM files GROUP BY file_url
) AS f ON g.kind = 'file' AND f.file_url = g.target
LEFT JOIN conversations AS c ON c.conversation_id = coalesce(g.conversation_id, f.conversation_id)
WHERE g.is_open AND g.cause = 'left out'
ORDER BY g.kind = 'file', g.kind, conversation, first, g.target
