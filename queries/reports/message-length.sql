-- title: Length of messages
-- question: Do people write words, sentences or letters?
-- description: Messages by the number of characters of their plain text. Messages that came from a hook or were
--   deleted are not counted.
-- param: since date optional – only messages posted on or after this day (UTC)
-- param: until date optional – only messages posted on or before this day (UTC)
-- param: conversation text optional – only conversations of this id, or with these words in the title
-- param: person text optional – only authors of this id, or with these words in the name
-- param: team text optional – only authors in the team of this id, or with these words in its name
-- param: min_group integer 5 – fewest people that person or team may choose; with fewer there is no row
-- column: characters – number of characters (Unicode code points)
-- column: messages – number of messages
-- column: share_percent – share of all messages, in percent
-- caveat: A message of no characters is one file, or a picture.
-- chart: {"mark": "bar", "encoding": {
--     "y": {"field": "characters", "type": "nominal", "sort": null, "title": "characters"},
--     "x": {"field": "messages", "type": "quantitative", "title": "messages"}}}
WITH lengths AS (
  SELECT coalesce(length(text), 0) AS characters FROM talk($since, $until, $conversation, $person, $team) WHERE kind <> 'hook'
),
bands AS (
  SELECT
    CASE
      WHEN characters = 0 THEN 1
      WHEN characters <= 20 THEN 2
      WHEN characters <= 50 THEN 3
      WHEN characters <= 100 THEN 4
      WHEN characters <= 200 THEN 5
      WHEN characters <= 500 THEN 6
      WHEN characters <= 1000 THEN 7
      ELSE 8
    END AS band,
    count(*) AS messages
  FROM lengths
  GROUP BY band
)
SELECT
  ['none', '1 to 20', '21 to 50', '51 to 100', '101 to 200', '201 to 500', '501 to 1000', 'more than 1000'][band] AS characters,
  messages,
  round(100.0 * messages / sum(messages) OVER (), 1) AS share_percent
FROM bands
WHERE enough_people($since, $until, $conversation, $person, $team, $min_group)
ORDER BY band;
