-- Schema 3: views and one macro for people who ask. docs/analytics.md describes each column; a test holds the two together.
-- They are read from the tables whenever somebody asks, so they cannot be out of date. Readers of Parquet make them from this file.

-- What to call a person: names that two people have are told apart by the start of the id.
CREATE VIEW v_people AS
SELECT account_id, name || if(count(*) OVER (PARTITION BY name) > 1, ' (' || left(account_id, 8) || ')', '') AS person
FROM (
  SELECT account_id, coalesce(nullif(display_name, ''), nullif(full_name, ''), nullif(email, ''), account_id) AS name
  FROM accounts
);

-- What to call a conversation.
CREATE VIEW v_conversations AS
SELECT
  conversation_id,
  name || if(count(*) OVER (PARTITION BY name) > 1, ' (' || left(conversation_id, 8) || ')', '') AS conversation
FROM (
  SELECT conversation_id, coalesce(nullif(title, ''), 'untitled ' || left(conversation_id, 8)) AS name
  FROM conversations
);

-- What people and programs said: text, e-mail and file messages that were not deleted. Each filter that is NULL lets all through;
-- conversation, person and team take an id or words of the name.
CREATE MACRO talk(since := NULL, until := NULL, conversation := NULL, person := NULL, team := NULL) AS TABLE
SELECT
  m.*,
  -- Numbers of eight bytes sort and group three times as fast as the ids that they stand for.
  hash(m.conversation_id) AS conversation_key,
  hash(m.account_id) AS account_key,
  CASE
    WHEN nullif(m.hook_key, '') IS NOT NULL THEN 'hook'
    WHEN m.mk_message_type IN ('email', 'emailV2') THEN 'e-mail'
    ELSE 'chat'
  END AS kind
FROM messages AS m
WHERE m.mk_message_type IN ('text', 'textV2', 'email', 'emailV2', 'file') AND NOT m.is_deleted
  AND (since IS NULL OR m.posted_time >= since::DATE)
  AND (until IS NULL OR m.posted_time < until::DATE + INTERVAL 1 DAY)
  AND (
    conversation IS NULL
    OR m.conversation_id IN (
      SELECT c.conversation_id FROM v_conversations AS c
      WHERE c.conversation_id = conversation::VARCHAR OR contains(lower(c.conversation), lower(conversation::VARCHAR))
    )
  )
  AND (
    person IS NULL
    OR m.account_id = person::VARCHAR
    OR m.account_id IN (SELECT p.account_id FROM v_people AS p WHERE contains(lower(p.person), lower(person::VARCHAR)))
  )
  AND (
    team IS NULL
    OR m.account_id IN (
      SELECT i.account_id FROM team_members AS i JOIN teams AS t USING (team_id)
      WHERE t.team_id = team::VARCHAR OR contains(lower(t.team_name), lower(team::VARCHAR))
    )
  );

