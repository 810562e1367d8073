-- title: Tasks by section
-- question: In which sections of the task boards does work pile up?
-- description: Messages that are tasks, by conversation and section of its task board. Messages that were deleted are
--   not counted.
-- param: conversation text optional – only conversations of this id, or with these words in the title
-- param: as_of date optional – the day at which tasks and ages are told, as if nothing had been posted or done since;
--   the day of the latest message or change when absent
-- param: limit integer 50 – most rows, those with the most open tasks first
-- column: conversation – title of the conversation
-- column: section – section of the task board; NULL for tasks in none
-- column: open – number of tasks to be done
-- column: done – number of tasks done
-- column: median_open_days – half of the open tasks are at most so many days old
-- column: median_done_days – half of the tasks done were done within so many days of posting
-- caveat: Fleep does not say when a message was made a task, so times run from the message; and the time at which a
--   task was done is that of its latest change.
-- caveat: Of an earlier day only what the latest versions tell is known: a task that is done and was changed after as_of
--   counts as open then, and what was deleted or made no task since is not counted.
-- chart: {"transform": [{"fold": ["open", "done"], "as": ["state", "count"]},
--     {"calculate": "datum.conversation + (datum.section ? ': ' + datum.section : '')", "as": "board"}],
--     "mark": "bar", "encoding": {
--     "y": {"field": "board", "type": "nominal", "sort": null, "title": null},
--     "x": {"field": "count", "type": "quantitative", "title": "tasks"},
--     "color": {"field": "state", "type": "nominal", "title": "tasks", "scale": {"domain": ["open", "done"]}}}}
WITH today AS (
  SELECT coalesce($as_of, greatest(max(posted_time), max(edited_time))::DATE) AS day FROM messages
),
-- Two conversations may have sections of one id; those of the account's own list are of no conversation.
section_names AS (
  SELECT conversation_id, section_id, min(name) AS section FROM sections GROUP BY conversation_id, section_id
),
tasks AS (
  SELECT
    conversation_id,
    section_id,
    task_state = 'todo' OR coalesce(edited_time::DATE > day, false) AS is_open,
    date_diff('day', posted_time::DATE, day) AS age_days,
    greatest(date_diff('day', posted_time::DATE, coalesce(edited_time, posted_time)::DATE), 0) AS done_days
  FROM messages, today
  WHERE task_state IS NOT NULL AND NOT is_deleted AND (posted_time IS NULL OR posted_time::DATE <= day)
    AND (
      $conversation IS NULL
      OR conversation_id IN (
        SELECT conversation_id FROM v_conversations
        WHERE conversation_id = $conversation OR contains(lower(conversation), lower($conversation::VARCHAR))
      )
    )
)
SELECT
  coalesce(v.conversation, 'untitled ' || left(k.conversation_id, 8)) AS conversation,
  if(own.section_id IS NULL, common.section, own.section) AS section,
  count(*) FILTER (is_open) AS open,
  count(*) FILTER (NOT is_open) AS done,
  quantile_cont(age_days, 0.5) FILTER (is_open) AS median_open_days,
  quantile_cont(done_days, 0.5) FILTER (NOT is_open) AS median_done_days
FROM tasks AS k
LEFT JOIN v_conversations AS v USING (conversation_id)
LEFT JOIN section_names AS own ON own.section_id = k.section_id AND own.conversation_id = k.conversation_id
LEFT JOIN section_names AS common ON common.section_id = k.section_id AND common.conversation_id IS NULL
GROUP BY k.conversation_id, v.conversation, k.section_id, own.section_id, own.section, common.section
ORDER BY open DESC, done DESC, conversation, section NULLS LAST, k.conversation_id, k.section_id
LIMIT $limit;
