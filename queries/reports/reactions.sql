-- title: Reactions
-- question: Which reactions do people give, and how often?
-- description: Reactions on messages as they stood at the last sync. A reaction that was taken back is not counted,
--   nor is one on a message that was deleted.
-- param: since date optional – only messages posted on or after this day (UTC)
-- param: until date optional – only messages posted on or before this day (UTC)
-- param: conversation text optional – only conversations of this id, or with these words in the title
-- param: person text optional – only authors of this id, or with these words in the name
-- param: team text optional – only authors in the team of this id, or with these words in its name
-- param: min_group integer 5 – fewest people that person or team may choose; with fewer there is no row
-- param: limit integer 30 – most rows, the commonest first
-- column: reaction – name of the reaction
-- column: times – how often it was given
-- column: people – number of different people who gave it
-- column: messages – number of different messages it stands on
-- column: share_percent – share of all reactions, in percent
-- caveat: The parameters person and team choose the authors of the messages, not those who react.
-- chart: {"mark": "bar", "encoding": {
--     "y": {"field": "reaction", "type": "nominal", "sort": null, "title": null},
--     "x": {"field": "times", "type": "quantitative", "title": "times given"}}}
SELECT
  r.reaction,
  count(*) AS times,
  count(DISTINCT r.account_id) AS people,
  count(DISTINCT (r.conversation_id, r.message_nr)) AS messages,
  round(100.0 * count(*) / sum(count(*)) OVER (), 1) AS share_percent
FROM talk($since, $until, $conversation, $person, $team) AS m
JOIN reactions AS r USING (conversation_id, message_nr)
WHERE enough_people($since, $until, $conversation, $person, $team, $min_group)
GROUP BY r.reaction
ORDER BY times DESC, r.reaction
LIMIT $limit;
