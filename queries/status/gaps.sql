-- What should be in the archive and is not. conversation: its title. first, last: message numbers. target: call or file.
SELECT g.kind, g.cause, coalesce(c.title, g.conversation_id) AS conversation, g.first_message_nr AS first, g.last_message_nr AS last,
  g.target, g.detail
FROM gaps AS g LEFT JOIN conversations AS c USING (conversation_id)
WHERE g.is_open AND NOT g.is_expected
ORDER BY ALL
