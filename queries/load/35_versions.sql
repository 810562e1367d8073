-- Load, step 3d: which version of each contested message is the latest. All are ranked; what says the same twice is dropped, so a page
-- that was fetched again changes nothing.
-- Only if: EXISTS (FROM contested_keys)

-- What says the same twice is one version: the one that was here first.
CREATE OR REPLACE TEMP TABLE versions AS
SELECT * FROM pool
QUALIFY row_number() OVER (
  PARTITION BY
    conversation_id, message_nr, coalesce(flow_message_nr, message_nr), mk_message_type, mk_message_state, message,
    subject, tags, edited_time, edit_account_id, reactions::VARCHAR, pin_weight, section_id, task_weight, assignee_ids
  ORDER BY page_nr, record_index) = 1;

-- A message of which the batch says nothing new stays as it is.
CREATE OR REPLACE TEMP TABLE changed_keys AS
SELECT conversation_id, message_nr FROM versions WHERE page_nr > getvariable('after_page')
UNION
FROM completed_keys;

-- A deletion may come without its number (fleep-wire.md, section 3.6): what was edited after all that have one is later than they are.
CREATE OR REPLACE TEMP TABLE ranked_messages AS
SELECT * EXCLUDE (is_late),
  row_number() OVER (
    PARTITION BY conversation_id, message_nr
    ORDER BY is_late DESC, coalesce(flow_message_nr, message_nr) DESC, edited_time DESC NULLS LAST, page_nr IN (FROM import_pages),
      page_nr DESC, record_index DESC) AS recency
FROM (
  SELECT *, flow_message_nr IS NULL AND coalesce(edited_time > coalesce(
    max(edited_time) FILTER (flow_message_nr IS NOT NULL) OVER (PARTITION BY conversation_id, message_nr), '-infinity'), false) AS is_late
  FROM versions SEMI JOIN changed_keys USING (conversation_id, message_nr)
);

DELETE FROM messages USING changed_keys AS k
WHERE messages.conversation_id = k.conversation_id AND messages.message_nr = k.message_nr
  AND messages.page_nr <= getvariable('after_page');
DELETE FROM superseded_messages USING changed_keys AS k
WHERE superseded_messages.conversation_id = k.conversation_id AND superseded_messages.message_nr = k.message_nr;
INSERT INTO messages BY NAME SELECT * EXCLUDE (recency) FROM ranked_messages WHERE recency = 1;
INSERT INTO superseded_messages BY NAME SELECT * EXCLUDE (recency) FROM ranked_messages WHERE recency > 1;
