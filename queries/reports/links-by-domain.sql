-- title: Links by domain
-- question: Which sites do people point each other to?
-- description: Web links in messages by host name, without a leading "www.". Messages that were deleted are not counted.
-- param: since date optional – only messages posted on or after this day (UTC)
-- param: until date optional – only messages posted on or before this day (UTC)
-- param: limit integer 30 – most rows, the commonest first
-- column: domain – host name in lower case
-- column: links – number of links
-- column: messages – number of messages with such a link
-- column: people – number of different authors
-- column: conversations – number of different conversations
-- chart: {"mark": "bar", "encoding": {
--   "y": {"field": "domain", "type": "nominal", "sort": null, "title": null},
--   "x": {"field": "links", "type": "quantitative", "title": "links"}}}
WITH links AS (
  SELECT
    conversation_id, message_nr, account_id,
    -- Inside JSON (textV2) the quotes of an attribute are written \".
    unnest(regexp_extract_all(message, 'href=\\?"https?://(?:[^/"@?#]*@)?([^/"?#:@\\&]+)', 1)) AS host
  FROM messages
  WHERE mk_message_type IN ('text', 'textV2', 'email', 'emailV2', 'file') AND NOT is_deleted
    AND ($since IS NULL OR posted_time >= $since) AND ($until IS NULL OR posted_time::DATE <= $until)
)
SELECT
  regexp_replace(lower(host), '^www\.', '') AS domain,
  count(*) AS links,
  count(DISTINCT (conversation_id, message_nr)) AS messages,
  count(DISTINCT account_id) AS people,
  count(DISTINCT conversation_id) AS conversations
FROM links
GROUP BY domain
ORDER BY links DESC, domain
LIMIT $limit;
