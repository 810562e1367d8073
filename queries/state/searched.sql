-- title: What the tables hold of what search goes by, as a few numbers: other values, other numbers
-- column: source – the table
-- column: rows, mixed, summed – of its rows, in whatever order they are kept
-- When a row was read says nothing of what is in it: a sync that finds nothing new leaves the numbers as they are
SELECT 'accounts' AS source, count(*)::VARCHAR AS rows, bit_xor(hash(t))::VARCHAR AS mixed, sum(hash(t) % 1000003)::VARCHAR AS summed
FROM (SELECT account_id, display_name, full_name, contact_name, email, fleep_address FROM accounts) AS t
UNION ALL
SELECT 'conversations', count(*)::VARCHAR, bit_xor(hash(t))::VARCHAR, sum(hash(t) % 1000003)::VARCHAR
FROM (SELECT conversation_id, topic, default_topic, title, members, leavers FROM conversations) AS t
UNION ALL
SELECT 'files', count(*)::VARCHAR, bit_xor(hash(t))::VARCHAR, sum(hash(t) % 1000003)::VARCHAR
FROM (SELECT conversation_id, message_nr, attachment_id, file_name FROM files) AS t
UNION ALL
SELECT 'hooks', count(*)::VARCHAR, bit_xor(hash(t))::VARCHAR, sum(hash(t) % 1000003)::VARCHAR
FROM (SELECT conversation_id, hook_key, hook_name, mk_hook_type FROM hooks) AS t
UNION ALL
SELECT 'messages', count(*)::VARCHAR, bit_xor(hash(t))::VARCHAR, sum(hash(t) % 1000003)::VARCHAR
FROM (SELECT * EXCLUDE (page_nr, record_index, seen_time) FROM messages) AS t
UNION ALL
SELECT 'message_versions', count(*)::VARCHAR, bit_xor(hash(t))::VARCHAR, sum(hash(t) % 1000003)::VARCHAR
FROM (SELECT * EXCLUDE (page_nr, record_index, seen_time) FROM message_versions WHERE NOT is_latest) AS t
ORDER BY source
