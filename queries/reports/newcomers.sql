-- title: Newcomers and their first weeks
-- question: How many people begin to write, and do they stay?
-- description: People by the month of their first message, and how many of them wrote again in the weeks after it. A
--   week is seven days, counted from the time of the first message. Messages that came from a hook or were deleted
--   are not counted. A month with fewer than min_group newcomers has no row.
-- param: conversation text optional – only conversations of this id, or with these words in the title
-- param: team text optional – only authors in the team of this id, or with these words in its name
-- param: min_group integer 5 – fewest newcomers in a month; a month with fewer has no row
-- column: month – calendar month of the first message in UTC, YYYY-MM
-- column: newcomers – number of people
-- column: first_week_messages – half of them wrote at most so many messages in their first week
-- column: week_2_percent – share of them who wrote in their second week, in percent
-- column: week_3_percent – share of them who wrote in their third week, in percent
-- column: week_4_percent – share of them who wrote in their fourth week, in percent
-- caveat: Who wrote before the archive begins looks like a newcomer in its first months, and the weeks of those who
--   came last may not be over.
-- chart: {"mark": "bar", "encoding": {
--     "x": {"field": "month", "type": "temporal", "timeUnit": "utcyearmonth", "title": "month (UTC)"},
--     "y": {"field": "newcomers", "type": "quantitative", "title": "newcomers"}}}
WITH posted AS NOT MATERIALIZED (
  SELECT account_key, posted_time
  FROM talk(conversation := $conversation, team := $team)
  WHERE kind <> 'hook' AND account_id IS NOT NULL AND posted_time IS NOT NULL
),
firsts AS (
  SELECT account_key, min(posted_time) AS first_posted FROM posted GROUP BY account_key
),
weeks AS (
  SELECT account_key, first_posted, date_diff('second', first_posted, posted_time) // 604800 AS week, count(*) AS messages
  FROM posted JOIN firsts USING (account_key)
  WHERE posted_time < first_posted + INTERVAL 28 DAY
  GROUP BY account_key, first_posted, week
),
people AS (
  SELECT
    date_trunc('month', first_posted) AS start,
    sum(messages) FILTER (week = 0) AS first_week,
    bool_or(week = 1) AS in_week_2,
    bool_or(week = 2) AS in_week_3,
    bool_or(week = 3) AS in_week_4
  FROM weeks
  GROUP BY account_key, first_posted
)
SELECT
  strftime(start, '%Y-%m') AS month,
  count(*) AS newcomers,
  quantile_cont(first_week, 0.5) AS first_week_messages,
  round(100.0 * count(*) FILTER (in_week_2) / count(*), 1) AS week_2_percent,
  round(100.0 * count(*) FILTER (in_week_3) / count(*), 1) AS week_3_percent,
  round(100.0 * count(*) FILTER (in_week_4) / count(*), 1) AS week_4_percent
FROM people
GROUP BY start
HAVING count(*) >= $min_group
ORDER BY month;
