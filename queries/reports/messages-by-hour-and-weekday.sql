-- title: Messages by hour and weekday
-- question: When do people write?
-- description: Messages for each hour of the week in a time zone of your choice, quiet hours included. Messages that
--   came from a hook or were deleted are not counted.
-- param: since date optional – only messages posted on or after this day (UTC)
-- param: until date optional – only messages posted on or before this day (UTC)
-- param: conversation text optional – only conversations of this id, or with these words in the title
-- param: person text optional – only authors of this id, or with these words in the name
-- param: team text optional – only authors in the team of this id, or with these words in its name
-- param: min_group integer 5 – fewest people that person or team may choose; with fewer there is no row
-- param: timezone timezone UTC – the zone in which hours and weekdays are told
-- column: weekday – day of the week
-- column: hour – hour of the day, 0 to 23
-- column: messages – number of messages
-- caveat: One zone for everybody: where people live in several, the hours of some are shifted.
-- chart: {"mark": "rect", "encoding": {
--     "x": {"field": "hour", "type": "ordinal", "title": "hour of the day", "axis": {"labelAngle": 0}},
--     "y": {"field": "weekday", "type": "ordinal", "title": null,
--       "sort": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]},
--     "color": {"field": "messages", "type": "quantitative", "title": "messages",
--       "scale": {"domainMin": 0}, "legend": {"tickMinStep": 1}}}}
WITH quarters AS (
  -- All zones of today differ from UTC by whole quarters of an hour, and quarters are few: the zone is asked once for each.
  SELECT time_bucket(INTERVAL 15 MINUTE, posted_time) AS start, count(*) AS messages
  FROM talk($since, $until, $conversation, $person, $team)
  WHERE kind <> 'hook' AND posted_time IS NOT NULL
  GROUP BY start
),
told AS (
  SELECT start AT TIME ZONE 'UTC' AT TIME ZONE $timezone AS local_time, messages FROM quarters
),
hours AS (
  SELECT isodow(local_time) AS isodow, hour(local_time) AS hour, sum(messages) AS messages FROM told GROUP BY ALL
),
cells AS (
  SELECT d.isodow, h.hour
  FROM range(1, 8) AS d(isodow), range(24) AS h(hour)
  WHERE EXISTS (FROM hours) AND enough_people($since, $until, $conversation, $person, $team, $min_group)
)
SELECT
  ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'][c.isodow] AS weekday,
  c.hour,
  coalesce(h.messages, 0) AS messages
FROM cells AS c
LEFT JOIN hours AS h USING (isodow, hour)
ORDER BY c.isodow, c.hour;
