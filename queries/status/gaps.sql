-- What should be in the archive and is not. conversation: its title. first, last: message numbers. target: call or file.
-- Files that no run came to yet are one row, with their number in detail: they may be many thousands.
SELECT g.kind, g.cause, coalesce(c.title, g.conversation_id) AS conversation, g.first_message_nr AS first, g.last_message_nr AS last,
  g.target, g.detail
FROM (
  SELECT kind, cause, conversation_id, first_message_nr, last_message_nr, target, detail
  FROM gaps WHERE is_open AND NOT is_expected AND NOT (kind = 'file' AND cause = 'not fetched yet')
  UNION ALL
  SELECT any_value(kind), any_value(cause), NULL, NULL, NULL, NULL, count(*) || if(count(*) = 1, ' file', ' files')
  FROM gaps WHERE is_open AND NOT is_expected AND kind = 'file' AND cause = 'not fetched yet'
  HAVING count(*) > 0
) AS g LEFT JOIN conversations AS c USING (conversation_id)
ORDER BY ALL
