-- title: Edits and deletions by delay
-- question: How long after posting are messages changed or taken back?
-- description: Text and e-mail messages that were edited or deleted, by the time from posting to the last change of
--   words or to the deletion. What counts as edited is told in the report edits-and-deletions.
-- param: since date optional – only messages posted on or after this day (UTC)
-- param: until date optional – only messages posted on or before this day (UTC)
-- column: delay – time from posting to the last change of words or to the deletion
-- column: edited – number of messages edited and not deleted
-- column: deleted – number of messages deleted
-- caveat: Fleep marks pinning and task changes with the same time of editing. A pinned message or a task counts as
--   edited only when the archive saw it before; and one that was a task and is none any more counts as edited when the
--   archive did not.
-- chart: {"transform": [{"fold": ["edited", "deleted"], "as": ["change", "count"]}], "mark": "bar", "encoding": {
--     "y": {"field": "delay", "type": "nominal", "sort": null, "title": "time after posting"},
--     "x": {"field": "count", "type": "quantitative", "title": "messages"},
--     "color": {"field": "change", "type": "nominal", "title": "change", "scale": {"domain": ["edited", "deleted"]}}}}
WITH
-- Materialised, or DuckDB takes the words of all versions along to where they are put in order.
versions AS MATERIALIZED (
  SELECT
    hash(m.conversation_id, m.message_nr) AS message_key,
    bare_body(v.mk_message_type, v.message) IS DISTINCT FROM bare_body(m.mk_message_type, m.message) AS is_other,
    v.edited_time,
    v.edit_account_id AS editor,
    v.is_pinned OR v.task_state IS NOT NULL OR coalesce(v.mk_message_state LIKE '%:unpinned', false) AS is_marked,
    (coalesce(v.flow_message_nr, v.message_nr), coalesce(v.edited_time, '-infinity'), v.page_nr, v.record_index) AS age
  FROM messages AS m
  JOIN message_versions AS v USING (conversation_id, message_nr)
  WHERE NOT v.is_latest
),
-- Whether a version had other words than today's, and the first with today's after the last of those.
held AS MATERIALIZED (
  SELECT
    message_key,
    last_other IS NOT NULL AS is_reworded,
    arg_min({'edited_time': edited_time, 'editor': editor, 'is_marked': is_marked}, age)
      FILTER (last_other IS NULL OR age > last_other) AS first
  FROM versions
  LEFT JOIN (SELECT message_key, max(age) AS last_other FROM versions WHERE is_other GROUP BY message_key) USING (message_key)
  GROUP BY message_key, last_other
),
touched AS (
  SELECT
    hash(conversation_id, message_nr) AS message_key, is_deleted, posted_time,
    {'edited_time': edited_time, 'editor': edit_account_id,
      'is_marked': is_pinned OR task_state IS NOT NULL OR coalesce(mk_message_state LIKE '%:unpinned', false)} AS latest
  FROM messages
  WHERE mk_message_type IN ('text', 'textV2', 'email', 'emailV2', 'file')
    AND nullif(hook_key, '') IS NULL
    AND ($since IS NULL OR posted_time >= $since) AND ($until IS NULL OR posted_time::DATE <= $until)
    AND (is_deleted OR edited_time IS NOT NULL OR hash(conversation_id, message_nr) IN (SELECT message_key FROM held))
),
-- The change that counts is the one that gave a message the words of today; a later pin or task is none of them.
changed AS (
  SELECT *, if(is_deleted, latest, coalesce(first, latest)) AS change
  FROM touched LEFT JOIN held USING (message_key)
),
changes AS MATERIALIZED (
  SELECT
    is_deleted,
    NOT is_deleted AND coalesce(is_reworded OR change.edited_time IS NOT NULL AND NOT change.is_marked, false) AS is_edited,
    date_diff('second', posted_time, change.edited_time) / 60 AS minutes
  FROM changed
  WHERE is_edited OR is_deleted
),
bands AS (
  SELECT
    CASE
      WHEN minutes IS NULL THEN 7
      WHEN minutes < 1 THEN 1
      WHEN minutes < 5 THEN 2
      WHEN minutes < 60 THEN 3
      WHEN minutes < 1440 THEN 4
      WHEN minutes < 10080 THEN 5
      ELSE 6
    END AS band,
    count(*) FILTER (is_edited) AS edited,
    count(*) FILTER (is_deleted) AS deleted
  FROM changes
  GROUP BY band
)
SELECT
  ['under 1 minute', '1 to 5 minutes', '5 to 60 minutes', '1 to 24 hours', '1 to 7 days', '7 days or more', 'unknown'][band] AS delay,
  edited,
  deleted
FROM bands
ORDER BY band;
