-- What the conversations that an account sees are called, by that account: what Fleep calls one without a topic depends on who looks.
-- A header that comes with a change names neither. former_titles: what headers called it before.
WITH former AS (
  SELECT record_key AS conversation_id, record ->> '$.topic' AS title
  FROM record_versions WHERE mk_rec_type = 'conv' AND NOT is_latest
  UNION
  -- Its members' names are its title only while it has no topic.
  SELECT left(record_key, length(record_key) - length($account::VARCHAR) - 1), record ->> '$.default_topic'
  FROM record_versions
  WHERE mk_rec_type = 'conv_seat' AND ends_with(record_key, '/' || $account::VARCHAR)
    AND left(record_key, length(record_key) - length($account::VARCHAR) - 1) IN (
      SELECT record_key FROM record_versions WHERE mk_rec_type = 'conv' AND coalesce(record ->> '$.topic', '') = '')
)
SELECT a.conversation_id, c.topic, s.record ->> '$.default_topic' AS default_topic, f.former_titles
FROM conversation_accounts AS a
JOIN conversations AS c USING (conversation_id)
LEFT JOIN merged_records AS s ON s.mk_rec_type = 'conv_seat' AND s.record_key = a.conversation_id || '/' || a.account_id
LEFT JOIN (SELECT conversation_id, list(title ORDER BY title) AS former_titles FROM former WHERE title <> '' GROUP BY conversation_id) AS f
  USING (conversation_id)
WHERE a.account_id = $account
ORDER BY a.conversation_id
