-- title: How many files, pinned messages and tasks each conversation has
SELECT conversation_id, sum(files)::DOUBLE AS files, sum(pins)::DOUBLE AS pins, sum(tasks)::DOUBLE AS tasks
FROM (
  SELECT conversation_id, 1 AS files, 0 AS pins, 0 AS tasks FROM files
  UNION ALL
  SELECT conversation_id, 0, is_pinned::INTEGER, (task_state IS NOT NULL)::INTEGER
  FROM messages
  WHERE NOT is_deleted AND (is_pinned OR task_state IS NOT NULL)
)
GROUP BY conversation_id
ORDER BY conversation_id
