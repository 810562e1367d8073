-- title: Share of the busiest tenth
-- question: How much of the talk comes from the few who write most?
-- description: For each month the people who wrote, the busiest tenth of them (rounded up), and the share of the
--   messages that is theirs. Messages that came from a hook or were deleted are not counted. A month in which fewer
--   than min_group people wrote has no row.
-- param: since date optional – only messages posted on or after this day (UTC)
-- param: until date optional – only messages posted on or before this day (UTC)
-- param: conversation text optional – only conversations of this id, or with these words in the title
-- param: person text optional – only authors of this id, or with these words in the name
-- param: team text optional – only authors in the team of this id, or with these words in its name
-- param: min_group integer 5 – fewest people in a month; a month with fewer has no row
-- column: month – calendar month in UTC, YYYY-MM
-- column: people – number of people who wrote
-- column: messages – number of messages
-- column: busiest – number of people in the busiest tenth
-- column: busiest_messages – number of their messages; NULL where they are fewer than min_group
-- column: share_percent – share of all messages of the month that is theirs, in percent
-- caveat: In a month with ten people or fewer, the busiest tenth is one person, whom nothing names; the
--   share tells about as much as the number of their messages would.
-- chart: {"mark": "bar", "encoding": {
--     "x": {"field": "month", "type": "temporal", "timeUnit": "utcyearmonth", "title": "month (UTC)"},
--     "y": {"field": "share_percent", "type": "quantitative", "title": "percent of the messages"}}}
WITH authors AS (
  SELECT date_trunc('month', posted_time) AS start, account_key, count(*) AS messages
  FROM talk($since, $until, $conversation, $person, $team)
  WHERE kind <> 'hook' AND posted_time IS NOT NULL AND account_id IS NOT NULL
  GROUP BY start, account_key
),
ranked AS (
  SELECT
    start,
    messages,
    row_number() OVER (PARTITION BY start ORDER BY messages DESC) AS place,
    ceil(count(*) OVER (PARTITION BY start) / 10)::BIGINT AS busiest
  FROM authors
)
SELECT
  strftime(start, '%Y-%m') AS month,
  count(*) AS people,
  sum(messages) AS messages,
  busiest,
  if(busiest >= $min_group, sum(messages) FILTER (place <= busiest), NULL) AS busiest_messages,
  round(100.0 * sum(messages) FILTER (place <= busiest) / sum(messages), 1) AS share_percent
FROM ranked
GROUP BY start, busiest
HAVING count(*) >= $min_group
ORDER BY month;
