-- title: Response time by person
-- question: How fast does each person answer the others?
-- description: When several messages of one person stand in a row, the wait runs from the last of them to the next
--   message by somebody else in the same conversation, and counts for the one who answers. Messages that came from a hook
--   or were deleted are left out.
-- param: since date optional – only waits that began on or after this day (UTC)
-- param: until date optional – only waits that began on or before this day (UTC)
-- param: within_hours integer 72 – a longer silence is no answer
-- param: limit integer 30 – most rows, those with the most answers first
-- column: person – name of the one who answered
-- column: answers – number of waits that an answer ended
-- column: median_minutes – half of the answers came within this many minutes
-- column: p90_minutes – nine in ten answers came within this many minutes
-- caveat: Nights and weekends count as waiting, and not every message asks for an answer.
-- chart: {"encoding": {
--   "y": {"field": "person", "type": "nominal", "sort": null, "title": null},
--   "x": {"field": "median_minutes", "type": "quantitative", "scale": {"type": "symlog", "domainMin": 0},
--     "title": "time to the answer (dot: median, line: up to nine in ten)",
--     "axis": {"values": [0, 1, 5, 15, 60, 240, 1440, 4320], "tickCount": 8, "labelOverlap": false,
--       "labelExpr": "datum.value === 0 ? '0' : datum.value < 60 ? datum.value + ' min'
--         : datum.value < 1440 ? datum.value / 60 + ' h' : datum.value / 1440 + ' d'"}}},
--   "layer": [
--     {"mark": {"type": "rule", "strokeWidth": 2}, "encoding": {"x2": {"field": "p90_minutes"}}},
--     {"mark": {"type": "point", "filled": true, "size": 70, "opacity": 1}}]}
WITH people AS (
  SELECT account_id, name || if(count(*) OVER (PARTITION BY name) > 1, ' (' || left(account_id, 8) || ')', '') AS person
  FROM (
    SELECT account_id, coalesce(nullif(display_name, ''), nullif(full_name, ''), nullif(email, ''), account_id) AS name
    FROM accounts
  )
),
talk AS (
  SELECT
    conversation_id, account_id, posted_time,
    lead(account_id) OVER flow AS next_account_id,
    lead(posted_time) OVER flow AS next_time
  FROM messages
  WHERE mk_message_type IN ('text', 'textV2', 'email', 'emailV2', 'file') AND NOT is_deleted
    AND nullif(hook_key, '') IS NULL
    AND account_id IS NOT NULL AND posted_time IS NOT NULL
  WINDOW flow AS (PARTITION BY conversation_id ORDER BY message_nr)
),
waits AS (
  SELECT
    conversation_id, next_account_id,
    greatest(date_diff('second', posted_time, next_time), 0) / 60 AS minutes,
    coalesce(next_time <= posted_time + to_hours($within_hours), false) AS is_answered
  FROM talk
  WHERE next_account_id IS DISTINCT FROM account_id
    AND ($since IS NULL OR posted_time >= $since) AND ($until IS NULL OR posted_time::DATE <= $until)
)
SELECT
  coalesce(p.person, a.next_account_id) AS person,
  count(*) FILTER (is_answered) AS answers,
  round(quantile_cont(minutes, 0.5) FILTER (is_answered), 1) AS median_minutes,
  round(quantile_cont(minutes, 0.9) FILTER (is_answered), 1) AS p90_minutes
FROM waits AS a
LEFT JOIN people AS p ON p.account_id = a.next_account_id
GROUP BY a.next_account_id, p.person
HAVING answers > 0
ORDER BY answers DESC, person, a.next_account_id
LIMIT $limit;