-- People in the order of a report, in groups of at least min_group: the group, from 0, of the one at a place. The last takes the rest.
CREATE MACRO group_at(place, people, min_group) AS
  least((place - 1) // greatest(min_group, 1), greatest(people // greatest(min_group, 1), 1) - 1);

-- What to call such a group: the person when it is one, its places otherwise.
CREATE MACRO group_name(person, first_place, last_place, min_group) AS
  if(min_group > 1, 'places ' || first_place || '–' || last_place, person);

-- Every message that was not deleted, in words. local_time and local_date are in the time zone of the session.
CREATE VIEW v_messages AS
SELECT
  m.conversation_id,
  m.message_nr,
  coalesce(c.conversation, 'untitled ' || left(m.conversation_id, 8)) AS conversation,
  coalesce(p.person, nullif(m.sender_name, ''), m.account_id, '(unknown)') AS person,
  CASE
    WHEN nullif(m.hook_key, '') IS NOT NULL THEN 'hook'
    WHEN m.mk_message_type IN ('email', 'emailV2') THEN 'e-mail'
    WHEN m.mk_message_type IN ('text', 'textV2', 'file') THEN 'chat'
    ELSE 'system'
  END AS kind,
  m.posted_time,
  (m.posted_time AT TIME ZONE 'UTC')::VARCHAR AS local_time,
  (m.posted_time AT TIME ZONE 'UTC')::DATE AS local_date,
  m.subject,
  m.text,
  m.edited_time,
  m.is_pinned,
  m.task_state
FROM messages AS m
LEFT JOIN v_conversations AS c USING (conversation_id)
LEFT JOIN v_people AS p USING (account_id)
WHERE NOT m.is_deleted;

-- One row a day (UTC) and conversation in which something was said.
CREATE VIEW v_daily AS
SELECT
  t.posted_time::DATE AS day,
  coalesce(c.conversation, 'untitled ' || left(t.conversation_id, 8)) AS conversation,
  t.conversation_id,
  count(*) AS messages,
  count(DISTINCT t.account_id) FILTER (t.kind <> 'hook') AS people,
  count(*) FILTER (t.kind = 'e-mail') AS email_messages,
  count(*) FILTER (t.kind = 'hook') AS hook_messages
FROM talk() AS t
LEFT JOIN v_conversations AS c USING (conversation_id)
GROUP BY ALL;

-- Bursts of talk: what people said in one conversation without a silence of eight hours.
CREATE VIEW v_threads AS
WITH flow AS (
  SELECT
    conversation_id, message_nr, account_id, posted_time,
    coalesce(date_diff('second', lag(posted_time) OVER nrs, posted_time) >= 28800, true) AS is_start
  FROM talk()
  WHERE kind <> 'hook' AND account_id IS NOT NULL AND posted_time IS NOT NULL
  WINDOW nrs AS (PARTITION BY conversation_id ORDER BY message_nr)
),
numbered AS (
  SELECT *, sum(is_start::INTEGER) OVER (
    PARTITION BY conversation_id ORDER BY message_nr ROWS UNBOUNDED PRECEDING
  ) AS thread_nr
  FROM flow
)
SELECT
  n.conversation_id,
  n.thread_nr,
  coalesce(any_value(c.conversation), 'untitled ' || left(n.conversation_id, 8)) AS conversation,
  min(n.message_nr) AS first_message_nr,
  max(n.message_nr) AS last_message_nr,
  min(n.posted_time) AS began_time,
  max(n.posted_time) AS ended_time,
  count(*) AS messages,
  list(DISTINCT coalesce(p.person, n.account_id) ORDER BY coalesce(p.person, n.account_id)) AS people
FROM numbered AS n
LEFT JOIN v_conversations AS c USING (conversation_id)
LEFT JOIN v_people AS p USING (account_id)
GROUP BY n.conversation_id, n.thread_nr;

-- Each message after which somebody else wrote next: who waited for whom, and how long.
CREATE VIEW v_response_times AS
WITH flow AS (
  SELECT
    conversation_id, message_nr, account_id, posted_time,
    lead(message_nr) OVER nrs AS answer_message_nr,
    lead(account_id) OVER nrs AS answer_account_id,
    lead(posted_time) OVER nrs AS answered_time
  FROM talk()
  WHERE kind <> 'hook' AND account_id IS NOT NULL AND posted_time IS NOT NULL
  WINDOW nrs AS (PARTITION BY conversation_id ORDER BY message_nr)
)
SELECT
  f.conversation_id,
  f.message_nr,
  f.answer_message_nr,
  coalesce(c.conversation, 'untitled ' || left(f.conversation_id, 8)) AS conversation,
  coalesce(p.person, f.account_id) AS person,
  coalesce(a.person, f.answer_account_id) AS answered_by,
  f.posted_time,
  f.answered_time,
  greatest(date_diff('second', f.posted_time, f.answered_time), 0) AS response_seconds
FROM flow AS f
LEFT JOIN v_conversations AS c USING (conversation_id)
LEFT JOIN v_people AS p USING (account_id)
LEFT JOIN v_people AS a ON a.account_id = f.answer_account_id
WHERE f.answer_account_id <> f.account_id;
