-- title: Response time by conversation
-- question: How long does a conversation wait until somebody else answers?
-- description: When several messages of one person stand in a row, the wait runs from the last of them to the next
--   message by somebody else in the same conversation. Messages that came from a hook or were deleted are left out.
-- param: since date optional – only waits that began on or after this day (UTC)
-- param: until date optional – only waits that began on or before this day (UTC)
-- param: within_hours integer 72 – a longer silence is no answer
-- param: limit integer 30 – most rows, those with the most answers first
-- column: conversation – title of the conversation
-- column: answers – number of waits that an answer ended
-- column: median_minutes – half of the answers came within this many minutes
-- column: p90_minutes – nine in ten answers came within this many minutes
-- column: unanswered – number of waits that no answer ended in time, the open last one among them
-- caveat: Nights and weekends count as waiting, and not every message asks for an answer.
-- chart: {"encoding": {
--   "y": {"field": "conversation", "type": "nominal", "sort": null, "title": null},
--   "x": {"field": "median_minutes", "type": "quantitative", "scale": {"type": "symlog", "domainMin": 0},
--     "title": "time to the answer (dot: median, line: up to nine in ten)",
--     "axis": {"values": [0, 1, 5, 15, 60, 240, 1440, 4320], "tickCount": 8, "labelOverlap": false,
--       "labelExpr": "datum.value === 0 ? '0' : datum.value < 60 ? datum.value + ' min'
--         : datum.value < 1440 ? datum.value / 60 + ' h' : datum.value / 1440 + ' d'"}}},
--   "layer": [
--     {"mark": {"type": "rule", "strokeWidth": 2}, "encoding": {"x2": {"field": "p90_minutes"}}},
--     {"mark": {"type": "point", "filled": true, "size": 70, "opacity": 1}}]}
WITH titles AS (
  SELECT
    conversation_id,
    name || if(count(*) OVER (PARTITION BY name) > 1, ' (' || left(conversation_id, 8) || ')', '') AS conversation
  FROM (
    SELECT conversation_id, coalesce(nullif(title, ''), 'untitled ' || left(conversation_id, 8)) AS name
    FROM conversations
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
  coalesce(t.conversation, 'untitled ' || left(a.conversation_id, 8)) AS conversation,
  count(*) FILTER (is_answered) AS answers,
  round(quantile_cont(minutes, 0.5) FILTER (is_answered), 1) AS median_minutes,
  round(quantile_cont(minutes, 0.9) FILTER (is_answered), 1) AS p90_minutes,
  count(*) FILTER (NOT is_answered) AS unanswered
FROM waits AS a
LEFT JOIN titles AS t USING (conversation_id)
GROUP BY a.conversation_id, t.conversation
HAVING answers > 0
ORDER BY answers DESC, conversation, a.conversation_id
LIMIT $limit;
