-- title: Leavers
-- question: How many people fell silent for good, and when?
-- description: People by the month of their last message, those who have not written for at least days. Messages that
--   came from a hook or were deleted are not counted. A month with fewer than min_group leavers has no row.
-- param: conversation text optional – only conversations of this id, or with these words in the title
-- param: team text optional – only authors in the team of this id, or with these words in its name
-- param: as_of date optional – the day at which silence is told, as if nothing had been said since; the day of the
--   latest message of all when absent
-- param: days integer 90 – least number of days without a message
-- param: min_group integer 5 – fewest leavers in a month; a month with fewer has no row
-- column: month – calendar month of the last message in UTC, YYYY-MM
-- column: leavers – number of people
-- column: median_days – half of them wrote for at most so many days, from the first message to the last
-- column: messages – number of messages that they wrote in all
-- caveat: Silence is no leave: the report membership tells who left conversations.
-- chart: {"mark": "bar", "encoding": {
--     "x": {"field": "month", "type": "temporal", "timeUnit": "utcyearmonth", "title": "month (UTC)"},
--     "y": {"field": "leavers", "type": "quantitative", "title": "people who fell silent"}}}
WITH people AS (
  SELECT account_key, min(posted_time) AS first_posted, max(posted_time) AS last_posted, count(*) AS messages
  FROM talk(until := $as_of, conversation := $conversation, team := $team)
  WHERE kind <> 'hook' AND account_id IS NOT NULL AND posted_time IS NOT NULL
  GROUP BY account_key
),
today AS (
  SELECT coalesce($as_of, max(posted_time)::DATE) AS day FROM messages
)
SELECT
  strftime(last_posted, '%Y-%m') AS month,
  count(*) AS leavers,
  quantile_cont(date_diff('day', first_posted::DATE, last_posted::DATE), 0.5) AS median_days,
  sum(messages) AS messages
FROM people, today
WHERE date_diff('day', last_posted::DATE, day) >= $days
GROUP BY month
HAVING count(*) >= $min_group
ORDER BY month;
