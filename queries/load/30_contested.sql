-- Load, step 3: every version, old and new, of each contested message.
-- Only if: EXISTS (FROM contested_keys)

CREATE OR REPLACE TEMP TABLE contested_lines AS
SELECT s.page, s."index", message_struct(s.record) AS m, c.is_fragment
FROM staged AS s JOIN contested_rows AS c ON c.page = s.page AND c."index" = s."index";

CREATE OR REPLACE TEMP TABLE contested_messages AS SELECT * FROM shape_messages('contested_lines');

-- page_nr is for DuckDB, which knows the pages of each part of the table and leaves out what cannot fit.
CREATE OR REPLACE TEMP TABLE stored_messages AS
SELECT * FROM messages SEMI JOIN stored_keys USING (conversation_id, message_nr, page_nr);

-- Records that carry only some fields of a message (a lock, a weight; fleep-wire.md, section 3.6), and those that an earlier load
-- met before the message itself.
CREATE OR REPLACE TEMP TABLE fragments AS
SELECT m.* FROM contested_messages AS m
JOIN contested_rows AS c ON c.page = m.page_nr AND c."index" = m.record_index AND c.is_fragment
UNION ALL BY NAME
SELECT * FROM stored_messages WHERE mk_message_type IS NULL
UNION ALL BY NAME
SELECT * FROM superseded_messages SEMI JOIN contested_keys USING (conversation_id, message_nr) WHERE mk_message_type IS NULL;

CREATE OR REPLACE TEMP TABLE pool AS
SELECT * FROM stored_messages WHERE mk_message_type IS NOT NULL
UNION ALL BY NAME
SELECT * FROM superseded_messages SEMI JOIN contested_keys USING (conversation_id, message_nr) WHERE mk_message_type IS NOT NULL
UNION ALL BY NAME
SELECT * FROM contested_messages AS m
WHERE NOT EXISTS (FROM contested_rows AS c WHERE c.page = m.page_nr AND c."index" = m.record_index AND c.is_fragment);

-- Records of a relation with what tells versions apart, and for how many times in a row the service has said that by then: of one flow
-- number it may say A, then B, then A again, which is so now. A page that is fetched again says all of it again, in the same order. Nobody
-- knows when a history was written down: what it says twice it says once.
CREATE OR REPLACE TEMP MACRO told_states(source) AS TABLE
SELECT * EXCLUDE (is_imported, is_turn), if(is_imported, 0, count(*) FILTER (is_turn) OVER (
    PARTITION BY conversation_id, message_nr, coalesce(flow_message_nr, message_nr), state, is_imported ORDER BY page_nr, record_index)) AS turn
FROM (
  SELECT *, lag(state) OVER (
      PARTITION BY conversation_id, message_nr, coalesce(flow_message_nr, message_nr), is_imported ORDER BY page_nr, record_index
    ) IS DISTINCT FROM state AS is_turn
  FROM (
    SELECT *, page_nr IN (FROM import_pages) AS is_imported, {
        mk_message_type: mk_message_type, mk_message_state: mk_message_state, message: message, subject: subject, tags: tags,
        edited_time: edited_time, edit_account_id: edit_account_id, reactions: reactions::VARCHAR, pin_weight: pin_weight,
        section_id: section_id, task_weight: task_weight, assignee_ids: assignee_ids} AS state
    FROM query_table(source)
  )
);

-- Records that say the same are one version: where and when it was said first, or first again after something else, and what any of them
-- says.
CREATE OR REPLACE TEMP MACRO unite_versions(source) AS TABLE
SELECT * EXCLUDE (state, turn)
FROM (
  SELECT any_value(COLUMNS(*) ORDER BY turn DESC, page_nr, record_index)
  FROM told_states(source)
  GROUP BY conversation_id, message_nr, coalesce(flow_message_nr, message_nr), state
);

-- The versions of a relation with their recency, 1 for the latest of each message. A deletion may come without its number
-- (fleep-wire.md, section 3.6): what was edited after all that have one is later than they are. Of two in one second the deletion is.
CREATE OR REPLACE TEMP MACRO rank_versions(source) AS TABLE
SELECT * EXCLUDE (changed_time, is_late),
  row_number() OVER (
    PARTITION BY conversation_id, message_nr
    ORDER BY is_late DESC, coalesce(flow_message_nr, message_nr) DESC, edited_time DESC NULLS LAST, page_nr IN (FROM import_pages),
      page_nr DESC, record_index DESC) AS recency
FROM (
  SELECT *, edited_time + to_milliseconds(is_deleted::INTEGER) AS changed_time,
    flow_message_nr IS NULL AND coalesce(changed_time > coalesce(
      max(changed_time) FILTER (flow_message_nr IS NOT NULL) OVER (PARTITION BY conversation_id, message_nr), '-infinity'), false) AS is_late
  FROM query_table(source)
);
