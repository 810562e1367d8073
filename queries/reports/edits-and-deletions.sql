-- title: Edits and deletions
-- question: Who changes or takes back messages, and how long after posting?
-- description: Text and e-mail messages by author, with those that were edited or deleted later. A message counts as
--   edited when an earlier version with other words is held, or when it has a time of editing and is neither pinned nor
--   a task.
-- param: since date optional – only messages posted on or after this day (UTC)
-- param: until date optional – only messages posted on or before this day (UTC)
-- param: limit integer 30 – most rows, those with the most changes first
-- column: person – the author's name; e-mail address or id when there is none
-- column: messages – number of messages, deleted ones included
-- column: edited – number of messages edited at least once and not deleted
-- column: deleted – number of messages deleted
-- column: by_others – how many of those were changed last by somebody else than the author
-- column: median_edit_minutes – half of the edited messages got their last edit within this many minutes of posting
-- column: median_delete_minutes – half of the deleted messages were deleted within this many minutes of posting
-- caveat: Fleep marks pinning and task changes with the same time of editing. A pinned message or a task counts as edited
--   only when the archive saw its earlier words.
-- chart: {"transform": [{"fold": ["edited", "deleted"], "as": ["change", "count"]}], "mark": "bar", "encoding": {
--   "y": {"field": "person", "type": "nominal", "sort": null, "title": null},
--   "x": {"field": "count", "type": "quantitative", "title": "messages"},
--   "color": {"field": "change", "type": "nominal", "title": "change", "scale": {"domain": ["edited", "deleted"]}}}}
WITH people AS (
  SELECT account_id, name || if(count(*) OVER (PARTITION BY name) > 1, ' (' || left(account_id, 8) || ')', '') AS person
  FROM (
    SELECT account_id, coalesce(nullif(display_name, ''), nullif(full_name, ''), nullif(email, ''), account_id) AS name
    FROM accounts
  )
),
reworded AS (
  SELECT DISTINCT m.conversation_id, m.message_nr
  FROM messages AS m
  JOIN message_versions AS v USING (conversation_id, message_nr)
  WHERE NOT v.is_latest AND v.message IS DISTINCT FROM m.message
),
changes AS (
  SELECT
    m.*,
    NOT m.is_deleted AND (
      r.message_nr IS NOT NULL
      OR m.edited_time IS NOT NULL AND NOT m.is_pinned AND m.task_state IS NULL
        AND NOT coalesce(m.mk_message_state LIKE '%:unpinned', false)
    ) AS is_edited,
    date_diff('second', m.posted_time, m.edited_time) / 60 AS minutes
  FROM messages AS m
  LEFT JOIN reworded AS r USING (conversation_id, message_nr)
  WHERE m.mk_message_type IN ('text', 'textV2', 'email', 'emailV2', 'file')
    AND nullif(m.hook_key, '') IS NULL
    AND ($since IS NULL OR m.posted_time >= $since) AND ($until IS NULL OR m.posted_time::DATE <= $until)
)
SELECT
  coalesce(p.person, max(nullif(c.sender_name, '')), c.account_id, '(unknown)') AS person,
  count(*) AS messages,
  count(*) FILTER (is_edited) AS edited,
  count(*) FILTER (is_deleted) AS deleted,
  count(*) FILTER ((is_edited OR is_deleted) AND edit_account_id <> account_id) AS by_others,
  round(quantile_cont(minutes, 0.5) FILTER (is_edited), 1) AS median_edit_minutes,
  round(quantile_cont(minutes, 0.5) FILTER (is_deleted), 1) AS median_delete_minutes
FROM changes AS c
LEFT JOIN people AS p USING (account_id)
GROUP BY c.account_id, p.person
HAVING edited + deleted > 0
ORDER BY edited + deleted DESC, person, c.account_id
LIMIT $limit;
