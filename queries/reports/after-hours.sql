-- title: After-hours work
-- question: How much is written outside working hours?
-- description: Messages by the local time of their posting: within working hours, outside them on a working day, and
--   on other days. Messages that came from a hook, have no author or were deleted are not counted. Groups follow the order of the
--   report: a row is at least min_group people next to each other in it, and nothing is shown when there are fewer
--   people in all. With `--min-group 1` a row is one person, by name.
-- param: since date optional – only messages posted on or after this day (UTC)
-- param: until date optional – only messages posted on or before this day (UTC)
-- param: conversation text optional – only conversations of this id, or with these words in the title
-- param: person text optional – only authors of this id, or with these words in the name
-- param: team text optional – only authors in the team of this id, or with these words in its name
-- param: timezone timezone UTC – the zone in which hours and weekdays are told
-- param: from_hour hour 9 – hour at which work begins
-- param: to_hour hour 18 – hour at which work ends; an earlier one than from_hour is of the next day, and what is
--   written before it counts for the day on which work began
-- param: workdays weekdays 12345 – working days, 1 for Monday to 7 for Sunday
-- param: min_group integer 5 – fewest people in a row; 1 names single persons
-- param: limit integer 30 – most rows, those with the most messages first
-- column: person – the name of the person; with groups, the places of the row in the order of the report
-- column: people – number of people in the row
-- column: messages – number of messages
-- column: after_hours – how many of them on a working day outside the hours from from_hour to to_hour
-- column: days_off – how many of them on other days
-- column: outside_percent – share of both in all messages, in percent
-- caveat: One zone and one working week for everybody: who lives elsewhere, works part time or has other days off
--   looks busier outside working hours than they are.
-- chart: {"transform": [{"fold": ["after_hours", "days_off"], "as": ["when", "count"]}],
--     "mark": "bar", "encoding": {
--     "y": {"field": "person", "type": "nominal", "sort": null, "title": null},
--     "x": {"field": "count", "type": "quantitative", "title": "messages outside working hours"},
--     "color": {"field": "when", "type": "nominal", "title": "when", "scale": {"domain": ["after_hours", "days_off"]}}}}
WITH posted AS NOT MATERIALIZED (
  SELECT account_key, account_id, sender_name, time_bucket(INTERVAL 15 MINUTE, posted_time) AS start
  FROM talk($since, $until, $conversation, $person, $team)
  WHERE kind <> 'hook' AND account_id IS NOT NULL AND posted_time IS NOT NULL
),
-- All zones of today differ from UTC by whole quarters of an hour, and quarters are few: the zone is asked once for each.
told AS (
  SELECT start, start AT TIME ZONE 'UTC' AT TIME ZONE $timezone AS local_time FROM (SELECT DISTINCT start FROM posted)
),
placed AS (
  SELECT
    start,
    -- After midnight, hours that go over it are still those of the day before.
    contains(
      $workdays::VARCHAR,
      isodow(if($from_hour > $to_hour AND hour(local_time) < $to_hour, local_time - INTERVAL 1 DAY, local_time))::VARCHAR
    ) AS is_workday,
    if($from_hour <= $to_hour,
      hour(local_time) >= $from_hour AND hour(local_time) < $to_hour,
      hour(local_time) >= $from_hour OR hour(local_time) < $to_hour) AS is_workhour
  FROM told
),
totals AS (
  SELECT
    account_key,
    any_value(account_id) AS account_id,
    max(nullif(sender_name, '')) AS sender,
    count(*) AS messages,
    count(*) FILTER (is_workday AND NOT is_workhour) AS after_hours,
    count(*) FILTER (NOT is_workday) AS days_off
  FROM posted JOIN placed USING (start)
  GROUP BY account_key
),
ranked AS (
  SELECT
    t.*,
    coalesce(p.person, t.sender, t.account_id) AS name,
    row_number() OVER (ORDER BY t.messages DESC, name, t.account_id) AS place,
    count(*) OVER () AS people
  FROM totals AS t
  LEFT JOIN v_people AS p USING (account_id)
)
SELECT
  group_name(min(name), min(place), max(place), $min_group) AS person,
  count(*) AS people,
  sum(messages) AS messages,
  sum(after_hours) AS after_hours,
  sum(days_off) AS days_off,
  round(100.0 * (sum(after_hours) + sum(days_off)) / sum(messages), 1) AS outside_percent
FROM ranked
WHERE people >= $min_group
GROUP BY group_at(place, people, $min_group)
ORDER BY min(place)
LIMIT $limit;
