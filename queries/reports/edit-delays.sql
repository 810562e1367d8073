-- title: Edits and deletions by delay
-- question: How long after posting are messages changed or taken back?
-- description: Text and e-mail messages that were edited or deleted, by the time from posting to the last change.
--   What counts as edited is told in the report edits-and-deletions.
-- param: since date optional – only messages posted on or after this day (UTC)
-- param: until date optional – only messages posted on or before this day (UTC)
-- column: delay – time from posting to the last change
-- column: edited – number of messages edited and not deleted
-- column: deleted – number of messages deleted
-- caveat: Fleep marks pinning and task changes with the same time of editing. A pinned message or a task counts as
--   edited only when the archive saw its earlier words.
-- chart: {"transform": [{"fold": ["edited", "deleted"], "as": ["change", "count"]}], "mark": "bar", "encoding": {
--     "y": {"field": "delay", "type": "nominal", "sort": null, "title": "time after posting"},
--     "x": {"field": "count", "type": "quantitative", "title": "messages"},
--     "color": {"field": "change", "type": "nominal", "title": "change", "scale": {"domain": ["edited", "deleted"]}}}}
WITH reworded AS (
  SELECT DISTINCT hash(m.conversation_id, m.message_nr) AS message_key
  FROM messages AS m
  JOIN message_versions AS v USING (conversation_id, message_nr)
  WHERE NOT v.is_latest AND bare_body(v.mk_message_type, v.message) IS DISTINCT FROM bare_body(m.mk_message_type, m.message)
),
changes AS MATERIALIZED (
  SELECT
    m.is_deleted,
    NOT m.is_deleted AND (
      hash(m.conversation_id, m.message_nr) IN (SELECT message_key FROM reworded)
      OR m.edited_time IS NOT NULL AND NOT m.is_pinned AND m.task_state IS NULL
        AND NOT coalesce(m.mk_message_state LIKE '%:unpinned', false)
    ) AS is_edited,
    date_diff('second', m.posted_time, m.edited_time) / 60 AS minutes
  FROM messages AS m
  WHERE m.mk_message_type IN ('text', 'textV2', 'email', 'emailV2', 'file')
    AND nullif(m.hook_key, '') IS NULL
    AND ($since IS NULL OR m.posted_time >= $since) AND ($until IS NULL OR m.posted_time::DATE <= $until)
    AND (is_edited OR m.is_deleted)
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
