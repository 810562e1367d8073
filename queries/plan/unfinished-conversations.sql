-- Headers of conversations that are not complete for an account: its walk never came to both ends, was told to go back only so far,
-- or a header or a message told of more since. prefix: what the scopes of its walks begin with.
WITH heard AS (
  SELECT conversation_id, max(greatest(message_nr, coalesce(flow_message_nr, 0))) AS last_nr FROM messages GROUP BY conversation_id
),
walks AS (
  SELECT substr(scope, length($prefix) + 1) AS conversation_id, (cursor ->> '$.done')::BIGINT AS done, cursor -> '$.seat' AS seat,
    cursor ->> '$.since' AS since
  FROM crawl_cursors WHERE starts_with(scope, $prefix)
)
SELECT c.conversation_id, greatest(coalesce(c.last_message_nr, 0), coalesce(h.last_nr, 0)) AS last_message_nr,
  c.join_message_nr, c.begin_message_nr, c.disclose_message_nr
FROM conversations AS c
LEFT JOIN heard AS h USING (conversation_id)
LEFT JOIN walks AS w USING (conversation_id)
WHERE c.gone_time IS NULL AND (
  w.done IS NULL OR w.since IS NOT NULL
  OR greatest(coalesce(c.last_message_nr, 0), coalesce(h.last_nr, 0)) > w.done
  OR c.join_message_nr IS DISTINCT FROM (w.seat ->> '$.join_message_nr')::BIGINT
  OR c.begin_message_nr IS DISTINCT FROM (w.seat ->> '$.begin_message_nr')::BIGINT
  OR c.disclose_message_nr IS DISTINCT FROM (w.seat ->> '$.disclose_message_nr')::BIGINT
)
ORDER BY c.conversation_id
