-- Load, step 4: what hangs on the messages whose latest version this batch brought: reactions, mentions, problems, and the
-- conversations whose membership is to be worked out anew.
-- Only if: EXISTS (FROM incoming)

DELETE FROM reactions USING changed_keys AS k
WHERE reactions.conversation_id = k.conversation_id AND reactions.message_nr = k.message_nr;
-- An object keyed by reaction.
INSERT INTO reactions
SELECT DISTINCT conversation_id, message_nr, reaction, unnest(reacting(people))
FROM (
  SELECT m.conversation_id, m.message_nr, r.key AS reaction, r.value AS people
  FROM (
    SELECT conversation_id, message_nr, reactions FROM messages
    WHERE page_nr > getvariable('after_page') AND reactions IS NOT NULL AND NOT is_deleted
    UNION
    SELECT conversation_id, message_nr, reactions FROM ranked_messages
    WHERE recency = 1 AND reactions IS NOT NULL AND NOT is_deleted
  ) AS m, json_each(CASE WHEN json_type(m.reactions) = 'OBJECT' THEN m.reactions ELSE '{}' END) AS r
);

DELETE FROM mentions USING changed_keys AS k
WHERE mentions.conversation_id = k.conversation_id AND mentions.message_nr = k.message_nr;
INSERT INTO mentions
SELECT DISTINCT
  conversation_id,
  message_nr,
  unnest(regexp_extract_all(message, '<mention[^<>]*account_id=\\?"([^"\\<>]+)', 1))
FROM (
  SELECT conversation_id, message_nr, message FROM messages
  WHERE page_nr > getvariable('after_page') AND contains(message, '<mention')
  UNION
  SELECT conversation_id, message_nr, message FROM ranked_messages WHERE recency = 1 AND contains(message, '<mention')
);

DELETE FROM flow_events USING changed_keys AS k
WHERE flow_events.conversation_id = k.conversation_id AND flow_events.message_nr = k.message_nr;
INSERT INTO flow_events BY NAME
SELECT conversation_id, message_nr, flow_message_nr, account_id, mk_message_type, message, posted_time, edited_time, edit_account_id,
  page_nr, is_latest
FROM (
  SELECT *, true AS is_latest FROM messages ANTI JOIN changed_keys USING (conversation_id, message_nr)
  WHERE page_nr > getvariable('after_page')
  UNION ALL BY NAME
  SELECT *, recency = 1 AS is_latest FROM ranked_messages
)
WHERE mk_message_type = 'topic' OR changes_members(mk_message_type);

-- What was completed keeps the page that it came with.
INSERT INTO changed_conversations
SELECT DISTINCT conversation_id FROM flow_events WHERE page_nr > getvariable('after_page')
UNION
SELECT conversation_id FROM completed_keys;

INSERT INTO new_problems
SELECT 'message', concat_ws('/', conversation_id, message_nr, flow_message_nr), 'message', 'malformed markup', left(message, 200)
FROM (
  SELECT conversation_id, message_nr, flow_message_nr, message, is_malformed FROM messages ANTI JOIN contested_keys USING (conversation_id, message_nr)
  WHERE page_nr > getvariable('after_page')
  UNION ALL
  -- Whatever became of them.
  SELECT conversation_id, message_nr, flow_message_nr, message, is_malformed FROM contested_messages
)
WHERE is_malformed;
