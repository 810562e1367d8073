-- Load, step 4: what hangs on the messages whose latest version this batch brought: reactions, mentions, problems, and the
-- conversations whose membership is to be worked out anew.

DELETE FROM reactions USING changed_keys AS k
WHERE reactions.conversation_id = k.conversation_id AND reactions.message_nr = k.message_nr;
-- fleep-wire.md, section 4.2: an object keyed by reaction; what each key holds is not established, usually account ids.
INSERT INTO reactions
SELECT
  conversation_id,
  message_nr,
  reaction,
  unnest(CASE
    WHEN json_type(people) = 'ARRAY' AND json_array_length(people) > 0 THEN from_json(people, '["VARCHAR"]')
    ELSE [NULL::VARCHAR]
  END)
FROM (
  SELECT m.conversation_id, m.message_nr, r.key AS reaction, r.value AS people
  FROM (
    SELECT conversation_id, message_nr, reactions FROM messages
    WHERE page_nr > getvariable('after_page') AND reactions IS NOT NULL AND NOT is_deleted
    UNION
    SELECT conversation_id, message_nr, reactions FROM messages SEMI JOIN changed_keys USING (conversation_id, message_nr)
    WHERE reactions IS NOT NULL AND NOT is_deleted
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
  SELECT conversation_id, message_nr, message FROM messages SEMI JOIN changed_keys USING (conversation_id, message_nr)
  WHERE contains(message, '<mention')
);

INSERT INTO changed_conversations
SELECT DISTINCT conversation_id FROM messages
WHERE page_nr > getvariable('after_page')
  AND mk_message_type IN ('create', 'topic', 'add', 'add_teamV2', 'joinV1', 'autojoin', 'leave', 'kick', 'kickV2', 'deleteV1');

INSERT INTO new_problems
SELECT 'message', concat_ws('/', conversation_id, message_nr, flow_message_nr), 'message', 'malformed markup', left(message, 200)
FROM messages
WHERE page_nr > getvariable('after_page') AND is_malformed;
