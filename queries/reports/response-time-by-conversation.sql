-- title: Response time by conversation
-- question: How long does a conversation wait until somebody else answers?
-- description: When several messages of one person stand in a row, the wait runs from the last of them to the next
--   message by somebody else in the same conversation. Messages that came from a hook, have no author or were deleted are
--   left out, so that an answer by e-mail of somebody whom nobody knows is none.
-- param: since date optional – only waits that began on or after this day (UTC)
-- param: until date optional – only waits that began on or before this day (UTC)
-- param: conversation text optional – only conversations of this id, or with these words in the title
-- param: within_hours integer 72 – a longer silence is no answer
-- param: limit integer 30 – most rows, those with the most answers first, then those that wait most often
-- column: conversation – title of the conversation
-- column: answers – number of waits that an answer ended
-- column: median_minutes – half of the answers came within this many minutes; NULL where nobody answered in time
-- column: p90_minutes – nine in ten answers came within this many minutes
-- column: unanswered – number of waits that no answer ended in time, the open last one among them
-- caveat: Nights and weekends count as waiting, and not every message asks for an answer.
-- chart: {"transform": [{"filter": "datum.median_minutes !== null"}], "encoding": {
--     "y": {"field": "conversation", "type": "nominal", "sort": null, "title": null},
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
    if(lead(conversation_key) OVER flow = conversation_key, lead(account_key) OVER flow, NULL) AS next_account_key,
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
counted AS (
  SELECT
    conversation_key,
    count(*) FILTER (is_answered) AS answers,
    quantile_cont(minutes, [0.5, 0.9]) FILTER (is_answered) AS quantiles,
    count(*) FILTER (NOT is_answered) AS unanswered
  FROM waits
  GROUP BY conversation_key
),
ids AS (
  SELECT conversation_key, any_value(conversation_id) AS conversation_id FROM talk() GROUP BY conversation_key
)
SELECT
  coalesce(v.conversation, 'untitled ' || left(i.conversation_id, 8)) AS conversation,
  c.answers,
  round(c.quantiles[1], 1) AS median_minutes,
  round(c.quantiles[2], 1) AS p90_minutes,
  c.unanswered
FROM counted AS c
JOIN ids AS i USING (conversation_key)
LEFT JOIN v_conversations AS v USING (conversation_id)
ORDER BY c.answers DESC, c.unanswered DESC, conversation, i.conversation_id
LIMIT $limit;
