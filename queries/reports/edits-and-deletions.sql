-- title: Edits and deletions
-- question: Who changes or takes back messages, and how long after posting?
-- description: Text and e-mail messages by author, with those that were edited or deleted later; authors without
--   either are left out, and so are messages that came from a hook or have no author. A message counts as edited when
--   an earlier version with other words is held, or when the first version that is held with the words of today has a
--   time of editing and was neither pinned nor a task. Groups follow the order of the report: a row is at least
--   min_group people next to each other in it, and nothing is shown when there are fewer people in all. With
--   `--min-group 1` a row is one person, by name.
-- param: since date optional – only messages posted on or after this day (UTC)
-- param: until date optional – only messages posted on or before this day (UTC)
-- param: min_group integer 5 – fewest people in a row; 1 names single persons
-- param: limit integer 30 – most rows, those with the most changes first
-- column: person – the author; with groups, the places of the row in the order of the report
-- column: people – number of people in the row
-- column: messages – number of messages, deleted ones included
-- column: edited – number of messages edited at least once and not deleted
-- column: deleted – number of messages deleted
-- column: by_others – how many of those got their last words, or were deleted, by somebody else than the author
-- column: median_edit_minutes – half of the edited messages got their last words within this many minutes of posting
-- column: median_delete_minutes – half of the deleted messages were deleted within this many minutes of posting
-- caveat: Fleep marks pinning and task changes with the same time of editing. A pinned message or a task counts as
--   edited only when the archive saw it before; and one that was a task and is none any more counts as edited when the
--   archive did not.
-- chart: {"transform": [{"fold": ["edited", "deleted"], "as": ["change", "count"]}], "mark": "bar", "encoding": {
--     "y": {"field": "person", "type": "nominal", "sort": null, "title": null},
--     "x": {"field": "count", "type": "quantitative", "title": "messages"},
--     "color": {"field": "change", "type": "nominal", "title": "change", "scale": {"domain": ["edited", "deleted"]}}}}
WITH
texts AS (
  SELECT conversation_id, message_nr, account_id, is_deleted, posted_time, edited_time, edit_account_id
  FROM messages
  WHERE mk_message_type IN ('text', 'textV2', 'email', 'emailV2', 'file')
    AND nullif(hook_key, '') IS NULL
    AND ($since IS NULL OR posted_time >= $since) AND ($until IS NULL OR posted_time::DATE <= $until)
),
changed AS (
  SELECT account_id, is_deleted, posted_time, edited_time AS changed_time, edit_account_id AS editor FROM texts WHERE is_deleted
  UNION ALL
  SELECT account_id, is_deleted, posted_time, worded_time, worded_account_id
  FROM texts JOIN v_wordings USING (conversation_id, message_nr)
  WHERE is_edited
),
changes AS MATERIALIZED (
  SELECT
    hash(account_id) AS account_key, is_deleted, editor <> account_id AS is_by_other,
    date_diff('second', posted_time, changed_time) / 60 AS minutes
  FROM changed
),
authors AS (
  SELECT
    hash(account_id) AS account_key,
    any_value(account_id) AS account_id,
    max(nullif(sender_name, '')) AS sender,
    count(*) AS messages
  FROM messages
  WHERE mk_message_type IN ('text', 'textV2', 'email', 'emailV2', 'file')
    AND nullif(hook_key, '') IS NULL AND account_id IS NOT NULL
    AND ($since IS NULL OR posted_time >= $since) AND ($until IS NULL OR posted_time::DATE <= $until)
  GROUP BY account_key
),
totals AS (
  SELECT account_key, count(*) AS changed FROM changes GROUP BY account_key
),
ranked AS (
  SELECT
    account_key,
    a.messages,
    coalesce(p.person, a.sender, a.account_id) AS name,
    row_number() OVER (ORDER BY t.changed DESC, name, a.account_id) AS place,
    group_at(place, count(*) OVER (), $min_group) AS group_nr,
    count(*) OVER () AS people
  FROM totals AS t
  JOIN authors AS a USING (account_key)
  LEFT JOIN v_people AS p USING (account_id)
),
groups AS (
  SELECT
    group_nr,
    group_name(min(name), min(place), max(place), $min_group) AS person,
    count(*) AS people,
    sum(messages) AS messages
  FROM ranked
  WHERE people >= $min_group
  GROUP BY group_nr
),
delays AS (
  SELECT
    group_nr,
    count(*) FILTER (NOT is_deleted) AS edited,
    count(*) FILTER (is_deleted) AS deleted,
    count(*) FILTER (is_by_other) AS by_others,
    round(quantile_cont(minutes, 0.5) FILTER (NOT is_deleted), 1) AS median_edit_minutes,
    round(quantile_cont(minutes, 0.5) FILTER (is_deleted), 1) AS median_delete_minutes
  FROM changes JOIN ranked USING (account_key)
  GROUP BY group_nr
)
SELECT person, people, messages, edited, deleted, by_others, median_edit_minutes, median_delete_minutes
FROM groups JOIN delays USING (group_nr)
ORDER BY group_nr
LIMIT $limit;
