-- Conversations that the service does not give to the account any more, or to none.
SELECT left(record_key, length(record_key) - length($account::VARCHAR) - 1) AS conversation_id
FROM merged_records
WHERE mk_rec_type = 'archive_gone_seat' AND ends_with(record_key, '/' || $account::VARCHAR) AND (record ->> '$.gone_time') IS NOT NULL
UNION
SELECT conversation_id FROM conversations WHERE gone_time IS NOT NULL
ORDER BY ALL
