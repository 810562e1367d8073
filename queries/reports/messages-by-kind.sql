-- title: Chat, e-mail and hooks
-- question: How much of the talk is typed by people, and how much comes by e-mail or from programs?
-- description: Messages of each month by the way they came in. Messages that were deleted are not counted.
-- param: since date optional – only messages posted on or after this day (UTC)
-- param: until date optional – only messages posted on or before this day (UTC)
-- param: conversation text optional – only conversations of this id, or with these words in the title
-- param: person text optional – only authors of this id, or with these words in the name
-- param: team text optional – only authors in the team of this id, or with these words in its name
-- param: min_group integer 5 – fewest people that person or team may choose; with fewer there is no row
-- column: month – calendar month in UTC, YYYY-MM; NULL for messages whose time is unknown
-- column: kind – chat (written in Fleep), e-mail, or hook (posted by a program through a hook)
-- column: messages – number of messages
-- chart: {"mark": "bar", "encoding": {
--     "x": {"field": "month", "type": "temporal", "timeUnit": "utcyearmonth", "title": "month (UTC)"},
--     "y": {"field": "messages", "type": "quantitative", "title": "messages"},
--     "color": {"field": "kind", "type": "nominal", "title": "kind", "scale": {"domain": ["chat", "e-mail", "hook"]}}}}
WITH months AS (
  SELECT date_trunc('month', posted_time) AS start, kind, count(*) AS messages
  FROM talk($since, $until, $conversation, $person, $team)
  GROUP BY start, kind
)
SELECT strftime(start, '%Y-%m') AS month, kind, messages
FROM months
WHERE enough_people($since, $until, $conversation, $person, $team, $min_group)
ORDER BY month NULLS LAST, kind;
