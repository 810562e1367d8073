-- Headers of conversations that are not complete for an account: its walk never came to both ends, was told to go back only so far,
-- or a header or a message that it heard told of more since. What a seat has from the wire may be of any type. account: its id.
-- prefix: what the scopes of its walks begin with.
WITH heard AS (
  SELECT conversation_id, max(greatest(message_nr, coalesce(flow_message_nr, 0))) AS last_nr
  FROM messages SEMI JOIN (SELECT page_nr FROM api_calls WHERE call = 'account/poll' AND account_id = $account) USING (page_nr)
  GROUP BY conversation_id
),
gone AS (
  SELECT left(record_key, length(record_key) - length($account::VARCHAR) - 1) AS conversation_id
  FROM merged_records
  WHERE mk_rec_type = 'archive_gone_seat' AND ends_with(record_key, '/' || $account::VARCHAR) AND (record ->> '$.gone_time') IS NOT NULL
),
walks AS (
  SELECT substr(scope, length($prefix) + 1) AS conversation_id, TRY_CAST(cursor ->> '$.done' AS BIGINT) AS done, cursor -> '$.seat' AS seat,
    cursor ->> '$.since' AS since
  FROM crawl_cursors WHERE starts_with(scope, $prefix)
)
SELECT a.conversation_id, greatest(coalesce(a.last_message_nr, 0), coalesce(h.last_nr, 0)) AS last_message_nr,
  a.join_message_nr, a.begin_message_nr, a.disclose_message_nr
FROM conversation_accounts AS a
JOIN conversations AS c USING (conversation_id)
LEFT JOIN heard AS h USING (conversation_id)
LEFT JOIN walks AS w USING (conversation_id)
ANTI JOIN gone USING (conversation_id)
WHERE a.account_id = $account AND c.gone_time IS NULL AND (
  w.done IS NULL OR w.since IS NOT NULL
  OR greatest(coalesce(a.last_message_nr, 0), coalesce(h.last_nr, 0)) > w.done
  OR a.join_message_nr IS DISTINCT FROM TRY_CAST(w.seat ->> '$.join_message_nr' AS BIGINT)
  OR a.begin_message_nr IS DISTINCT FROM TRY_CAST(w.seat ->> '$.begin_message_nr' AS BIGINT)
  OR a.disclose_message_nr IS DISTINCT FROM TRY_CAST(w.seat ->> '$.disclose_message_nr' AS BIGINT)
)
ORDER BY a.conversation_id
