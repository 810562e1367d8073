-- title: How many files, pinned messages, tasks and references to other messages each conversation has
SELECT
  conversation_id,
  sum(files)::DOUBLE AS files,
  sum(pins)::DOUBLE AS pins,
  sum(tasks)::DOUBLE AS tasks,
  sum(refs)::DOUBLE AS refs
FROM (
  SELECT conversation_id, 1 AS files, 0 AS pins, 0 AS tasks, 0 AS refs FROM files
  UNION ALL
  SELECT
    conversation_id,
    0,
    (is_pinned AND NOT is_deleted)::INTEGER,
    (task_state IS NOT NULL AND NOT is_deleted)::INTEGER,
    (reply_to_message_nr IS NOT NULL OR ref_message_nr IS NOT NULL OR mk_message_type = 'task_completed')::INTEGER
  FROM messages
  WHERE is_pinned OR task_state IS NOT NULL OR reply_to_message_nr IS NOT NULL OR ref_message_nr IS NOT NULL
    OR mk_message_type = 'task_completed'
)
GROUP BY conversation_id
ORDER BY conversation_id
