WITH tasks AS (
  SELECT posted_time, edited_time, task_state FROM messages WHERE task_state IS NOT NULL AND is_deleted = 0 AND posted_time IS NOT NULL
),
changes AS (
  SELECT strftime('%Y-%m', posted_time, 'unixepoch') AS month, 1 AS opened, 0 AS closed FROM tasks
  UNION ALL
  SELECT strftime('%Y-%m', coalesce(edited_time, posted_time), 'unixepoch'), 0, 1 FROM tasks WHERE task_state = 'done'
)
SELECT month, sum(opened) AS opened, sum(closed) AS closed, sum(sum(opened) - sum(closed)) OVER (ORDER BY month) AS open
FROM changes
GROUP BY month
ORDER BY month;
