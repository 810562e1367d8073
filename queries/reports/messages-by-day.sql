-- title: Messages by day
-- question: How does the volume of talk go up and down by the day?
-- description: Text and e-mail messages of each day, hook messages among them. Messages that were deleted are not
--   counted. A day without a message has no row.
-- param: since date optional – only messages posted on or after this day (UTC)
-- param: until date optional – only messages posted on or before this day (UTC)
-- param: conversation text optional – only conversations of this id, or with these words in the title
-- param: person text optional – only authors of this id, or with these words in the name
-- param: team text optional – only authors in the team of this id, or with these words in its name
-- param: min_group integer 5 – fewest people that person or team may choose; with fewer there is no row
-- column: day – day in UTC; NULL for messages whose time is unknown
-- column: messages – number of messages
-- column: people – number of different people who wrote, those that programs post for aside
-- column: hook_messages – how many of the messages a program posted through a hook
-- chart: {"mark": {"type": "bar", "binSpacing": 0}, "encoding": {
--     "x": {"field": "day", "type": "temporal", "timeUnit": "utcyearmonthdate", "title": "day (UTC)"},
--     "y": {"field": "messages", "type": "quantitative", "title": "messages"}}}
WITH days AS (
  SELECT
    posted_time::DATE AS day,
    account_key,
    count(*) AS messages,
    count(account_id) FILTER (kind <> 'hook') AS named,
    count(*) FILTER (kind = 'hook') AS hook_messages
  FROM talk($since, $until, $conversation, $person, $team)
  GROUP BY day, account_key
)
SELECT
  day,
  sum(messages) AS messages,
  count(*) FILTER (named > 0) AS people,
  sum(hook_messages) AS hook_messages
FROM days
WHERE enough_people($since, $until, $conversation, $person, $team, $min_group)
GROUP BY day
ORDER BY day NULLS LAST;
