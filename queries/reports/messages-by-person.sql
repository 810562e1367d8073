-- title: Messages by person
-- question: Who writes, how much and where?
-- description: Text and e-mail messages by author. Messages that came from a hook, have no author or were deleted are not
--   counted. Groups follow the order of the report: a row is at least min_group people next to each other in it, and
--   nothing is shown when there are fewer people in all. With `--min-group 1` a row is one person, by name.
-- param: since date optional – only messages posted on or after this day (UTC)
-- param: until date optional – only messages posted on or before this day (UTC)
-- param: conversation text optional – only conversations of this id, or with these words in the title
-- param: person text optional – only authors of this id, or with these words in the name
-- param: team text optional – only authors in the team of this id, or with these words in its name
-- param: min_group integer 5 – fewest people in a row; 1 names single persons
-- param: limit integer 30 – most rows, the busiest first
-- column: person – the name of the person; with groups, the places of the row in the order of the report
-- column: people – number of people in the row
-- column: messages – number of messages
-- column: share_percent – share of all messages of the period, in percent
-- column: conversations – number of conversations that the person wrote in; the mean of a group
-- column: active_days – number of days (UTC) with at least one message; the mean of a group
-- column: first_posted – time of the first message (UTC)
-- column: last_posted – time of the latest message (UTC)
-- caveat: Much written is not much done: the count says nothing about the worth of a message.
-- chart: {"mark": "bar", "encoding": {
--     "y": {"field": "person", "type": "nominal", "sort": null, "title": null},
--     "x": {"field": "messages", "type": "quantitative", "title": "messages"}}}
WITH posted AS NOT MATERIALIZED (
  FROM talk($since, $until, $conversation, $person, $team) WHERE kind <> 'hook' AND account_id IS NOT NULL
),
days AS (
  SELECT account_key, count(day) AS active_days
  FROM (SELECT DISTINCT account_key, posted_time::DATE AS day FROM posted)
  GROUP BY account_key
),
places AS (
  SELECT account_key, count(*) AS conversations
  FROM (SELECT DISTINCT account_key, conversation_key FROM posted)
  GROUP BY account_key
),
totals AS (
  SELECT
    account_key,
    any_value(account_id) AS account_id,
    max(nullif(sender_name, '')) AS sender,
    count(*) AS messages,
    min(posted_time) AS first_posted,
    max(posted_time) AS last_posted
  FROM posted
  GROUP BY account_key
),
ranked AS (
  SELECT
    t.*,
    d.active_days,
    s.conversations,
    coalesce(p.person, t.sender, t.account_id) AS name,
    row_number() OVER (ORDER BY t.messages DESC, name, t.account_id) AS place,
    count(*) OVER () AS people
  FROM totals AS t
  JOIN days AS d USING (account_key)
  JOIN places AS s USING (account_key)
  LEFT JOIN v_people AS p USING (account_id)
)
SELECT
  group_name(min(name), min(place), max(place), $min_group) AS person,
  count(*) AS people,
  sum(messages) AS messages,
  round(100.0 * sum(messages) / sum(sum(messages)) OVER (), 1) AS share_percent,
  round(avg(conversations), 1) AS conversations,
  round(avg(active_days), 1) AS active_days,
  min(first_posted) AS first_posted,
  max(last_posted) AS last_posted
FROM ranked
WHERE people >= $min_group
GROUP BY group_at(place, people, $min_group)
ORDER BY min(place)
LIMIT $limit;
