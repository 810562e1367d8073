-- title: Messages by hour and weekday
-- question: When do people write?
-- description: Messages for each hour of the week in a time zone of your choice, quiet hours included. Messages that came
--   from a hook or were deleted are not counted.
-- param: since date optional – only messages posted on or after this day (UTC)
-- param: until date optional – only messages posted on or before this day (UTC)
-- param: timezone timezone UTC – the zone in which hours and weekdays are told
-- column: weekday – day of the week
-- column: hour – hour of the day, 0 to 23
-- column: messages – number of messages
-- caveat: One zone for everybody: where people live in several, the hours of some are shifted.
-- chart: {"mark": "rect", "encoding": {
--   "x": {"field": "hour", "type": "ordinal", "title": "hour of the day", "axis": {"labelAngle": 0}},
--   "y": {"field": "weekday", "type": "ordinal", "title": null,
--     "sort": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]},
--   "color": {"field": "messages", "type": "quantitative", "title": "messages",
--     "scale": {"domainMin": 0}, "legend": {"tickMinStep": 1}}}}
WITH posted AS (
  SELECT posted_time AT TIME ZONE 'UTC' AT TIME ZONE $timezone AS local_time
  FROM messages
  WHERE mk_message_type IN ('text', 'textV2', 'email', 'emailV2', 'file') AND NOT is_deleted
    AND nullif(hook_key, '') IS NULL
    AND posted_time IS NOT NULL
    AND ($since IS NULL OR posted_time >= $since) AND ($until IS NULL OR posted_time::DATE <= $until)
),
cells AS (
  SELECT d.isodow, h.hour
  FROM range(1, 8) AS d(isodow), range(24) AS h(hour)
  WHERE EXISTS (FROM posted)
)
SELECT
  ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'][c.isodow] AS weekday,
  c.hour,
  count(p.local_time) AS messages
FROM cells AS c
LEFT JOIN posted AS p ON isodow(p.local_time) = c.isodow AND hour(p.local_time) = c.hour
GROUP BY c.isodow, c.hour
ORDER BY c.isodow, c.hour;
