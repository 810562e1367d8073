-- Load, step 4: what hangs on a message: reactions, mentions, and the conversations whose membership is to be worked out anew.
-- Reads settled_messages and contested_keys of step 2.

DELETE FROM reactions USING contested_keys AS k
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
  SELECT conversation_id, message_nr, unnest(json_keys(reactions)) AS reaction, json_extract(reactions, '$."' || reaction || '"') AS people
  FROM settled_messages
  WHERE reactions IS NOT NULL AND json_type(reactions) = 'OBJECT' AND NOT is_deleted
);

DELETE FROM mentions USING contested_keys AS k
WHERE mentions.conversation_id = k.conversation_id AND mentions.message_nr = k.message_nr;
INSERT INTO mentions
SELECT DISTINCT
  conversation_id,
  message_nr,
  unnest(regexp_extract_all(message, '<mention[^<>]*account_id=\\?"([^"\\<>]+)', 1))
FROM settled_messages
WHERE contains(message, '<mention');

INSERT INTO changed_conversations
SELECT DISTINCT conversation_id FROM settled_messages
WHERE mk_message_type IN ('create', 'add', 'add_team', 'add_teamV2', 'joinV1', 'autojoin', 'leave', 'kick', 'kickV2', 'kick_team', 'deleteV1');
