-- title: Open tasks
-- question: What is still to be done, by whom, and for how long already?
-- description: Messages that are tasks and not done, the oldest first.
-- param: as_of date optional – the day at which ages are told; the day of the latest message when absent
-- param: limit integer 200 – most rows
-- column: conversation – title of the conversation
-- column: section – section of the task board
-- column: task – first 120 characters of the message
-- column: assignees – names of those who are to do it
-- column: created_by – name of the message's author
-- column: posted – time when the message was posted (UTC)
-- column: age_days – whole days from posting to as_of
-- caveat: Fleep does not say when a message was made a task, so the age runs from the message.
-- chart: {"mark": "bar", "encoding": {
--   "x": {"field": "age_days", "type": "quantitative", "bin": {"maxbins": 20}, "title": "age in days"},
--   "y": {"aggregate": "count", "type": "quantitative", "title": "open tasks"}}}
WITH people AS (
  SELECT account_id, name || if(count(*) OVER (PARTITION BY name) > 1, ' (' || left(account_id, 8) || ')', '') AS person
  FROM (
    SELECT account_id, coalesce(nullif(display_name, ''), nullif(full_name, ''), nullif(email, ''), account_id) AS name
    FROM accounts
  )
),
titles AS (
  SELECT
    conversation_id,
    name || if(count(*) OVER (PARTITION BY name) > 1, ' (' || left(conversation_id, 8) || ')', '') AS conversation
  FROM (
    SELECT conversation_id, coalesce(nullif(title, ''), 'untitled ' || left(conversation_id, 8)) AS name
    FROM conversations
  )
),
section_names AS (
  SELECT section_id, min(name) AS section FROM sections GROUP BY section_id
),
today AS (
  SELECT coalesce($as_of, greatest(max(posted_time), max(edited_time))::DATE) AS day FROM messages
),
tasks AS (
  SELECT * FROM messages WHERE task_state = 'todo' AND NOT is_deleted
),
assignees AS (
  SELECT conversation_id, message_nr, list(coalesce(person, account_id) ORDER BY person, account_id) AS names
  FROM (SELECT conversation_id, message_nr, unnest(list_distinct(assignee_ids)) AS account_id FROM tasks)
  LEFT JOIN people USING (account_id)
  GROUP BY ALL
)
SELECT
  coalesce(t.conversation, 'untitled ' || left(k.conversation_id, 8)) AS conversation,
  s.section,
  left(regexp_replace(trim(k.text), '\s+', ' ', 'g'), 120) AS task,
  coalesce(a.names, []) AS assignees,
  coalesce(p.person, nullif(k.sender_name, ''), k.account_id) AS created_by,
  k.posted_time AS posted,
  greatest(date_diff('day', k.posted_time::DATE, today.day), 0) AS age_days
FROM tasks AS k
CROSS JOIN today
LEFT JOIN titles AS t USING (conversation_id)
LEFT JOIN section_names AS s USING (section_id)
LEFT JOIN assignees AS a USING (conversation_id, message_nr)
LEFT JOIN people AS p USING (account_id)
ORDER BY k.posted_time NULLS LAST, k.conversation_id, k.message_nr
LIMIT $limit;
