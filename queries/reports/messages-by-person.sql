-- title: Messages by person
-- question: Who writes, how much and where?
-- description: Text and e-mail messages by author. Messages that came from a hook or were deleted are not counted.
-- param: since date optional – only messages posted on or after this day (UTC)
-- param: until date optional – only messages posted on or before this day (UTC)
-- param: limit integer 30 – most rows, the busiest first
-- column: person – the author's name; e-mail address or id when there is none
-- column: messages – number of messages
-- column: share_percent – share of all messages of the period, in percent
-- column: conversations – number of conversations the person wrote in
-- column: active_days – number of days (UTC) with at least one message
-- column: first_posted – time of the first message (UTC)
-- column: last_posted – time of the latest message (UTC)
-- caveat: Much written is not much done: the count says nothing about the worth of a message.
-- chart: {"mark": "bar", "encoding": {
--   "y": {"field": "person", "type": "nominal", "sort": null, "title": null},
--   "x": {"field": "messages", "type": "quantitative", "title": "messages"}}}
WITH people AS (
  SELECT account_id, name || if(count(*) OVER (PARTITION BY name) > 1, ' (' || left(account_id, 8) || ')', '') AS person
  FROM (
    SELECT account_id, coalesce(nullif(display_name, ''), nullif(full_name, ''), nullif(email, ''), account_id) AS name
    FROM accounts
  )
)
SELECT
  coalesce(p.person, max(nullif(m.sender_name, '')), m.account_id, '(unknown)') AS person,
  count(*) AS messages,
  round(100.0 * count(*) / sum(count(*)) OVER (), 1) AS share_percent,
  count(DISTINCT m.conversation_id) AS conversations,
  count(DISTINCT m.posted_time::DATE) AS active_days,
  min(m.posted_time) AS first_posted,
  max(m.posted_time) AS last_posted
FROM messages AS m
LEFT JOIN people AS p USING (account_id)
WHERE mk_message_type IN ('text', 'textV2', 'email', 'emailV2', 'file') AND NOT is_deleted
  AND nullif(hook_key, '') IS NULL
  AND ($since IS NULL OR posted_time >= $since) AND ($until IS NULL OR posted_time::DATE <= $until)
GROUP BY m.account_id, p.person
ORDER BY messages DESC, person, m.account_id
LIMIT $limit;
