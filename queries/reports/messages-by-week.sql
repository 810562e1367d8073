-- title: Messages by week
-- question: How does the volume of talk go up and down by the week?
-- description: Text and e-mail messages of each week, hook messages among them. Messages that were deleted are not
--   counted. A week without a message has no row.
-- param: since date optional – only messages posted on or after this day (UTC)
-- param: until date optional – only messages posted on or before this day (UTC)
-- param: conversation text optional – only conversations of this id, or with these words in the title
-- param: person text optional – only authors of this id, or with these words in the name
-- param: team text optional – only authors in the team of this id, or with these words in its name
-- param: min_group integer 5 – fewest people that person or team may choose; with fewer there is no row
-- column: week – week, from Monday to Sunday in UTC: the day of its Monday; NULL for messages whose time is unknown
-- column: messages – number of messages
-- column: people – number of different people who wrote, those that programs post for aside
-- column: hook_messages – how many of the messages a program posted through a hook
-- caveat: The first and the last week may be cut by the period.
-- chart: {"transform": [{"calculate": "toNumber(datum.week) + 7 * 24 * 3600 * 1000", "as": "next_week"},
--       {"calculate": "utcFormat(toDate(datum.week), '%Y-%m-%d') + ': ' + datum.messages", "as": "label"}],
--     "mark": {"type": "bar", "binSpacing": 0}, "encoding": {
--     "x": {"field": "week", "type": "temporal", "timeUnit": "utcyearmonthdate", "title": "week (UTC)"},
--     "x2": {"field": "next_week"},
--     "y": {"field": "messages", "type": "quantitative", "title": "messages"},
--     "y2": {"datum": 0},
--     "description": {"field": "label", "type": "nominal"}}}
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
  date_trunc('week', day)::DATE AS week,
  sum(messages) AS messages,
  count(DISTINCT account_key) FILTER (named > 0) AS people,
  sum(hook_messages) AS hook_messages
FROM days
WHERE enough_people($since, $until, $conversation, $person, $team, $min_group)
GROUP BY week
ORDER BY week NULLS LAST;
