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
texts AS (
  SELECT conversation_id, message_nr, is_deleted, posted_time, edited_time
  FROM messages
  WHERE mk_message_type IN ('text', 'textV2', 'email', 'emailV2', 'file')
    AND nullif(hook_key, '') IS NULL
    AND ($since IS NULL OR posted_time >= $since) AND ($until IS NULL OR posted_time::DATE <= $until)
),
changed AS (
  SELECT is_deleted, posted_time, edited_time AS changed_time FROM texts WHERE is_deleted
  UNION ALL
  SELECT is_deleted, posted_time, worded_time FROM texts JOIN v_wordings USING (conversation_id, message_nr) WHERE is_edited
),
changes AS (
  SELECT is_deleted, date_diff('second', posted_time, changed_time) / 60 AS minutes FROM changed
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
    count(*) FILTER (NOT is_deleted) AS edited,
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
