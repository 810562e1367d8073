-- title: Joins and leaves by month
-- question: How does membership of the conversations grow and shrink?
-- description: Joins and leaves of conversations, as the system messages tell them. A person in five conversations
--   counts five times, and one who comes back counts again.
-- param: conversation text optional – only conversations of this id, or with these words in the title
-- column: month – calendar month in UTC, YYYY-MM
-- column: joins – number of times that a person became a member of a conversation
-- column: leaves – number of times that a person left or was removed
-- column: net – joins less leaves
-- column: memberships – sum of net up to the end of the month
-- caveat: A member whose coming no message tells, such as one of the time before the archive begins, is counted
--   neither then nor on leaving.
-- caveat: A member whose leaving no message tells, such as one who went with a team, is never taken off: memberships can
--   be too high.
-- chart: {"transform": [{"fold": ["joins", "leaves"], "as": ["change", "count"]},
--     {"calculate": "datum.change === 'leaves' ? -datum.count : datum.count", "as": "signed"}],
--     "mark": "bar", "encoding": {
--     "x": {"field": "month", "type": "temporal", "timeUnit": "utcyearmonth", "title": "month (UTC)"},
--     "y": {"field": "signed", "type": "quantitative", "title": "people (leaves below zero)"},
--     "color": {"field": "change", "type": "nominal", "title": "change", "scale": {"domain": ["joins", "leaves"]}}}}
WITH chosen AS (
  SELECT joined_time, left_time
  FROM members
  WHERE (
      $conversation IS NULL
      OR conversation_id IN (
        SELECT conversation_id FROM v_conversations
        WHERE conversation_id = $conversation OR contains(lower(conversation), lower($conversation::VARCHAR))
      )
    )
),
changes AS (
  SELECT strftime(joined_time, '%Y-%m') AS month, 1 AS joined, 0 AS gone FROM chosen WHERE joined_time IS NOT NULL
  UNION ALL
  SELECT strftime(left_time, '%Y-%m'), 0, 1 FROM chosen WHERE joined_time IS NOT NULL AND left_time IS NOT NULL
)
SELECT
  month,
  sum(joined) AS joins,
  sum(gone) AS leaves,
  sum(joined) - sum(gone) AS net,
  sum(sum(joined) - sum(gone)) OVER (ORDER BY month) AS memberships
FROM changes
GROUP BY month
ORDER BY month;
