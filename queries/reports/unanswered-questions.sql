-- title: Questions without an answer
-- question: Which questions did nobody answer?
-- description: Messages with a question mark after which nobody else wrote in the conversation for within_hours, the
--   latest first. A question that is followed by another message of its author is not looked at. Messages that came
--   from a hook, have no author or were deleted are left out.
-- param: since date optional – only questions posted on or after this day (UTC)
-- param: until date optional – only questions posted on or before this day (UTC)
-- param: conversation text optional – only conversations of this id, or with these words in the title
-- param: as_of date optional – the day at whose end waiting is told, as if nothing had been said since; the time of
--   the latest message of all when absent
-- param: within_hours integer 48 – a later message is no answer
-- param: limit integer 100 – most rows
-- column: conversation – title of the conversation
-- column: person – name of the one who asked
-- column: question – first 120 characters of the message
-- column: posted – time of the question (UTC)
-- column: waited_hours – whole hours until somebody else wrote, or until as_of when nobody did
-- column: answered_late – whether somebody else wrote later
-- caveat: A question mark makes no question, and an answer may have been given by other means, or as a reaction.
-- caveat: This is a list of messages and not a measure of people: it names who asked whatever the minimum group size
--   is elsewhere.
-- chart: {"mark": "bar", "encoding": {
--     "x": {"field": "posted", "type": "temporal", "timeUnit": "utcyearmonth", "title": "month of the question (UTC)"},
--     "y": {"aggregate": "count", "type": "quantitative", "title": "questions without an answer, of the rows shown"}}}
WITH flow AS (
  SELECT
    conversation_key, message_nr, account_key, posted_time, has_question_mark,
    if(lead(conversation_key) OVER flow = conversation_key, lead(account_key) OVER flow, NULL) AS next_account_key,
    if(lead(conversation_key) OVER flow = conversation_key, lead(posted_time) OVER flow, NULL) AS next_time
  FROM talk(until := $as_of, conversation := $conversation)
  WHERE kind <> 'hook' AND account_id IS NOT NULL AND posted_time IS NOT NULL
  -- Sorted as one, which is quicker than one conversation after the other: what comes next may be of another one.
  WINDOW flow AS (ORDER BY conversation_key, message_nr)
),
today AS (
  SELECT coalesce($as_of::TIMESTAMP + INTERVAL 1 DAY, max(posted_time)) AS time FROM messages
),
waiting AS (
  SELECT conversation_key, message_nr, posted_time, next_time IS NOT NULL AS answered_late,
    greatest(date_diff('second', posted_time, coalesce(next_time, time)), 0) // 3600 AS waited_hours
  FROM flow, today
  WHERE has_question_mark AND next_account_key IS DISTINCT FROM account_key
    AND coalesce(next_time, time) > posted_time + to_hours($within_hours)
    AND ($since IS NULL OR posted_time >= $since) AND ($until IS NULL OR posted_time::DATE <= $until)
),
-- Words are read for those alone that are shown, and for others of the same second as the last of them.
latest AS (
  SELECT *, rank() OVER (ORDER BY posted_time DESC) AS place FROM waiting QUALIFY place <= $limit
)
SELECT
  coalesce(v.conversation, 'untitled ' || left(m.conversation_id, 8)) AS conversation,
  coalesce(p.person, nullif(m.sender_name, ''), m.account_id) AS person,
  left(regexp_replace(trim(m.text), '\s+', ' ', 'g'), 120) AS question,
  m.posted_time AS posted,
  w.waited_hours,
  w.answered_late
FROM latest AS w
JOIN messages AS m ON hash(m.conversation_id) = w.conversation_key AND m.message_nr = w.message_nr AND m.posted_time = w.posted_time
LEFT JOIN v_conversations AS v USING (conversation_id)
LEFT JOIN v_people AS p USING (account_id)
ORDER BY m.posted_time DESC, m.conversation_id, m.message_nr
LIMIT $limit;
