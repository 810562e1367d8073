-- title: Chat, e-mail and hooks
-- question: How much of the talk is typed by people, and how much comes by e-mail or from programs?
-- description: Messages of each month by the way they came in. Messages that were deleted are not counted.
-- param: since date optional – only messages posted on or after this day (UTC)
-- param: until date optional – only messages posted on or before this day (UTC)
-- column: month – calendar month in UTC, YYYY-MM; NULL for messages whose time is unknown
-- column: kind – chat (written in Fleep), e-mail, or hook (posted by a program through a hook)
-- column: messages – number of messages
-- chart: {"mark": "bar", "encoding": {
--   "x": {"field": "month", "type": "temporal", "timeUnit": "utcyearmonth", "title": "month (UTC)"},
--   "y": {"field": "messages", "type": "quantitative", "title": "messages"},
--   "color": {"field": "kind", "type": "nominal", "title": "kind", "scale": {"domain": ["chat", "e-mail", "hook"]}}}}
SELECT
  strftime(posted_time, '%Y-%m') AS month,
  CASE
    WHEN nullif(hook_key, '') IS NOT NULL THEN 'hook'
    WHEN mk_message_type IN ('email', 'emailV2') THEN 'e-mail'
    ELSE 'chat'
  END AS kind,
  count(*) AS messages
FROM messages
WHERE mk_message_type IN ('text', 'textV2', 'email', 'emailV2', 'file') AND NOT is_deleted
  AND ($since IS NULL OR posted_time >= $since) AND ($until IS NULL OR posted_time::DATE <= $until)
GROUP BY month, kind
ORDER BY month NULLS LAST, kind;
