-- Conversations of whose newest numbers an account was given nothing, though their header told of them: each with the range of those.
-- prefix: what the scopes of the account's walks begin with.
SELECT g.conversation_id, min(g.first_message_nr) AS first, max(g.last_message_nr) AS last
FROM gaps AS g
JOIN crawl_cursors AS w ON w.scope = $prefix || g.conversation_id
WHERE g.is_open AND g.kind = 'messages' AND g.cause = 'no progress' AND NOT starts_with(g.gap_id, 'hole:')
  AND g.last_message_nr = TRY_CAST(w.cursor ->> '$.high' AS BIGINT) AND g.first_message_nr > TRY_CAST(w.cursor ->> '$.low' AS BIGINT)
GROUP BY ALL
