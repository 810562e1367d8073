-- title: Tasks opened and closed
-- question: Are tasks done as fast as they come?
-- description: Messages that are tasks, by the month of posting, and tasks that are done, by the month of their
--   latest change. Messages that were deleted are not counted.
-- param: conversation text optional – only conversations of this id, or with these words in the title
-- column: month – calendar month in UTC, YYYY-MM
-- column: opened – number of tasks posted in the month
-- column: closed – number of tasks done whose latest change was in the month
-- column: open – tasks opened less tasks closed, up to the end of the month
-- caveat: Fleep does not say when a message was made a task, so times run from the message; and the time at which a
--   task was done is that of its latest change.
-- chart: {"transform": [{"fold": ["opened", "closed"], "as": ["change", "count"]},
--       {"calculate": "datum.change === 'closed' ? -datum.count : datum.count", "as": "shown"}], "mark": "bar", "encoding": {
--     "x": {"field": "month", "type": "temporal", "timeUnit": "utcyearmonth", "title": "month (UTC)"},
--     "y": {"field": "shown", "type": "quantitative", "title": "tasks (below the line: closed)", "axis": {"labelExpr": "abs(datum.value)"}},
--     "color": {"field": "change", "type": "nominal", "title": "tasks", "scale": {"domain": ["opened", "closed"]}}}}
WITH tasks AS (
  SELECT posted_time, edited_time, task_state
  FROM messages
  WHERE task_state IS NOT NULL AND NOT is_deleted
    AND (
      $conversation IS NULL
      OR conversation_id IN (
        SELECT conversation_id FROM v_conversations
        WHERE conversation_id = $conversation OR contains(lower(conversation), lower($conversation::VARCHAR))
      )
    )
),
changes AS (
  SELECT date_trunc('month', posted_time) AS start, 1 AS opened, 0 AS closed FROM tasks WHERE posted_time IS NOT NULL
  UNION ALL
  SELECT date_trunc('month', coalesce(edited_time, posted_time)), 0, 1
  FROM tasks
  WHERE task_state = 'done' AND posted_time IS NOT NULL
)
SELECT
  strftime(start, '%Y-%m') AS month,
  sum(opened) AS opened,
  sum(closed) AS closed,
  sum(sum(opened) - sum(closed)) OVER (ORDER BY start) AS open
FROM changes
GROUP BY start
ORDER BY month;
