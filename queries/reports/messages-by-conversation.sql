-- title: Messages by conversation
-- question: Where does the talk happen?
-- description: Text and e-mail messages by conversation, hook messages among them. Messages that were deleted are not
--   counted, and a conversation without a message in the period has no row.
-- param: since date optional – only messages posted on or after this day (UTC)
-- param: until date optional – only messages posted on or before this day (UTC)
-- param: conversation text optional – only conversations of this id, or with these words in the title
-- param: person text optional – only authors of this id, or with these words in the name
-- param: team text optional – only authors in the team of this id, or with these words in its name
-- param: min_group integer 5 – fewest people that person or team may choose; with fewer there is no row
-- param: limit integer 30 – most rows, the busiest first
-- column: conversation – title of the conversation
-- column: messages – number of messages
-- column: share_percent – share of all messages of the period, in percent
-- column: people – number of different people who wrote, those that programs post for aside
-- column: first_posted – time of the first message (UTC)
-- column: last_posted – time of the latest message (UTC)
-- chart: {"mark": "bar", "encoding": {
--     "y": {"field": "conversation", "type": "nominal", "sort": null, "title": null},
--     "x": {"field": "messages", "type": "quantitative", "title": "messages"}}}
WITH authors AS (
  SELECT
    conversation_id,
    account_key,
    count(*) AS messages,
    count(account_id) FILTER (kind <> 'hook') AS named,
    min(posted_time) AS first_posted,
    max(posted_time) AS last_posted
  FROM talk($since, $until, $conversation, $person, $team)
  GROUP BY conversation_id, account_key
)
SELECT
  coalesce(v.conversation, 'untitled ' || left(a.conversation_id, 8)) AS conversation,
  sum(messages) AS messages,
  round(100.0 * sum(messages) / sum(sum(messages)) OVER (), 1) AS share_percent,
  count(*) FILTER (named > 0) AS people,
  min(first_posted) AS first_posted,
  max(last_posted) AS last_posted
FROM authors AS a
LEFT JOIN v_conversations AS v USING (conversation_id)
WHERE enough_people($since, $until, $conversation, $person, $team, $min_group)
GROUP BY a.conversation_id, v.conversation
ORDER BY messages DESC, conversation, a.conversation_id
LIMIT $limit;
