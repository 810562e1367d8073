WITH flow AS (
  SELECT
    conversation_id, message_nr, account_id, posted_time, has_question_mark,
    lead(account_id) OVER flow AS next_account_id,
    lead(posted_time) OVER flow AS next_time
  FROM talk
  WHERE kind <> 'hook' AND account_id IS NOT NULL AND posted_time IS NOT NULL
  WINDOW flow AS (PARTITION BY conversation_id ORDER BY message_nr)
),
today AS (
  SELECT max(posted_time) AS time FROM messages
),
waiting AS (
  SELECT conversation_id, message_nr, next_time IS NOT NULL AS answered_late,
    max(coalesce(next_time, time) - posted_time, 0) / 3600 AS waited_hours
  FROM flow, today
  WHERE has_question_mark AND next_account_id IS NOT account_id AND coalesce(next_time, time) > posted_time + 48 * 3600
)
SELECT
  coalesce(v.conversation, 'untitled ' || substr(m.conversation_id, 1, 8)) AS conversation,
  coalesce(p.person, nullif(m.sender_name, ''), m.account_id) AS person,
  -- SQLite has no regular expressions: a line break, and two spaces, are what texts of this world have.
  substr(replace(replace(trim(m.text), char(10), ' '), '  ', ' '), 1, 120) AS question,
  datetime(m.posted_time, 'unixepoch') AS posted,
  w.waited_hours,
  w.answered_late
FROM waiting AS w
JOIN messages AS m USING (conversation_id, message_nr)
LEFT JOIN v_conversations AS v USING (conversation_id)
LEFT JOIN v_people AS p USING (account_id)
ORDER BY m.posted_time DESC, m.conversation_id, m.message_nr
LIMIT 100;
