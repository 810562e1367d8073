-- title: Links by domain
-- question: Which sites do people point each other to?
-- description: Web links in messages by host name, without a leading "www.". Messages that were deleted are not
--   counted.
-- param: since date optional – only messages posted on or after this day (UTC)
-- param: until date optional – only messages posted on or before this day (UTC)
-- param: conversation text optional – only conversations of this id, or with these words in the title
-- param: person text optional – only authors of this id, or with these words in the name
-- param: team text optional – only authors in the team of this id, or with these words in its name
-- param: min_group integer 5 – fewest people that person or team may choose; with fewer there is no row
-- param: limit integer 30 – most rows, the commonest first
-- column: domain – host name in lower case
-- column: links – number of links
-- column: messages – number of messages with such a link
-- column: people – number of different people who wrote, those that programs post for aside
-- column: conversations – number of different conversations
-- chart: {"mark": "bar", "encoding": {
--     "y": {"field": "domain", "type": "nominal", "sort": null, "title": null},
--     "x": {"field": "links", "type": "quantitative", "title": "links"}}}
WITH linking AS (
  SELECT
    conversation_key, message_nr, if(account_id IS NULL OR kind = 'hook', NULL, account_key) AS account_key,
    -- Inside JSON (textV2) the quotes of an attribute are written \".
    regexp_extract_all(message, 'href=\\?"(?i:https?)://(?:[^/"@?#]*@)?(\[[^\]/"?#@\\&]*\]|[^/"?#:@\\&]+)', 1) AS hosts
  FROM talk($since, $until, $conversation, $person, $team)
  WHERE contains(message, 'href=')
),
links AS (
  SELECT conversation_key, message_nr, account_key, unnest(hosts) AS host FROM linking
)
SELECT
  regexp_replace(lower(host), '^www\.', '') AS domain,
  count(*) AS links,
  count(DISTINCT (conversation_key, message_nr)) AS messages,
  count(DISTINCT account_key) AS people,
  count(DISTINCT conversation_key) AS conversations
FROM links
WHERE enough_people($since, $until, $conversation, $person, $team, $min_group)
GROUP BY domain
ORDER BY links DESC, domain
LIMIT $limit;
