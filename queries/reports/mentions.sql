-- title: Mentions
-- question: Who is called by name, how often and by how many?
-- description: Mentions (@name) in messages that were not deleted, by the one who is mentioned. Several mentions of
--   one person in one message count once. Groups follow the order of the report: a row is at least min_group people
--   next to each other in it, and nothing is shown when there are fewer people in all. With `--min-group 1` a row is
--   one person, by name.
-- param: since date optional – only messages posted on or after this day (UTC)
-- param: until date optional – only messages posted on or before this day (UTC)
-- param: conversation text optional – only conversations of this id, or with these words in the title
-- param: person text optional – only authors of this id, or with these words in the name
-- param: team text optional – only authors in the team of this id, or with these words in its name
-- param: min_group integer 5 – fewest people in a row; 1 names single persons
-- param: limit integer 30 – most rows, the most mentioned first
-- column: person – the name of the one who was mentioned; with groups, the places of the row in the order of the
--   report
-- column: people – number of people in the row
-- column: mentions – number of messages that mention the person
-- column: by_people – number of different people who wrote those messages, those that programs post for aside; the mean
--   of a group
-- column: conversations – number of different conversations; the mean of a group
-- chart: {"mark": "bar", "encoding": {
--     "y": {"field": "person", "type": "nominal", "sort": null, "title": null},
--     "x": {"field": "mentions", "type": "quantitative", "title": "messages with a mention"}}}
WITH named AS (
  SELECT account_id, hash(account_id) AS mentioned_key, hash(conversation_id) AS conversation_key, message_nr FROM mentions
),
called AS (
  SELECT DISTINCT n.mentioned_key, m.conversation_key, m.message_nr, if(m.account_id IS NULL OR m.kind = 'hook', NULL, m.account_key) AS author_key
  FROM talk($since, $until, $conversation, $person, $team) AS m
  -- Not an inner one, for which DuckDB builds its table on all messages where they are Parquet.
  LEFT JOIN named AS n USING (conversation_key, message_nr)
  WHERE n.mentioned_key IS NOT NULL
),
counted AS (
  SELECT
    mentioned_key,
    count(*) AS mentions,
    count(DISTINCT author_key) AS by_people,
    count(DISTINCT conversation_key) AS conversations
  FROM called
  GROUP BY mentioned_key
),
totals AS (
  SELECT i.account_id, c.* FROM counted AS c JOIN (SELECT DISTINCT account_id, mentioned_key FROM named) AS i USING (mentioned_key)
),
ranked AS (
  SELECT
    t.*,
    coalesce(p.person, t.account_id) AS name,
    row_number() OVER (ORDER BY t.mentions DESC, name, t.account_id) AS place,
    count(*) OVER () AS people
  FROM totals AS t
  LEFT JOIN v_people AS p USING (account_id)
)
SELECT
  group_name(min(name), min(place), max(place), $min_group) AS person,
  count(*) AS people,
  sum(mentions) AS mentions,
  round(avg(by_people), 1) AS by_people,
  round(avg(conversations), 1) AS conversations
FROM ranked
WHERE people >= $min_group
GROUP BY group_at(place, people, $min_group)
ORDER BY min(place)
LIMIT $limit;
