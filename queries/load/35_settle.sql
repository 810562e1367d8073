-- Load, step 3b: which version of each message is the latest. A message met for the first time, once, stays where step 2 put it.
-- All others are contested: every version of them, old and new, is ranked again, and what says the same twice is dropped.
CREATE OR REPLACE TEMP TABLE contested_keys AS
SELECT conversation_id, message_nr FROM messages
WHERE page_nr > getvariable('after_page') GROUP BY ALL HAVING count(*) > 1
UNION
SELECT conversation_id, message_nr FROM messages AS old
SEMI JOIN (SELECT conversation_id, message_nr FROM messages WHERE page_nr > getvariable('after_page')) AS new USING (conversation_id, message_nr)
WHERE old.page_nr <= getvariable('after_page');

CREATE OR REPLACE TEMP TABLE ranked_messages AS
WITH pool AS (
  SELECT * FROM messages SEMI JOIN contested_keys USING (conversation_id, message_nr)
  UNION ALL BY NAME
  SELECT * FROM superseded_messages SEMI JOIN contested_keys USING (conversation_id, message_nr)
),
distinct_versions AS (
  SELECT * FROM pool
  QUALIFY row_number() OVER (
    PARTITION BY
      conversation_id, message_nr, coalesce(flow_message_nr, message_nr), mk_message_type, mk_message_state, message,
      subject, tags, edited_time, edit_account_id, reactions::VARCHAR, pin_weight, section_id, task_weight, assignee_ids
    ORDER BY page_nr, record_index) = 1
)
SELECT *,
  row_number() OVER (
    PARTITION BY conversation_id, message_nr
    ORDER BY coalesce(flow_message_nr, message_nr) DESC, edited_time DESC NULLS LAST, page_nr DESC, record_index DESC) AS recency
FROM distinct_versions;

DELETE FROM messages USING contested_keys AS k
WHERE messages.conversation_id = k.conversation_id AND messages.message_nr = k.message_nr;
DELETE FROM superseded_messages USING contested_keys AS k
WHERE superseded_messages.conversation_id = k.conversation_id AND superseded_messages.message_nr = k.message_nr;
INSERT INTO messages BY NAME SELECT * EXCLUDE (recency) FROM ranked_messages WHERE recency = 1;
INSERT INTO superseded_messages BY NAME SELECT * EXCLUDE (recency) FROM ranked_messages WHERE recency > 1;
