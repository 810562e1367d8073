-- title: Mentions
-- question: Who is called by name, how often and by how many?
-- description: Mentions (@name) in messages that were not deleted. Several mentions of one person in one
--   message count once.
-- param: since date optional – only messages posted on or after this day (UTC)
-- param: until date optional – only messages posted on or before this day (UTC)
-- param: limit integer 30 – most rows, the most mentioned first
-- column: person – name of the one who was mentioned
-- column: mentions – number of messages that mention the person
-- column: by_people – number of different authors of those messages
-- column: conversations – number of different conversations
-- chart: {"mark": "bar", "encoding": {
--   "y": {"field": "person", "type": "nominal", "sort": null, "title": null},
--   "x": {"field": "mentions", "type": "quantitative", "title": "messages with a mention"}}}
WITH people AS (
  SELECT account_id, name || if(count(*) OVER (PARTITION BY name) > 1, ' (' || left(account_id, 8) || ')', '') AS person
  FROM (
    SELECT account_id, coalesce(nullif(display_name, ''), nullif(full_name, ''), nullif(email, ''), account_id) AS name
    FROM accounts
  )
),
called AS (
  SELECT DISTINCT conversation_id, message_nr, account_id FROM mentions
)
SELECT
  coalesce(p.person, c.account_id) AS person,
  count(*) AS mentions,
  count(DISTINCT m.account_id) AS by_people,
  count(DISTINCT c.conversation_id) AS conversations
FROM called AS c
JOIN messages AS m USING (conversation_id, message_nr)
LEFT JOIN people AS p ON p.account_id = c.account_id
WHERE NOT m.is_deleted
  AND ($since IS NULL OR posted_time >= $since) AND ($until IS NULL OR posted_time::DATE <= $until)
GROUP BY c.account_id, p.person
ORDER BY mentions DESC, person, c.account_id
LIMIT $limit;
