-- title: First response
-- question: How long does somebody who begins to talk wait for the first answer?
-- description: A talk begins with a message that comes after a silence of quiet_hours or more in its conversation, or
--   as its first. It is answered by the first message of somebody else before the next silence of that length.
--   Messages that came from a hook, have no author or were deleted are left out.
-- param: since date optional – only talks that began on or after this day (UTC)
-- param: until date optional – only talks that began on or before this day (UTC)
-- param: conversation text optional – only conversations of this id, or with these words in the title
-- param: quiet_hours integer 8 – hours of silence after which a new talk begins
-- param: limit integer 30 – most rows, those with the most talks first
-- column: conversation – title of the conversation
-- column: talks – number of talks that began
-- column: answered – how many of them were answered
-- column: answered_percent – share of the talks that were answered, in percent
-- column: median_minutes – half of the first answers came within this many minutes
-- column: p90_minutes – nine in ten first answers came within this many minutes
-- caveat: Nights and weekends count as waiting, and not every talk asks for an answer.
-- chart: {"encoding": {
--     "y": {"field": "conversation", "type": "nominal", "sort": null, "title": null},
--     "x": {"field": "median_minutes", "type": "quantitative", "scale": {"type": "symlog", "domainMin": 0},
--       "title": "time to the answer (dot: median, line: up to nine in ten)",
--       "axis": {"values": [0, 1, 5, 15, 60, 240, 1440, 4320], "tickCount": 8, "labelOverlap": false,
--         "labelExpr": "datum.value === 0 ? '0' : datum.value < 60 ? datum.value + ' min'
--           : datum.value < 1440 ? datum.value / 60 + ' h' : datum.value / 1440 + ' d'"}}},
--     "layer": [
--       {"mark": {"type": "rule", "strokeWidth": 2}, "encoding": {"x2": {"field": "p90_minutes"}}},
--       {"mark": {"type": "point", "filled": true, "size": 70, "opacity": 1}}]}
WITH turns AS (
  SELECT
    conversation_key, message_nr, posted_time,
    conversation_key IS DISTINCT FROM lag(conversation_key) OVER flow
      OR date_diff('second', lag(posted_time) OVER flow, posted_time) >= $quiet_hours::BIGINT * 3600 AS is_start,
    account_key IS DISTINCT FROM lag(account_key) OVER flow AS is_change
  FROM talk(conversation := $conversation)
  WHERE kind <> 'hook' AND account_id IS NOT NULL AND posted_time IS NOT NULL
  -- Sorted as one, which is quicker than one conversation after the other: what comes next may be of another one.
  WINDOW flow AS (ORDER BY conversation_key, message_nr)
),
-- Only the first message of a talk and the changes from one person to another matter: what follows a first message among them is the
-- answer, unless it is the first of the next talk, in the same conversation or another one.
talks AS (
  SELECT
    conversation_key, is_start,
    posted_time AS began,
    lead(if(is_start, NULL, posted_time)) OVER (ORDER BY conversation_key, message_nr) AS answered
  FROM turns
  WHERE is_start OR is_change
),
waits AS (
  SELECT conversation_key, answered, if(answered IS NULL, NULL, greatest(date_diff('second', began, answered), 0) / 60) AS minutes
  FROM talks
  WHERE is_start AND ($since IS NULL OR began >= $since) AND ($until IS NULL OR began::DATE <= $until)
),
counted AS (
  SELECT
    conversation_key,
    count(*) AS talks,
    count(answered) AS answered,
    quantile_cont(minutes, [0.5, 0.9]) AS quantiles
  FROM waits
  GROUP BY conversation_key
),
ids AS (
  SELECT conversation_key, any_value(conversation_id) AS conversation_id FROM talk() GROUP BY conversation_key
)
SELECT
  coalesce(v.conversation, 'untitled ' || left(i.conversation_id, 8)) AS conversation,
  c.talks,
  c.answered,
  round(100.0 * c.answered / c.talks, 1) AS answered_percent,
  round(c.quantiles[1], 1) AS median_minutes,
  round(c.quantiles[2], 1) AS p90_minutes
FROM counted AS c
JOIN ids AS i USING (conversation_key)
LEFT JOIN v_conversations AS v USING (conversation_id)
ORDER BY c.talks DESC, conversation, i.conversation_id
LIMIT $limit;
