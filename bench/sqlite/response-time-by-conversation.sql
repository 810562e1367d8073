WITH flow AS (
  SELECT
    conversation_id, account_id, posted_time,
    lead(account_id) OVER flow AS next_account_id,
    lead(posted_time) OVER flow AS next_time
  FROM talk
  WHERE kind <> 'hook' AND account_id IS NOT NULL AND posted_time IS NOT NULL
  WINDOW flow AS (PARTITION BY conversation_id ORDER BY message_nr)
),
waits AS (
  SELECT
    conversation_id,
    max(next_time - posted_time, 0) / 60.0 AS minutes,
    coalesce(next_time <= posted_time + 72 * 3600, 0) AS is_answered
  FROM flow
  WHERE next_account_id IS NOT account_id
),
placed AS (
  SELECT
    *,
    row_number() OVER (PARTITION BY conversation_id, is_answered ORDER BY minutes) - 1 AS place,
    count(*) OVER (PARTITION BY conversation_id, is_answered) - 1 AS last_place
  FROM waits
),
-- A quantile lies between two places, as near to each as its share says.
counted AS (
  SELECT
    conversation_id,
    sum(is_answered) AS answers,
    sum(minutes * max(1 - abs(place - 0.5 * last_place), 0)) FILTER (WHERE is_answered) AS median_minutes,
    sum(minutes * max(1 - abs(place - 0.9 * last_place), 0)) FILTER (WHERE is_answered) AS p90_minutes,
    sum(NOT is_answered) AS unanswered
  FROM placed
  GROUP BY conversation_id
  HAVING answers > 0
)
SELECT
  coalesce(v.conversation, 'untitled ' || substr(c.conversation_id, 1, 8)) AS conversation,
  answers,
  round(median_minutes, 1) AS median_minutes,
  round(p90_minutes, 1) AS p90_minutes,
  unanswered
FROM counted AS c
LEFT JOIN v_conversations AS v USING (conversation_id)
ORDER BY answers DESC, 1, c.conversation_id
LIMIT 30;
