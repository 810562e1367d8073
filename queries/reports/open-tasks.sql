-- title: Open tasks
-- question: What is still to be done, by whom, and for how long already?
-- description: Messages that are tasks and not done, the oldest first.
-- param: conversation text optional – only conversations of this id, or with these words in the title
-- param: as_of date optional – the day at which tasks and ages are told, as if nothing had been posted or done since;
--   the day of the latest message or change when absent
-- param: limit integer 200 – most rows
-- column: conversation – title of the conversation
-- column: section – section of the task board
-- column: task – first 120 characters of the message
-- column: assignees – names of those who are to do it
-- column: created_by – name of the message's author
-- column: posted – time when the message was posted (UTC)
-- column: age_days – whole days from posting to as_of
-- caveat: Fleep does not say when a message was made a task, so the age runs from the message.
-- caveat: Of an earlier day only what the latest versions tell is known: a task that is done and was changed after as_of
--   is shown as open then, and what was deleted or made no task since is not shown.
-- caveat: This is a list of tasks and not a measure of people: it names who is to do them whatever the minimum group
--   size is elsewhere.
-- chart: {"mark": "bar", "encoding": {
--     "x": {"field": "age_days", "type": "quantitative", "bin": {"maxbins": 20}, "title": "age in days"},
--     "y": {"aggregate": "count", "type": "quantitative", "title": "open tasks, of the rows shown"}}}
WITH today AS (
  SELECT coalesce($as_of, greatest(max(posted_time), max(edited_time))::DATE) AS day FROM messages
),
-- Two conversations may have sections of one id; those of the account's own list are of no conversation.
section_names AS (
  SELECT conversation_id, section_id, min(name) AS section FROM sections GROUP BY conversation_id, section_id
),
tasks AS (
  SELECT conversation_id, message_nr, section_id, text, account_id, sender_name, posted_time, assignee_ids
  FROM messages
  WHERE (task_state = 'todo' OR task_state = 'done' AND edited_time::DATE > (SELECT day FROM today)) AND NOT is_deleted
    AND (posted_time IS NULL OR posted_time::DATE <= (SELECT day FROM today))
    AND (
      $conversation IS NULL
      OR conversation_id IN (
        SELECT conversation_id FROM v_conversations
        WHERE conversation_id = $conversation OR contains(lower(conversation), lower($conversation::VARCHAR))
      )
    )
  ORDER BY posted_time NULLS LAST, conversation_id, message_nr
  LIMIT $limit
),
assignees AS (
  SELECT conversation_id, message_nr, list(coalesce(person, account_id) ORDER BY person, account_id) AS names
  FROM (SELECT conversation_id, message_nr, unnest(list_distinct(assignee_ids)) AS account_id FROM tasks)
  LEFT JOIN v_people USING (account_id)
  GROUP BY ALL
)
SELECT
  coalesce(v.conversation, 'untitled ' || left(k.conversation_id, 8)) AS conversation,
  if(own.section_id IS NULL, common.section, own.section) AS section,
  left(regexp_replace(trim(k.text), '\s+', ' ', 'g'), 120) AS task,
  coalesce(a.names, []) AS assignees,
  coalesce(p.person, nullif(k.sender_name, ''), k.account_id) AS created_by,
  k.posted_time AS posted,
  date_diff('day', k.posted_time::DATE, today.day) AS age_days
FROM tasks AS k
CROSS JOIN today
LEFT JOIN v_conversations AS v USING (conversation_id)
LEFT JOIN assignees AS a USING (conversation_id, message_nr)
LEFT JOIN v_people AS p USING (account_id)
LEFT JOIN section_names AS own ON own.section_id = k.section_id AND own.conversation_id = k.conversation_id
LEFT JOIN section_names AS common ON common.section_id = k.section_id AND common.conversation_id IS NULL
ORDER BY k.posted_time NULLS LAST, k.conversation_id, k.message_nr;
