-- title: Tasks by person
-- question: Who has how much to do, and for how long already?
-- description: Messages that are tasks, by those who are assigned to them; a task of two people counts for both, and
--   one of nobody is not counted. Messages that were deleted are not counted. Groups follow the order of the report:
--   a row is at least min_group people next to each other in it, and nothing is shown when there are fewer people in
--   all. With `--min-group 1` a row is one person, by name.
-- param: conversation text optional – only conversations of this id, or with these words in the title
-- param: as_of date optional – the day at which tasks and ages are told, as if nothing had been posted or done since;
--   the day of the latest message or change when absent
-- param: min_group integer 5 – fewest people in a row; 1 names single persons
-- param: limit integer 30 – most rows, those with the most open tasks first
-- column: person – the name of the person; with groups, the places of the row in the order of the report
-- column: people – number of people in the row
-- column: open – number of tasks to be done
-- column: done – number of tasks done
-- column: median_open_days – half of the open tasks are at most so many days old
-- caveat: Fleep does not say when a message was made a task, so times run from the message; and the time at which a
--   task was done is that of its latest change.
-- caveat: Of an earlier day only what the latest versions tell is known: a task that is done and was changed after as_of
--   counts as open then, and what was deleted or made no task since is not counted.
-- chart: {"transform": [{"fold": ["open", "done"], "as": ["state", "count"]}], "mark": "bar", "encoding": {
--     "y": {"field": "person", "type": "nominal", "sort": null, "title": null},
--     "x": {"field": "count", "type": "quantitative", "title": "tasks"},
--     "color": {"field": "state", "type": "nominal", "title": "tasks", "scale": {"domain": ["open", "done"]}}}}
WITH today AS (
  SELECT coalesce($as_of, greatest(max(posted_time), max(edited_time))::DATE) AS day FROM messages
),
tasks AS (
  SELECT posted_time, edited_time, task_state, unnest(list_distinct(assignee_ids)) AS account_id
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
assigned AS (
  SELECT
    account_id,
    task_state = 'todo' OR coalesce(edited_time::DATE > day, false) AS is_open,
    date_diff('day', posted_time::DATE, day) AS age_days
  FROM tasks, today
  WHERE posted_time IS NULL OR posted_time::DATE <= day
),
totals AS (
  SELECT account_id, count(*) FILTER (is_open) AS open, count(*) FILTER (NOT is_open) AS done
  FROM assigned
  GROUP BY account_id
),
ranked AS (
  SELECT
    t.account_id,
    coalesce(p.person, t.account_id) AS name,
    row_number() OVER (ORDER BY t.open DESC, t.done DESC, name, t.account_id) AS place,
    count(*) OVER () AS people
  FROM totals AS t
  LEFT JOIN v_people AS p USING (account_id)
)
SELECT
  group_name(min(name), min(place), max(place), $min_group) AS person,
  count(DISTINCT place) AS people,
  count(*) FILTER (is_open) AS open,
  count(*) FILTER (NOT is_open) AS done,
  quantile_cont(age_days, 0.5) FILTER (is_open) AS median_open_days
FROM assigned
JOIN ranked USING (account_id)
WHERE people >= $min_group
GROUP BY group_at(place, people, $min_group)
ORDER BY min(place)
LIMIT $limit;
