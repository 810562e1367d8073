-- Scope, step 2, for a scope of some days: of the conversations only what was posted in them, and what held then.
-- scope_since and scope_until are variables of the session: times in UTC, the second not in the scope; NULL is no bound.

CREATE TEMP MACRO in_scope(posted) AS
  posted IS NOT NULL
  AND (getvariable('scope_since')::TIMESTAMP IS NULL OR posted >= getvariable('scope_since')::TIMESTAMP)
  AND (getvariable('scope_until')::TIMESTAMP IS NULL OR posted < getvariable('scope_until')::TIMESTAMP);

CREATE TEMP MACRO is_before_scope(moment) AS coalesce(moment < getvariable('scope_since')::TIMESTAMP, false);

CREATE TEMP MACRO is_after_scope(moment) AS coalesce(moment >= getvariable('scope_until')::TIMESTAMP, false);

CREATE OR REPLACE TEMP VIEW messages AS
SELECT * FROM stored.messages WHERE conversation_id IN (FROM scope_conversations) AND in_scope(posted_time);

-- A version may say when it was made and not when the message was posted.
CREATE OR REPLACE TEMP VIEW message_versions AS
SELECT v.*
FROM stored.message_versions AS v
JOIN messages AS m ON m.conversation_id = v.conversation_id AND m.message_nr = v.message_nr;

-- A file whose message the archive does not hold has a time of its own.
CREATE OR REPLACE TEMP VIEW files AS
SELECT f.*
FROM stored.files AS f
LEFT JOIN stored.messages AS m ON m.conversation_id = f.conversation_id AND m.message_nr = f.message_nr
WHERE f.conversation_id IN (FROM scope_conversations)
  AND in_scope(CASE WHEN m.message_nr IS NULL THEN f.posted_time ELSE m.posted_time END);

CREATE OR REPLACE TEMP VIEW previews AS
SELECT p.*
FROM stored.previews AS p
JOIN messages AS m ON m.conversation_id = p.conversation_id AND m.message_nr = p.message_nr;

CREATE OR REPLACE TEMP VIEW reactions AS
SELECT r.*
FROM stored.reactions AS r
JOIN messages AS m ON m.conversation_id = r.conversation_id AND m.message_nr = r.message_nr;

CREATE OR REPLACE TEMP VIEW mentions AS
SELECT n.*
FROM stored.mentions AS n
JOIN messages AS m ON m.conversation_id = n.conversation_id AND m.message_nr = n.message_nr;

-- Who was there in these days. A coming before them and a leaving after them are told by messages that are not in the scope.
CREATE OR REPLACE TEMP VIEW members AS
SELECT * REPLACE (
  CASE WHEN NOT is_before_scope(joined_time) THEN joined_message_nr END AS joined_message_nr,
  CASE WHEN NOT is_before_scope(joined_time) THEN joined_time END AS joined_time,
  CASE WHEN NOT is_before_scope(joined_time) THEN added_by END AS added_by,
  CASE WHEN NOT is_after_scope(left_time) THEN left_message_nr END AS left_message_nr,
  CASE WHEN NOT is_after_scope(left_time) THEN left_time END AS left_time,
  CASE WHEN NOT is_after_scope(left_time) THEN removed_by END AS removed_by,
  is_current OR is_after_scope(left_time) AS is_current
)
FROM stored.members
WHERE conversation_id IN (FROM scope_conversations) AND NOT is_after_scope(joined_time) AND NOT is_before_scope(left_time);

-- The name that held when the days began counts from then on.
CREATE OR REPLACE TEMP VIEW topics AS
SELECT * REPLACE (greatest(posted_time, getvariable('scope_since')::TIMESTAMP) AS posted_time)
FROM stored.topics
WHERE conversation_id IN (FROM scope_conversations) AND NOT is_after_scope(posted_time)
QUALIFY NOT is_before_scope(lead(posted_time) OVER (PARTITION BY conversation_id ORDER BY message_nr));

