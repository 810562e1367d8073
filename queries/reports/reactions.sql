-- title: Reactions
-- question: Which reactions do people give, and how often?
-- description: Reactions on messages as they stood at the last sync. A reaction that was taken back is not counted.
-- param: since date optional – only reactions on messages posted on or after this day (UTC)
-- param: until date optional – only reactions on messages posted on or before this day (UTC)
-- param: limit integer 30 – most rows, the commonest first
-- column: reaction – name of the reaction
-- column: times – how often it was given
-- column: people – number of different people who gave it
-- column: messages – number of different messages it stands on
-- column: share_percent – share of all reactions, in percent
-- chart: {"mark": "bar", "encoding": {
--   "y": {"field": "reaction", "type": "nominal", "sort": null, "title": null},
--   "x": {"field": "times", "type": "quantitative", "title": "times given"}}}
SELECT
  r.reaction,
  count(*) AS times,
  count(DISTINCT r.account_id) AS people,
  count(DISTINCT (r.conversation_id, r.message_nr)) AS messages,
  round(100.0 * count(*) / sum(count(*)) OVER (), 1) AS share_percent
FROM reactions AS r
JOIN messages AS m USING (conversation_id, message_nr)
WHERE ($since IS NULL OR posted_time >= $since) AND ($until IS NULL OR posted_time::DATE <= $until)
GROUP BY r.reaction
ORDER BY times DESC, r.reaction
LIMIT $limit;
