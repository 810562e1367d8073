-- Load, step 8: who was a member when, from the system messages and the header of each changed conversation.
-- A person who is in the header and whose coming no message tells has a NULL joined_message_nr. Messages that tell of a team need not
-- say who came or went with it (fleep-wire.md, section 4.3), so a header that is as new as they are has the last word on who is there.
-- Only if: EXISTS (FROM touched_conversations)

CREATE OR REPLACE TEMP TABLE new_members AS
WITH payloads AS (
  SELECT conversation_id, message_nr, posted_time, account_id, mk_message_type,
    from_json(json_extract(json_body(message), '$.members'), '["VARCHAR"]') AS people
  FROM flow_events SEMI JOIN touched_conversations USING (conversation_id)
  WHERE is_latest AND changes_members(mk_message_type)
),
events AS (
  SELECT conversation_id, message_nr, posted_time, account_id AS actor_id, NOT ends_membership(mk_message_type) AS is_join,
    mk_message_type = 'passiveV1' AS is_inside_already,
    unnest(CASE
      WHEN mk_message_type = 'create' THEN list_distinct(list_prepend(account_id, coalesce(people, [])))
      WHEN mk_message_type IN ('leave', 'passiveV1', 'joinV1', 'autojoin') THEN [account_id]
      ELSE list_distinct(people)
    END) AS account_id
  FROM payloads
),
-- Two joins in a row, or two leaves, tell the same thing twice: the first join and the first leave after it count.
-- joinV1 is also how one comes back who went passive, and was a member all the time.
turns AS (
  SELECT *, lag(is_join) OVER person AS was_join
  FROM events WHERE account_id IS NOT NULL
  WINDOW person AS (PARTITION BY conversation_id, account_id ORDER BY message_nr, is_join)
),
edges AS (
  SELECT *, lead(message_nr) OVER person AS next_nr, lead(posted_time) OVER person AS next_time, lead(actor_id) OVER person AS next_actor
  FROM turns WHERE was_join IS DISTINCT FROM is_join
  WINDOW person AS (PARTITION BY conversation_id, account_id ORDER BY message_nr, is_join)
),
intervals AS (
  SELECT conversation_id, account_id, if(is_inside_already, NULL, message_nr) AS joined_message_nr,
    if(is_inside_already, NULL, posted_time) AS joined_time, if(is_inside_already, NULL, actor_id) AS added_by,
    next_nr AS left_message_nr, next_time AS left_time, next_actor AS removed_by
  FROM edges WHERE is_join
  UNION ALL
  SELECT conversation_id, account_id, NULL, NULL, NULL, message_nr, posted_time, actor_id
  FROM edges WHERE NOT is_join AND was_join IS NULL
),
-- What the last message that tells of each person says.
told AS (
  SELECT conversation_id, account_id, max(message_nr) AS told_nr, arg_max(is_join, message_nr) AS is_inside FROM events GROUP BY ALL
),
headers AS (
  SELECT conversation_id, coalesce(h.last_nr, c.last_message_nr) AS last_nr, coalesce(members, []) AS members,
    coalesce(guests, []) AS guests, coalesce(leavers, []) AS leavers
  FROM conversations AS c SEMI JOIN touched_conversations USING (conversation_id)
  -- Of the headers that the conversation is known from; conversations has the highest of all accounts.
  LEFT JOIN (
    SELECT record_key AS conversation_id, TRY_CAST(record ->> '$.last_message_nr' AS BIGINT) AS last_nr
    FROM merged_records SEMI JOIN touched_conversations ON mk_rec_type = 'conv' AND record_key = conversation_id
  ) AS h USING (conversation_id)
),
-- What the header says of each person, where no later message says anything of it.
seats AS (
  SELECT s.*, t.is_inside
  FROM (
    -- Rows and no lists, which would go through the joins once for each person in them.
    SELECT conversation_id, last_nr, account_id, bool_or(list = 'members') AS is_member,
      bool_or(list = 'leavers') AND NOT bool_or(list = 'members') AS is_gone
    FROM (
      SELECT conversation_id, last_nr, unnest(members) AS account_id, 'members' AS list FROM headers
      UNION ALL
      SELECT conversation_id, last_nr, unnest(guests), 'guests' FROM headers
      UNION ALL
      SELECT conversation_id, last_nr, unnest(leavers), 'leavers' FROM headers
    )
    WHERE account_id IS NOT NULL
    GROUP BY conversation_id, last_nr, account_id
  ) AS s
  LEFT JOIN told AS t USING (conversation_id, account_id)
  WHERE coalesce(t.told_nr <= s.last_nr, true)
)
SELECT i.*, i.left_message_nr IS NULL AND NOT coalesce(s.is_gone, false) AS is_current
FROM intervals AS i LEFT JOIN seats AS s USING (conversation_id, account_id)
UNION ALL
SELECT conversation_id, account_id, NULL, NULL, NULL, NULL, NULL, NULL, NOT is_gone
FROM seats
WHERE is_inside IS NULL OR (is_member AND NOT is_inside);

DELETE FROM members USING touched_conversations AS t WHERE members.conversation_id = t.conversation_id;
INSERT INTO members BY NAME
WITH headers AS (
  SELECT conversation_id, guests, admins FROM conversations SEMI JOIN touched_conversations USING (conversation_id)
),
listed AS (
  SELECT conversation_id, account_id, bool_or(NOT is_admin) AS is_guest, bool_or(is_admin) AS is_admin
  FROM (
    SELECT conversation_id, unnest(guests) AS account_id, false AS is_admin FROM headers
    UNION ALL
    SELECT conversation_id, unnest(admins), true FROM headers
  )
  GROUP BY conversation_id, account_id
)
SELECT n.*, coalesce(l.is_guest, false) AS is_guest, coalesce(l.is_admin, false) AS is_admin
FROM new_members AS n LEFT JOIN listed AS l USING (conversation_id, account_id);