-- The people and the name of a conversation as they were when the days ended, and no number or time of what came after them.
CREATE OR REPLACE TEMP VIEW conversations AS
WITH present AS (
  SELECT
    conversation_id,
    list(DISTINCT account_id) FILTER (is_current) AS now,
    list(DISTINCT account_id) AS people
  FROM members
  GROUP BY conversation_id
),
named AS (
  SELECT
    conversation_id,
    bool_or(is_after_scope(posted_time)) AS is_renamed,
    arg_max(topic, message_nr) FILTER (NOT is_after_scope(posted_time)) AS topic
  FROM stored.topics
  GROUP BY conversation_id
),
placed AS (
  SELECT
    c.*,
    coalesce(p.now, []) AS now,
    coalesce(p.people, []) AS people,
    coalesce(c.members, []) || coalesce(c.leavers, []) AS everyone,
    coalesce(n.is_renamed, false) AS is_renamed,
    n.topic AS topic_then
  FROM stored.conversations AS c
  LEFT JOIN present AS p ON p.conversation_id = c.conversation_id
  LEFT JOIN named AS n ON n.conversation_id = c.conversation_id
  WHERE c.conversation_id IN (FROM scope_conversations)
),
worded AS (
  SELECT * REPLACE (
    CASE WHEN is_renamed THEN topic_then ELSE topic END AS topic,
    -- Fleep makes it of the names of people.
    CASE WHEN len(list_filter(everyone, lambda id: NOT list_contains(people, id))) = 0 THEN default_topic END AS default_topic
  )
  FROM placed
)
SELECT * EXCLUDE (now, people, everyone, is_renamed, topic_then) REPLACE (
  coalesce(shown_name(topic), shown_name(default_topic)) AS title,
  NULL::VARCHAR AS creator_id,
  NULL::BIGINT AS join_message_nr,
  NULL::BIGINT AS begin_message_nr,
  NULL::BIGINT AS last_message_nr,
  NULL::BIGINT AS show_message_nr,
  NULL::BIGINT AS inbox_message_nr,
  NULL::BIGINT AS read_message_nr,
  NULL::BIGINT AS delete_message_nr,
  NULL::BIGINT AS disclose_message_nr,
  NULL::BIGINT AS hide_message_nr,
  NULL::TIMESTAMP AS last_message_time,
  NULL::TIMESTAMP AS inbox_time,
  NULL::BIGINT AS unread_count,
  -- Once each, in Fleep's order.
  list_filter(everyone, lambda id, place: list_position(everyone, id) = place AND list_contains(now, id)) AS members,
  list_filter(
    everyone,
    lambda id, place: list_position(everyone, id) = place AND list_contains(people, id) AND NOT list_contains(now, id)
  ) AS leavers,
  list_filter(guests, lambda id: list_contains(now, id)) AS guests,
  list_filter(admins, lambda id: list_contains(now, id)) AS admins,
  list_filter(default_members, lambda id: list_contains(now, id)) AS default_members
)
FROM worded;

CREATE OR REPLACE TEMP VIEW conversation_accounts AS
SELECT * REPLACE (
  NULL::BIGINT AS join_message_nr,
  NULL::BIGINT AS begin_message_nr,
  NULL::BIGINT AS last_message_nr,
  NULL::BIGINT AS show_message_nr,
  NULL::BIGINT AS read_message_nr,
  NULL::BIGINT AS delete_message_nr,
  NULL::BIGINT AS disclose_message_nr,
  NULL::BIGINT AS hide_message_nr,
  NULL::BIGINT AS unread_count
)
FROM stored.conversation_accounts
WHERE conversation_id IN (FROM scope_conversations);

-- Messages that are missing before one that was posted before the days, or after one that came after them, are not missing in them.
CREATE OR REPLACE TEMP VIEW gaps AS
WITH bounds AS (
  SELECT
    conversation_id,
    max(message_nr) FILTER (is_before_scope(posted_time)) AS before_nr,
    min(message_nr) FILTER (is_after_scope(posted_time)) AS after_nr
  FROM stored.messages
  WHERE conversation_id IN (SELECT conversation_id FROM stored.gaps)
  GROUP BY conversation_id
)
SELECT g.*
FROM stored.gaps AS g
LEFT JOIN bounds AS b ON b.conversation_id = g.conversation_id
WHERE CASE
  WHEN g.kind = 'file' THEN coalesce(g.target, '') IN (
    SELECT unnest([file_url, attachment_id]) FROM files UNION SELECT unnest([file_url, attachment_id]) FROM previews
    UNION SELECT unnest([avatar_url, avatar_urls]) FROM stored.accounts WHERE account_id IN (FROM scope_accounts)
    UNION SELECT avatar_url FROM hooks
  )
  WHEN g.conversation_id IS NULL THEN true
  ELSE g.conversation_id IN (FROM scope_chosen)
    AND NOT coalesce(g.last_message_nr <= b.before_nr OR g.first_message_nr >= b.after_nr, false)
END;
