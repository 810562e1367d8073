-- title: Messages by month
-- question: How has the volume of talk changed?
-- description: Text and e-mail messages of each month, hook messages among them, and how many people and
--   conversations took part. Messages that were deleted are not counted. A month without a message has no row.
-- param: since date optional – only messages posted on or after this day (UTC)
-- param: until date optional – only messages posted on or before this day (UTC)
-- param: conversation text optional – only conversations of this id, or with these words in the title
-- param: person text optional – only authors of this id, or with these words in the name
-- param: team text optional – only authors in the team of this id, or with these words in its name
-- param: min_group integer 5 – fewest people that person or team may choose; with fewer there is no row
-- column: month – calendar month in UTC, YYYY-MM; NULL for messages whose time is unknown
-- column: messages – number of messages
-- column: people – number of different people who wrote, those that programs post for aside
-- column: conversations – number of different conversations
-- chart: {"mark": "bar", "encoding": {
--     "x": {"field": "month", "type": "temporal", "timeUnit": "utcyearmonth", "title": "month (UTC)"},
--     "y": {"field": "messages", "type": "quantitative", "title": "messages"}}}
WITH months AS (
  SELECT
    date_trunc('month', posted_time) AS start,
    count(*) AS messages,
    count(DISTINCT account_key) FILTER (account_id IS NOT NULL AND kind <> 'hook') AS people,
    count(DISTINCT conversation_key) AS conversations
  FROM talk($since, $until, $conversation, $person, $team)
  GROUP BY start
)
SELECT strftime(start, '%Y-%m') AS month, messages, people, conversations
FROM months
WHERE enough_people($since, $until, $conversation, $person, $team, $min_group)
ORDER BY month NULLS LAST;
