-- Load, step 8b: what each conversation that the batch touched was called, and since when, from its system messages. A name given
-- before anybody wrote is an edit of the first message, so all versions count (fleep-wire.md, section 3.6).
-- Only if: EXISTS (FROM touched_conversations)
DELETE FROM topics USING touched_conversations AS t WHERE topics.conversation_id = t.conversation_id;
INSERT INTO topics
SELECT * EXCLUDE (mk_message_type)
FROM (
  SELECT conversation_id, coalesce(flow_message_nr, message_nr) AS message_nr, coalesce(edited_time, posted_time) AS posted_time,
    coalesce(edit_account_id, account_id) AS account_id,
    json_extract_string(json_body(message), '$.topic') AS topic, mk_message_type
  FROM flow_events SEMI JOIN touched_conversations USING (conversation_id)
  WHERE mk_message_type IN ('create', 'topic')
)
WHERE topic IS NOT NULL
QUALIFY topic <> coalesce(lag(topic) OVER (PARTITION BY conversation_id ORDER BY message_nr), '');
