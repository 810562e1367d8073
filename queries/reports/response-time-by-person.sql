-- title: Response time by person
-- question: How fast does each person answer the others?
-- description: When several messages of one person stand in a row, the wait runs from the last of them to the next
--   message by somebody else in the same conversation, and counts for the one who answers. Messages that came from a
--   hook, have no author or were deleted are left out. Groups follow the order of the report: a row is at least
--   min_group people next to each other in it, and nothing is shown when there are fewer people in all. With
--   `--min-group 1` a row is one person, by name.
-- param: since date optional – only waits that began on or after this day (UTC)
-- param: until date optional – only waits that began on or before this day (UTC)
-- param: conversation text optional – only conversations of this id, or with these words in the title
-- param: within_hours integer 72 – a longer silence is no answer
-- param: min_group integer 5 – fewest people in a row; 1 names single persons
-- param: limit integer 30 – most rows, those with the most answers first
-- column: person – the name of the one who answered; with groups, the places of the row in the order of the report
-- column: people – number of people in the row
-- column: answers – number of waits that an answer ended
-- column: median_minutes – half of the answers came within this many minutes
-- column: p90_minutes – nine in ten answers came within this many minutes
-- caveat: Nights and weekends count as waiting, and not every message asks for an answer.
-- chart: {"encoding": {
--     "y": {"field": "person", "type": "nominal", "sort": null, "title": null},
--     "x": {"field": "median_minutes", "type": "quantitative", "scale": {"type": "symlog", "domainMin": 0},
--       "title": "time to the answer (dot: median, line: up to nine in ten)",
--       "axis": {"values": [0, 1, 5, 15, 60, 240, 1440, 4320], "tickCount": 8, "labelOverlap": false,
--         "labelExpr": "datum.value === 0 ? '0' : datum.value < 60 ? datum.value + ' min'
--           : datum.value < 1440 ? datum.value / 60 + ' h' : datum.value / 1440 + ' d'"}}},
--     "layer": [
--       {"mark": {"type": "rule", "strokeWidth": 2}, "encoding": {"x2": {"field": "p90_minutes"}}},
--       {"mark": {"type": "point", "filled": true, "size": 70, "opacity": 1}}]}
WITH talk AS (
  SELECT
    conversation_key, account_key, posted_time,
    lead(account_key) OVER flow AS next_account_key,
    if(lead(conversation_key) OVER flow = conversation_key, lead(posted_time) OVER flow, NULL) AS next_time
  FROM talk(conversation := $conversation)
  WHERE kind <> 'hook' AND account_id IS NOT NULL AND posted_time IS NOT NULL
  -- Sorted as one, which is quicker than one conversation after the other: what comes next may be of another one.
  WINDOW flow AS (ORDER BY conversation_key, message_nr)
),
waits AS (
  SELECT
    conversation_key, account_key, next_account_key,
    greatest(date_diff('second', posted_time, next_time), 0) / 60 AS minutes,
    coalesce(next_time <= posted_time + to_hours($within_hours), false) AS is_answered
  FROM talk
  WHERE next_account_key IS DISTINCT FROM account_key
    AND ($since IS NULL OR posted_time >= $since) AND ($until IS NULL OR posted_time::DATE <= $until)
),
answers AS MATERIALIZED (
  SELECT next_account_key AS account_key, minutes FROM waits WHERE is_answered
),
totals AS (
  SELECT account_key, count(*) AS answers FROM answers GROUP BY account_key
),
ids AS (
  SELECT account_key, any_value(account_id) AS account_id FROM talk() WHERE account_id IS NOT NULL GROUP BY account_key
),
ranked AS (
  SELECT
    account_key,
    coalesce(p.person, i.account_id) AS name,
    row_number() OVER (ORDER BY answers DESC, name, i.account_id) AS place,
    count(*) OVER () AS people
  FROM totals
  JOIN ids AS i USING (account_key)
  LEFT JOIN v_people AS p USING (account_id)
)
SELECT
  group_name(min(name), min(place), max(place), $min_group) AS person,
  count(DISTINCT place) AS people,
  count(*) AS answers,
  round(quantile_cont(minutes, [0.5, 0.9])[1], 1) AS median_minutes,
  round(quantile_cont(minutes, [0.5, 0.9])[2], 1) AS p90_minutes
FROM answers
JOIN ranked USING (account_key)
WHERE people >= $min_group
GROUP BY group_at(place, people, $min_group)
ORDER BY min(place)
LIMIT $limit;
